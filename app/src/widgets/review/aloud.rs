//! The words of a meeting that are said aloud, politely: the marks of the timer, the item and its stage, a reveal, and a
//! new facilitator. A person who only listens follows the meeting by them.

use leptos::prelude::*;
use muster_shared::kinds::review::Phase;

use super::running::title_of;
use super::use_review::UseReview;
use super::words::phase_name;
use crate::boxed::memo;
use crate::form::plain::{acting, el, says};

/// Everything that is said aloud.
pub(super) fn aloud(cx: UseReview) -> AnyView {
    let left = memo(move || cx.timer().map(|timer| (timer.seconds_left(cx.clock.now_ms()), timer.minutes)));
    let marks = memo(move || left.get().and_then(|(left, minutes)| mark(left, minutes)).unwrap_or_default());
    let stage = memo(move || stage(cx));
    let leads = memo(move || match cx.facilitator() {
        none if none.is_empty() => String::new(),
        name => format!("{name} facilitates."),
    });
    let spoken = [status(move || marks.get().to_owned()), status(move || stage.get()), status(move || leads.get())];
    el("div", "vh aloud", spoken.into_iter().collect())
}

fn status(words: impl Fn() -> String + 'static) -> AnyView {
    acting("p", "", vec![("role", "status".to_owned())], vec![says(words)], Vec::new())
}

/// The moments of a timer that are said aloud: half of it, its last minute, its end.
fn mark(left: u64, minutes: f64) -> Option<&'static str> {
    let half = (minutes * 30.0) as u64;
    match left {
        0 => Some("The time is over."),
        1..=60 => Some("One minute left."),
        left if minutes >= 4.0 && left <= half => Some("Half of the time is over."),
        _ => None,
    }
}

/// The item that is spoken of, and what people do about it just now.
fn stage(cx: UseReview) -> String {
    let Some(row) = cx.now.get() else { return String::new() };
    let of = cx.of_item(&row, |item| (item.phase, item.revealed_ms.is_some(), item.state().is_empty()));
    let title = title_of(cx, &row);
    match of {
        Some((_, _, false)) => format!("{title}: settled."),
        Some((Phase::Debate, true, _)) => format!("{title}: revealed. Everybody’s words are there."),
        Some((phase, ..)) => format!("{title}: {}.", phase_name(phase)),
        None => String::new(),
    }
}
