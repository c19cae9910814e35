//! The dots that this person gives in a vote: in their draft until the vote is closed, then in the review.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::draft::{self, PUT_IN, Spent};
use muster_shared::kinds::review::{BALLOT, Ballot, DOTS, GIVEN, VOTES, WRITTEN};
use muster_shared::sheet::{Edit, Place, Row};

use super::kept::KeptIn;
use super::use_review::UseReview;
use crate::form::Draft;

/// The one field of a draft on the device.
const ON_DEVICE: [&str; 1] = [DOTS];

impl UseReview {
    /// The dots of this person in a vote.
    pub(super) fn spent(self, ballot: &Ballot) -> Spent {
        match self.drafts.kept {
            KeptIn::Document => {
                let read = |doc: crate::live::LiveDoc| {
                    doc.sheet.with(|sheet| Spent::of(sheet, ballot.row.id.as_str(), ballot.dots))
                };
                self.drafts.doc.get().map(read).unwrap_or_default()
            }
            KeptIn::Device => {
                let draft = self.dots_on_device(&ballot.row.id);
                // To follow what is given: the draft itself is read as it stands.
                draft.has_words();
                self.drafts.moved.track();
                let given = draft.text(DOTS).unwrap_or_default();
                Spent::in_order(given.split_whitespace().map(ToOwned::to_owned).collect(), ballot.dots)
            }
            KeptIn::Nowhere => Spent::default(),
        }
    }

    fn dots_on_device(self, ballot: &RowId) -> Draft {
        self.kept_on_device(ballot, VOTES, &ON_DEVICE)
    }

    /// Gives one dot more to something, or takes the latest one of it back.
    ///
    /// # Errors
    /// A sentence.
    pub(super) fn give(self, ballot: &RowId, to: &RowId, more: bool) -> Result<(), String> {
        match self.drafts.kept {
            KeptIn::Document => self.give_in_the_document(ballot, to, more),
            KeptIn::Device => {
                let draft = self.dots_on_device(ballot);
                let mut given: Vec<String> =
                    draft.text(DOTS).unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect();
                match (more, given.iter().rposition(|one| one == to.as_str())) {
                    (true, _) => given.push(to.to_string()),
                    (false, Some(at)) => drop(given.remove(at)),
                    (false, None) => {}
                }
                if given.is_empty() {
                    draft.clear()
                } else {
                    draft.write(DOTS, given.join(" "))
                }
                self.drafts.moved.notify();
                Ok(())
            }
            KeptIn::Nowhere => Ok(()),
        }
    }

    fn give_in_the_document(self, ballot: &RowId, to: &RowId, more: bool) -> Result<(), String> {
        let Some(doc) = self.drafts.doc.get_untracked() else { return Ok(()) };
        let edit = if more {
            let values = [(draft::BALLOT, ballot), (draft::GIVEN, to)];
            let values = values.map(|(name, row)| (name.to_owned(), row.as_str().into())).into();
            Edit::Add { list: draft::DOTS.to_owned(), after: None, texts: Vec::new(), values }
        } else {
            let is_it = |row: &&Row| {
                row.value(draft::BALLOT).words() == ballot.as_str() && row.value(draft::GIVEN).words() == to.as_str()
            };
            let at = |row: &&Row| row.value(draft::GIVEN).writes.first().map(|write| write.at_ms);
            let latest = doc
                .sheet
                .with_untracked(|sheet| sheet.rows(draft::DOTS).filter(is_it).max_by_key(at).map(|row| row.id.clone()));
            let Some(row) = latest else { return Ok(()) };
            Edit::Archive { list: draft::DOTS.to_owned(), row }
        };
        doc.edit(&edit).map(drop).map_err(|error| error.sentence())
    }

    /// Puts the dots into the review, under this person's name: for each thing how many. Dots that they had put in before and
    /// have given elsewhere since count no more.
    pub(super) fn put_in_dots(self, ballot: &Ballot) -> Result<(), String> {
        let spent = untrack(|| self.spent(ballot));
        let written = match self.drafts.kept {
            KeptIn::Document => spent.written_ms,
            _ => self.clock.stamp(),
        };
        let mut counts = spent.counts.clone();
        counts.extend(self.given_before(&ballot.row.id).into_iter().filter(|to| spent.on(to) == 0).map(|to| (to, 0)));
        for (to, n) in counts {
            let values = [
                (BALLOT, ballot.row.id.as_str().into()),
                (GIVEN, to.as_str().into()),
                (DOTS, (n as f64).into()),
                (WRITTEN, written.into()),
            ];
            self.say(VOTES, &values)?;
        }
        match (self.drafts.kept, self.drafts.doc.get_untracked()) {
            (KeptIn::Document, Some(doc)) => {
                let mark = Edit::Set { at: Place::under_key(PUT_IN, ballot.row.id.as_str()), to: written.into() };
                doc.quietly(&mark).map_err(|error| error.sentence())
            }
            (KeptIn::Device, _) => {
                self.dots_on_device(&ballot.row.id).clear();
                self.drafts.moved.notify();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The things that this person has dots on in the review.
    fn given_before(self, ballot: &RowId) -> Vec<String> {
        self.shown.review.sheet.with_untracked(|sheet| {
            let rows = sheet.rows(VOTES).filter(|row| row.value(BALLOT).words() == ballot.as_str());
            let mine = rows.filter(|row| untrack(|| self.makers.is_mine(self.form.doc, VOTES, row, BALLOT)));
            mine.map(|row| row.value(GIVEN).words().to_owned()).collect()
        })
    }

    /// Whether this person has dots in a vote that are not in the review.
    pub(super) fn has_dots_out(self, ballot: &Ballot) -> bool {
        let spent = self.spent(ballot);
        if self.drafts.kept == KeptIn::Document { spent.is_out() } else { spent.all() > 0 }
    }
}
