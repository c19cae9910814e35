//! The choice to keep a document on this device, in the document's menu.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::{Face, root};

use super::ahead::{UseAhead, use_ahead};
use crate::form::plain::{button, el, following, nothing, with, words};
use crate::live::LiveDoc;
use crate::pages::router::Route;
use crate::pages::shell::Shell;

/// The choice, and how far the device is with it.
pub(super) fn panel(shell: Shell, doc: LiveDoc) -> AnyView {
    let Some((id, kind)) = doc.which() else { return nothing() };
    // A talk or a log is kept with the document that it is about; a review goes by itself.
    let is_team = kind.spec().face == Ok(Face::Charter);
    let head = if kind.slot_of(&id).is_some() { id } else { root(&id, Some(kind)) };
    let noun = kind.spec().noun.one;
    let read = RwSignal::new(None::<UseAhead>);
    spawn_local(async move {
        let ahead = use_ahead(shell).await;
        read.try_set(Some(ahead));
    });
    let head = StoredValue::new(head);
    let choice = following(move || match read.get() {
        None => nothing(),
        Some(ahead) if ahead.choices.with(|choices| head.with_value(|head| choices.has(head))) => {
            chosen(shell, ahead, head)
        }
        Some(ahead) => choose(shell, ahead, head, noun, is_team),
    });
    let all = with("a", "", vec![("href", Route::Kept.path())], vec!["See all that is kept here".into_any()]);
    el("div", "keep-this", vec![choice, el("p", "small", vec![all])])
}

fn choose(shell: Shell, ahead: UseAhead, head: StoredValue<DocId>, noun: &str, is_team: bool) -> AnyView {
    let choose = move |whole: bool| {
        let head = head.get_value();
        ahead.choose(shell, move |choices| choices.choose(&head, whole));
    };
    let one = button("btn", format!("Keep this {noun}"), move || choose(false));
    let team = is_team.then(|| button("btn strong", "Keep the whole team", move || choose(true)));
    let about = match is_team {
        true => {
            "The charter with its talk and its decisions; or the whole team, with its reviews and the next one of each too. They open here without a connection, and stay fresh while there is one."
        }
        false => "It opens here without a connection, and stays fresh while there is one.",
    };
    let ways = el("p", "acts", team.into_iter().chain([one]).collect());
    [words("p", "", about), ways].into_any()
}

fn chosen(shell: Shell, ahead: UseAhead, head: StoredValue<DocId>) -> AnyView {
    let says = following(move || {
        let says = match (shell.catalogue.trouble.get(), ahead.left.get()) {
            (Some(trouble), _) => trouble.sentence(),
            (None, 0) => "It is kept on this device.",
            (None, _) => "It is kept on this device; what is still missing is being fetched.",
        };
        with("p", "", vec![("role", "status".to_owned())], vec![says.into_any()])
    });
    let leave = button("btn word", "Do not keep it fresh any more", move || {
        let head = head.get_value();
        ahead.choose(shell, move |choices| {
            choices.docs.retain(|one| *one != head);
            choices.teams.retain(|one| *one != head);
        });
    });
    [says, el("p", "acts", vec![leave])].into_any()
}
