//! The five steps over a charter that is begun.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::worksheet::STEPS;
use muster_shared::kinds::charter::{
    self, CLAIMS, CONSULT, DECIDE, INFORM, MEMBERS, METRICS, MISSION, NON_NEGOTIABLES,
};
use muster_shared::sheet::Sheet;

use super::{forget, last, remember};
use crate::boxed::{Show, memo};
use crate::browser::pause;
use crate::browser::window;
use crate::live::{LiveDoc, Phase};
use crate::pages::bar::name_of;
use crate::pages::instead::{Instead, Why};
use crate::pages::open;
use crate::pages::router::{self, Route};
use crate::pages::shell::use_shell;
use crate::pages::upload::keep_noting;
use crate::widgets::charter::Charter;

/// One question at a time.
#[component]
pub(super) fn Steps(doc: DocId) -> impl IntoView {
    let shell = use_shell();
    let charter = open::hold(&doc, charter::KIND);
    shell.show_in_bar(charter);
    let name = name_of(charter);
    shell.name_page(move || format!("{}, worksheet", name()));
    keep_noting(shell, charter);
    let at = RwSignal::new(last().filter(|(left, _)| *left == doc).map_or(0, |(_, step)| step.min(STEPS.len() - 1)));
    let doc = StoredValue::new(doc);
    let go = move |step: usize| {
        leave_the_field();
        doc.with_value(|doc| remember(doc, step));
        at.set(step);
        spawn_local(to_the_question());
    };
    let open = move || {
        leave_the_field();
        forget();
        shell.router.go(Route::Document(doc.get_value()));
    };
    let done =
        memo(move || charter.sheet.with(|sheet| (0..STEPS.len()).map(|step| says_something(sheet, step)).collect()));
    let nowhere = memo(move || match charter.phase.get() {
        Phase::Closed(reason) => Why::of(&reason),
        _ => None,
    });
    let (go, open) = (Callback::new(go), Callback::new(move |()| open()));
    move || match nowhere.get() {
        Some(why) => view! { <Instead why/> }.into_any(),
        None => view! { <Questions charter at done go open/> }.into_any(),
    }
}

/// The question, the fields it is about, and the ways on.
#[component]
fn Questions(
    charter: LiveDoc,
    at: RwSignal<usize>,
    done: Memo<Vec<bool>>,
    go: Callback<usize>,
    open: Callback<()>,
) -> impl IntoView {
    let shell = use_shell();
    let view = Signal::derive(move || STEPS[at.get()].name.to_ascii_lowercase());
    let listing = shell.catalogue.listing();
    view! {
        <div class="worksheet">
            <div class="sheet">
                <div class="doc">
                    <header class="part">
                        <Stages at=at.into() done=done.into() go/>
                        <h1 class="question" tabindex="-1">{move || STEPS[at.get()].question}</h1>
                        <p class="quiet">{move || STEPS[at.get()].why}</p>
                    </header>
                </div>
            </div>
            <Charter charter org=shell.org view mode=Signal::stored("edit".to_owned()) listing/>
            <Ways at=at.into() done=done.into() go open/>
        </div>
    }
}

/// Reading goes on at the question.
pub(super) async fn to_the_question() {
    pause(0).await;
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    leave_the_field();
}

/// The field somebody is in takes what they wrote, and the focus is at the question.
fn leave_the_field() {
    if let Some(question) = router::find("main .question") {
        router::focus_quietly(&question);
    }
}

/// The steps by name; each can be gone to once there is a charter.
#[component]
pub(super) fn Stages(
    at: Signal<usize>,
    /// Steps that say something already.
    done: Signal<Vec<bool>>,
    #[prop(optional)] go: Option<Callback<usize>>,
) -> impl IntoView {
    let stage = move |step: usize| {
        let name = STEPS[step].name;
        let is_here = move || (at.get() == step).then_some("step");
        let is_done = move || done.with(|done| done.get(step).copied().unwrap_or(false));
        let mark = move || {
            is_done()
                .then(|| view! { <span class="i i-check" aria-hidden="true"></span><span class="vh">"filled: "</span> })
        };
        match go {
            Some(go) => view! {
                <li><button type="button" aria-current=is_here on:click=move |_| go.run(step)>{mark}{name}</button></li>
            }
            .into_any(),
            None => view! { <li><span aria-current=is_here>{name}</span></li> }.into_any(),
        }
    };
    view! {
        <nav aria-label="Steps">
            <ol class="worksheet-stages">{(0..STEPS.len()).map(stage).collect_view()}</ol>
        </nav>
    }
}

/// Back, next, skip; behind the last step stands the charter. A press here does not take the focus from a field: a captain who
/// is named by that adds a line, and the button would slip away below the pointer before it is let go.
#[component]
fn Ways(at: Signal<usize>, done: Signal<Vec<bool>>, go: Callback<usize>, open: Callback<()>) -> impl IntoView {
    let is_last = move || at.get() + 1 == STEPS.len();
    let is_empty = move || !done.with(|done| done.get(at.get()).copied().unwrap_or(false));
    let next = move |_| if is_last() { open.run(()) } else { go.run(at.get_untracked() + 1) };
    let word =
        move || if is_last() { "Open the charter".to_owned() } else { format!("Next: {}", STEPS[at.get() + 1].name) };
    view! {
        <div class="sheet ways">
            <div class="doc">
                <div class="part">
                    <div class="acts" on:mousedown=|event: leptos::ev::MouseEvent| event.prevent_default()>
                        <Show when=move || { at.get() > 0 }>
                            <button class="btn" type="button" on:click=move |_| go.run(at.get_untracked() - 1)>"Back"</button>
                        </Show>
                        <button class="btn strong" type="button" on:click=next>{word}</button>
                        <Show when=move || is_empty() && !is_last()>
                            <button class="btn word" type="button" on:click=next>"Skip"</button>
                        </Show>
                        <Show when=move || !is_last()>
                            <button class="btn word end" type="button" on:click=move |_| open.run(())>"Open the charter now"</button>
                        </Show>
                    </div>
                </div>
            </div>
        </div>
    }
}

/// Whether a step's part of the charter says anything.
fn says_something(sheet: &Sheet, step: usize) -> bool {
    let has = |list| sheet.rows(list).next().is_some();
    match step {
        0 => has(MEMBERS),
        1 => [DECIDE, CONSULT, INFORM, NON_NEGOTIABLES].into_iter().any(has),
        2 => !sheet.text(MISSION).trim().is_empty(),
        3 => has(CLAIMS),
        _ => has(METRICS),
    }
}
