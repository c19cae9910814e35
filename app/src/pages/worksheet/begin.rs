//! Before there is a charter: one field, and nothing is made until something is written in it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::worksheet::STEPS;

use super::for_whom::ForWhomField;
use super::steps::Stages;
use super::{Making, last};
use crate::boxed::{alive, effect, memo};
use crate::browser::pause;
use crate::pages::keep;
use crate::pages::router::{self, Route};
use crate::pages::shell::use_shell;
use crate::pages::words::named;
use crate::widgets::charter::rest;

/// The first question.
#[component]
pub(super) fn Begin(making: Making) -> impl IntoView {
    let shell = use_shell();
    shell.name_page(|| "New charter".to_owned());
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
                    {first_field(making, failed)}
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

/// The name that was written and begins nothing yet, kept on this device.
const FIRST_NAME: &str = "muster-first-name";

/// The name, and the way on. Nothing is made before the person goes on, so nothing is left behind by a letter.
fn first_field(making: Making, failed: RwSignal<String>) -> AnyView {
    let rest = rest();
    let name = RwSignal::new(keep::get(FIRST_NAME).unwrap_or_default());
    let goes_on = RwSignal::new(false);
    let begin = move || {
        if making.is_begun() {
            return;
        }
        match untrack(|| making.begin(name.get().trim())) {
            Ok(()) => keep::forget(FIRST_NAME),
            Err(why) => failed.set(why),
        }
    };
    // The charter's own field may still be on its way.
    effect(move || {
        if goes_on.get() && rest.is_here() {
            begin();
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(|| name.with(|name| name.trim().is_empty())) {
            failed.set("Write the team’s name first, or start with an empty page.".to_owned());
            return focus_on_it();
        }
        failed.set(String::new());
        goes_on.set(true);
    };
    let typed = move |event: web_sys::Event| {
        name.set(event_target_value(&event));
        name.with_untracked(|name| keep::set(FIRST_NAME, name));
    };
    spawn_local(async {
        // The page itself has the focus first.
        pause(0).await;
        focus_on_it();
    });
    view! {
        <form class="first" on:submit=alive(submit)>
            <input
                id="first-field"
                class="line first-field"
                type="text"
                dir="auto"
                autocomplete="off"
                aria-label="Team name"
                placeholder=guide::NAME.hint
                prop:value=name.get_untracked()
                on:input=alive(typed)
            />
            <button class="btn strong" type="submit">{format!("Next: {}", STEPS[0].name)}</button>
        </form>
        {rest.notice()}
    }
    .into_any()
}

fn focus_on_it() {
    if let Some(field) = router::find("#first-field") {
        router::focus_quietly(&field);
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
    let shell = use_shell();
    let left = memo(move || {
        let (doc, step) = last()?;
        let name = shell
            .catalogue
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
