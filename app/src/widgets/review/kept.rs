//! The place where words stand that this person writes in silence, and all that a page knows of them.

use std::collections::{BTreeMap, HashMap};

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::draft::{self, Silent};
use muster_shared::kinds::review::{STANCE, TEXT, WRITTEN};

use crate::browser::now_ms;
use crate::form::Draft;
use crate::live::LiveDoc;
use crate::widgets::origin::{is_page_of, origin};

/// The fields of a draft that stays on the device.
pub(super) const FIELDS: [&str; 3] = [TEXT, STANCE, WRITTEN];

/// The place where words stand that this person writes in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeptIn {
    /// A document of theirs alone.
    Document,
    /// This device, where nobody signs in.
    Device,
    /// Nowhere in this page: another company's scripts could read them. A frame of Muster has them.
    Nowhere,
}

/// Everything about this person's draft.
#[derive(Clone, Copy)]
pub(super) struct UseDrafts {
    pub(super) kept: KeptIn,
    /// The document, once something is written or looked for in it.
    pub(super) doc: RwSignal<Option<LiveDoc>>,
    /// Whether the server holds one.
    pub(super) has_one: RwSignal<bool>,
    /// How many people have words that are not in the review, by the item, as the server last said.
    pub(super) still_out: RwSignal<BTreeMap<String, usize>>,
    /// The rows of the document that this page writes into, by the item.
    pub(super) rows: StoredValue<HashMap<RowId, RowId>>,
    /// Drafts on the device, by the item.
    pub(super) on_device: StoredValue<HashMap<RowId, Draft>>,
    /// Items that this page has shown before their reveal.
    pub(super) seen: RwSignal<Vec<RowId>>,
    /// Words that are asked about instead of put in: by their row or item, and why.
    pub(super) asked: RwSignal<HashMap<RowId, String>>,
    /// Words that this page has put in or tried to, and the time up to which.
    pub(super) tried: StoredValue<HashMap<RowId, f64>>,
    /// Something was written on the device.
    pub(super) moved: Trigger,
    /// When the page was opened, by this device's clock.
    pub(super) opened_ms: u64,
    /// The owner of what lasts as long as the page.
    pub(super) owner: StoredValue<Option<Owner>>,
}

impl UseDrafts {
    pub(super) fn of(review: LiveDoc) -> Self {
        let has_id = review.id().and_then(|id| draft::of(&id, &review.who())).is_some();
        let kept = match is_page_of(&origin()) {
            false => KeptIn::Nowhere,
            true if review.is_signed_in() && has_id => KeptIn::Document,
            true => KeptIn::Device,
        };
        Self {
            kept,
            doc: RwSignal::new(None),
            has_one: RwSignal::new(false),
            still_out: RwSignal::default(),
            rows: StoredValue::default(),
            on_device: StoredValue::default(),
            seen: RwSignal::default(),
            asked: RwSignal::default(),
            tried: StoredValue::default(),
            moved: Trigger::new(),
            opened_ms: now_ms(),
            owner: StoredValue::new(Owner::current()),
        }
    }

    /// How many people have words on an item that are not in the review.
    pub(super) fn n_out(self, item: &RowId) -> usize {
        self.still_out.with(|out| out.get(item.as_str()).copied().unwrap_or_default())
    }

    /// The words of the document; none while it is not open.
    pub(super) fn silent(self) -> Vec<Silent> {
        self.doc.get().map(|doc| doc.sheet.with(Silent::all)).unwrap_or_default()
    }
}
