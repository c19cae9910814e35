//! The bar of a running meeting: the timer, who is ready, and the way back to where everybody is.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::Phase;

use super::use_review::UseReview;
use crate::boxed::memo;
use crate::form::plain::{button, el, following, icon, nothing, with, words};

/// Minutes that a timer is set for, at one press each.
const MINUTES: [f64; 3] = [5.0, 6.0, 10.0];

/// The words of the way to lead through a review that nobody leads through yet.
pub(super) const LEAD: &str = "Lead through it";

/// The bar.
pub(super) fn running(cx: UseReview) -> AnyView {
    let left = memo(move || cx.timer().map(|timer| timer.seconds_left(cx.clock.now_ms())));
    let share = move || {
        let all = cx.timer().map_or(0.0, |timer| timer.minutes * 60.0);
        let left = left.get().unwrap_or_default() as f64;
        format!("{:.1}%", if all > 0.0 { (left / all).min(1.0) * 100.0 } else { 0.0 })
    };
    view! {
        <div class="run" role="region" aria-label="Running now">
            {following(move || time(cx, left))}
            {following(move || ready(cx))}
            {following(move || way_back(cx))}
            {following(move || way_on(cx))}
            <span class="sand" aria-hidden="true" style:inline-size=share></span>
        </div>
    }
    .into_any()
}

fn time(cx: UseReview, left: Memo<Option<u64>>) -> AnyView {
    let may_lead = cx.form.can_edit.get();
    if cx.timer().is_none() {
        let start = |minutes: f64| button("btn word", format!("{minutes} min"), move || cx.start_timer(minutes));
        let starts = if may_lead { MINUTES.map(start).into_iter().collect() } else { Vec::new() };
        let says = if may_lead { "Start a timer" } else { "No timer runs" };
        return el("span", "left no-print", [words("span", "quiet", says)].into_iter().chain(starts).collect());
    }
    let shown = following(move || {
        let left = left.get().unwrap_or_default();
        let says = if left == 0 { "Over".to_owned() } else { format!("{:02}:{:02}", left / 60, left % 60) };
        let label = format!("{} minutes {} seconds left", left / 60, left % 60);
        with("span", "time", vec![("role", "timer".to_owned()), ("aria-label", label)], vec![says.into_any()])
    });
    let of = following(move || {
        words("span", "quiet", format!("left of {} min", cx.timer().map_or(0.0, |timer| timer.minutes)))
    });
    let mut parts = vec![shown, of];
    if may_lead {
        parts.push(button("btn word", "2 min more", move || cx.extend_timer(2.0)));
        parts.push(button("btn word", "Stop", move || cx.stop_timer()));
    }
    el("span", "left", parts)
}

fn ready(cx: UseReview) -> AnyView {
    let (n_ready, n_here) = cx.ready();
    let pip = |at: usize| with("i", if at < n_ready { "on" } else { "" }, Vec::new(), Vec::new());
    let pips = with("span", "pips", vec![("aria-hidden", "true".to_owned())], (0..n_here.min(12)).map(pip).collect());
    let says = format!("{n_ready} of {n_here} ready to move on");
    let mut parts = vec![el("span", "ready", vec![pips, says.into_any()])];
    if cx.say.can_edit.get() {
        let am_ready = cx.am_ready();
        let says = if am_ready { "Not ready yet" } else { "I’m ready" };
        parts.push(button(if am_ready { "btn" } else { "btn strong" }, says, move || cx.say_ready(!am_ready)));
    }
    el("span", "ready", parts)
}

fn way_back(cx: UseReview) -> AnyView {
    let (Some(_), Some(now)) = (cx.looked.get(), cx.now.get()) else { return ().into_any() };
    let title = title_of(cx, &now);
    let says = match cx.facilitator() {
        none if none.is_empty() => format!("The meeting is at {title}."),
        name => format!("{name} is at {title}."),
    };
    view! {
        <button class="pill no-print" type="button" on:click=move |_| cx.looked.set(None)>
            {icon("i i-back")}<span><span class="q">{says}</span>" Back to where we are"</span>
        </button>
    }
    .into_any()
}

/// The way on for whoever leads, where a thumb is: stages and agenda stand far above what is spoken of on a phone. While nobody
/// leads, it is the way to do so. A wide screen has all of them in sight.
fn way_on(cx: UseReview) -> AnyView {
    if cx.may_take_over() && cx.facilitator().is_empty() {
        return el("span", "way-on no-print", vec![button("btn strong", LEAD, move || cx.take_over())]);
    }
    let Some(now) = cx.now.get().filter(|_| cx.form.can_edit.get() && cx.is_facilitator()) else { return nothing() };
    let phase = cx.of_item(&now, |item| item.phase).unwrap_or_default();
    let further = Phase::ALL.into_iter().find(|next| *next > phase);
    let next = cx.view.with(|view| {
        let after = view.items.iter().skip_while(|item| item.row.id != now).skip(1);
        after.map(|item| item.row.id.clone()).next()
    });
    let stage = further.map(|further| button("btn", "Next stage", move || cx.go_on(&now, further)));
    let item = next.map(|next| button("btn", "Next item", move || cx.go_to(&next)));
    el("span", "way-on no-print", stage.into_iter().chain(item).collect())
}

/// The title of an item, or words for one without.
pub(super) fn title_of(cx: UseReview, row: &RowId) -> String {
    let title = cx.of_item(row, |item| item.title().trim().to_owned()).unwrap_or_default();
    if title.is_empty() { "an item without a title".to_owned() } else { title }
}
