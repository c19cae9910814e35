//! Three ways to begin: the worksheet, the example, and charters one already has.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{Summary, over_all};

use crate::boxed::{Show, memo};
use crate::browser::today;
use crate::pages::import::OpenExample;
use crate::pages::router::Route;
use crate::pages::shell::{Shell, use_shell};
use crate::told::{to_say, told};
use crate::words::counted;

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
        {example.below()}
    }
}

/// The same doors beside what is there.
#[component]
pub(super) fn QuietDoors() -> impl IntoView {
    let shell = use_shell();
    let example = OpenExample::new(shell);
    let has_example = memo(move || first_example(shell).is_some());
    let n_checks = memo(move || n_checks(shell));
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
            <Show when=move || { n_checks.get() > 0 }>
                <a class="btn word" href=format!("{}#all-checks", Route::Map.path()) use:told=to_say(move || counted(n_checks.get(), "check", "checks"))></a>
            </Show>
            <a class="btn word" href=Route::Document(DocId::org()).path()>"Functions and surfaces"</a>
        </div>
        {example.below()}
    }
}

/// The checks on the company's own charters that stand and that nobody dismissed.
fn n_checks(shell: Shell) -> usize {
    shell.catalogue.listed.with(|listed| {
        let own: Vec<&Summary> = listed.iter().map(|row| &row.summary).filter(|summary| !summary.example).collect();
        over_all(&own, &today()).len()
    })
}

/// A charter of the example, if it is here.
pub(crate) fn first_example(shell: Shell) -> Option<DocId> {
    shell.catalogue.listed.with(|listed| listed.iter().find(|row| row.summary.example).map(|row| row.doc.clone()))
}
