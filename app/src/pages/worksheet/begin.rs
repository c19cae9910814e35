//! Before there is a charter: one field, and nothing is made until something is written in it.

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::worksheet::STEPS;
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, InputEvent};

use super::for_whom::ForWhomField;
use super::steps::Stages;
use super::{Making, last};
use crate::lean::{alive, memo};
use crate::pages::desk::use_desk;
use crate::pages::router::{self, Route};
use crate::pages::words::named;
use crate::widgets::charter::rest;

/// The first question.
#[component]
pub(super) fn Begin(making: Making) -> impl IntoView {
    let desk = use_desk();
    desk.name_page(|| "New charter".to_owned());
    let failed = RwSignal::new(String::new());
    let empty = move |_| failed.set(making.empty_page().err().unwrap_or_default());
    view! {
        <div class="sheet worksheet">
            <div class="doc">
                <header class="part">
                    <Stages at=Signal::stored(0) done=Signal::stored(Vec::new())/>
                    <h1 class="question">"What do people call the team?"</h1>
                    <p class="quiet">"Five short steps. Everything is kept as you write it, and you can stop at any time."</p>
                </header>
                <div class="part">
                    <ForWhomField chosen=making.for_whom/>
                    <FirstField making failed/>
                    <Examples/>
                    <p class="wrong" role="alert">{failed}</p>
                    <p class="acts">
                        <button class="btn word" type="button" on:click=empty>"Start with an empty page"</button>
                        <GoOn/>
                    </p>
                </div>
            </div>
        </div>
    }
}

/// Makes the charter with the first letter, and goes on writing in it; with more letters where the charter's own field is
/// still being loaded, as no letter may fall in between.
#[component]
fn FirstField(making: Making, failed: RwSignal<String>) -> impl IntoView {
    let rest = rest();
    let waiting = RwSignal::new(String::new());
    let begin = move |name: String| {
        // Browsers differ in whether they tell of the letters or of the end of a composition first; both begin it.
        if name.trim().is_empty() || making.is_begun() {
            return;
        }
        if !untrack(|| rest.is_here()) {
            waiting.set(name);
            return;
        }
        match making.begin(&name) {
            Ok(()) => spawn_local(write_on()),
            Err(why) => failed.set(why),
        }
    };
    Effect::new(move || {
        if rest.is_here() {
            begin(waiting.get_untracked());
        }
    });
    let typed = move |event: web_sys::Event| {
        // An input method is still at work; ending it here would lose the word.
        if !event.dyn_ref::<InputEvent>().is_some_and(InputEvent::is_composing) {
            begin(event_target_value(&event));
        }
    };
    let composed = move |event: web_sys::CompositionEvent| begin(event_target_value(&event));
    view! {
        <input
            id="first-field"
            class="line first-field"
            type="text"
            dir="auto"
            autocomplete="off"
            aria-label="Team name"
            placeholder=guide::NAME.hint
            on:input=typed
            on:compositionstart=alive(move |_: web_sys::CompositionEvent| waiting.set(String::new()))
            on:compositionend=alive(composed)
        />
        {rest.notice()}
    }
}

/// The field has become the charter's own: the caret goes on behind what is written.
async fn write_on() {
    for _ in 0..20 {
        tick().await;
        let field = router::find("main .team textarea").and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
        if let Some(field) = field {
            let end = field.value().encode_utf16().count() as u32;
            let _ = field.focus();
            let _ = field.set_selection_range(end, end);
            return;
        }
    }
}

/// Examples of a good name, behind a question mark.
#[component]
fn Examples() -> impl IntoView {
    let about = &guide::NAME;
    view! {
        <details class="first-help">
            <summary>"A good and a weak example"</summary>
            <dl class="egs">
                <dt>"Good"</dt>
                <dd>{about.good}</dd>
                <dt>"Weak"</dt>
                <dd>{about.weak}" "<span class="small">{about.why_weak}</span></dd>
            </dl>
        </details>
    }
}

/// The way back into a worksheet that was left.
#[component]
fn GoOn() -> impl IntoView {
    let desk = use_desk();
    let left = memo(move || {
        let (doc, step) = last()?;
        let name = desk
            .shelf
            .listed
            .with(|listed| listed.iter().find(|row| row.doc == doc).map(|row| named(&row.summary.name)))?;
        Some((doc, name, STEPS.get(step)?.name))
    });
    move || {
        left.get().map(|(doc, name, step)| {
            view! { <a class="btn word" href=Route::Worksheet(Some(doc)).path() dir="auto">{format!("Go on with {name}, at {step}")}</a> }
        })
    }
}
