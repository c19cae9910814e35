//! The choices of what is kept, and how far the device is with it: one state for all that the page shows of it.

use std::collections::HashMap;

use leptos::prelude::*;
use muster_shared::ahead::Choices;
use muster_shared::for_you::ForYou;
use muster_shared::id::DocId;
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
}

/// The state, which is read from the device once.
pub(super) async fn use_ahead(shell: Shell) -> UseAhead {
    let ahead = ahead();
    if !ahead.is_read.get_value() {
        let choices = recalled(shell).await;
        let fetched = shell
            .catalogue
            .recall(FETCHED)
            .await
            .and_then(|kept| serde_json::from_str::<HashMap<DocId, u64>>(&kept).ok());
        // Read meanwhile by another view, it is not read over.
        if !ahead.is_read.get_value() {
            ahead.is_read.set_value(true);
            ahead.fetched.set(fetched.unwrap_or_default());
            // The choices that everybody has at first are no news.
            if choices != Choices::default() {
                ahead.choices.set(choices);
            }
            if let Some(told) = told_last(shell.catalogue).await {
                ahead.told.set(told);
            }
        }
    }
    ahead
}

async fn recalled(shell: Shell) -> Choices {
    let kept = shell.catalogue.recall(KEPT).await.and_then(|kept| serde_json::from_str::<Stored>(&kept).ok());
    kept.unwrap_or_default().choices
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
        }
    }

    /// Changes the choices, and keeps them.
    pub(super) fn choose(self, shell: Shell, change: impl FnOnce(&mut Choices)) {
        self.choices.update(change);
        let choices = self.choices.get_untracked();
        if let Ok(kept) = serde_json::to_string(&Stored { choices }) {
            shell.catalogue.keep(KEPT, &kept);
        }
    }

    /// Notes that a document was fetched just now, or is not there.
    pub(super) fn note(self, shell: Shell, doc: &DocId) {
        self.fetched.update(|fetched| _ = fetched.insert(doc.clone(), now_ms()));
        self.keep(shell);
    }

    /// Notes that a document is not on this device any more.
    pub(super) fn forget(self, shell: Shell, docs: &[DocId]) {
        self.fetched.update(|fetched| fetched.retain(|doc, _| !docs.contains(doc)));
        self.keep(shell);
    }

    /// Whether a document is to be fetched: it never was, long ago, or somebody has edited it since.
    pub(super) fn is_due(self, shell: Shell, doc: &DocId) -> bool {
        let Some(at_ms) = self.fetched.with_untracked(|fetched| fetched.get(doc).copied()) else { return true };
        let edited_ms = shell.catalogue.listing_of(doc).map_or(0, |row| row.edited_ms);
        edited_ms > at_ms || now_ms().saturating_sub(at_ms) > OLD_MS
    }

    fn keep(self, shell: Shell) {
        if let Ok(kept) = self.fetched.with_untracked(serde_json::to_string) {
            shell.catalogue.keep(FETCHED, &kept);
        }
    }
}
