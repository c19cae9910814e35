//! The rest of the reviews before: advice and questions that wait for an answer stand on top, what still blocks people, items
//! that were carried come in by one press, and items that nobody decided on are asked for.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::Slot;
use muster_shared::kinds::review::{ITEMS, Item, KIND, ORIGIN, STATE};
use muster_shared::sheet::{Edit, Place};

use super::ShownReview;
use super::advice::{OfItem, piece_of, with_its_item};
use super::closing::{bring_in, ends};
use super::occurrences::use_dates;
use super::questions::still_open;
use super::use_review::{UseReview, use_review};
use super::words::slot_words;
use crate::boxed::{For, memo};
use crate::form::plain::{button, each_known, el, following, heading, icon, nothing, while_so, with, words, written};
use crate::live::Phase;
use crate::talk::OpenBeside;
use crate::widgets::origin::origin;

/// The parts; nothing where there was no review before, or none left anything.
pub(super) fn last_time(cx: UseReview) -> AnyView {
    let Some(open) = use_context::<OpenBeside>() else { return nothing() };
    let dates = use_dates(cx.shown.series);
    let before = memo(move || {
        let slot = cx.slot()?;
        dates.with(|dates| dates.as_ref().and_then(|dates| dates.before(&slot)))
    });
    // Older things that still wait for an answer stand here too: they do not go away by themselves.
    let older = memo(move || {
        let waiting = cx.slot().map(|slot| {
            let today = cx.today.get_value();
            dates.with(|dates| dates.as_ref().map(|dates| dates.waiting(&slot, &today)).unwrap_or_default())
        });
        let mut waiting = waiting.unwrap_or_default();
        waiting.retain(|doc| before.with(|before| before.as_ref() != Some(doc)));
        waiting
    });
    let latest = following(move || before.get().map_or_else(nothing, |before| from(cx, open, &before, true)));
    let rest = move |doc: DocId| from(cx, open, &doc, false);
    let rest = view! { <For each=move || older.get() key=Clone::clone children=rest/> }.into_any();
    el("div", "parts", vec![latest, rest])
}

/// All that one review left; of an older one, what waits for an answer.
fn from(cx: UseReview, open: OpenBeside, before: &DocId, is_latest: bool) -> AnyView {
    let review = open.0.run((before.clone(), KIND));
    let then = use_review(ShownReview { review, ..cx.shown });
    then.follow();
    let day = KIND.slot_of(before).map(|slot| slot_words(&slot)).unwrap_or_default();
    let way = StoredValue::new((format!("{}/d/{before}", origin()), day));
    let leaves = memo(move || {
        let waits = !due(then).is_empty() || then.view.with(|view| !view.open_questions().is_empty());
        let more =
            is_latest && !(blockers(cx, then).is_empty() && carried(cx, then).is_empty() && undecided(then).is_empty());
        review.phase.get() == Phase::Ready && (waits || more)
    });
    while_so(
        move || leaves.get(),
        move || {
            let (way, day) = way.get_value();
            let name = with("a", "", vec![("href", way)], vec![day.into_any()]);
            let head = heading(cx.form.level + 1, "h", Vec::new(), vec!["From ".into_any(), name]);
            let mut parts = vec![show_due(then), still_open(then)];
            if is_latest {
                parts.push(following(move || show_blockers(cx, then)));
                parts.push(following(move || show_carried(cx, then)));
                parts.push(following(move || show_undecided(then)));
            }
            el("section", "part before", vec![el("div", "side", vec![head]), el("div", "left-over", parts)])
        },
    )
}

/// A list under its heading; nothing where it is empty.
fn part<T>(cx: UseReview, head: &'static str, all: &[T], draw: impl Fn(&T) -> AnyView) -> AnyView {
    if all.is_empty() {
        return nothing();
    }
    let head = heading(cx.form.level + 2, "h3", Vec::new(), vec![head.into_any()]);
    el("div", "", vec![head, el("ul", "ledger", all.iter().map(draw).collect())])
}

/// Advice of then that waits for an answer, or whose day has come, with the item it is on.
fn due(then: UseReview) -> Vec<OfItem> {
    let today = then.today.get_value();
    then.view.with(|view| {
        let due = view.all_advice().filter(|(_, advice)| advice.ending.is_due(&today));
        due.map(with_its_item).collect()
    })
}

fn show_due(then: UseReview) -> AnyView {
    let all = memo(move || due(then));
    while_so(
        move || !all.with(Vec::is_empty),
        move || {
            let head = vec!["Advice due for an answer".into_any()];
            let head = heading(then.form.level + 2, "h3", Vec::new(), head);
            let list = each_known(all, |(_, one)| &one.row.id, move |id, one| piece_of(then, &id, one));
            el("div", "", vec![head, el("ul", "ledger", vec![list])])
        },
    )
}

/// The items of then that do not stand on this agenda yet, as those that were raised once and carried since.
fn not_here(cx: UseReview, then: UseReview, is_meant: impl Fn(&Item) -> bool) -> Vec<Item> {
    let here: Vec<String> =
        cx.view.with(|view| view.items.iter().map(|item| item.row.value(ORIGIN).words().to_owned()).collect());
    let origin_of = |item: &Item| {
        let values = then.carried(item);
        let origin = values.into_iter().find(|(name, _)| *name == ORIGIN);
        origin.and_then(|(_, value)| value.words().map(ToOwned::to_owned))
    };
    let is_missing = |item: &&Item| origin_of(item).is_none_or(|origin| !here.contains(&origin));
    then.view.with(|view| view.items.iter().filter(|item| is_meant(item)).filter(is_missing).cloned().collect())
}

/// Blockers of then of which nobody said that they are gone.
fn blockers(cx: UseReview, then: UseReview) -> Vec<Item> {
    not_here(cx, then, Item::still_blocks)
}

fn show_blockers(cx: UseReview, then: UseReview) -> AnyView {
    let age = |item: &Item| {
        let (stands, now): (Slot, Slot) = (then.slot()?, cx.slot()?);
        item.age(&stands, &now)
    };
    let may = cx.form.can_edit.get();
    part(cx, "Still blocks", &blockers(cx, then), |item| {
        let says = el("div", "", vec![written("p", "", item.title())]);
        let end = el("div", "end open", vec![icon("i i-risk"), words("b", "", age(item).unwrap_or_default())]);
        let (on, row) = (item.clone(), item.row.id.clone());
        let gone = move || {
            let at = Place::in_row(ITEMS, &row, STATE);
            // A refused edit is said by the chip.
            let _ = then.form.edit(&Edit::Set { at, to: "done".into() });
        };
        let acts = match may {
            true => vec![
                button("btn", "It still blocks", move || bring_in(cx, then, &on)),
                button("btn word", "It is gone", gone),
            ],
            false => Vec::new(),
        };
        el("li", "", vec![says, end, el("div", "acts no-print", acts)])
    })
}

/// Items that were carried; what blocks has a part of its own.
fn carried(cx: UseReview, then: UseReview) -> Vec<Item> {
    not_here(cx, then, |item| item.state() == "carried" && !item.is_blocker())
}

fn show_carried(cx: UseReview, then: UseReview) -> AnyView {
    let may = cx.form.can_edit.get();
    part(cx, "Carried to today", &carried(cx, then), |item| {
        let says = el("div", "", vec![written("p", "", item.title())]);
        let times = words("b", "", format!("Carried {}×", item.n_carried() + 1));
        let end = el("div", "end open", vec![icon("i i-back"), times]);
        let item = item.clone();
        let add = may.then(|| button("btn no-print", "Put it on the agenda", move || bring_in(cx, then, &item)));
        el("li", "", vec![says, end, el("div", "acts", add.into_iter().collect())])
    })
}

/// Items of then that nobody decided on.
fn undecided(then: UseReview) -> Vec<Item> {
    then.view.with(|view| view.open_items().filter(|item| !item.is_blocker()).cloned().collect())
}

fn show_undecided(then: UseReview) -> AnyView {
    let may = then.form.can_edit.get();
    part(then, "Left open", &undecided(then), |item| {
        let says =
            el("div", "", vec![written("p", "", item.title()), words("p", "by", "Nobody said what becomes of it.")]);
        let end = el("div", "end open", vec![icon("i i-look"), words("b", "", "Not reached")]);
        let acts = if may { ends(then, StoredValue::new(item.row.id.clone())) } else { Vec::new() };
        el("li", "", vec![says, end, el("div", "acts no-print", acts)])
    })
}
