//! Times that people book with a host. Two who book one time at once are both shown, and the host picks one.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{BOOKINGS, Booking, Hour, PICKED, TIME, TOPIC, hours};
use muster_shared::kinds::series::{self, preset};
use muster_shared::sheet::{Edit, Place};

use super::super::use_review::UseReview;
use crate::boxed::{For, memo};
use crate::editor::marked;
use crate::form::plain::{button, each, el, following, icon, nothing, while_so, with, words, written};
use crate::form::{Ask, Composing, Folded, section};
use crate::talk::said::below;

static A_BOOKING: &[Ask] =
    &[Ask::new(TOPIC, "What it is about", "So that the host can think about it before")
        .must("Write what it is about.")];

/// The section.
pub(super) fn bookings(cx: UseReview) -> AnyView {
    let all = memo(move || {
        let Some(slot) = cx.slot() else { return Vec::new() };
        let minutes = cx.shown.series.sheet.with(|series| {
            let said = series.value(series::MINUTES).number().filter(|minutes| *minutes > 0.0);
            said.map_or_else(|| preset(series.value(series::PRESET).words()).minutes, |minutes| minutes as u32)
        });
        cx.shown.review.sheet.with(|sheet| hours(sheet, &slot, minutes))
    });
    let times = memo(move || all.with(|all| all.iter().map(|hour| hour.time.clone()).collect::<Vec<_>>()));
    let aside = move || {
        let n = all.with(|all| all.iter().filter(|hour| !hour.booked.is_empty()).count());
        format!("{n} of {} booked", times.with(Vec::len))
    };
    let list = view! {
        <ol class="rows hours">
            <For each=move || times.get() key=Clone::clone children=move |time: String| one(cx, all, time)/>
        </ol>
    };
    let none = while_so(
        move || times.with(Vec::is_empty),
        || words("p", "empty", "No time is offered: the meeting is planned to take less than a quarter of an hour."),
    );
    section(cx.form, "Times to book", "bookings", aside, vec![none, list.into_any()])
}

/// A time: those who booked it, and the way to book it while nobody has.
fn one(cx: UseReview, all: Memo<Vec<Hour>>, time: String) -> AnyView {
    let of = time.clone();
    let hour = memo(move || all.with(|all| all.iter().find(|hour| hour.time == of).cloned()));
    let contested = while_so(
        move || hour.with(|hour| hour.as_ref().is_some_and(Hour::is_contested)),
        || {
            let says = " Booked more than once, at the same time. Both stand until the host picks one.";
            el("p", "small look", vec![icon("i i-look"), says.into_any()])
        },
    );
    let ids = memo(move || {
        let booked = |hour: &Hour| hour.booked.iter().map(|one| one.row.id.clone()).collect::<Vec<_>>();
        hour.with(|hour| hour.as_ref().map(booked).unwrap_or_default())
    });
    // A booking that stays, stays as it is: somebody may write about it while others come.
    let rows = el("ul", "ledger", vec![each(move || ids.get(), move |id| booking(cx, hour, id))]);
    let none = while_so(move || ids.with(Vec::is_empty), || words("p", "quiet small", "Nobody yet."));
    let booked = el("div", "", vec![contested, rows, none]);
    let is_free = move || hour.with(|hour| hour.as_ref().is_some_and(|hour| hour.booked.is_empty()));
    let (with_time, about) = (StoredValue::new(vec![(TIME, time.clone())]), StoredValue::new(Some(draft_of(&time))));
    let may = memo(move || is_free() && cx.say.can_edit.get());
    let book = Folded::about("Book it", move || Composing {
        about,
        with: with_time,
        ..Composing::of((cx.say, cx.names), BOOKINGS, A_BOOKING, "Book")
    });
    let book = book.show(may.into());
    let label = vec![("aria-label", time.clone()), ("data-time", time.clone())];
    with("li", "", label, vec![words("b", "num", time), booked, book])
}

/// The row under whose name the draft of a booking is kept: each time has one of its own.
fn draft_of(time: &str) -> RowId {
    let digits: String = time.chars().filter(char::is_ascii_digit).collect();
    RowId::made_by(0, digits.parse().unwrap_or_default())
}

fn booking(cx: UseReview, hour: Memo<Option<Hour>>, id: RowId) -> AnyView {
    let of = id.clone();
    let one = memo(move || {
        hour.with(|hour| {
            let hour = hour.as_ref()?;
            let found = hour.booked.iter().find(|one| one.row.id == of).cloned()?;
            let stands = hour.standing().iter().any(|one| one.row.id == of);
            Some((found, stands, hour.is_contested()))
        })
    });
    let says =
        following(move || one.with(|one| one.as_ref().map_or_else(nothing, |(one, stands, _)| said(one, *stands))));
    let acts = following(move || {
        one.with(|one| one.as_ref().map_or_else(nothing, |(one, _, is_contested)| acts(cx, one, *is_contested)))
    });
    let comments = below(cx.talk, BOOKINGS, &id);
    with("li", "", vec![("data-row", id.to_string())], vec![says, acts, comments])
}

fn said(one: &Booking, stands: bool) -> AnyView {
    let by = if stands { one.by.clone() } else { format!("{}: the host picked another one", one.by) };
    el("div", if stands { "" } else { "gone" }, vec![marked(one.topic()), written("p", "by", &by)])
}

fn acts(cx: UseReview, one: &Booking, is_contested: bool) -> AnyView {
    let mut acts = Vec::new();
    if is_contested && cx.form.can_edit.get() {
        let id = one.row.id.clone();
        acts.push(button("btn", "Pick this one", move || {
            let at = Place::in_row(BOOKINGS, &id, PICKED);
            // A refused edit is said by the chip.
            let _ = cx.form.edit(&Edit::Set { at, to: true.into() });
        }));
    }
    if cx.may_retract(BOOKINGS, &one.row, TIME) {
        let id = one.row.id.clone();
        acts.push(button("btn word", "Withdraw", move || cx.retract(BOOKINGS, &id)));
    }
    if acts.is_empty() { nothing() } else { el("div", "acts no-print", acts) }
}
