//! Copies that were set aside on this device: each can be read, copied out, and thrown away.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::files::export::{markdown, name};
use muster_shared::kinds::companion;
use muster_shared::kinds::outline::Sources;
use muster_shared::sheet::Sheet;

use crate::lean::{For, Show};
use crate::pages::desk::{Desk, use_desk};
use crate::pages::time::{self, Ago};
use crate::store::{Aside, Store};
use crate::visitor;
use crate::widgets::clipboard;

/// The copies, where there are some.
#[component]
pub(super) fn SetAside() -> impl IntoView {
    let desk = use_desk();
    let copies = RwSignal::new(Vec::<Aside>::new());
    Effect::new(move || {
        // A copy may be set aside while this page is looked at, in another tab.
        desk.shelf.kept.track();
        spawn_local(async move {
            if let Some(found) = kept().await
                && copies.try_with_untracked(|shown| *shown != found) == Some(true)
            {
                copies.set(found);
            }
        });
    });
    view! {
        <Show when=move || copies.with(|copies| !copies.is_empty())>
            <section class="part" aria-labelledby="h-aside">
                <div class="side"><h2 id="h-aside">"Set aside"</h2></div>
                <div class="kept">
                    <p class="quiet">"These copies could not be merged with what the server has. They are on this device and nowhere else."</p>
                    <ul class="kept-list asides">
                        <For each=move || copies.get() key=|copy| copy.number children=move |copy| view! { <OneCopy copy copies/> }/>
                    </ul>
                </div>
            </section>
        </Show>
    }
}

async fn kept() -> Option<Vec<Aside>> {
    Store::open(&visitor::own()).await.ok()?.asides().await.ok()
}

/// One copy: why it was set aside, its words, and what can be done with it.
#[component]
fn OneCopy(copy: Aside, copies: RwSignal<Vec<Aside>>) -> impl IntoView {
    let desk = use_desk();
    let (called, words) = read(desk, &copy);
    let (number, label) = (copy.number, format!("Words of {called}"));
    let rows = words.lines().count().clamp(3, 16).to_string();
    let words = StoredValue::new(words);
    let copied = RwSignal::new(None::<bool>);
    let when = copy
        .at_ms
        .map(|at_ms| view! { <span class="small quiet"><Ago at_ms=Signal::stored(at_ms) now=time::minute()/></span> });
    view! {
        <li>
            <div class="aside">
                <p><a href=format!("/d/{}", copy.doc) dir="auto">{called}</a>" "{when}</p>
                <p class="small">{copy.why}</p>
                <details>
                    <summary>"Read this copy"</summary>
                    <textarea class="copy-out" rows=rows readonly dir="auto" aria-label=label prop:value=words.get_value()></textarea>
                </details>
                <div class="acts">
                    <button class="btn" type="button" on:click=move |_| words.with_value(|words| clipboard::copy(words, copied))>"Copy"</button>
                    <Discard number copies/>
                </div>
                <p class="small" role="status">
                    {move || match copied.get() {
                        Some(true) => "Copied.",
                        Some(false) => "The browser did not let us copy. Select the words under “Read this copy”.",
                        None => "",
                    }}
                </p>
            </div>
        </li>
    }
}

/// Throws a copy away, once the person has said so twice.
#[component]
fn Discard(number: u32, copies: RwSignal<Vec<Aside>>) -> impl IntoView {
    let desk = use_desk();
    let asks = RwSignal::new(false);
    let wrong = RwSignal::new(false);
    let discard = move |_| {
        spawn_local(async move {
            let is_gone = discard(number).await;
            if is_gone {
                copies.try_update(|copies| copies.retain(|copy| copy.number != number));
                desk.say("The copy is discarded.");
            }
            wrong.try_set(!is_gone);
        });
    };
    view! {
        <Show
            when=move || asks.get()
            fallback=move || view! { <button class="btn word" type="button" on:click=move |_| asks.set(true)>"Discard"</button> }
        >
            <span role="alert">"This copy cannot be brought back."</span>
            <button class="btn" type="button" on:click=discard>"Discard it for good"</button>
            <button class="btn word" type="button" on:click=move |_| asks.set(false)>"Keep it"</button>
        </Show>
        <Show when=move || wrong.get()>
            <p class="wrong" role="alert">"The copy could not be discarded: this browser’s storage did not take it."</p>
        </Show>
    }
}

/// Whether the device has let go of it.
async fn discard(number: u32) -> bool {
    let Ok(store) = Store::open(&visitor::own()).await else { return false };
    store.discard_aside(number);
    store.flush().await.is_ok()
}

/// The name of what a copy is of, and the copy's words as Markdown. A copy that cannot be read as a document of a known
/// kind is shown as it is kept.
fn read(desk: Desk, copy: &Aside) -> (String, String) {
    let listed = || desk.shelf.listing_of(&copy.doc).map(|row| row.kind);
    let kind = copy.kind.or_else(listed).or_else(|| companion(&copy.doc).map(|(kind, _)| kind));
    let sheet: Option<Sheet> = serde_json::from_str(&copy.sheet).ok();
    let (Some(kind), Some(sheet)) = (kind, sheet) else { return (copy.doc.to_string(), copy.sheet.clone()) };
    let org = desk.org.sheet.get_untracked();
    let page = markdown(kind, &Sources { sheet: &sheet, org: &org, doc: &copy.doc });
    (name(kind, &sheet).to_owned(), without_marks(&page))
}

/// Markdown without the ids that an import finds rows by: people read this.
fn without_marks(page: &str) -> String {
    let mut words = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<!--") {
        words.push_str(before.trim_end_matches(' '));
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    words
}
