//! A charter's page: the charter, or what is so instead of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{self, Summary};

use super::bar::name_of;
use super::instead::{Why, instead};
use super::kept;
use super::open;
use super::shell::use_shell;
use super::words::named;
use crate::boxed::memo;
use crate::browser::is_online;
use crate::browser::pause;
use crate::form::plain::{el, following, with, written};
use crate::live::{LiveDoc, Phase};
use crate::store::is_silent;
use crate::widgets::charter::Charter as Face;

/// How long a document may take before the page says that it takes long.
const PATIENCE_MS: i32 = 4000;

/// The state of the page.
#[derive(Debug, Clone, PartialEq)]
enum Shows {
    /// The list's summary of the charter, until the charter is here.
    Preview,
    /// The charter, or why it is not given.
    Charter,
    /// Why there is no charter to show.
    Not(Why),
}

/// A charter's page.
#[component]
pub(crate) fn Charter(doc: DocId) -> impl IntoView {
    let shell = use_shell();
    let charter = open::hold(&doc, charter::KIND);
    shell.show_in_bar(charter);
    provide_context(shell.open_beside());
    let summary = shell.catalogue.listing_of(&doc).map(|row| row.summary);
    let known = summary.as_ref().map(|summary| named(&summary.name));
    let name = name_of(charter);
    shell.name_page(move || match (charter.phase.get(), &known) {
        (Phase::Ready, _) => name(),
        (_, Some(known)) => known.clone(),
        _ => "Charter".to_owned(),
    });
    let shows = shows(charter);
    let summary = StoredValue::new(summary);
    let full = (Signal::stored("full".to_owned()), Signal::stored("edit".to_owned()));
    let page = move || match shows.get() {
        Shows::Preview => preview(summary.get_value()),
        Shows::Not(why) => instead(why),
        Shows::Charter => {
            let listing = shell.catalogue.listing();
            view! { <Face charter org=shell.org view=full.0 mode=full.1 listing/> }.into_any()
        }
    };
    [following(page), kept(charter)]
}

/// Follows the document until it is here. Offline, and when it takes long, says so.
fn shows(charter: LiveDoc) -> Memo<Shows> {
    let late = RwSignal::new(false);
    spawn_local(async move {
        // The device answers first, and soon; then the server.
        pause(if is_online() { PATIENCE_MS } else { 400 }).await;
        late.try_set(true);
    });
    let elsewhere = move || Shows::Not(Why::elsewhere(move || charter.sync_now()));
    memo(move || match charter.phase.get() {
        Phase::Opening if late.get() => elsewhere(),
        Phase::Opening => Shows::Preview,
        Phase::Ready => Shows::Charter,
        Phase::Closed(reason) => match Why::of(&reason) {
            // A charter that was made on this device, no server knows yet.
            Some(_) if is_silent().get() => elsewhere(),
            Some(why) => Shows::Not(why),
            None => Shows::Charter,
        },
    })
}

/// The list's summary of the charter: there is something to read at once, and nothing jumps when the rest comes.
fn preview(summary: Option<Summary>) -> AnyView {
    let (name, captains, mission) = match summary {
        Some(summary) => (named(&summary.name), summary.captains.join(", "), summary.mission),
        None => Default::default(),
    };
    let captain = if captains.is_empty() { captains } else { format!("Captain {captains}") };
    let bar = vec![("role", "progressbar".to_owned()), ("aria-label", "Opening".to_owned())];
    let head =
        vec![written("h1", "team", &name), written("div", "captain", &captain), with("div", "thread", bar, Vec::new())];
    let part = el("div", "part", vec![written("p", "statement", &mission)]);
    let parts = vec![el("header", "part title", head), part];
    el("div", "muster-charter sheet", vec![with("div", "doc", vec![("aria-busy", "true".to_owned())], parts)])
}
