//! Sends what waits on this device, whichever page is shown: edits made offline in documents nobody has open now.

use std::cell::Cell;

use leptos::task::spawn_local;
use muster_shared::files::export::name_about;
use muster_shared::kinds::charter::{CharterView, summary};
use muster_shared::kinds::{Digest, Face, Subject, subjects};

use super::catalogue::Catalogue;
use super::open;
use super::shell::Shell;
use crate::boxed::effect;
use crate::browser::is_online;
use crate::browser::pause;
use crate::live::{LiveDoc, Opened, Phase};
use crate::widgets::digests::Digested;

/// Documents that are open for sending at once.
const AT_ONCE: usize = 4;
/// How often a document is looked at while it sends, and how often at most.
const STEP_MS: i32 = 200;
const STEPS_MAX: u32 = 75;

thread_local! {
    static SENDING: Cell<bool> = const { Cell::new(false) };
}

/// Sends everything that waits, a few documents at a time. Asked twice, it runs once.
pub(crate) fn send_waiting(shell: Shell) {
    let (catalogue, org) = (shell.catalogue, shell.org);
    let mut waiting = catalogue.waiting();
    // The server takes a document once it knows the one that this is about.
    waiting.sort_by_key(|(doc, _)| subjects(doc).count());
    if waiting.is_empty() || SENDING.replace(true) {
        return;
    }
    spawn_local(async move {
        for few in waiting.chunks(AT_ONCE) {
            let opened: Vec<Opened> = few.iter().map(|(doc, kind)| open::take(doc, *kind, None)).collect();
            for one in &opened {
                settle(one.live()).await;
                note(catalogue, one.live(), org);
            }
        }
        SENDING.set(false);
        catalogue.refresh().await;
        shell.send_files();
    });
}

async fn settle(live: LiveDoc) {
    for _ in 0..STEPS_MAX {
        let is_ready = live.phase.with_untracked(|phase| *phase != Phase::Opening);
        let is_sent = live.status.with_untracked(open::is_settled);
        if is_ready && (is_sent || !is_online()) {
            return;
        }
        pause(STEP_MS).await;
    }
}

/// Tells the catalogue what a charter holds, whenever that changes, for as long as the component that asks is shown.
pub(crate) fn keep_noting(shell: Shell, charter: LiveDoc) {
    effect(move || {
        charter.sheet.track();
        shell.org.sheet.track();
        if charter.phase.get() == Phase::Ready {
            note(shell.catalogue, charter, shell.org);
        }
    });
}

/// Tells the catalogue what a document that is no charter says, whenever that changes, for as long as the component that asks is
/// shown. `name` is that of the document, or of the one that it is about.
pub(crate) fn keep_noting_digest(shell: Shell, doc: LiveDoc, name: impl Fn() -> String + 'static) {
    effect(move || {
        let Some((id, kind)) = doc.which().filter(|_| doc.phase.get() == Phase::Ready) else { return };
        let (title, example) = (name_about(&id, &name()), doc.is_example.get());
        let digest = doc.sheet.with(|sheet| kind.digest(sheet)).map(|digest| Digest { title, example, ..digest });
        if let Some(digest) = digest {
            shell.catalogue.note_digest(Digested { id, kind, digest });
        }
    });
}

/// Tells the catalogue the name of a document that was just fetched, with what else it says in brief.
pub(crate) fn note_fetched(shell: Shell, doc: LiveDoc) {
    note(shell.catalogue, doc, shell.org);
    let Some((id, kind)) = doc.which() else { return };
    let is_named = kind.spec().subject == Subject::Itself && kind.spec().face != Ok(Face::Charter);
    if let Some(digest) = doc.sheet.with_untracked(|sheet| kind.digest(sheet)).filter(|_| is_named) {
        let example = doc.is_example.get_untracked();
        shell.catalogue.note_digest(Digested { id, kind, digest: Digest { example, ..digest } });
    }
}

/// Tells the catalogue what a charter holds that is open here.
fn note(catalogue: Catalogue, charter: LiveDoc, org: LiveDoc) {
    let Some((doc, kind)) = charter.which().filter(|(_, kind)| kind.spec().face == Ok(Face::Charter)) else {
        return;
    };
    if charter.phase.with_untracked(|phase| *phase != Phase::Ready) {
        return;
    }
    let example = charter.is_example.get_untracked();
    let summary = charter.sheet.with_untracked(|sheet| {
        org.sheet.with_untracked(|org| {
            let view = CharterView::of(sheet, org, &doc).led_by(charter.captain_to_be());
            summary(sheet, &view, org, example)
        })
    });
    let edited = charter.status.with_untracked(|status| *status != muster_shared::sync::replica::Status::Saved);
    catalogue.note(&doc, kind, summary, edited);
}
