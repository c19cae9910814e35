//! The receipt of a reconnect: what went in, what came from others, and what is worth a look, with one press for each. It stays
//! until it is closed, and is read again in the document's menu.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::kinds::outline::Sources;
use muster_shared::past::{Look, Receipt, Why, receipt as made};
use muster_shared::sheet::{Edit, Named, Value};

use super::away::Away;
use super::kept;
use super::told::{lines, list};
use crate::browser::pause;
use crate::form::plain::{button, el, following, nothing, with, words, written};
use crate::live::LiveDoc;
use crate::pages::shell::use_shell;

/// The words that others wrote meanwhile are in the copy so many milliseconds after all is saved.
const SETTLED_MS: i32 = 1000;

/// The receipt, once it is made.
pub(super) fn receipt(doc: LiveDoc, away: Away) -> AnyView {
    let told = RwSignal::new(away.kept_receipt::<Receipt>());
    let shell = use_shell();
    if told.with_untracked(Option::is_none) {
        spawn_local(async move {
            pause(SETTLED_MS).await;
            match make(doc, shell.org, away).filter(|receipt| !receipt.is_empty()) {
                Some(receipt) => {
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

fn drawn(doc: LiveDoc, away: Away, receipt: Receipt) -> AnyView {
    let head = [
        words("p", "h", receipt.sentence()),
        words("p", "small quiet", "Nobody’s words are lost. The menu of this document keeps the receipt."),
    ];
    let close = el("p", "acts", vec![button("btn word", "Close", move || away.forget())]);
    let parts = head.into_iter().chain(content(doc, receipt)).chain([close]).collect();
    let own = [("aria-label", "Back online"), ("role", "region"), ("aria-live", "polite")];
    with("section", "frame receipt", own.map(|(name, value)| (name, value.to_owned())).into(), parts)
}

/// What a receipt tells: the places to look at, and the changes of both sides.
pub(super) fn content(doc: LiveDoc, receipt: Receipt) -> [AnyView; 3] {
    let places = receipt.look.into_iter().map(|look| place(doc, look)).collect();
    [
        el("ol", "places", places),
        list("What went in", lines(&receipt.own)),
        list("What came from others", lines(&receipt.others)),
    ]
}

/// A place to look at, and the presses that settle it.
fn place(doc: LiveDoc, look: Look) -> AnyView {
    let done = RwSignal::new(None::<String>);
    let press = move |edit: Option<Edit>, so: &'static str| {
        let outcome = edit.map_or(Ok(None), |edit| doc.edit(&edit));
        done.set(Some(outcome.map_or_else(|error| error.sentence(), |_| so.to_owned())));
    };
    let Look { section, name, why } = look;
    let says = match &why {
        Why::Several(..) => format!("{name} has several values."),
        Why::Removed(_, by) if by.is_empty() => format!("“{name}” was removed while you were changing it."),
        Why::Removed(_, by) => format!("{by} removed “{name}” while you were changing it."),
        Why::Edited(_) => format!("You removed “{name}” while somebody else was changing it."),
    };
    let acts = move || match &why {
        Why::Several(at, writes) => {
            let choice = |write: &muster_shared::sheet::Write| {
                let edit = Edit::Keep { at: at.clone(), write: write.id.clone() };
                let label = format!("Choose {}", shown(&write.value));
                button("btn", label, move || press(Some(edit.clone()), "Chosen."))
            };
            writes.iter().map(choice).collect()
        }
        Why::Removed(row, _) | Why::Edited(row) => {
            let edit = Edit::Restore { list: row.list.clone(), row: row.row.clone() };
            vec![
                button("btn", "Bring the row back", move || press(Some(edit.clone()), "The row is back.")),
                button("btn", "Leave it removed", move || press(None, "It stays removed.")),
            ]
        }
    };
    let settled = following(move || match done.get() {
        Some(so) => with("p", "small", vec![("role", "status".to_owned())], vec![so.into_any()]),
        None => el("p", "acts", acts()),
    });
    el("li", "", vec![words("p", "small quiet", section), written("p", "", &says), settled])
}

fn shown(value: &Value) -> String {
    value.words().map_or_else(|| value.to_string(), |words| Named::read(words).name.to_owned())
}
