//! The rest of the review before: advice that waits for an answer stands on top, carried items come in by one press, and
//! items that nobody decided on are asked for.

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::review::{Item, KIND, ORIGIN};

use super::ShownReview;
use super::advice::piece;
use super::closing::{bring_in, ends};
use super::occurrences::use_dates;
use super::use_review::{UseReview, use_review};
use super::words::slot_words;
use crate::form::plain::{button, el, following, heading, icon, with, words, written};
use crate::lean::memo;
use crate::live::Phase;
use crate::talk::OpenBeside;
use crate::widgets::origin::origin;

/// The part; nothing where there was no review before, or it left nothing.
pub(super) fn last_time(cx: UseReview) -> AnyView {
    let Some(open) = use_context::<OpenBeside>() else { return ().into_any() };
    let dates = use_dates(cx.shown.series);
    let before = memo(move || {
        let slot = cx.slot()?;
        dates.with(|dates| dates.as_ref().and_then(|dates| dates.before(&slot)))
    });
    following(move || before.get().map_or_else(|| ().into_any(), |before| from(cx, open, &before)))
}

fn from(cx: UseReview, open: OpenBeside, before: &DocId) -> AnyView {
    let review = open.0.run((before.clone(), KIND));
    let then = use_review(ShownReview { review, ..cx.shown });
    let day = KIND.slot_of(before).map(|slot| slot_words(&slot)).unwrap_or_default();
    let way = format!("{}/d/{before}", origin());
    following(move || {
        if review.phase.get() != Phase::Ready {
            return ().into_any();
        }
        let parts: Vec<AnyView> = [due(then), carried(cx, then), undecided(then)].into_iter().flatten().collect();
        if parts.is_empty() {
            return ().into_any();
        }
        let name = with("a", "", vec![("href", way.clone())], vec![day.clone().into_any()]);
        let head = heading(cx.form.level + 1, "h", Vec::new(), vec!["From ".into_any(), name]);
        let body = el("div", "left-over", parts);
        el("section", "part before", vec![el("div", "side", vec![head]), body])
    })
}

/// Advice of then that waits for an answer, or whose day has come.
fn due(then: UseReview) -> Option<AnyView> {
    let today = then.today.get_value();
    let due = then.view.with(|view| {
        let due = view.all_advice().filter(|(_, advice)| advice.ending.is_due(&today));
        due.map(|(item, advice)| (item.map(|item| item.row.id.clone()), advice.clone())).collect::<Vec<_>>()
    });
    if due.is_empty() {
        return None;
    }
    let one = |(item, advice): &(Option<RowId>, _)| {
        let item = item.clone().unwrap_or_else(|| RowId::made_by(0, 0));
        piece(then, StoredValue::new(item), advice)
    };
    let head = heading(then.form.level + 2, "h3", Vec::new(), vec!["Advice due for an answer".into_any()]);
    Some(el("div", "", vec![head, el("ul", "ledger", due.iter().map(one).collect())]))
}

/// Items that were carried and do not stand on this agenda yet.
fn carried(cx: UseReview, then: UseReview) -> Option<AnyView> {
    let here: Vec<String> =
        cx.view.with(|view| view.items.iter().map(|item| item.row.value(ORIGIN).words().to_owned()).collect());
    let origin_of = |item: &Item| {
        then.carried(item)
            .into_iter()
            .find(|(name, _)| *name == ORIGIN)
            .and_then(|(_, value)| value.words().map(ToOwned::to_owned))
    };
    let missing = then.view.with(|view| {
        let carried = view.items.iter().filter(|item| item.state() == "carried");
        carried.filter(|item| origin_of(item).is_none_or(|origin| !here.contains(&origin))).cloned().collect::<Vec<_>>()
    });
    if missing.is_empty() {
        return None;
    }
    let one = |item: &Item| {
        let says = el("div", "", vec![written("p", "", item.title())]);
        let times = words("b", "", format!("Carried {}×", item.n_carried() + 1));
        let end = el("div", "end open", vec![icon("i i-back"), times]);
        let item = item.clone();
        let may = cx.form.can_edit.get();
        let add = may.then(|| button("btn no-print", "Put it on the agenda", move || bring_in(cx, then, &item)));
        el("li", "", vec![says, end, el("div", "acts", add.into_iter().collect())])
    };
    let head = heading(cx.form.level + 2, "h3", Vec::new(), vec!["Carried to today".into_any()]);
    Some(el("div", "", vec![head, el("ul", "ledger", missing.iter().map(one).collect())]))
}

/// Items of then that nobody decided on.
fn undecided(then: UseReview) -> Option<AnyView> {
    let open = then.view.with(|view| view.open_items().cloned().collect::<Vec<_>>());
    if open.is_empty() {
        return None;
    }
    let one = |item: &Item| {
        let says =
            el("div", "", vec![written("p", "", item.title()), words("p", "by", "Nobody said what becomes of it.")]);
        let end = el("div", "end open", vec![icon("i i-look"), words("b", "", "Not reached")]);
        let row = StoredValue::new(item.row.id.clone());
        let acts = if then.form.can_edit.get() { ends(then, row) } else { Vec::new() };
        el("li", "", vec![says, end, el("div", "acts no-print", acts)])
    };
    let head = heading(then.form.level + 2, "h3", Vec::new(), vec!["Left open".into_any()]);
    Some(el("div", "", vec![head, el("ul", "ledger", open.iter().map(one).collect())]))
}
