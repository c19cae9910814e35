//! The reviews of a series by their dates: the server knows the calendars and the time zones. Its last answer is kept on
//! this device, so that the next dates are known without a network.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::kinds::{Digest, Slot};
use serde::Deserialize;

use crate::boxed::{effect, effect_since};
use crate::browser::{Listener, on_window, storage};
use crate::live::{LiveDoc, Phase};

/// The word that kept answers begin with where the browser keeps them.
const KEPT: &str = "muster-occurrences";

/// The server's answer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub(crate) struct Dates {
    /// The dates to come, and what is on just now.
    #[serde(default)]
    pub(crate) occurrences: Vec<Occurrence>,
    /// Reviews that were begun, the newest first.
    #[serde(default)]
    pub(crate) past: Vec<Past>,
    /// Why the rhythm cannot be read, in a sentence.
    #[serde(default)]
    pub(crate) trouble: Option<String>,
}

/// A date.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Occurrence {
    /// The slot, as `2026-11-24T10:00`.
    pub(crate) slot: String,
    /// The review's id.
    pub(crate) doc: DocId,
    /// When it begins, in milliseconds since 1970.
    pub(crate) starts_ms: f64,
    /// `planned`, `moved` or `not_held`.
    pub(crate) state: String,
    /// Whether somebody has been there already.
    #[serde(default)]
    pub(crate) begun: bool,
}

/// A review that was begun.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Past {
    /// The slot.
    pub(crate) slot: String,
    /// The review's id.
    pub(crate) doc: DocId,
    /// How it stands, in a sentence.
    #[serde(default)]
    pub(crate) digest: Option<Digest>,
}

impl Dates {
    /// The review that a page shows which is to be right every week: today's, where somebody has begun one, else the one that
    /// is on or comes next, else the latest.
    pub(crate) fn current(&self, today: &str) -> Option<DocId> {
        let latest = self.past.first();
        let of_today = latest.filter(|past| past.slot.starts_with(today)).map(|past| past.doc.clone());
        let next = || self.occurrences.iter().find(|one| one.state != "not_held").map(|one| one.doc.clone());
        of_today.or_else(next).or_else(|| latest.map(|past| past.doc.clone()))
    }

    /// The latest review that was begun before a slot.
    pub(crate) fn before(&self, slot: &Slot) -> Option<DocId> {
        let slot = slot.to_string();
        self.past
            .iter()
            .filter(|past| past.slot < slot)
            .max_by_key(|past| past.slot.clone())
            .map(|past| past.doc.clone())
    }
}

impl Dates {
    /// The reviews before a slot in which something waits for an answer on the day `today`, the newest first.
    pub(crate) fn waiting(&self, slot: &Slot, today: &str) -> Vec<DocId> {
        let slot = slot.to_string();
        let waits = |past: &&Past| {
            let waits = past.digest.as_ref().and_then(|digest| digest.waits.as_deref());
            past.slot < slot && waits.is_some_and(|from| from <= today)
        };
        self.past.iter().filter(waits).map(|past| past.doc.clone()).collect()
    }
}

/// The dates of a series, for as long as the component that asks is shown; `None` while nothing is known.
pub(crate) fn use_dates(series: LiveDoc) -> RwSignal<Option<Dates>> {
    let dates = RwSignal::new(None);
    let ask = move || {
        spawn_local(async move {
            let name = kept_name(series);
            if let Some(kept) = storage().and_then(|storage| storage.get_item(&name).ok().flatten()) {
                dates.try_update(|dates| *dates = dates.take().or_else(|| json::read(&kept)));
            }
            let Some(told) = series.ask("occurrences?n=12").await else { return };
            let Some(said) = json::read::<Dates>(&told) else { return };
            if let Some(storage) = storage() {
                let _ = storage.set_item(&name, &told);
            }
            dates.try_set(Some(said));
        });
    };
    // The server reads the rhythm once it is saved there.
    effect(move || {
        series.sheet.track();
        let is_ready = series.phase.get() == Phase::Ready;
        if is_ready && series.status.get() == muster_shared::sync::replica::Status::Saved {
            ask();
        }
    });
    effect_since(move |before: Option<()>| {
        if before.is_none() {
            ask();
        }
    });
    let back: [Listener; 2] = ["focus", "online"].map(|event| on_window(event, move |_| ask()));
    let _kept = StoredValue::new_local(back);
    dates
}

fn kept_name(series: LiveDoc) -> String {
    series.id().map(|id| dates_kept_as(&series.who(), &id)).unwrap_or_default()
}

/// The name under which the browser keeps the server's last answer about the dates of a series, for somebody.
pub(crate) fn dates_kept_as(who: &str, series: &DocId) -> String {
    format!("{KEPT} {who} {series}")
}
