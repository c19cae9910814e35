//! The worksheet: five plain questions that fill a charter. The document is made once its name is written.

mod begin;
pub(crate) mod for_whom;
mod steps;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::access::Audience;
use muster_shared::id::DocId;
use muster_shared::kinds::charter;
use muster_shared::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use muster_shared::sheet::{Edit, Place, Sheet};

use super::keep;
use super::open;
use super::router::Route;
use super::shell::{Shell, use_shell};
use crate::browser::{is_online, today};
use crate::live::{Begin, LiveDoc, Opened};
use crate::store::ForWhom;
use crate::visitor;
use begin::Begin;
use steps::{Steps, to_the_question};

/// The worksheet somebody was last at.
const LAST: &str = "muster-worksheet";

/// The worksheet's page: of a charter that is begun, or of none yet.
#[component]
pub(crate) fn Worksheet(doc: Option<DocId>) -> impl IntoView {
    let shell = use_shell();
    let begun = RwSignal::new(doc);
    let for_whom = RwSignal::new(ForWhom::default());
    let making = Making { shell, begun, for_whom, opened: StoredValue::new_local(None) };
    move || match begun.get() {
        Some(doc) => view! { <Steps doc/> }.into_any(),
        None => view! { <Begin making/> }.into_any(),
    }
}

/// Makes the charter a worksheet is about.
#[derive(Clone, Copy)]
struct Making {
    shell: Shell,
    begun: RwSignal<Option<DocId>>,
    /// The people it shall be for.
    for_whom: RwSignal<ForWhom>,
    /// Keeps the new document open until the steps have taken it over.
    opened: StoredValue<Option<Opened>, LocalStorage>,
}

impl Making {
    /// Makes a charter called `name`. Answers its id, or a sentence.
    fn make(&self, name: &str) -> Result<DocId, String> {
        let (doc, lineage) = open::new_ids();
        let for_whom = self.for_whom.get_untracked();
        let captains = self.is_captain_to_be();
        let opened = open::take(&doc, charter::KIND, Some(Begin { lineage, for_whom, captains }));
        let texts = [(charter::NAME.to_owned(), name.to_owned())];
        let sheet = Sheet { texts: texts.into(), ..Sheet::default() };
        opened.live().fill(&sheet, false).map_err(|error| error.to_string())?;
        if !is_online() {
            self.name_captain(&doc, opened.live());
        }
        self.opened.set_value(Some(opened));
        Ok(doc)
    }

    /// Whether the person who begins a charter captains its team as soon as the server knows of it: without a connection
    /// nobody else is there who could, and a leader names another as easily later. One who may write the name does that.
    fn is_captain_to_be(&self) -> bool {
        let is_signed_in = !visitor::own().who().is_empty();
        !is_online() && is_signed_in && self.is_for_all() && !self.shell.org.can_edit.get_untracked()
    }

    fn is_for_all(&self) -> bool {
        self.for_whom.with_untracked(|whom| whom.audience == Audience::Workspace)
    }

    /// Begun without a connection, a charter has the person who begins it as its captain, where they may write it.
    fn name_captain(&self, doc: &DocId, charter: LiveDoc) {
        let org = self.shell.org;
        if !org.can_edit.get_untracked() || !self.is_for_all() {
            return;
        }
        for (map, to) in [(CAPTAINS, charter.my_words()), (CAPTAIN_SINCE, today())] {
            // A captain who cannot be named now is named as any other.
            let _ = org.edit(&Edit::Set { at: Place::under_key(map, doc.as_str()), to: to.into() });
        }
        // The right that goes with the name is asked for where the charter is shown.
        if charter.is_signed_in() {
            charter.keep_seat(&charter.who());
        }
    }

    /// The name is written: from here on it is a document, and the address says which.
    fn begin(&self, name: &str) -> Result<(), String> {
        let doc = self.make(name)?;
        remember(&doc, 0);
        self.shell.router.rename(Route::Worksheet(Some(doc.clone())));
        self.begun.set(Some(doc));
        spawn_local(to_the_question());
        Ok(())
    }

    /// Whether it is made already.
    fn is_begun(&self) -> bool {
        self.begun.with_untracked(Option::is_some)
    }

    /// Makes an empty charter and opens it.
    fn empty_page(&self) -> Result<(), String> {
        let doc = self.make("")?;
        self.shell.router.go(Route::Document(doc));
        Ok(())
    }
}

/// Keeps how far somebody is.
fn remember(doc: &DocId, step: usize) {
    keep::set(LAST, &format!("{doc} {step}"));
}

/// The worksheet somebody was last at, and its step.
fn last() -> Option<(DocId, usize)> {
    let kept = keep::get(LAST)?;
    let (doc, step) = kept.split_once(' ')?;
    Some((doc.parse().ok()?, step.parse().ok()?))
}

/// The worksheet is done.
fn forget() {
    keep::forget(LAST);
}
