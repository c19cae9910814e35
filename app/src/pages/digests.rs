//! Digests of documents that are no charters: as the server's list tells them, and as this device has had the documents
//! open since, with what it has not sent yet.

use std::collections::HashMap;

use leptos::prelude::*;
use muster_shared::id::DocId;
use serde::{Deserialize, Serialize};

use super::kept::Kept;
use crate::browser::now_ms;
use crate::widgets::digests::Digested;

/// A digest that was made here, of a document that was open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Seen {
    digested: Digested,
    seen_ms: u64,
}

/// All digests that this page knows.
#[derive(Clone, Copy)]
pub(crate) struct Catalogued {
    /// The digests to show.
    pub(crate) shown: RwSignal<Vec<Digested>>,
    told: StoredValue<Vec<Digested>>,
    seen: StoredValue<HashMap<DocId, Seen>>,
}

impl Catalogued {
    /// None.
    pub(crate) fn empty() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            told: StoredValue::new(Vec::new()),
            seen: StoredValue::new(HashMap::new()),
        }
    }

    /// Takes what the list told.
    pub(crate) fn hear(self, told: Vec<Digested>) {
        self.told.set_value(told);
    }

    /// Whether the list told just this before.
    pub(crate) fn is_told(self, digests: &[Digested]) -> bool {
        self.told.with_value(|told| told == digests)
    }

    /// Takes what the device kept.
    pub(crate) fn recall(self, seen: &str) {
        self.seen.set_value(serde_json::from_str(seen).unwrap_or_default());
    }

    /// Takes the digest of a document that is open here. Answers all of them, for the device to keep.
    pub(crate) fn note(self, digested: Digested) -> String {
        let seen = Seen { digested, seen_ms: now_ms() };
        self.seen.update_value(|all| drop(all.insert(seen.digested.id.clone(), seen)));
        self.seen.with_value(|seen| serde_json::to_string(seen).unwrap_or_default())
    }

    /// The name of a document, as the list or the document itself told it.
    pub(crate) fn title_of(self, doc: &DocId) -> Option<String> {
        let told = self.shown.with(|all| all.iter().find(|one| one.id == *doc).map(|one| one.digest.title.clone()));
        let seen = || self.seen.with_value(|seen| seen.get(doc).map(|seen| seen.digested.digest.title.clone()));
        told.or_else(seen)
    }

    /// Puts both together. The list was told at `told_ms`, if it was.
    pub(crate) fn merge(self, kept: &[Kept], told_ms: Option<u64>) {
        let mut all = self.told.get_value();
        self.seen.with_value(|seen| {
            for (doc, Seen { digested, seen_ms }) in seen {
                let is_ahead = kept.iter().any(|kept| kept.doc == *doc && kept.is_ahead());
                match all.iter_mut().find(|one| one.id == *doc) {
                    Some(one) if is_ahead || told_ms.is_some_and(|told_ms| told_ms < *seen_ms) => {
                        *one = digested.clone()
                    }
                    None if is_ahead || told_ms.is_none() => all.push(digested.clone()),
                    _ => {}
                }
            }
        });
        if self.shown.with_untracked(|shown| *shown != all) {
            self.shown.set(all);
        }
    }
}
