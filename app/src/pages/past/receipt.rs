//! The receipt of a reconnect: what went in, what came from others, and what is worth a look, with one press for each. It stays
//! until it is closed, and is read again in the document's menu.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::json;
use muster_shared::kinds::outline::Sources;
use muster_shared::past::{Receipt, Why, as_they_stood, receipt as made, twice};
use muster_shared::sheet::Sheet;
use serde::Deserialize;

use super::away::Away;
use super::kept;
use super::look::content;
use crate::browser::pause;
use crate::form::plain::{button, el, following, nothing, with, words};
use crate::live::LiveDoc;
use crate::pages::shell::use_shell;

/// The words that others wrote meanwhile are in the copy so many milliseconds after all is saved.
const SETTLED_MS: i32 = 1000;
/// So many states of the document are asked for at most.
const STEPS_MAX: i64 = 4;

/// The receipt, once it is made.
pub(super) fn receipt(doc: LiveDoc, away: Away) -> AnyView {
    let told = RwSignal::new(away.kept_receipt::<Receipt>());
    let shell = use_shell();
    if told.with_untracked(Option::is_none) {
        spawn_local(async move {
            pause(SETTLED_MS).await;
            match make(doc, shell.org, away).filter(|receipt| !receipt.is_empty()) {
                Some(mut receipt) => {
                    // The history may not answer for long, and a page may be left meanwhile.
                    away.keep_receipt(&receipt);
                    told.try_set(Some(receipt.clone()));
                    ask_others_words(doc, &mut receipt).await;
                    doc.tell_twice(twice(&receipt));
                    away.keep_receipt(&receipt);
                    told.try_set(Some(receipt.clone()));
                    if let Some(id) = doc.id() {
                        kept::add(shell.catalogue, &id, receipt).await;
                    }
                }
                None => away.forget(),
            }
        });
    }
    following(move || match told.get() {
        Some(receipt) => drawn(doc, away, receipt),
        None => nothing(),
    })
}

fn make(doc: LiveDoc, org: LiveDoc, away: Away) -> Option<Receipt> {
    let (id, kind) = doc.which()?;
    let (steps, mine) = (away.steps.try_get_value()?, away.mine.try_get_value()??);
    let (after, org) = (doc.sheet_now(), org.sheet_now());
    let from = |sheet| Sources { sheet, org: &org, doc: &id };
    let steps: Vec<Sources<'_>> = steps.iter().map(from).collect();
    Some(made(kind, &steps, &from(&mine), &from(&after)))
}

/// A sitting of one person or of several, as far as it is needed here.
#[derive(Deserialize)]
struct Sat {
    author: String,
    with: Vec<String>,
    before: i64,
    seq: i64,
}

impl Sat {
    /// The updates after which the words of others may stand without one's own, the likeliest first: words that were written
    /// away arrive in one update or in a few, and others may have written between them and the beginning of the sitting.
    fn updates(&self) -> impl Iterator<Item = i64> {
        (self.before.max(self.seq - STEPS_MAX)..self.seq)
            .rev()
            .chain((self.seq - STEPS_MAX > self.before).then_some(self.before))
    }
}

/// The document as it stood then.
#[derive(Deserialize)]
struct Then {
    sheet: Sheet,
}

/// Asks the history how lines that others rewrote stood before this person's words came. Where it does not answer, what is left
/// of them in the line is said.
async fn ask_others_words(doc: LiveDoc, receipt: &mut Receipt) -> Option<()> {
    if !receipt.look.iter().any(|look| matches!(look.why, Why::Rewritten { .. })) {
        return None;
    }
    let sittings: Vec<Sat> = json::read(&doc.ask("history").await?)?;
    let own = sittings.iter().find(|sat| doc.is_me(&sat.author) || !sat.with.is_empty())?;
    for seq in own.updates() {
        let then: Then = json::read(&doc.ask(&format!("history/{seq}")).await?)?;
        as_they_stood(receipt, &then.sheet);
        if !receipt.look.iter().any(|look| matches!(look.why, Why::Rewritten { is_whole: false, .. })) {
            break;
        }
    }
    Some(())
}

fn drawn(doc: LiveDoc, away: Away, receipt: Receipt) -> AnyView {
    let head = [
        words("p", "h", receipt.sentence()),
        words("p", "small quiet", "Nobody’s words are lost. The menu of this document keeps the receipt."),
    ];
    let close = el(
        "p",
        "acts",
        vec![button("btn word", "Close", move || {
            doc.tell_twice(Vec::new());
            away.forget();
        })],
    );
    let parts = head.into_iter().chain(content(doc, receipt)).chain([close]).collect();
    let own = [("aria-label", "Back online"), ("role", "region"), ("aria-live", "polite")];
    with("section", "frame receipt", own.map(|(name, value)| (name, value.to_owned())).into(), parts)
}
