//! This person's words on one item before the reveal, wherever they stand: in a document of theirs alone, or on this device.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::draft::{self, Silent};
use muster_shared::kinds::review::{ITEM, STANCE, TEXT, WRITTEN};
use muster_shared::sheet::{Edit, Place, Value};
use muster_shared::sync::replica::Status;
use muster_shared::text::typing::difference;

use super::kept::KeptIn;
use super::use_review::UseReview;
use crate::form::Draft;
use crate::live::{LiveDoc, Phase};
use crate::words::plain_number;

/// The time at which words were last written is kept to about this many milliseconds.
const WRITTEN_MS: f64 = 5_000.0;

/// This person's words on one item.
#[derive(Clone, Copy)]
pub(super) struct Mine {
    pub(super) cx: UseReview,
    item: StoredValue<RowId>,
    /// Why something that was written last is nowhere.
    pub(super) refused: RwSignal<Option<String>>,
}

impl Mine {
    pub(super) fn on(cx: UseReview, item: StoredValue<RowId>) -> Self {
        Self { cx, item, refused: RwSignal::new(None) }
    }

    /// The document, where that is where the words stand and it is there to be written in.
    fn document(self) -> Option<LiveDoc> {
        self.cx.drafts.doc.get().filter(|doc| doc.phase.get() == Phase::Ready)
    }

    fn is_in_a_document(self) -> bool {
        self.cx.drafts.kept == KeptIn::Document
    }

    fn local(self) -> Draft {
        // The draft itself is read as it stands.
        self.cx.drafts.moved.track();
        self.item.with_value(|item| self.cx.on_device(item))
    }

    /// Whether there is a place to write in.
    pub(super) fn is_open(self) -> bool {
        match self.cx.drafts.kept {
            KeptIn::Document => self.document().is_some_and(|doc| doc.can_edit.get()),
            KeptIn::Device => true,
            KeptIn::Nowhere => false,
        }
    }

    /// Words on this item in the document.
    fn all(self) -> Vec<Silent> {
        let is_here = |one: &Silent| {
            let same = |item: &muster_shared::kinds::review::Item| item.is(one.item());
            self.item.with_value(|item| item.as_str() == one.item() || self.cx.of_item(item, same).unwrap_or_default())
        };
        self.cx.drafts.silent().into_iter().filter(is_here).collect()
    }

    /// Whether anything is written that is not in the review.
    pub(super) fn is_out(self) -> bool {
        if self.is_in_a_document() { self.all().iter().any(Silent::is_out) } else { self.local().has_words() }
    }

    /// The row of the document that is written into here.
    fn row(self) -> Option<RowId> {
        let item = self.item.get_value();
        let doc = self.document()?;
        let known = self.cx.drafts.rows.with_value(|rows| rows.get(&item).cloned());
        let is_gone = |row: &RowId| {
            doc.sheet
                .with(|sheet| sheet.all_rows(draft::REMARKS).iter().any(|one| one.id == *row && one.archived.is_some()))
        };
        let known = known.filter(|row| !is_gone(row));
        let first = || {
            let of_item = |row: &&muster_shared::sheet::Row| row.value(draft::ITEM).words() == item.as_str();
            doc.sheet.with(|sheet| sheet.rows(draft::REMARKS).find(of_item).map(|row| row.id.clone()))
        };
        let row = known.or_else(first)?;
        self.cx.drafts.rows.update_value(|rows| drop(rows.insert(item, row.clone())));
        Some(row)
    }

    fn place(row: &RowId, name: &str) -> Place {
        Place::in_row(draft::REMARKS, row, name)
    }

    /// The words.
    pub(super) fn text(self) -> String {
        if !self.is_in_a_document() {
            return self.local().text(TEXT).unwrap_or_default();
        }
        // A row that is begun here is followed from the next change of the sheet on.
        if let Some(doc) = self.document() {
            doc.sheet.with(|_| ());
        }
        let text = |row: RowId| self.document().map(|doc| doc.text(&Self::place(&row, draft::TEXT)).get());
        self.row().and_then(text).unwrap_or_default()
    }

    /// How this person stands to the plan, as far as they have said.
    pub(super) fn stance(self) -> Option<f64> {
        if !self.is_in_a_document() {
            return self.local().text(STANCE).and_then(|stance| plain_number(&stance));
        }
        if let Some(doc) = self.document() {
            doc.sheet.with(|_| ());
        }
        let stance =
            |row: RowId| self.document()?.row(draft::REMARKS, &row).with(|row| row.value(draft::STANCE).number());
        self.row().and_then(stance)
    }

    /// Takes the words as the field has them, with the caret where it stands.
    pub(super) fn write_text(self, text: String, caret: u32) {
        if !self.is_in_a_document() {
            return self.write_locally(TEXT, text);
        }
        self.keep(|doc, row| match row {
            None => self.begin(doc, text.clone(), None),
            Some(row) => {
                let at = Self::place(&row, draft::TEXT);
                let was = doc.text(&at).get_untracked();
                let Some(splice) = difference(&was, &text, caret) else { return Ok(()) };
                doc.edit(&Edit::Write { at, splice }).map_err(|error| error.sentence())?;
                Self::mark_written(self, doc, &row)
            }
        });
    }

    fn write_locally(self, field: &'static str, text: String) {
        let draft = untrack(|| self.local());
        draft.write(field, text);
        draft.write(WRITTEN, self.cx.clock.stamp().to_string());
        self.cx.drafts.moved.notify();
    }

    /// Takes a stance.
    pub(super) fn write_stance(self, stance: f64) {
        if !self.is_in_a_document() {
            return self.write_locally(STANCE, stance.to_string());
        }
        self.keep(|doc, row| match row {
            None => self.begin(doc, String::new(), Some(stance)),
            Some(row) => {
                let set = Edit::Set { at: Self::place(&row, draft::STANCE), to: stance.into() };
                doc.edit(&set).map_err(|error| error.sentence())?;
                Self::mark_written(self, doc, &row)
            }
        });
    }

    fn keep(self, write: impl FnOnce(LiveDoc, Option<RowId>) -> Result<(), String>) {
        let Some(doc) = untrack(|| self.document()) else { return };
        self.refused.set(write(doc, untrack(|| self.row())).err());
    }

    fn begin(self, doc: LiveDoc, text: String, stance: Option<f64>) -> Result<(), String> {
        let item = self.item.get_value();
        let always = [(ITEM, item.as_str().into()), (WRITTEN, self.cx.clock.stamp().into())];
        let stance = stance.map(|stance| (STANCE, Value::from(stance)));
        let row = self.cx.begin_words(doc, text, always.into_iter().chain(stance).collect())?;
        self.cx.drafts.rows.update_value(|rows| drop(rows.insert(item, row)));
        Ok(())
    }

    fn mark_written(self, doc: LiveDoc, row: &RowId) -> Result<(), String> {
        let at = Self::place(row, draft::WRITTEN);
        let last = doc.row(draft::REMARKS, row).with_untracked(|row| row.value(draft::WRITTEN).number());
        let now = self.cx.clock.stamp();
        if last.is_some_and(|last| (now - last).abs() < WRITTEN_MS) {
            return Ok(());
        }
        doc.quietly(&Edit::Set { at, to: now.into() }).map_err(|error| error.sentence())
    }

    /// Where the words are, in a sentence; empty while there are none.
    pub(super) fn says(self) -> &'static str {
        if !self.is_in_a_document() {
            return self.local().says();
        }
        let Some(doc) = self.document() else { return "" };
        match doc.status.get() {
            _ if self.all().is_empty() => "",
            Status::Saved => "Saved, for you alone.",
            Status::Saving { .. } => "Saving…",
            Status::OnThisDevice { .. } => "Kept on this device until there is a network. It is for you alone.",
            Status::NotSaved(_) => "Not saved.",
        }
    }

    /// Words that another device of this person wrote apart from these, before the two met.
    pub(super) fn others(self) -> Vec<String> {
        let row = self.row();
        let others = self.all().into_iter().filter(|one| Some(&one.row.id) != row.as_ref());
        others.map(|one| one.words().to_owned()).filter(|words| !words.is_empty()).collect()
    }

    /// The words that a page asks about which came after the reveal: each by its row or item, with what is written.
    pub(super) fn late(self) -> Vec<(RowId, String, Option<f64>)> {
        let asks = |key: &RowId| self.cx.drafts.asked.with(|asked| asked.contains_key(key));
        match self.cx.drafts.kept {
            KeptIn::Document => {
                // Another device may have put them in before this one's copy of the draft says so.
                let is_out = |one: &Silent| one.is_out() && !self.cx.has_from(&one.row.id, one.written_ms());
                let late = self.all().into_iter().filter(is_out);
                let late = late.filter(|one| asks(&one.row.id) || !self.cx.was_here_before_the_reveal(one.item()));
                late.map(|one| (one.row.id.clone(), one.words().to_owned(), one.stance())).collect()
            }
            KeptIn::Device => {
                let item = self.item.get_value();
                let is_late =
                    self.local().has_words() && (asks(&item) || !self.cx.was_here_before_the_reveal(item.as_str()));
                if is_late { vec![(item, self.text(), self.stance())] } else { Vec::new() }
            }
            KeptIn::Nowhere => Vec::new(),
        }
    }

    /// Forgets words.
    pub(super) fn discard(self, key: &RowId) {
        if !self.is_in_a_document() {
            untrack(|| self.local()).clear();
            return self.cx.drafts.moved.notify();
        }
        let archive = Edit::Archive { list: draft::REMARKS.to_owned(), row: key.clone() };
        self.keep(|doc, _| doc.edit(&archive).map(drop).map_err(|error| error.sentence()));
    }
}
