//! How this person's words and dots come into the review: by itself from a tab that was open before the reveal or the end of the
//! vote, whatever it shows at that moment, and after asking from one that came later.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::kinds::draft::Silent;
use muster_shared::kinds::review::{BALLOTS, Ballot, CLOSES, ITEM, ITEMS, REMARKS, REVEALS, ReviewView};
use muster_shared::sheet::Sheet;

use super::kept::KeptIn;
use super::use_review::UseReview;
use crate::boxed::{effect, memo};
use crate::browser::{pause, window};
use crate::form::Draft;
use crate::live::Lasting;

/// How long tabs of one device wait to see which of them puts words in, in milliseconds.
const CLAIM_MS: i32 = 120;
/// How long the others wait for that tab before they ask, in milliseconds.
const PATIENCE_MS: i32 = 2000;
/// How far two clocks that are set by the server's may be apart, in milliseconds.
const CLOCKS_MS: u64 = 2_000;

impl UseReview {
    /// Notes which items and votes the page knew before their end. A copy of the review on the device may be older than the
    /// reveal, so that it counts only once the server has told what this copy lacked. From that word on the rows themselves are
    /// read, as they come: the sheet and the clock follow later, and a reveal may be quicker.
    pub(super) fn see_what_is_silent(self) {
        let (seen, review) = (self.drafts.seen, self.shown.review);
        let lists = [ITEMS, REVEALS, BALLOTS, CLOSES].map(|list| review.rows(list));
        effect(move || {
            lists.iter().for_each(Lasting::track);
            if !review.is_told.get() {
                return;
            }
            let is_new = |row: &RowId| seen.with_untracked(|seen| !seen.contains(row));
            let new: Vec<RowId> = silent_rows(&review.sheet_now()).into_iter().filter(is_new).collect();
            if !new.is_empty() {
                seen.update(|seen| seen.extend(new));
            }
        });
    }

    /// The row of an item and the time of its reveal, or of a vote and the time of its end.
    fn ended(self, row: &str) -> Option<(RowId, u64)> {
        let item =
            self.view.with(|view| view.item(row).and_then(|item| Some((item.row.id.clone(), item.revealed_ms?))));
        item.or_else(|| {
            self.ballots.with(|ballots| {
                let ballot = ballots.iter().find(|ballot| ballot.row.id.as_str() == row)?;
                Some((ballot.row.id.clone(), ballot.closed_ms?))
            })
        })
    }

    /// A tab that was open before a reveal puts its person's words in by itself, whatever it shows at that moment.
    pub(super) fn put_in_at_the_reveal(self) {
        let due = memo(move || if self.say.can_edit.get() { self.due() } else { Vec::new() });
        effect(move || {
            for (key, written) in due.get() {
                let was_tried =
                    self.drafts.tried.with_value(|tried| tried.get(&key).is_some_and(|until| *until >= written));
                if !was_tried {
                    self.drafts.tried.update_value(|tried| {
                        tried.insert(key.clone(), written);
                    });
                    spawn_local(self.put_in_once(key));
                }
            }
        });
    }

    /// The words and dots that this page puts in by itself, by the row of the document, the item or the vote, each with the
    /// time they were last written at.
    fn due(self) -> Vec<(RowId, f64)> {
        let words = match self.drafts.kept {
            KeptIn::Document if !self.can_write_in_silence() => return Vec::new(),
            KeptIn::Document => {
                let due = self.drafts.silent().into_iter().filter(Silent::is_out);
                let due = due.filter(|one| self.was_here_before_the_reveal(one.item()));
                due.map(|one| (one.row.id.clone(), one.written_ms())).collect()
            }
            KeptIn::Device => {
                let items =
                    self.view.with(|view| view.items.iter().map(|item| item.row.id.clone()).collect::<Vec<_>>());
                let due = items.into_iter().filter(|item| self.was_here_before_the_reveal(item.as_str()));
                due.filter(|item| self.on_device(item).has_words()).map(|item| (item, 0.0)).collect()
            }
            KeptIn::Nowhere => Vec::new(),
        };
        let votes = self.ballots.get().into_iter();
        let votes = votes.filter(|ballot| self.was_here_before_the_reveal(ballot.row.id.as_str()));
        let votes = votes.filter(|ballot| self.has_dots_out(ballot));
        words.into_iter().chain(votes.map(|ballot| (ballot.row.id.clone(), self.spent(&ballot).written_ms))).collect()
    }

    /// Whether dots in a vote that is closed wait for a word of this person.
    pub(super) fn asks_about_dots(self, ballot: &Ballot) -> bool {
        let id = &ballot.row.id;
        let is_asked = self.drafts.asked.with(|asked| asked.contains_key(id));
        self.has_dots_out(ballot) && (is_asked || !self.was_here_before_the_reveal(id.as_str()))
    }

    /// Whether an item is revealed or a vote closed, and this page was open before it was.
    pub(super) fn was_here_before_the_reveal(self, item: &str) -> bool {
        let Some((item, revealed_ms)) = self.ended(item) else { return false };
        let opened_ms = self.clock.of_device(self.drafts.opened_ms);
        self.drafts.seen.with(|seen| seen.contains(&item)) || opened_ms.saturating_add(CLOCKS_MS) <= revealed_ms
    }

    /// One of the device's tabs puts the words in; the others ask, should it not have done so.
    async fn put_in_once(self, key: RowId) {
        let is_this_tab = self.claim(&key).await;
        if self.drafts.asked.is_disposed() {
            return;
        }
        if is_this_tab {
            return self.put_in(&key);
        }
        pause(PATIENCE_MS).await;
        let _ = self.drafts.asked.try_update(|asked| asked.insert(key, String::new()));
    }

    /// Whether this tab is the one of the device's tabs that puts the words in. The last who says so is.
    async fn claim(self, key: &RowId) -> bool {
        let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) else { return true };
        let key = format!("muster-reveal {} {key}", self.id());
        let mine = format!("{:x}", crate::browser::random_bits());
        if storage.set_item(&key, &mine).is_err() {
            return true;
        }
        pause(CLAIM_MS).await;
        let is_mine = storage.get_item(&key).ok().flatten().is_some_and(|last| last == mine);
        // A tab whose mark it is not leaves it to the one whose it is.
        if is_mine {
            let _ = storage.remove_item(&key);
        }
        is_mine
    }

    /// Words on the device that another tab has put in are not asked about here.
    pub(super) fn forget_what_is_gone(self) {
        let revealed = memo(move || {
            self.view.with(|view| {
                let revealed = view.items.iter().filter(|item| item.revealed_ms.is_some());
                revealed.map(|item| item.row.id.clone()).collect::<Vec<_>>()
            })
        });
        effect(move || {
            let revealed = revealed.get();
            spawn_local(async move {
                for wait in [2 * CLAIM_MS, PATIENCE_MS] {
                    pause(wait).await;
                    if self.drafts.asked.is_disposed() {
                        return;
                    }
                    let drafts = revealed.iter().map(|item| self.on_device(item));
                    drafts.filter(|draft| draft.is_gone()).for_each(Draft::clear);
                }
            });
        });
    }

    /// Of words that two devices of this person put in at once one row stays; the page shows one in any case.
    pub(super) fn say_each_once(self) {
        effect(move || {
            let twins = self.view.with(|view| {
                let remarks = view.items.iter().flat_map(|item| &item.remarks);
                remarks.flat_map(|remark| remark.twins.clone()).collect::<Vec<_>>()
            });
            for twin in twins {
                let row = self.shown.review.row(REMARKS, &twin);
                if row.with(|row| self.may_retract(REMARKS, row, ITEM)) {
                    self.retract(REMARKS, &twin);
                }
            }
        });
    }
}

/// The items of a review before their reveal, and the votes before their end.
fn silent_rows(sheet: &Sheet) -> Vec<RowId> {
    let items = ReviewView::of(sheet).items.into_iter().filter(|item| item.revealed_ms.is_none());
    let votes = Ballot::all(sheet).into_iter().filter(|ballot| ballot.closed_ms.is_none());
    items.map(|item| item.row.id).chain(votes.map(|ballot| ballot.row.id)).collect()
}
