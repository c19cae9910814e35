//! Copies that were set aside on this device: each can be read, copied out, and thrown away.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::files::export::{markdown, name};
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::{Kind, companion};
use muster_shared::sheet::Sheet;

use crate::boxed::{For, Show, effect, memo};
use crate::pages::shell::{Shell, use_shell};
use crate::pages::time::{self, Ago};
use crate::pages::words::named;
use crate::store::{Aside, Store};
use crate::visitor;
use crate::widgets::clipboard;

/// The copies, where there are some: those of a page and of what stands beside it together.
#[component]
pub(super) fn SetAside() -> impl IntoView {
    let shell = use_shell();
    let copies = RwSignal::new(Vec::<Aside>::new());
    effect(move || {
        // A copy may be set aside while this page is looked at, in another tab.
        shell.catalogue.kept.track();
        spawn_local(async move {
            if let Some(found) = kept().await
                && copies.try_with_untracked(|shown| *shown != found) == Some(true)
            {
                copies.set(found);
            }
        });
    });
    let pages = memo(move || copies.with(|copies| pages_of(copies)));
    view! {
        <Show when=move || copies.with(|copies| !copies.is_empty())>
            <section class="part" aria-labelledby="h-aside">
                <div class="side"><h2 id="h-aside">"Set aside"</h2></div>
                <div class="kept">
                    <p class="quiet">"These copies could not be merged with what the server has. They are on this device and nowhere else."</p>
                    <ul class="kept-list asides">
                        <For each=move || pages.get() key=Clone::clone children=move |page| view! { <OnePage page copies/> }/>
                    </ul>
                </div>
            </section>
        </Show>
    }
}

/// The copies that say something. A document that nobody had written in was set aside like all others.
async fn kept() -> Option<Vec<Aside>> {
    let mut copies = Store::open(&visitor::own()).await.ok()?.asides().await.ok()?;
    copies.retain(|copy| sheet_of(copy).is_none_or(|sheet| !sheet.is_bare()));
    Some(copies)
}

fn sheet_of(copy: &Aside) -> Option<Sheet> {
    json::read(&copy.sheet)
}

/// The document whose page a copy belongs to.
fn page_of(copy: &Aside) -> DocId {
    companion(&copy.doc).map_or_else(|| copy.doc.clone(), |(_, subject)| subject)
}

fn pages_of(copies: &[Aside]) -> Vec<DocId> {
    let mut pages: Vec<DocId> = Vec::new();
    for page in copies.iter().map(page_of) {
        if !pages.contains(&page) {
            pages.push(page);
        }
    }
    pages
}

/// The copies of one page.
#[component]
fn OnePage(page: DocId, copies: RwSignal<Vec<Aside>>) -> impl IntoView {
    let shell = use_shell();
    let of_page = page.clone();
    let own = memo(move || {
        copies.with(|copies| copies.iter().filter(|copy| page_of(copy) == of_page).cloned().collect::<Vec<_>>())
    });
    let called = own.with_untracked(|own| name_of(shell, &page, own));
    let address = format!("/d/{page}");
    let name = StoredValue::new(called.clone());
    let is_one = move || own.with(|own| own.len() == 1);
    view! {
        <li>
            <div class="aside">
                <p><a href=address dir="auto">{called}</a></p>
                <For each=move || own.get() key=|copy| copy.number
                    children=move |copy| view! { <OneCopy copy copies page=name is_one=is_one()/> }/>
            </div>
        </li>
    }
}

/// The name of a page: as a copy of its own document has it, else as the list does.
fn name_of(shell: Shell, page: &DocId, copies: &[Aside]) -> String {
    let own = copies.iter().find(|copy| copy.doc == *page);
    let in_copy = own.and_then(|copy| Some(name(kind_of(shell, copy)?, &sheet_of(copy)?).to_owned()));
    in_copy.unwrap_or_else(|| named(&shell.catalogue.listing_of(page).map(|row| row.summary.name).unwrap_or_default()))
}

/// One copy: which document of the page it is of, why it was set aside, its words, and what can be done with it.
#[component]
fn OneCopy(copy: Aside, copies: RwSignal<Vec<Aside>>, page: StoredValue<String>, is_one: bool) -> impl IntoView {
    let shell = use_shell();
    let words = read(shell, &copy);
    let noun = kind_of(shell, &copy).map_or("document", |kind| kind.spec().noun.one);
    let (number, is_page) = (copy.number, copy.doc == page_of(&copy));
    let label =
        page.with_value(|page| if is_page { format!("Words of {page}") } else { format!("Words of {page}, {noun}") });
    let rows = words.lines().count().clamp(3, 16).to_string();
    let words = StoredValue::new(words);
    let copied = RwSignal::new(None::<bool>);
    let when = copy
        .at_ms
        .map(|at_ms| view! { <span class="small quiet"><Ago at_ms=Signal::stored(at_ms) now=time::minute()/></span> });
    let of = (!(is_one && is_page)).then(|| view! { <b>{capital(noun)}</b>" " });
    view! {
        <div class="aside-copy">
            <p class="small">{of}{copy.why}" "{when}</p>
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
    }
}

fn capital(noun: &str) -> String {
    let (first, rest) = noun.split_at(noun.len().min(1));
    format!("{}{rest}.", first.to_ascii_uppercase())
}

/// Throws a copy away, once the person has said so twice.
#[component]
fn Discard(number: u32, copies: RwSignal<Vec<Aside>>) -> impl IntoView {
    let shell = use_shell();
    let asks = RwSignal::new(false);
    let wrong = RwSignal::new(false);
    let discard = move |_| {
        spawn_local(async move {
            let is_gone = discard(number).await;
            if is_gone {
                copies.try_update(|copies| copies.retain(|copy| copy.number != number));
                shell.say("The copy is discarded.");
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

fn kind_of(shell: Shell, copy: &Aside) -> Option<Kind> {
    let listed = || shell.catalogue.listing_of(&copy.doc).map(|row| row.kind);
    copy.kind.or_else(listed).or_else(|| companion(&copy.doc).map(|(kind, _)| kind))
}

/// A copy's words as Markdown. One that cannot be read as a document of a known kind is shown as it is kept.
fn read(shell: Shell, copy: &Aside) -> String {
    let (Some(kind), Some(sheet)) = (kind_of(shell, copy), sheet_of(copy)) else { return copy.sheet.clone() };
    let org = shell.org.sheet.get_untracked();
    without_marks(&markdown(kind, &Sources { sheet: &sheet, org: &org, doc: &copy.doc }))
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
