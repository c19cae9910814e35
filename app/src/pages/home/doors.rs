//! Three ways to begin: the worksheet, the example, and charters one already has.

use leptos::prelude::*;
use muster_shared::id::DocId;

use crate::boxed::{Show, memo};
use crate::pages::import::OpenExample;
use crate::pages::router::Route;
use crate::pages::shell::{Shell, use_shell};

/// Three doors, where there is nothing yet.
#[component]
pub(crate) fn Doors() -> impl IntoView {
    let example = OpenExample::new(use_shell());
    view! {
        <div class="doors">
            <a href="/new"><b>"Fill the worksheet"</b><span>"Five short steps, twenty minutes, alone or together."</span></a>
            <button class="example-door" type="button" aria-disabled=move || example.is_busy() on:click=move |_| example.open()>
                <b>{move || example.word()}</b>
                <span>"Six charters of a made-up company, to look around in."</span>
            </button>
            <a href="/import"><b>"Import"</b><span>"Markdown or JSON you already have."</span></a>
        </div>
        {move || example.failed().map(|why| view! { <p class="wrong" role="alert">{why}</p> })}
    }
}

/// The same doors beside what is there.
#[component]
pub(super) fn QuietDoors() -> impl IntoView {
    let shell = use_shell();
    let example = OpenExample::new(shell);
    let has_example = memo(move || first_example(shell).is_some());
    view! {
        <div class="acts home-acts">
            <a class="btn" href="/new">"New charter"</a>
            <a class="btn word" href="/import">"Import"</a>
            <Show when=move || !has_example.get()>
                <button class="btn word example-door" type="button" aria-disabled=move || example.is_busy() on:click=move |_| example.open()>
                    {move || example.word()}
                </button>
            </Show>
            <a class="btn word" href=Route::Map.path()>"Company map"</a>
            <a class="btn word" href=Route::Document(DocId::org()).path()>"Functions and surfaces"</a>
        </div>
        {move || example.failed().map(|why| view! { <p class="wrong" role="alert">{why}</p> })}
    }
}

/// A charter of the example, if it is here.
pub(crate) fn first_example(shell: Shell) -> Option<DocId> {
    shell.catalogue.listed.with(|listed| listed.iter().find(|row| row.summary.example).map(|row| row.doc.clone()))
}
