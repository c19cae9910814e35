//! The parking lot: items that were put aside. Nothing comes back unasked.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::Slot;
use muster_shared::kinds::review::{self, ITEMS, KIND};
use muster_shared::kinds::series::{BACK_IN, ORIGIN, PARKED, PARKED_IN, PRESENTER, TITLE, TYPE};
use muster_shared::sheet::{Edit, Place, Row, Value};

use super::use_series::UseSeries;
use crate::boxed::{effect, memo};
use crate::form::plain::{button, each, el, following, while_so, with, words, written};
use crate::form::{RemovedRows, Section, name_in};
use crate::live::{LiveDoc, Phase};
use crate::talk::OpenBeside;
use crate::talk::said::below;
use crate::widgets::review::slot_words;

/// The section.
pub(super) fn parked(cx: UseSeries) -> AnyView {
    let rows = cx.form.rows(PARKED, &[], name_in(TITLE));
    let waiting = memo(move || {
        let is_waiting = |row: &RowId| cx.form.doc.row(PARKED, row).with(|row| row.value(BACK_IN).is_vacant());
        rows.ids.get().into_iter().filter(is_waiting).collect::<Vec<_>>()
    });
    let aside = memo(move || match waiting.with(Vec::len) {
        0 => String::new(),
        n => format!("{n} parked"),
    });
    let open = use_context::<OpenBeside>();
    let none = while_so(move || waiting.with(Vec::is_empty), || words("p", "empty", "Nothing is put aside."));
    let list = while_so(
        move || !waiting.with(Vec::is_empty),
        move || el("ul", "ledger", vec![each(move || waiting.get(), move |row| one(cx, open, &row))]),
    );
    view! { <Section form=cx.form name="Parking lot" part="parked" aside>{none}{list}<RemovedRows rows/></Section> }
        .into_any()
}

fn one(cx: UseSeries, open: Option<OpenBeside>, id: &RowId) -> AnyView {
    let row = cx.form.doc.row(PARKED, id);
    let shown = following(move || {
        row.with(|row| {
            let from = row.value(PARKED_IN).words().parse::<Slot>().map(|slot| slot_words(&slot)).unwrap_or_default();
            let by = [cx.names.label(row.value(PRESENTER).words()), from];
            let by: Vec<String> = by.into_iter().filter(|words| !words.is_empty()).collect();
            el(
                "div",
                "",
                vec![written("p", "", row.text(TITLE)), words("p", "by", by.join(", parked in the review of "))],
            )
        })
    });
    let said = below(cx.talk, PARKED, id);
    let named = vec![("data-row", id.to_string())];
    let (id, into) = (id.clone(), RwSignal::new(None::<LiveDoc>));
    let acts = following(move || {
        let next = cx.dates.with(|dates| {
            dates.as_ref().and_then(|dates| dates.occurrences.iter().find(|one| one.state != "not_held").cloned())
        });
        let (Some(next), Some(open), true) = (next, open, cx.form.can_edit.get()) else { return ().into_any() };
        let (id, slot) = (id.clone(), next.slot.clone());
        let says = next.slot.parse::<Slot>().map(|slot| slot_words(&slot)).unwrap_or_default();
        if into.with(Option::is_some) {
            return words("span", "small quiet", "It is being put on the agenda.");
        }
        let bring = move || {
            let review = open.0.run((next.doc.clone(), KIND));
            into.set(Some(review));
            bring_back(cx, review, id.clone(), slot.clone());
        };
        el("div", "acts", vec![button("btn no-print", format!("Bring back on {says}"), bring)])
    });
    with("li", "", named, vec![shown, el("div", "end", vec![acts]), said])
}

/// Puts a parked item on an agenda as soon as that is open, once.
fn bring_back(cx: UseSeries, review: LiveDoc, id: RowId, slot: String) {
    let is_done = StoredValue::new(false);
    effect(move || {
        if review.phase.get() != Phase::Ready || is_done.get_value() {
            return;
        }
        is_done.set_value(true);
        let parked = cx.form.doc.row(PARKED, &id).get_untracked();
        if add(review, &parked) {
            let at = Place::in_row(PARKED, &id, BACK_IN);
            let _ = cx.form.edit(&Edit::Set { at, to: slot.as_str().into() });
        }
    });
}

fn add(review: LiveDoc, parked: &Row) -> bool {
    let kept =
        [(TYPE, review::TYPE), (PRESENTER, review::PRESENTER), (ORIGIN, review::ORIGIN), (PARKED_IN, review::FIRST)];
    let values = kept.into_iter().filter_map(|(from, to)| Some((to.to_owned(), parked.value(from).shown()?.clone())));
    let values: Vec<(String, Value)> = values.collect();
    let after = review.rows(ITEMS).with_untracked(|ids| ids.last().cloned());
    let texts = vec![(review::TITLE.to_owned(), parked.text(TITLE).to_owned())];
    review.edit(&Edit::Add { list: ITEMS.to_owned(), after, texts, values }).is_ok()
}
