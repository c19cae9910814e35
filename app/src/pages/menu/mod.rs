//! The menu of the document that a page shows, and whatever its commands open. It comes in a chunk of its own when it is first
//! asked for.

mod copying;
mod duplicate;
mod edition;
mod export;
mod list;
mod panel;
mod printing;

use leptos::prelude::*;

use super::act::{Act, MENU};
use super::pocket::keep_this;
use super::share;
use super::shell::{Shell, use_shell};
use crate::boxed::{effect, memo};
use crate::chunk::{Chunk, chunk, nothing};
use crate::form::plain::{acting, el, follows, icon, of_button, on, while_so};
use crate::live::LiveDoc;
use list::list;

chunk!(menu:
/// The view of a command, which is carried out when its view is made.
fn door(act: Act) {
    let shell = use_shell();
    match shell.shown.get_untracked() {
        Some(doc) => carried_out(shell, doc, act),
        None => nothing(),
    }
});

fn carried_out(shell: Shell, doc: LiveDoc, act: Act) -> AnyView {
    match act {
        Act::Choose => list(shell, doc),
        Act::CopyLink => copying::link(shell, doc),
        Act::Share => sharing(shell, doc),
        Act::Keep => panel::panel(shell, "Keep on this device", vec![keep_this(doc)]),
        Act::Duplicate => duplicate::duplicate(shell, doc),
        Act::Edition => edition::naming(shell, doc),
        Act::Markdown | Act::Json | Act::Csv => export::export(shell, doc, act),
        Act::Print => printing::choices(shell),
        // They are listed below the bar, where the news of the document stand.
        Act::Receipts => nothing(),
        Act::Delete => panel::deletion(shell, doc),
    }
}

/// *Share*, which comes in a chunk of its own.
fn sharing(shell: Shell, doc: LiveDoc) -> AnyView {
    let closed = Callback::new(move |()| panel::close(shell));
    Chunk::come("Share", share::door::load).show(nothing, move || share::door::show(doc, closed))
}

/// The button of the menu, while a document is shown that has commands.
pub(crate) fn menu() -> AnyView {
    let shell = use_shell();
    let is_there =
        move || shell.shown.get().and_then(|doc| doc.which()).is_some_and(|(_, kind)| Act::CopyLink.is_of(kind));
    while_so(is_there, move || button(shell))
}

fn button(shell: Shell) -> AnyView {
    // A command is about the document that was shown when it was given.
    effect(move || {
        shell.shown.track();
        shell.act.set(None);
    });
    let own = [("id", MENU.to_owned()), ("aria-haspopup", "menu".to_owned())];
    let acts = vec![
        follows("aria-label", move || format!("Menu of {}", shell.title.get())),
        follows("aria-expanded", move || (shell.act.get() == Some(Act::Choose)).to_string()),
        on("click", move |_| shell.act.update(|act| *act = if act.is_some() { None } else { Some(Act::Choose) })),
    ];
    let opens =
        acting("button", "menu-button", of_button().into_iter().chain(own).collect(), acts, vec![icon("i i-dots")]);
    let act = memo(move || shell.act.get());
    let come = move || Chunk::come("This menu", door::load);
    let shown = move || act.get().map(|act| come().show(nothing, move || door::show(act)));
    el("div", "menu", vec![opens, shown.into_any()])
}
