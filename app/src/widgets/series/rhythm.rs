//! The rhythm: when the first review is, how often, in which time zone, and how long.

use leptos::prelude::*;
use muster_shared::kinds::series::{DOTS, FIRST, MINUTES, RHYTHM, ZONE};

use super::use_series::UseSeries;
use crate::form::plain::{el, following, icon, nothing, with, words};
use crate::form::unique_id;
use crate::form::{Choice, Held, Looks, Pick, Section, Takes, ValueField};
use crate::lean::{Show, alive, memo};

/// Rhythms as they are kept and as they read.
const RHYTHMS: [(&str, &str); 5] = [
    ("FREQ=WEEKLY", "every week"),
    ("FREQ=WEEKLY;INTERVAL=2", "every two weeks"),
    ("FREQ=WEEKLY;INTERVAL=6", "every six weeks"),
    ("FREQ=MONTHLY", "every month"),
    ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "every working day"),
];

/// The section.
pub(super) fn rhythm(cx: UseSeries) -> AnyView {
    let held = |name| cx.form.on_sheet(name);
    let (first, often, zone, minutes) = (held(FIRST), held(RHYTHM), held(ZONE), held(MINUTES));
    let dots = held(DOTS);
    let looks = |label: &str, hint: &str| Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
    let rhythms = Signal::stored(RHYTHMS.map(|(kept, reads)| (kept.to_owned(), reads.to_owned())).to_vec());
    let zone_looks = Looks { options: Some(Signal::stored(zones())), ..looks("Time zone", "Time zone") };
    view! {
        <Section form=cx.form name="Rhythm" part="rhythm">
            <dl class="case">
                <dt>"First"</dt><dd>{first_field(cx, first)}<Pick held=first what="The first date"/></dd>
                <dt>"How often"</dt><dd><Choice held=often options=rhythms looks=looks("How often", "Choose")/><Pick held=often what="The rhythm"/></dd>
                <dt>"Time zone"</dt><dd><ValueField typed=zone.typed(Takes::Words) takes=Takes::Words looks=zone_looks/><Pick held=zone what="The time zone"/></dd>
                <dt>"Minutes"</dt><dd><ValueField typed=minutes.typed(Takes::Number) takes=Takes::Number looks=looks("Minutes", "50")/><Pick held=minutes what="The minutes"/></dd>
                <dt>"Dots in a vote"</dt><dd><ValueField typed=dots.typed(Takes::Number) takes=Takes::Number looks=looks("Dots in a vote", "5")/><Pick held=dots what="The dots"/></dd>
            </dl>
            {following(move || trouble(cx))}
            <p class="small quiet">"The time stays the same in its time zone when clocks change."</p>
        </Section>
    }
    .into_any()
}

/// The sentence about a rhythm that nobody can follow. A new one says how to write it.
fn trouble(cx: UseSeries) -> AnyView {
    let trouble = cx.dates.with(|dates| dates.as_ref().and_then(|dates| dates.trouble.clone()));
    match trouble {
        Some(trouble) => with(
            "p",
            "wrong",
            vec![("role", "alert".to_owned())],
            vec![icon("i i-look"), " ".into_any(), trouble.into_any()],
        ),
        None => nothing(),
    }
}

/// The field of the first day and time. The zone of this device is taken along where none is named.
fn first_field(cx: UseSeries, first: Held) -> AnyView {
    let text = memo(move || first.register.with(|first| first.words().to_owned()));
    let id = StoredValue::new(unique_id());
    let take = move |event| {
        let to: String = event_target_value(&event);
        let _ = first.write.run((!to.is_empty()).then(|| to.into()));
        let zone = cx.form.on_sheet(ZONE);
        if zone.register.with_untracked(|zone| zone.is_vacant())
            && let Some(here) = zone_here()
        {
            let _ = zone.write.run(Some(here.into()));
        }
    };
    let read = following(move || words("span", "", text.get().replace('T', ", ")));
    view! {
        <Show when=move || cx.form.can_edit.get() fallback=move || el("span", "", vec![following(move || words("span", "", text.get().replace('T', ", ")))])>
            <label class="vh" for=id.get_value()>"First day and time"</label>
            <input class="ctl" type="datetime-local" id=id.get_value() prop:value=move || text.get() on:change=alive(take)/>
        </Show>
        {with("span", "vh", Vec::new(), vec![read])}
    }
    .into_any()
}

/// The time zone of this device, by its name.
pub(crate) fn zone_here() -> Option<String> {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

/// Every time zone that the browser knows.
fn zones() -> Vec<String> {
    let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok();
    let known = intl.and_then(|intl| {
        let list = js_sys::Reflect::get(&intl, &"supportedValuesOf".into()).ok()?;
        let list: js_sys::Function = wasm_bindgen::JsCast::dyn_into(list).ok()?;
        let known: js_sys::Array = wasm_bindgen::JsCast::dyn_into(list.call1(&intl, &"timeZone".into()).ok()?).ok()?;
        Some(known.iter().filter_map(|zone| zone.as_string()).collect())
    });
    known.unwrap_or_default()
}
