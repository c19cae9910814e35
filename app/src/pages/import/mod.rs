//! Documents from files.

mod example;
mod here;
mod run;
mod told;
mod tour;
mod waiting;

use crate::boxed::{Show, alive, memo};
use crate::form::plain::{el, following, icon, words, written};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

use super::pack::{PackOpened, is_pack, open_pack, pack_told};
use super::shell::{Shell, use_shell};
pub(crate) use example::OpenExample;
use run::{Progress, Run};
use told::Told;

/// The page where files become charters.
#[component]
pub(crate) fn Import() -> impl IntoView {
    let shell = use_shell();
    shell.name_page(|| "Import".to_owned());
    let run = Run::new(shell);
    here::come();
    let packs = RwSignal::new(Vec::<Result<PackOpened, (String, String)>>::new());
    let take = move |files: Vec<File>| {
        let (packed, files): (Vec<File>, Vec<File>) = files.into_iter().partition(|file| is_pack(&file.name()));
        if !packed.is_empty() {
            spawn_local(open_all(shell, packed, packs));
        }
        if !files.is_empty() && !run.is_busy() {
            spawn_local(run.files(files));
        }
    };
    view! {
        <div class="sheet">
            <div class="doc">
                <header class="part title">
                    <div>
                        <h1>"Import"</h1>
                        <p class="quiet">
                            "Charters you already have, in Markdown or JSON or the Kubernetes community’s YAML, and decision records and minutes of meetings in Markdown. "
                            "Charters already imported are skipped. Without a connection charters, series and reviews are taken in all the same, and the rest as soon as there is one."
                        </p>
                        <p class="quiet">
                            "A pack, which somebody took along from a review, opens here too, also without a connection, and as often as you like."
                        </p>
                    </div>
                </header>
                <section class="part" aria-label="Files">
                    <DropZone take=Callback::new(take)/>
                    <Doing run/>
                    {waiting::shown(shell)}
                    <div aria-live="polite" class="told">
                        {following(move || el("div", "", packs.with(|packs| packs.iter().map(opened).collect())))}
                        {move || match run.progress.get() {
                            Progress::Done(outcome) => view! { <Told run outcome/> }.into_any(),
                            _ => ().into_any(),
                        }}
                    </div>
                </section>
            </div>
        </div>
    }
}

/// Opens packs one after the other.
async fn open_all(shell: Shell, files: Vec<File>, packs: RwSignal<Vec<Result<PackOpened, (String, String)>>>) {
    packs.try_set(Vec::new());
    for file in files {
        let opened = open_pack(shell, &file).await.map_err(|why| (file.name(), why));
        packs.try_update(|packs| packs.push(opened));
    }
}

fn opened(opened: &Result<PackOpened, (String, String)>) -> AnyView {
    match opened {
        Ok(opened) => pack_told(opened),
        Err((name, why)) => {
            let nothing = "Nothing of it was taken, and nothing here has changed.";
            let says = vec![written("p", "", name), written("p", "", why), words("p", "small quiet", nothing)];
            el("ul", "failed", vec![el("li", "", vec![icon("i i-look look"), el("div", "", says)])])
        }
    }
}

/// Where files are dropped or chosen.
#[component]
fn DropZone(take: Callback<Vec<File>>) -> impl IntoView {
    let over = RwSignal::new(false);
    let chosen = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        take.run(files(input.files()));
        // The same file may be chosen again once it is mended.
        input.set_value("");
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        take.run(files(event.data_transfer().and_then(|carried| carried.files())));
    };
    let hover = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    view! {
        <div class="drop" class:over=over on:dragover=hover on:dragleave=move |_| over.set(false) on:drop=dropped>
            <label class="btn strong" for="files">"Choose files"</label>
            <input id="files" class="vh" type="file" multiple accept=".md,.markdown,.json,.yaml,.yml,.csv,.txt,.musterpack" on:change=alive(chosen)/>
            <span class="quiet">"or drop them here"</span>
        </div>
    }
}

fn files(list: Option<FileList>) -> Vec<File> {
    let list = list.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.get(index)));
    list.collect()
}

/// How far it is, and a way to stop.
#[component]
fn Doing(run: Run) -> impl IntoView {
    let at = move || match run.progress.get() {
        Progress::Reading { name, of: 1, .. } => Some((format!("Reading {name}"), 0, 0)),
        Progress::Reading { name, done, of } => Some((format!("Reading {name}, {} of {of}", done + 1), done, of)),
        Progress::Idle | Progress::Done(_) => None,
    };
    let at = memo(at);
    view! {
        <Show when=move || at.with(Option::is_some)>
            <div class="doing">
                <label class="small quiet" for="import-progress">{move || at.get().map(|(says, ..)| says)}</label>
                <progress
                    id="import-progress"
                    max=move || at.get().map(|(_, _, total)| total.max(1))
                    value=move || at.get().filter(|(_, _, total)| *total > 0).map(|(_, done, _)| done)
                ></progress>
                <button class="btn" type="button" on:click=move |_| run.stop()>"Stop"</button>
            </div>
        </Show>
    }
}
