//! The reviews to come and those of before.

use leptos::prelude::*;
use muster_shared::kinds::Slot;
use muster_shared::kinds::review;
use muster_shared::kinds::series::{MOVED, NOT_HELD};
use muster_shared::sheet::{Edit, Place};

use super::use_series::UseSeries;
use crate::boxed::{Show, alive};
use crate::browser::today;
use crate::form::Section;
use crate::form::plain::{button, el, following, with, words, written};
use crate::form::unique_id;
use crate::widgets::origin::origin;
use crate::widgets::review::{Occurrence, Past, slot_words};

/// The next reviews.
pub(super) fn next(cx: UseSeries) -> AnyView {
    let list = following(move || match cx.dates.get() {
        None => words("p", "empty", "The dates are known once the server has answered."),
        Some(dates) => {
            let none = dates.occurrences.is_empty().then(|| {
                words("p", "empty", "No date is planned. Write when the first review is, below; or begin one today.")
            });
            let rows = dates.occurrences.iter().enumerate().map(|(at, one)| date(cx, at, one)).collect();
            el("div", "", none.into_iter().chain([el("ol", "rows dates", rows)]).collect())
        }
    });
    let begin = following(move || match cx.form.can_edit.get() {
        true => el("div", "acts no-print", vec![today_button(cx)]),
        false => ().into_any(),
    });
    view! { <Section form=cx.form name="Next" part="next">{list}{begin}</Section> }.into_any()
}

/// A review outside of the rhythm, today.
fn today_button(cx: UseSeries) -> AnyView {
    let slot = Slot::new(&today(), "00:00").ok();
    let doc = slot.and_then(|slot| review::occurrence(&cx.id(), &slot));
    match doc {
        Some(doc) => with(
            "a",
            "btn word",
            vec![("href", format!("{}/d/{doc}", origin()))],
            vec!["Begin one today, outside of the rhythm".into_any()],
        ),
        None => ().into_any(),
    }
}

fn date(cx: UseSeries, at: usize, one: &Occurrence) -> AnyView {
    let is_held = one.state != "not_held";
    let says = one.slot.parse::<Slot>().map_or_else(|_| one.slot.clone(), |slot| slot_words(&slot));
    let mut line = vec![written("span", if is_held { "" } else { "gone" }, &says)];
    let moved = cx.form.doc.value(&place_of(&one.slot)).with(|moved| moved.words().to_owned());
    match one.state.as_str() {
        "moved" => {
            let to = moved.parse::<Slot>().map_or(moved.clone(), |slot| slot_words(&slot));
            line.push(words("span", "small look", format!("moved to {to}")));
        }
        "not_held" => line.push(words("span", "small quiet", "not held")),
        _ => {}
    }
    if one.begun {
        line.push(words("span", "small quiet", "has been opened"));
    }
    let way = format!("{}/d/{}", origin(), one.doc);
    let class = if at == 0 && is_held { "btn strong" } else { "btn word" };
    let mut acts = Vec::new();
    if is_held {
        acts.push(with(
            "a",
            class,
            vec![("href", way)],
            vec![if at == 0 { "Open the review" } else { "Open" }.into_any()],
        ));
    }
    if cx.form.can_edit.get() {
        acts.push(change(cx, one, is_held));
    }
    el("li", "date", vec![el("div", "day", line), el("div", "acts no-print", acts)])
}

/// The place of what becomes of a slot.
fn place_of(slot: &str) -> Place {
    Place::under_key(MOVED, &slot.parse::<Slot>().map_or_else(|_| slot.to_owned(), |slot| slot.in_id()))
}

/// Moves one review, or says that it is not held.
fn change(cx: UseSeries, one: &Occurrence, is_held: bool) -> AnyView {
    let (slot, is_open, id) = (StoredValue::new(one.slot.clone()), RwSignal::new(false), unique_id());
    let set = move |to: Option<String>| {
        let at = place_of(&slot.get_value());
        let _ = match to {
            Some(to) => cx.form.edit(&Edit::Set { at, to: to.into() }),
            None => cx.form.edit(&Edit::Clear { at }),
        };
        is_open.set(false);
    };
    if !is_held {
        return button("btn word", "Hold it after all", move || set(None));
    }
    let id = StoredValue::new(id);
    let take = move |event| {
        let to: String = event_target_value(&event);
        if to.parse::<Slot>().is_ok() {
            set(Some(to));
        }
    };
    view! {
        <Show when=move || is_open.get() fallback=move || button("btn word", "Move this one…", move || is_open.set(true))>
            <span class="acts">
                <label class="small" for=id.get_value()>"Takes place "</label>
                <input class="ctl" type="datetime-local" id=id.get_value() prop:value=slot.get_value() on:change=alive(take)/>
                {button("btn word", "Not held", move || set(Some(NOT_HELD.to_owned())))}
                {button("btn word", "As planned", move || set(None))}
            </span>
        </Show>
    }
    .into_any()
}

/// The reviews of before.
pub(super) fn past(cx: UseSeries) -> AnyView {
    let list = following(move || {
        let past = cx.dates.with(|dates| dates.as_ref().map(|dates| dates.past.clone()).unwrap_or_default());
        match past.is_empty() {
            true => words("p", "empty", "No review of this series has been opened yet."),
            false => el("ol", "rows past", past.iter().map(before).collect()),
        }
    });
    view! { <Section form=cx.form name="Past" part="past">{list}</Section> }.into_any()
}

fn before(one: &Past) -> AnyView {
    let says = one.slot.parse::<Slot>().map_or_else(|_| one.slot.clone(), |slot| slot_words(&slot));
    let way = with("a", "", vec![("href", format!("{}/d/{}", origin(), one.doc))], vec![says.into_any()]);
    let sentence = one.digest.as_ref().map(|digest| digest.sentence.clone()).unwrap_or_default();
    let lines = one
        .digest
        .as_ref()
        .map(|digest| digest.lines.iter().take(3).map(|line| line.text.clone()).collect::<Vec<_>>().join(" · "));
    el("li", "", vec![way, words("p", "small quiet", sentence), written("p", "small", &lines.unwrap_or_default())])
}
