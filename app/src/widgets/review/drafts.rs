//! The draft of this person in this review: looked after for as long as the page is shown, and opened once it is needed.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::draft;
use muster_shared::kinds::review::{ITEM, Phase, REMARKS, STANCE, TEXT, WRITTEN};
use muster_shared::sheet::{Edit, Value};

use super::kept::{FIELDS, KeptIn};
use super::use_review::UseReview;
use crate::boxed::{effect, memo};
use crate::form::Draft;
use crate::live::LiveDoc;
use crate::talk::OpenBeside;
use crate::words::plain_number;

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

    /// The draft on the device about one row, for a list of the review.
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
        effect(move || {
            if is_wanted.get() && self.drafts.doc.with_untracked(Option::is_none) {
                let opened = owner.with_value(|owner| {
                    owner.as_ref().map(|owner| owner.with(|| open.0.run((id.clone(), draft::KIND))))
                });
                self.drafts.doc.set(opened);
            }
        });
        effect(move || self.move_from_the_device());
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
