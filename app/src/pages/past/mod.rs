//! The news of the document that is shown since the person was away, and the words of its past that are put back. The watch
//! stands here, in the shell's chunk; all that it shows comes in a chunk of its own, when there is something to show.

mod away;
mod kept;
mod look;
mod receipt;
mod restore;
mod returned;
mod selected;
mod told;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::UrlSearchParams;

use super::act::Act;
use super::shell::Shell;
use crate::boxed::effect;
use crate::browser::{pause, window};
use crate::chunk::{Chunk, chunk, nothing};
use crate::form::plain::{el, following, while_so};
use crate::live::{LiveDoc, Phase};
use away::Away;
use restore::Asked;
pub(crate) use selected::selected;

/// Something to show.
#[derive(Clone)]
pub(crate) enum What {
    /// The question whether something of before is put back.
    Restore(Asked),
    /// The changes of others since a moment.
    Since(u64),
    /// The receipt of edits that were made without a server.
    Receipt(Away),
    /// The receipts that the device keeps, while they are listed.
    Receipts(RwSignal<bool>),
}

chunk!(past:
/// The view of it.
fn door(what: What, doc: LiveDoc) {
    match what {
        What::Restore(asked) => restore::restore(doc, asked),
        What::Since(ms) => returned::line(doc, ms),
        What::Receipt(away) => receipt::receipt(doc, away),
        What::Receipts(is_listed) => kept::receipts(doc, is_listed),
    }
});

/// The place below the bar where it stands.
pub(super) fn past(shell: Shell) -> AnyView {
    let shown = following(move || match shell.shown.get() {
        Some(doc) => of(shell, doc),
        None => nothing(),
    });
    el("div", "past-news no-print", vec![shown])
}

fn of(shell: Shell, doc: LiveDoc) -> AnyView {
    let Some((id, _)) = doc.which() else { return nothing() };
    let params = window().and_then(|window| window.location().search().ok());
    let params = params.and_then(|search| UrlSearchParams::new_with_str(&search).ok());
    if params.as_ref().is_some_and(|params| params.has("edition")) {
        // The menu closes when another document is shown, which is just now.
        spawn_local(async move {
            pause(0).await;
            shell.act.set(Some(Act::Edition));
        });
    }
    let asked = params.and_then(|params| Asked::read(&params));
    let restore = asked.map(|asked| once_ready(doc, || true, move || What::Restore(asked.clone())));
    StoredValue::new_local(selected::watch());
    let since = returned::watch(doc, &id);
    let line =
        once_ready(doc, move || since.get().is_some(), move || What::Since(since.get_untracked().unwrap_or_default()));
    let away = Away::watch(doc, &id);
    let receipt = once_ready(doc, move || away.is_back.get(), move || What::Receipt(away));
    let is_listed = RwSignal::new(false);
    effect(move || {
        if shell.act.get() == Some(Act::Receipts) {
            shell.act.set(None);
            is_listed.set(true);
        }
    });
    let receipts = once_ready(doc, move || is_listed.get(), move || What::Receipts(is_listed));
    let parts: Vec<AnyView> = restore.into_iter().chain([line, receipt, receipts]).collect();
    parts.into_any()
}

/// Shows something while it is so, once the document is here.
fn once_ready(
    doc: LiveDoc,
    is_so: impl Fn() -> bool + Send + Sync + 'static,
    what: impl Fn() -> What + Send + 'static,
) -> AnyView {
    while_so(
        move || is_so() && doc.phase.get() == Phase::Ready,
        move || {
            let what = what();
            Chunk::come("The history", door::load).show(nothing, move || door::show(what.clone(), doc))
        },
    )
}
