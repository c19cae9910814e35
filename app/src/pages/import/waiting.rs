//! The list of files that wait for the server, and what it has said of those that arrived.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::boxed::effect;
use crate::form::plain::{button, el, following, heading, nothing, with, words, written};
use crate::pages::for_server::{self, Waiting};
use crate::pages::shell::Shell;

/// The files that wait, and the answers to those that do not any more.
pub(super) fn shown(shell: Shell) -> AnyView {
    let all = RwSignal::new(Vec::<Waiting>::new());
    effect(move || {
        // They are looked at again when the page has heard of something new: a file that was read, or one that was sent.
        shell.said.track();
        spawn_local(async move {
            let kept = for_server::all(shell.catalogue).await;
            all.try_set(kept);
        });
    });
    following(move || {
        let files = all.get();
        if files.is_empty() {
            return nothing();
        }
        let list = files.into_iter().map(|file| one(shell, all, file)).collect();
        let head = heading(2, "h", Vec::new(), vec!["Kept for the server".into_any()]);
        with(
            "section",
            "told",
            vec![("aria-label", "Files kept for the server".to_owned())],
            vec![head, el("ul", "", list)],
        )
    })
}

fn one(shell: Shell, all: RwSignal<Vec<Waiting>>, file: Waiting) -> AnyView {
    let says = match file.text.is_empty() {
        false => words("p", "", "Waits for a connection. What is missing of it comes in by itself then."),
        true => el("ul", "", file.said.iter().map(|line| written("li", "", line)).collect()),
    };
    let (label, name) = (if file.text.is_empty() { "Dismiss" } else { "Throw away" }, file.name.clone());
    let drop = button("btn word", label, move || {
        let file = file.clone();
        spawn_local(async move {
            let left = for_server::change(shell.catalogue, |all| all.retain(|one| *one != file)).await;
            all.try_set(left);
        });
    });
    el("li", "", vec![written("b", "", &name), says, el("p", "acts", vec![drop])])
}
