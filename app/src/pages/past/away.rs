//! The watch over a document whose server does not answer: what it said when the server was last heard of, who wrote in it
//! since, and what it said when the server was back.

use std::rc::Rc;

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::past::others_wrote;
use muster_shared::sheet::Sheet;
use muster_shared::sync::replica::Status;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::Storage;

use crate::boxed::effect;
use crate::browser::window;
use crate::live::{LiveDoc, Phase};

/// The states that a receipt of the time without a server is made of.
#[derive(Clone, Copy)]
pub(crate) struct Away {
    doc: LiveDoc,
    /// The document when the server was last heard of, and before and after whatever others wrote since.
    pub(super) steps: StoredValue<Vec<Sheet>>,
    /// The same on this device when the server was back.
    pub(super) mine: StoredValue<Option<Sheet>>,
    /// Whether there may be something to tell.
    pub(super) is_back: RwSignal<bool>,
    /// The name under which the tab keeps it.
    key: StoredValue<String>,
}

impl Away {
    /// Watches a document for as long as it is shown.
    pub(super) fn watch(doc: LiveDoc, id: &DocId) -> Self {
        let key = format!("muster-away:{}:{id}", doc.who());
        let steps: Vec<Sheet> = kept(&key).unwrap_or_default();
        let is_told = session().and_then(|session| session.get_item(&told(&key)).ok().flatten()).is_some();
        let away = Self {
            doc,
            steps: StoredValue::new(steps),
            mine: StoredValue::new(None),
            is_back: RwSignal::new(is_told),
            key: StoredValue::new(key),
        };
        if away.has_base() {
            away.heed();
        }
        on_cleanup(move || doc.on_others(None));
        let before = StoredValue::new(Status::Saved);
        effect(move || {
            let now = doc.status.get();
            let was = before.try_update_value(|before| std::mem::replace(before, now.clone()));
            away.changed(doc, &was.unwrap_or(Status::Saved), &now);
        });
        away
    }

    fn changed(self, doc: LiveDoc, was: &Status, now: &Status) {
        match (was, now) {
            // The signal of the whole sheet follows a little later: it still is what the server has.
            (Status::Saved, Status::Saving { .. }) => self.note(doc),
            (Status::Saved, Status::OnThisDevice { .. }) => {
                self.note(doc);
                self.keep();
            }
            (_, Status::OnThisDevice { .. }) => self.keep(),
            (Status::OnThisDevice { .. }, Status::Saving { .. } | Status::Saved) if self.has_base() => {
                self.mine.set_value(Some(doc.sheet_now()));
                self.told(now);
            }
            (_, Status::Saved) => self.told(now),
            _ => {}
        }
    }

    fn note(self, doc: LiveDoc) {
        let is_whole = doc.phase.get_untracked() == Phase::Ready && doc.sheet.with_untracked(|sheet| !sheet.is_bare());
        if is_whole && !self.has_base() {
            self.steps.set_value(vec![doc.sheet.get_untracked()]);
            self.heed();
        }
    }

    /// Hears from here on what others write, so that nobody's edits are counted as another one's.
    fn heed(self) {
        let wrote = move |before: &Sheet, after: Sheet| {
            self.steps.try_update_value(|steps| others_wrote(steps, before, after));
        };
        self.doc.on_others(Some(Rc::new(wrote)));
    }

    /// Everything is saved: there is something to tell, or the server was there all the time.
    fn told(self, now: &Status) {
        if *now != Status::Saved {
            return;
        }
        if self.mine.with_value(Option::is_some) {
            self.is_back.set(true);
        } else {
            self.empty();
        }
    }

    fn has_base(self) -> bool {
        self.steps.with_value(|steps| !steps.is_empty())
    }

    /// Keeps it for the next time that the page is loaded in this tab.
    fn keep(self) {
        let json = self.steps.with_value(|steps| serde_json::to_string(steps).ok().filter(|_| !steps.is_empty()));
        if let (Some(session), Some(json)) = (session(), json) {
            // A tab that keeps nothing tells of what it saw itself.
            let _ = self.key.with_value(|key| session.set_item(key, &json));
        }
    }

    /// The receipt that was told and is not closed yet.
    pub(super) fn kept_receipt<T: DeserializeOwned>(self) -> Option<T> {
        self.key.try_with_value(|key| kept(&told(key))).flatten()
    }

    /// Keeps what is told until it is closed, and forgets what it was made of.
    pub(super) fn keep_receipt(self, receipt: &impl Serialize) {
        self.empty();
        let json = serde_json::to_string(receipt).ok();
        self.in_tab(|session, key| {
            let _ = session.remove_item(key);
            if let Some(json) = &json {
                let _ = session.set_item(&told(key), json);
            }
        });
    }

    /// It is closed, or there is nothing to tell.
    pub(super) fn forget(self) {
        self.empty();
        self.is_back.try_set(false);
        self.in_tab(|session, key| {
            let _ = session.remove_item(key);
            let _ = session.remove_item(&told(key));
        });
    }

    /// Forgets all states. The page may be gone by now.
    fn empty(self) {
        self.doc.on_others(None);
        self.steps.try_update_value(Vec::clear);
        self.mine.try_update_value(|mine| *mine = None);
    }

    fn in_tab(self, change: impl FnOnce(&Storage, &str)) {
        if let Some(session) = session() {
            self.key.try_with_value(|key| change(&session, key));
        }
    }
}

/// The name under which a receipt is kept.
fn told(key: &str) -> String {
    format!("{key}:told")
}

fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    json::read(&session()?.get_item(key).ok().flatten()?)
}

fn session() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}
