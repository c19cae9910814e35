//! Thanks of one person to another, at the start of a review: for what, and what it was good for. They are said by name, and
//! counted nowhere.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{EFFORT, GOOD_FOR, KUDOS, TEXT, THANKED};
use muster_shared::sheet::Row;

use super::use_review::UseReview;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{button, each, el, following, nothing, while_so, with, written};
use crate::form::{Ask, Composing, Folded, section};
use crate::talk::said::below;

static THANKS: &[Ask] = &[
    Ask::new(THANKED, "To", "Whom do you thank?").must("Say whom you thank."),
    Ask::new(TEXT, "For what", "The thing they did, so that others see it too").must("Write what for."),
    Ask::new(GOOD_FOR, "Good for", "The mission or the value that it served"),
    Ask::new(EFFORT, "Whatever came of it", "").of(&[("hard path", "They took the hard path")]),
];

/// The section.
pub(super) fn thanks(cx: UseReview) -> AnyView {
    let all = memo(move || cx.shown.review.sheet.with(|sheet| sheet.rows(KUDOS).cloned().collect::<Vec<Row>>()));
    let ids = memo(move || all.with(|all| all.iter().map(|row| row.id.clone()).collect::<Vec<RowId>>()));
    let is_any = move || cx.say.can_edit.get() || ids.with(|ids| !ids.is_empty());
    while_so(is_any, move || {
        let list = el("ul", "rows thanks", vec![each(move || ids.get(), move |id| one(cx, all, id))]);
        let make = move || Composing::of((cx.say, cx.names), KUDOS, THANKS, "Thank them");
        let new = Folded::about("Thank somebody", make).show(cx.say.can_edit);
        section(cx.form, "Thanks", "thanks", String::new, vec![list, new])
    })
}

fn one(cx: UseReview, all: Memo<Vec<Row>>, id: RowId) -> AnyView {
    let of = id.clone();
    let row = memo(move || all.with(|all| all.iter().find(|row| row.id == of).cloned()));
    let says = following(move || row.with(|row| row.as_ref().map_or_else(nothing, |row| said(cx, row))));
    let back = following(move || {
        let mine = row.with(|row| row.as_ref().is_some_and(|row| cx.may_retract(KUDOS, row, TEXT)));
        let id = row.with(|row| row.as_ref().map(|row| row.id.clone()));
        match id.filter(|_| mine) {
            Some(id) => button("btn word no-print", "Withdraw", move || cx.retract(KUDOS, &id)),
            None => nothing(),
        }
    });
    let said = below(cx.talk, KUDOS, &id);
    with("li", "", vec![("data-row", id.to_string())], vec![says, said, back])
}

fn said(cx: UseReview, row: &Row) -> AnyView {
    let by = row.value(TEXT).writes.first().map(|write| write.by.clone()).unwrap_or_default();
    let to = cx.names.label(row.value(THANKED).words());
    let effort = if row.value(EFFORT).is_vacant() { "" } else { "for taking the hard path" };
    let good = match row.value(GOOD_FOR).words().trim() {
        "" => String::new(),
        good => format!("good for {good}"),
    };
    let facts = [format!("from {by}"), good, effort.to_owned()];
    let facts = facts.into_iter().filter(|fact| !fact.is_empty() && fact != "from ").collect::<Vec<_>>().join(", ");
    el("div", "", vec![written("b", "", &to), marked(row.value(TEXT).words()), written("p", "small quiet", &facts)])
}
