//! The draft of this person in this review, as the page lives with it: where it stands, and when it is opened.

use std::collections::{BTreeMap, HashMap};

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::draft::{self, Silent};
use muster_shared::kinds::review::{ITEM, Phase, REMARKS, STANCE, TEXT, WRITTEN};
use muster_shared::sheet::{Edit, Value};

use super::use_review::UseReview;
use crate::browser::{now_ms, window};
use crate::form::Draft;
use crate::lean::memo;
use crate::live::LiveDoc;
use crate::talk::OpenBeside;
use crate::widgets::origin::origin;
use crate::words::plain_number;

/// The fields of a draft that stays on the device.
pub(super) const FIELDS: [&str; 3] = [TEXT, STANCE, WRITTEN];

/// The place where words stand that this person writes in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeptIn {
    /// A document of theirs alone.
    Document,
    /// This device, where nobody signs in.
    Device,
    /// Nowhere: scripts of another company's page could read them.
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
    on_device: StoredValue<HashMap<RowId, Draft>>,
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
    owner: StoredValue<Option<Owner>>,
}

impl UseDrafts {
    pub(super) fn of(review: LiveDoc) -> Self {
        let has_id = review.id().and_then(|id| draft::of(&id, &review.who())).is_some();
        let kept = match is_our_page() {
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

/// Whether the page around this widget came from Muster itself, as a frame of it in another company's page did.
fn is_our_page() -> bool {
    let server = origin();
    server.is_empty() || window().and_then(|window| window.location().origin().ok()).is_some_and(|here| here == server)
}

impl UseReview {
    /// Looks after this person's draft for as long as the component that asks is shown.
    pub(super) fn follow_drafts(self) {
        let drafts = self.drafts;
        if drafts.kept == KeptIn::Nowhere {
            return;
        }
        self.see_what_is_silent();
        self.put_in_at_the_reveal();
        match drafts.kept {
            KeptIn::Document => {
                self.open_the_draft();
                self.ask_for_drafts();
                self.say_each_once();
            }
            KeptIn::Device | KeptIn::Nowhere => self.forget_what_is_gone(),
        }
    }

    /// The draft on the device of one item.
    pub(super) fn on_device(self, item: &RowId) -> Draft {
        self.kept_on_device(item, REMARKS, &FIELDS)
    }

    /// What the device keeps about one row, for a list of the review.
    pub(super) fn kept_on_device(self, about: &RowId, list: &'static str, fields: &'static [&'static str]) -> Draft {
        let known = self.drafts.on_device.with_value(|known| known.get(about).copied());
        known.unwrap_or_else(|| {
            let of = || Draft::of(self.form.doc, &[list], Some(about), fields);
            // It stays for as long as the page does, whichever view asks first.
            let owner = self.drafts.owner.get_value();
            let draft = owner.map_or_else(of, |owner| owner.with(of));
            self.drafts.on_device.update_value(|known| {
                known.insert(about.clone(), draft);
            });
            draft
        })
    }

    /// Whether there is a place to write in that nobody else sees.
    pub(super) fn can_write_in_silence(self) -> bool {
        match self.drafts.kept {
            KeptIn::Document => self.drafts.doc.get().is_some_and(|doc| doc.can_edit.get()),
            KeptIn::Device => true,
            KeptIn::Nowhere => false,
        }
    }

    /// The document is opened when somebody may write in it, or may have: one that nobody needs is never made.
    fn open_the_draft(self) {
        let Some(open) = use_context::<OpenBeside>() else { return };
        let Some(id) = draft::of(&self.id(), &self.form.doc.who()) else { return };
        let owner = StoredValue::new_local(Owner::current());
        let is_wanted = memo(move || {
            let is_silence = self.view.with(|view| view.items.iter().any(|item| item.phase == Phase::Write));
            let is_vote = self.ballots.with(|ballots| ballots.iter().any(|ballot| ballot.closed_ms.is_none()));
            self.say.can_edit.get() && (is_silence || is_vote || self.drafts.has_one.get())
        });
        Effect::new(move || {
            if is_wanted.get() && self.drafts.doc.with_untracked(Option::is_none) {
                let opened = owner.with_value(|owner| {
                    owner.as_ref().map(|owner| owner.with(|| open.0.run((id.clone(), draft::KIND))))
                });
                self.drafts.doc.set(opened);
            }
        });
        Effect::new(move || self.move_from_the_device());
        on_cleanup(move || {
            let _ = self.drafts.doc.try_set(None);
        });
    }

    /// Words that an older version kept on the device go into the document.
    fn move_from_the_device(self) {
        let Some(doc) = self.drafts.doc.get().filter(|doc| doc.can_edit.get()) else { return };
        let items = self.view.with(|view| view.items.iter().map(|item| item.row.id.clone()).collect::<Vec<_>>());
        for item in items {
            let kept = self.on_device(&item);
            let text = kept.text(TEXT).unwrap_or_default();
            let number = |field| kept.text(field).and_then(|number| plain_number(&number));
            let (stance, written) = (number(STANCE), number(WRITTEN));
            if text.trim().is_empty() && stance.is_none() {
                continue;
            }
            let values = [Some((ITEM, item.as_str().into())), stance.map(|at| (STANCE, at.into()))];
            let values = values.into_iter().flatten().chain([(WRITTEN, written.unwrap_or_default().into())]);
            if self.begin_words(doc, text, values.collect()).is_ok() {
                kept.clear();
            }
        }
    }

    /// Adds words to the document.
    ///
    /// # Errors
    /// A sentence.
    pub(super) fn begin_words(self, doc: LiveDoc, text: String, values: Vec<(&str, Value)>) -> Result<RowId, String> {
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let texts = vec![(draft::TEXT.to_owned(), text)];
        let add = Edit::Add { list: draft::REMARKS.to_owned(), after: None, texts, values };
        match doc.edit(&add) {
            Ok(Some(row)) => Ok(row),
            Ok(None) => Err(String::new()),
            Err(error) => Err(error.sentence()),
        }
    }
}
