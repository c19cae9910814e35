//! Words go from a draft into the review, under this person's name.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::draft::{self, PUT_IN, Silent, is_put_in};
use muster_shared::kinds::review::{ITEM, REMARKS, STANCE, TEXT, WRITTEN};
use muster_shared::sheet::{Edit, Place, Row, Value};

use super::kept::KeptIn;
use super::use_review::UseReview;
use crate::words::plain_number;

impl UseReview {
    /// Puts words into the review, under this person's name, with the time at which they were last written.
    pub(super) fn put_in(self, key: &RowId) {
        let ballot = self.ballots.with_untracked(|ballots| ballots.iter().find(|one| one.row.id == *key).cloned());
        let put = match (self.drafts.kept, ballot) {
            (_, Some(ballot)) => self.put_in_dots(&ballot),
            (KeptIn::Document, None) => self.put_in_from_the_document(key),
            (KeptIn::Device, None) => self.put_in_from_the_device(key),
            (KeptIn::Nowhere, None) => Ok(()),
        };
        let _ = self.drafts.asked.try_update(|asked| match put {
            Ok(()) => drop(asked.remove(key)),
            Err(why) => drop(asked.insert(key.clone(), why)),
        });
    }

    fn put_in_from_the_document(self, key: &RowId) -> Result<(), String> {
        let Some(doc) = self.drafts.doc.try_get_untracked().flatten() else { return Ok(()) };
        let silent = doc.sheet.with_untracked(Silent::all).into_iter().find(|one| one.row.id == *key);
        let Some(mut silent) = silent.filter(Silent::is_out) else { return Ok(()) };
        // The last letters are in the text before they are on the sheet.
        let text = doc.text(&Place::in_row(draft::REMARKS, key, draft::TEXT)).get_untracked();
        silent.row.texts.insert(draft::TEXT.to_owned(), text);
        let written = silent.written_ms();
        if !untrack(|| self.has_from(key, written)) {
            self.say(REMARKS, &silent.remark())?;
        }
        let mark = Edit::Set { at: Place::under_key(PUT_IN, key.as_str()), to: written.into() };
        doc.quietly(&mark).map_err(|error| error.sentence())
    }

    /// Whether the review has these words of this person already, as written at this time or later.
    pub(super) fn has_from(self, key: &RowId, written: f64) -> bool {
        let is_mine = |row: &Row| self.makers.is_mine(self.form.doc, REMARKS, row, ITEM);
        self.shown.review.sheet.with(|sheet| is_put_in(sheet, key, written, is_mine))
    }

    fn put_in_from_the_device(self, item: &RowId) -> Result<(), String> {
        let draft = self.on_device(item);
        // Nobody's words go in twice, whichever tab of theirs is asked.
        if draft.is_gone() || !untrack(|| draft.has_words()) {
            draft.clear();
            return Ok(());
        }
        let text = draft.text(TEXT).unwrap_or_default();
        let number = |field| draft.text(field).and_then(|number| plain_number(&number));
        let words = Some(text.trim()).filter(|text| !text.is_empty()).map(|text| (TEXT, text.into()));
        let stance = number(STANCE).map(|stance| (STANCE, stance.into()));
        let always =
            [(ITEM, item.as_str().into()), (WRITTEN, number(WRITTEN).unwrap_or_else(|| self.clock.stamp()).into())];
        let values: Vec<(&str, Value)> = always.into_iter().chain(words).chain(stance).collect();
        self.say(REMARKS, &values)?;
        draft.clear();
        self.drafts.moved.notify();
        Ok(())
    }
}
