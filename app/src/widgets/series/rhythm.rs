//! The rhythm: when the first review is, how often, in which time zone, and how long.

use leptos::prelude::*;
use muster_shared::kinds::series::{FIRST, PRESET, RHYTHM_ASKS, TARGET, Watch, ZONE, preset};

use super::use_series::UseSeries;
use crate::boxed::{Show, alive, memo};
use crate::form::plain::{el, following, icon, nothing, with, words};
use crate::form::{Form, Pick, section, unique_id};
use crate::widgets::outline::{Face, values};

/// The section.
pub(super) fn rhythm(cx: UseSeries, face: Face) -> AnyView {
    let same = words("p", "small quiet", "The time stays the same in its time zone when clocks change.");
    // How many people are hoped for is asked where somebody looks at it.
    let has_target = memo(move || {
        let sort = cx.form.on_sheet(PRESET);
        sort.register.with(|sort| preset(sort.words()).watches(Watch::Target))
    });
    let asks = following(move || {
        let has_target = has_target.get();
        values(face, RHYTHM_ASKS.iter().copied().filter(move |ask| has_target || ask.field != TARGET))
    });
    let parts = vec![asks, following(move || trouble(cx)), same];
    section(face.form, "Rhythm", "rhythm", String::new, parts)
}

/// The sentence about a rhythm that nobody can follow. One without a first day is not at fault yet: the next dates say so.
fn trouble(cx: UseSeries) -> AnyView {
    let is_written = cx.form.on_sheet(FIRST).register.with(|first| !first.words().is_empty());
    let trouble = cx.dates.with(|dates| dates.as_ref().and_then(|dates| dates.trouble.clone()));
    match trouble.filter(|_| is_written) {
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
pub(super) fn first_field(form: Form) -> AnyView {
    let first = form.on_sheet(FIRST);
    let text = memo(move || first.register.with(|first| first.words().to_owned()));
    let id = StoredValue::new(unique_id());
    let take = move |event| {
        let to: String = event_target_value(&event);
        let _ = first.write.run((!to.is_empty()).then(|| to.into()));
        let zone = form.on_sheet(ZONE);
        if zone.register.with_untracked(|zone| zone.is_vacant())
            && let Some(here) = zone_here()
        {
            let _ = zone.write.run(Some(here.into()));
        }
    };
    let read = following(move || words("span", "", text.get().replace('T', ", ")));
    view! {
        <Show when=move || form.can_edit.get() fallback=move || el("span", "", vec![following(move || words("span", "", text.get().replace('T', ", ")))])>
            <label class="vh" for=id.get_value()>"First day and time"</label>
            <input class="ctl" type="datetime-local" id=id.get_value() prop:value=move || text.get() on:change=alive(take)/>
        </Show>
        {with("span", "vh", Vec::new(), vec![read])}
        <Pick held=first what="The first date"/>
    }
    .into_any()
}

/// The time zone of this device, by its name.
pub(crate) fn zone_here() -> Option<String> {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

/// Every time zone that the browser knows.
pub(super) fn zones() -> Vec<String> {
    let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok();
    let known = intl.and_then(|intl| {
        let list = js_sys::Reflect::get(&intl, &"supportedValuesOf".into()).ok()?;
        let list: js_sys::Function = wasm_bindgen::JsCast::dyn_into(list).ok()?;
        let known: js_sys::Array = wasm_bindgen::JsCast::dyn_into(list.call1(&intl, &"timeZone".into()).ok()?).ok()?;
        Some(known.iter().filter_map(|zone| zone.as_string()).collect())
    });
    known.unwrap_or_default()
}
