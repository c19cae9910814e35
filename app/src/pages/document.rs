//! One document's page: the charter, or what is so instead of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{self, Summary};

use super::bar::name_of;
use super::desk::use_desk;
use super::hold;
use super::kept;
use super::said::{NoSuchCharter, SILENT, SaySo, is_nowhere};
use super::words::named;
use crate::browser::is_online;
use crate::browser::pause;
use crate::lean::memo;
use crate::live::{LiveDoc, Phase};
use crate::store::is_silent;
use crate::widgets::charter::Charter;

/// How long a document may take before the page says that it takes long.
const PATIENCE_MS: i32 = 4000;

/// What stands over a charter's page while it is nowhere to be had.
const NOT_HERE: &str = "This charter is not on this device";

/// What stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// What the list knows of the charter, until it is here.
    Preview,
    /// It is not on this device, and the server cannot be asked.
    Elsewhere,
    /// The server has no charter of this id.
    Nothing,
    /// The charter, or why it is not given.
    Charter,
}

/// A charter's page.
#[component]
pub(crate) fn Document(doc: DocId) -> impl IntoView {
    let desk = use_desk();
    let charter = hold::hold(&doc, charter::KIND);
    desk.show_in_bar(charter);
    provide_context(desk.open_beside());
    let summary = desk.shelf.listing_of(&doc).map(|row| row.summary);
    let known = summary.as_ref().map(|summary| named(&summary.name));
    let name = name_of(charter);
    desk.name_page(move || match (charter.phase.get(), &known) {
        (Phase::Ready, _) => name(),
        (_, Some(known)) => known.clone(),
        _ => "Charter".to_owned(),
    });
    let shows = shows(charter);
    let summary = StoredValue::new(summary);
    let full = (Signal::stored("full".to_owned()), Signal::stored("edit".to_owned()));
    let page = move || match shows.get() {
        Shows::Preview => view! { <Preview summary=summary.get_value()/> }.into_any(),
        Shows::Elsewhere => view! { <Elsewhere charter/> }.into_any(),
        Shows::Nothing => view! { <NoSuchCharter/> }.into_any(),
        Shows::Charter => {
            let listing = desk.shelf.listed.into();
            view! { <Charter charter org=desk.org view=full.0 mode=full.1 listing/> }.into_any()
        }
    };
    view! { {page}{kept(charter)} }
}

/// Follows the document until it is here. Offline, and when it takes long, says so.
fn shows(charter: LiveDoc) -> Memo<Shows> {
    let late = RwSignal::new(false);
    spawn_local(async move {
        // The device answers first, and soon; then the server.
        pause(if is_online() { PATIENCE_MS } else { 400 }).await;
        late.try_set(true);
    });
    memo(move || match charter.phase.get() {
        Phase::Opening if late.get() => Shows::Elsewhere,
        Phase::Opening => Shows::Preview,
        // What was made on this device no server knows yet.
        Phase::Closed(reason) if is_nowhere(&reason) && is_silent().get() => Shows::Elsewhere,
        Phase::Closed(reason) if is_nowhere(&reason) => Shows::Nothing,
        Phase::Ready | Phase::Closed(_) => Shows::Charter,
    })
}

/// What the list knows of the charter: there is something to read at once, and nothing jumps when the rest comes.
#[component]
fn Preview(summary: Option<Summary>) -> impl IntoView {
    view! {
        <div class="muster-charter sheet">
            <div class="doc" aria-busy="true">
                <header class="part title">
                    <h1 class="team" dir="auto">{summary.as_ref().map(|summary| named(&summary.name))}</h1>
                    <div class="captain" dir="auto">
                        {summary.as_ref().filter(|summary| !summary.captains.is_empty()).map(|summary| format!("Captain {}", summary.captains.join(", ")))}
                    </div>
                    <div class="thread" role="progressbar" aria-label="Opening"></div>
                </header>
                <div class="part"><p class="statement" dir="auto">{summary.map(|summary| summary.mission)}</p></div>
            </div>
        </div>
    }
}

/// The document is not on this device, as far as anybody can tell, and the server does not give it.
#[component]
fn Elsewhere(charter: LiveDoc) -> impl IntoView {
    move || {
        let (head, says) = if is_silent().get() {
            (
                SILENT,
                "This charter may be kept on this device, but cannot be read just now. It opens by itself as soon as the storage answers, or the server.",
            )
        } else if is_online() {
            (NOT_HERE, "The server does not answer just now. This page opens by itself as soon as it does.")
        } else {
            (
                NOT_HERE,
                "You are offline, and this charter was never opened here. It opens as soon as there is a connection.",
            )
        };
        view! {
            <SaySo icon="device" head says>
                <button class="btn" type="button" on:click=move |_| charter.sync_now()>"Try now"</button>
                <a class="btn word" href="/">"All teams"</a>
            </SaySo>
        }
    }
}
