//! The end of an item: it is done, carried into the next review, parked, or dropped. Nothing disappears by itself: what is
//! carried, and what nobody decided on, is asked for again on the page of the next review.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{ITEMS, Item, ORIGIN, PRESENTER, Phase, STATE, TITLE, TYPE};
use muster_shared::kinds::series::{self, PARKED, PARKED_IN};
use muster_shared::sheet::{Edit, Place, Value};

use super::use_review::UseReview;
use super::words::state_name;
use crate::boxed::memo;
use crate::form::plain::{button, el, following, heading, icon, words};

/// The end of an item, once the meeting is there.
pub(super) fn closing(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let state = memo(move || {
        row.with_value(|row| cx.of_item(row, |item| (item.phase, item.state().to_owned()))).unwrap_or_default()
    });
    let shown = following(move || {
        let (phase, state) = state.get();
        if state.is_empty() && phase != Phase::Close {
            return ().into_any();
        }
        let head = heading(cx.form.level + 2, "h3", Vec::new(), vec!["What becomes of it".into_any()]);
        let stands = match (state_name(&state), state.as_str()) {
            ("", _) => {
                words("p", "quiet", "Nobody has said so yet. What is left open is asked for again in the next review.")
            }
            (_, "carried") => {
                el("p", "", vec![icon("i i-check"), " Carried. It is offered on the next review’s page.".into_any()])
            }
            (_, "parked") => {
                el("p", "", vec![icon("i i-check"), " Parked. It stands in the parking lot of the series.".into_any()])
            }
            (name, _) => el("p", "", vec![icon("i i-check"), format!(" {name}.").into_any()]),
        };
        let acts = if cx.form.can_edit.get() { ends(cx, row) } else { Vec::new() };
        el("div", "ending", vec![head, stands, el("div", "acts no-print", acts)])
    });
    el("div", "", vec![shown])
}

/// The ways in which an item ends.
pub(super) fn ends(cx: UseReview, row: StoredValue<RowId>) -> Vec<AnyView> {
    let end = move |state: &'static str| {
        let at = row.with_value(|row| Place::in_row(ITEMS, row, STATE));
        let _ = cx.form.edit(&Edit::Set { at, to: state.into() });
    };
    let park = move || {
        end("parked");
        row.with_value(|row| cx.view.with_untracked(|view| view.item(row.as_str()).map(|item| park(cx, item))));
    };
    vec![
        button("btn", "Done", move || end("done")),
        button("btn", "Carry", move || end("carried")),
        button("btn", "Park", park),
        button("btn word", "Drop", move || end("dropped")),
    ]
}

/// Puts an item into the parking lot of the series, unless it stands there.
fn park(cx: UseReview, item: &Item) {
    let values = cx.carried(item);
    let origin = values.iter().find(|(name, _)| *name == ORIGIN).map(|(_, value)| value.clone());
    let is_there = cx.shown.series.sheet.with_untracked(|sheet| {
        let origin = origin.as_ref().and_then(Value::words).unwrap_or_default();
        sheet
            .rows(PARKED)
            .any(|row| row.value(series::ORIGIN).words() == origin && row.value(series::BACK_IN).is_vacant())
    });
    if is_there {
        return;
    }
    let slot = cx.slot().map(|slot| slot.to_string()).unwrap_or_default();
    let kept = [(TYPE, series::TYPE), (PRESENTER, series::PRESENTER)];
    let kept = kept.into_iter().filter_map(|(from, to)| Some((to.to_owned(), item.row.value(from).shown()?.clone())));
    let own = [(PARKED_IN.to_owned(), Value::from(slot))]
        .into_iter()
        .chain(origin.map(|origin| (series::ORIGIN.to_owned(), origin)));
    let after = cx.shown.series.rows(PARKED).with_untracked(|ids| ids.last().cloned());
    let texts = vec![(series::TITLE.to_owned(), item.title().to_owned())];
    let edit = Edit::Add { list: PARKED.to_owned(), after, texts, values: kept.chain(own).collect() };
    // With the page's undo, which takes it out of there again before the item is open again.
    let _ = cx.form.beside(cx.shown.series, cx.form.can_edit).edit(&edit);
}

/// Puts an item of another review on this agenda; its words come along.
pub(super) fn bring_in(here: UseReview, from: UseReview, item: &Item) {
    let kept = [TITLE, "claim", "because", "evidence"];
    let texts = kept.into_iter().map(|text| (text.to_owned(), item.row.text(text).to_owned()));
    let texts = texts.filter(|(_, text)| !text.trim().is_empty()).collect();
    let values = from.carried(item).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let after = here.shown.review.rows(ITEMS).with_untracked(|ids| ids.last().cloned());
    let _ = here.form.edit(&Edit::Add { list: ITEMS.to_owned(), after, texts, values });
}
