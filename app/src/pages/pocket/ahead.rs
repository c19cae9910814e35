//! The choices of what is kept, and how far the device is with it: one state for all that the page shows of it.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::ahead::Choices;
use muster_shared::for_you::ForYou;
use muster_shared::id::DocId;
use muster_shared::json;
use serde::{Deserialize, Serialize};

use crate::boxed::for_the_page;
use crate::browser::now_ms;
use crate::pages::foryou::told_last;
use crate::pages::shell::Shell;

/// Where the device keeps the choices.
const KEPT: &str = "ahead";
/// Where it keeps what was fetched when, apart from the choices: each tab fetches, and none brings back older choices by that.
const FETCHED: &str = "ahead-fetched";
/// A document that was fetched so long ago is fetched again, in milliseconds.
const OLD_MS: u64 = 30 * 60_000;

thread_local! {
    static AHEAD: UseAhead = for_the_page(UseAhead::new);
}

/// The choices as the device keeps them.
#[derive(Default, Serialize, Deserialize)]
struct Stored {
    #[serde(default)]
    choices: Choices,
}

/// The documents that are fetched ahead, for as long as the page is there.
#[derive(Clone, Copy)]
pub(super) struct UseAhead {
    /// The person's choices.
    pub(super) choices: RwSignal<Choices>,
    /// When a document was last fetched, or found not to be there, in milliseconds since 1970.
    pub(super) fetched: RwSignal<HashMap<DocId, u64>>,
    /// How many documents are still to be fetched.
    pub(super) left: RwSignal<usize>,
    /// The list of what waits for the person, which names their teams and reviews.
    pub(super) told: RwSignal<ForYou>,
    is_read: StoredValue<bool>,
    /// The number of changes of the choices that are on their way to the device.
    n_changing: StoredValue<usize>,
}

/// The state, which is read from the device; the choices again each time that somebody asks, as another tab may have changed
/// them.
pub(super) async fn use_ahead(shell: Shell) -> UseAhead {
    let ahead = ahead();
    let choices = shell.catalogue.recall(KEPT).await;
    // Words that this tab is about to change are not read over.
    if ahead.n_changing.get_value() == 0 {
        ahead.show(choices_in(choices.as_deref()));
    }
    if !ahead.is_read.get_value() {
        let fetched = shell.catalogue.recall(FETCHED).await;
        // Read meanwhile by another view, it is not read over.
        if !ahead.is_read.get_value() {
            ahead.is_read.set_value(true);
            ahead.fetched.set(fetched_in(fetched.as_deref()));
            if let Some(told) = told_last(shell.catalogue).await {
                ahead.told.set(told);
            }
        }
    }
    ahead
}

fn choices_in(kept: Option<&str>) -> Choices {
    let stored = kept.and_then(json::read::<Stored>);
    stored.unwrap_or_default().choices
}

fn fetched_in(kept: Option<&str>) -> HashMap<DocId, u64> {
    kept.and_then(json::read).unwrap_or_default()
}

/// The state as far as it is read.
pub(super) fn ahead() -> UseAhead {
    AHEAD.with(|ahead| *ahead)
}

impl UseAhead {
    fn new() -> Self {
        Self {
            choices: RwSignal::new(Choices::default()),
            fetched: RwSignal::new(HashMap::new()),
            left: RwSignal::new(0),
            told: RwSignal::new(ForYou::default()),
            is_read: StoredValue::new(false),
            n_changing: StoredValue::new(0),
        }
    }

    /// Shows the choices; those that are shown already are no news.
    fn show(self, choices: Choices) {
        if self.choices.with_untracked(|shown| *shown != choices) {
            self.choices.set(choices);
        }
    }

    /// Changes the choices, and keeps them: those of the device, which another tab may have changed since this one read them.
    pub(super) fn choose(self, shell: Shell, change: impl Fn(&mut Choices) + 'static) {
        self.choices.update(&change);
        self.n_changing.update_value(|n| *n += 1);
        spawn_local(async move {
            let changed = move |kept: Option<String>| {
                let mut choices = choices_in(kept.as_deref());
                change(&mut choices);
                serde_json::to_string(&Stored { choices }).ok()
            };
            let kept = shell.catalogue.change(KEPT, changed).await;
            self.n_changing.update_value(|n| *n -= 1);
            // The next change, which is on its way, shows what comes of both.
            if kept.is_some() && self.n_changing.get_value() == 0 {
                self.show(choices_in(kept.as_deref()));
            }
        });
    }

    /// Notes that a document was fetched just now, or is not there.
    pub(super) fn note(self, shell: Shell, doc: &DocId) {
        let (doc, at_ms) = (doc.clone(), now_ms());
        self.keep(shell, move |fetched| _ = fetched.insert(doc.clone(), at_ms));
    }

    /// Notes that a document is not on this device any more.
    pub(super) fn forget(self, shell: Shell, docs: &[DocId]) {
        let docs = docs.to_vec();
        self.keep(shell, move |fetched| fetched.retain(|doc, _| !docs.contains(doc)));
    }

    /// Whether a document is to be fetched: it never was, long ago, or somebody has edited it since.
    pub(super) fn is_due(self, shell: Shell, doc: &DocId) -> bool {
        let Some(at_ms) = self.fetched.with_untracked(|fetched| fetched.get(doc).copied()) else { return true };
        let edited_ms = shell.catalogue.listing_of(doc).map_or(0, |row| row.edited_ms);
        edited_ms > at_ms || now_ms().saturating_sub(at_ms) > OLD_MS
    }

    fn keep(self, shell: Shell, change: impl Fn(&mut HashMap<DocId, u64>) + 'static) {
        self.fetched.update(&change);
        spawn_local(async move {
            let changed = move |kept: Option<String>| {
                let mut fetched = fetched_in(kept.as_deref());
                change(&mut fetched);
                serde_json::to_string(&fetched).ok()
            };
            shell.catalogue.change(FETCHED, changed).await;
        });
    }
}
