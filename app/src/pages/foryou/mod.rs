//! *For you*: everything that waits for this person, as the server last told it. The last answer stands on the device, so that
//! the list is there without a connection, with its age.

mod list;
mod press;
mod week;

use js_sys::encode_uri_component;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::asks::{Ahead, Ask, ForYou, Sort};
use muster_shared::id::DocId;

use super::desk::Desk;
use crate::again::Again;
use crate::browser::{fetch, now_ms, today};
use crate::lean::memo;
use crate::live::my_name_signal;
use crate::visitor;
pub(crate) use list::for_you;
use press::Settled;
pub(crate) use week::{next_review, week};

/// Where the device keeps the last answer.
const KEPT: &str = "for-you";
/// After so long an answer that has not changed is kept anew, for the sake of its age.
const KEPT_MS: u64 = 120_000;

/// The part of home that the list is, for links that lead there.
pub(crate) const PART: &str = "for-you";

/// The list, for as long as the page that shows it.
#[derive(Clone, Copy)]
pub(crate) struct UseForYou {
    told: RwSignal<ForYou>,
    /// When it was told, in milliseconds since 1970; 0 while nothing is known.
    told_ms: RwSignal<u64>,
    /// Whether the server did not answer when it was last asked.
    is_old: RwSignal<bool>,
    /// Things that were settled here since the page was opened.
    settled: RwSignal<Vec<Settled>>,
    desk: Desk,
}

impl UseForYou {
    /// Asks the device first, and then the server again and again.
    pub(crate) fn start(desk: Desk) -> Self {
        let cx = Self {
            told: RwSignal::new(ForYou::default()),
            told_ms: RwSignal::new(0),
            is_old: RwSignal::new(false),
            settled: RwSignal::new(Vec::new()),
            desk,
        };
        spawn_local(cx.recall());
        StoredValue::new_local(Again::begin(Box::new(move || Box::pin(cx.ask()))));
        cx
    }

    /// Whether anything is known at all.
    pub(crate) fn is_known(self) -> bool {
        self.told_ms.get() > 0
    }

    /// Whether something waits, or a review comes.
    pub(crate) fn has_some(self) -> bool {
        self.told.with(|told| !told.asks.is_empty() || !told.reviews.is_empty() || told.unread > 0)
    }

    /// The next review of each series.
    pub(crate) fn reviews(self) -> Memo<Vec<Ahead>> {
        memo(move || self.told.with(|told| told.reviews.clone()))
    }

    /// The next review that is about a team.
    pub(crate) fn review_of(reviews: &[Ahead], charter: &DocId) -> Option<Ahead> {
        reviews.iter().find(|review| review.teams.contains(charter)).cloned()
    }

    /// Things of some sorts that wait, or were settled here.
    fn asks(self, sorts: &'static [Sort]) -> Memo<Vec<Ask>> {
        memo(move || {
            let mut asks = self.told.with(|told| told.asks.clone());
            asks.retain(|ask| sorts.is_empty() || sorts.contains(&ask.sort));
            asks
        })
    }

    async fn recall(self) {
        let Some(kept) = self.desk.shelf.recall(KEPT).await else { return };
        let Some((at_ms, body)) = kept.split_once('\n') else { return };
        if self.told_ms.try_get_untracked() == Some(0) {
            self.hear(body, at_ms.parse().unwrap_or(1));
        }
    }

    /// Takes an answer. Says whether it is another one than before.
    fn hear(self, body: &str, at_ms: u64) -> bool {
        let Ok(told) = serde_json::from_str::<ForYou>(body) else { return false };
        let is_new = self.told.try_with_untracked(|was| *was != told) == Some(true);
        if is_new {
            self.settled.try_update(|settled| settled.retain(|one| one.is_still_told(&told)));
            self.told.try_set(told);
        }
        self.told_ms.try_set(at_ms);
        is_new
    }

    async fn ask(self) {
        let visitor = visitor::own();
        let name = match visitor.is_anybody() {
            true => format!("&name={}", String::from(encode_uri_component(&my_name_signal().get_untracked()))),
            false => String::new(),
        };
        let answer = fetch(&format!("/api/for-you?today={}{name}", today()), &visitor).await;
        let body = answer.ok().filter(|answer| answer.status == 200).map(|answer| answer.body);
        self.is_old.try_set(body.is_none());
        let Some(body) = body else { return };
        let (now, was) = (now_ms(), self.told_ms.try_get_untracked().unwrap_or_default());
        if self.hear(&body, now) || now.saturating_sub(was) > KEPT_MS {
            self.desk.shelf.keep(KEPT, &format!("{now}\n{body}"));
        }
    }

    /// Keeps the list on the device without what was settled here, so that it stays settled through a reload.
    fn keep(self) {
        let told = self.told.with_untracked(|told| {
            let settled = self.settled.get_untracked();
            let mut told = told.clone();
            told.asks.retain(|ask| !settled.iter().any(|one| one.is(ask)));
            told
        });
        if let Ok(body) = serde_json::to_string(&told) {
            self.desk.shelf.keep(KEPT, &format!("{}\n{body}", self.told_ms.get_untracked()));
        }
    }
}
