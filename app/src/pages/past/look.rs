//! The content of a receipt: the places that are worth a look, with the presses that settle them, and the changes of both sides.

use leptos::prelude::*;
use muster_shared::past::{Look, Receipt, Why};
use muster_shared::sheet::{Edit, Named, Value};

use super::told::{lines, list};
use crate::form::plain::{button, el, following, with, words, written};
use crate::live::LiveDoc;

/// The content of a receipt: the places to look at, and the changes of both sides.
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
        Why::Rewritten { .. } => format!("{name}: you and somebody else rewrote it at once. Take one, or leave both."),
    };
    let versions = versions(&why);
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
        Why::Rewritten { at, mine, theirs, now, .. } => {
            let take = |label: &'static str, taken: &String| {
                let (at, taken, now) = (at.clone(), taken.clone(), now.clone());
                button("btn", label, move || {
                    let said = match doc.reword(&at, &now, &taken) {
                        Ok(true) => "These words stand there now.".to_owned(),
                        Ok(false) => {
                            "It reads otherwise by now, and stays as it is. Look at it in the document.".to_owned()
                        }
                        Err(error) => error.sentence(),
                    };
                    done.set(Some(said));
                })
            };
            let leave = button("btn word", "Leave both", move || press(None, "Both stay as they are."));
            vec![take("Take yours", mine), take("Take the other’s", theirs), leave]
        }
    };
    let settled = following(move || match done.get() {
        Some(so) => with("p", "small", vec![("role", "status".to_owned())], vec![so.into_any()]),
        None => el("p", "acts", acts()),
    });
    let head = [words("p", "small quiet", section), written("p", "", &says)];
    el("li", "", head.into_iter().chain(versions).chain([settled]).collect())
}

/// Both versions of a line that two people rewrote, side by side, and how it reads now.
fn versions(why: &Why) -> Option<AnyView> {
    let Why::Rewritten { mine, theirs, is_whole, now, .. } = why else { return None };
    let other = if *is_whole { "They wrote" } else { "Without your words" };
    let one =
        |(label, text): (&'static str, &String)| el("li", "", vec![words("p", "label", label), written("p", "", text)]);
    let all = [("You wrote", mine), (other, theirs), ("It reads now", now)];
    Some(el("ul", "pair", all.map(one).into_iter().collect()))
}

fn shown(value: &Value) -> String {
    value.words().map_or_else(|| value.to_string(), |words| Named::read(words).name.to_owned())
}
