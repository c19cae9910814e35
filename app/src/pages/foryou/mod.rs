//! *For you*: everything that waits for this person, their teams, and what they missed, as the server last told it. The last
//! answer stands on the device; while the server does not answer, the list is worked out here, of the documents that the device
//! keeps.
//!
//! The time at which somebody was last here stands on the device too, and the server is told it with each question: nobody keeps a
//! record of when people come, and the list is the same without a connection. On a second device it begins anew.

mod cards;
mod device;
mod list;
mod missed;
mod press;
mod put_in;
mod saying;
mod week;

use js_sys::encode_uri_component;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::asks::{Ahead, Ask, Sort};
use muster_shared::for_you::{ForYou, TeamCard, Visit};
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::kinds::talk::Whole;

use super::catalogue::Catalogue;
use super::shell::Shell;
use crate::again::Again;
use crate::boxed::memo;
use crate::browser::{fetch, now_ms, pause, today};
use crate::chunk::{Chunk, chunk, nothing};
use crate::live::my_name_signal;
use crate::visitor;
use crate::words::short_day;
use press::Settled;
pub(crate) use press::is_ready;

/// Where the device keeps the last answer.
const KEPT: &str = "for-you";
/// Where the device keeps when this person was last here.
const VISIT: &str = "last-here";
/// For so many steps of so many milliseconds the device is waited for before the server is asked.
const STEPS: u32 = 20;
const STEP_MS: i32 = 50;
/// After so long an answer that has not changed is kept anew, for the sake of its age.
const KEPT_MS: u64 = 120_000;

/// The part of home that the list is, for links that lead there.
pub(crate) const PART: &str = "for-you";

/// A part of a page.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// The things of some sorts that wait; of all where none are named, and then beside the person's teams.
    List(&'static [Sort]),
    /// The reviews of the next days, or all of them, under a heading.
    Week(&'static str, bool),
    /// The changes that the person missed.
    Missed,
    /// The sentence on how the person's first team stands.
    Saying,
}

chunk!(foryou:
/// A part of a page that says what waits, what comes and what was missed.
fn of_for_you(cx: UseForYou, part: Part) {
    match part {
        Part::List(sorts) => list::for_you(cx, sorts),
        Part::Week(title, is_all) => week::week(cx, title, is_all),
        Part::Missed => missed::missed(cx),
        Part::Saying => saying::saying(cx),
    }
});

/// The list, for as long as the page that shows it.
#[derive(Clone, Copy)]
pub(crate) struct UseForYou {
    told: RwSignal<ForYou>,
    /// When it was told, in milliseconds since 1970; 0 while nothing is known.
    told_ms: RwSignal<u64>,
    /// Whether the server did not answer when it was last asked.
    is_old: RwSignal<bool>,
    /// When the list was worked out here, in milliseconds since 1970; 0 while it is as the server told it.
    worked_ms: RwSignal<u64>,
    /// This visit; nothing on pages that do not say what was missed.
    visit: StoredValue<Option<Visit>>,
    parts: Chunk,
    /// Things that were settled here since the page was opened.
    settled: RwSignal<Vec<Settled>>,
    shell: Shell,
}

impl UseForYou {
    /// Asks the device first, and then the server again and again; at home for what was missed too.
    pub(crate) fn start(shell: Shell, is_home: bool) -> Self {
        let cx = Self {
            told: RwSignal::new(ForYou::default()),
            told_ms: RwSignal::new(0),
            is_old: RwSignal::new(false),
            worked_ms: RwSignal::new(0),
            visit: StoredValue::new(None),
            parts: Chunk::come("The list of what waits for you", of_for_you::load),
            settled: RwSignal::new(Vec::new()),
            shell,
        };
        // A device that does not answer keeps nobody from what the server has.
        spawn_local(cx.recall());
        if is_home {
            spawn_local(cx.come_in());
        }
        StoredValue::new_local(Again::begin(Box::new(move || Box::pin(cx.ask(is_home)))));
        cx
    }

    /// A part of the page; one of several of which `List` says when it cannot be loaded.
    pub(crate) fn part(self, part: Part) -> AnyView {
        match part {
            Part::List(_) => self.parts.show(nothing, move || of_for_you::show(self, part)),
            _ => self.parts.join(move || of_for_you::show(self, part)),
        }
    }

    /// Whether anything is known at all.
    pub(crate) fn is_known(self) -> bool {
        self.told_ms.get() > 0
    }

    /// Whether something waits, or a review comes.
    pub(crate) fn has_some(self) -> bool {
        self.told.with(|told| {
            let ForYou { asks, reviews, teams, unread, .. } = told;
            !asks.is_empty() || !reviews.is_empty() || !teams.is_empty() || *unread > 0
        })
    }

    /// The team that the page begins with: one that this person captains, or is in.
    pub(crate) fn first_team(self) -> Memo<Option<TeamCard>> {
        memo(move || self.told.with(|told| told.teams.first().cloned()))
    }

    /// How far each of the person's teams is agreed; worked out here while the server does not answer.
    pub(crate) fn agreed(self) -> Memo<Vec<(DocId, Whole)>> {
        memo(move || self.told.with(|told| told.teams.iter().map(|team| (team.doc.clone(), team.agreed)).collect()))
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

    /// Waits a moment for what the device knows of the last visit, and notes that this one goes on.
    async fn know_since_when(self) {
        let knows = || self.visit.try_get_value().is_none_or(|visit| visit.is_some());
        for _ in 0..STEPS {
            if knows() {
                return self.come_in().await;
            }
            pause(STEP_MS).await;
        }
    }

    /// Notes that this person is here.
    async fn come_in(self) {
        let (now, catalogue) = (now_ms(), self.shell.catalogue);
        let known = match self.visit.try_get_value().flatten() {
            Some(visit) => Some(visit),
            None => catalogue.recall(VISIT).await.and_then(|kept| json::read(&kept)),
        };
        let visit = known.map_or_else(|| Visit::first(now), |visit: Visit| visit.at(now));
        self.visit.try_set_value(Some(visit));
        if known.is_none_or(|known| now.saturating_sub(known.seen_ms) > KEPT_MS || known.since_ms != visit.since_ms)
            && let Ok(kept) = serde_json::to_string(&visit)
        {
            catalogue.keep(VISIT, &kept);
        }
    }

    async fn recall(self) {
        let Some(kept) = self.shell.catalogue.recall(KEPT).await else { return };
        let Some((at_ms, body)) = kept.split_once('\n') else { return };
        if self.told_ms.try_get_untracked() == Some(0) {
            self.hear(body, at_ms.parse().unwrap_or(1));
        }
    }

    /// Takes an answer. Says whether it is another one than before.
    fn hear(self, body: &str, at_ms: u64) -> bool {
        let Some(told) = json::read::<ForYou>(body) else { return false };
        let is_new = self.told.try_with_untracked(|was| *was != told) == Some(true);
        if is_new {
            self.settled.try_update(|settled| settled.retain(|one| one.is_still_told(&told)));
            self.told.try_set(told);
        }
        self.told_ms.try_set(at_ms);
        is_new
    }

    async fn ask(self, is_home: bool) {
        if is_home {
            self.know_since_when().await;
        }
        let visit = self.visit.try_get_value().flatten();
        let body = asked(&visit.map(|visit| format!("&since={}", visit.since_ms)).unwrap_or_default()).await;
        self.is_old.try_set(body.is_none());
        let Some(body) = body else { return };
        self.worked_ms.try_set(0);
        let (now, was) = (now_ms(), self.told_ms.try_get_untracked().unwrap_or_default());
        if self.hear(&body, now) || now.saturating_sub(was) > KEPT_MS {
            self.shell.catalogue.keep(KEPT, &format!("{now}\n{body}"));
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
            self.shell.catalogue.keep(KEPT, &format!("{}\n{body}", self.told_ms.get_untracked()));
        }
    }
}

/// The server's answer, with what was missed `since` then; nothing while it does not answer.
async fn asked(since: &str) -> Option<String> {
    let visitor = visitor::own();
    let name = match visitor.is_anybody() {
        true => format!("&name={}", String::from(encode_uri_component(&my_name_signal().get_untracked()))),
        false => String::new(),
    };
    let answer = fetch(&format!("/api/for-you?today={}{name}{since}", today()), &visitor).await.ok()?;
    (answer.status == 200).then_some(answer.body)
}

/// The list as the server tells it now, for whoever shows none of it. Where the device has none it is kept, so that home says
/// what waits also where it is first opened without a connection.
pub(crate) async fn told_now(catalogue: Catalogue) -> Option<ForYou> {
    let body = asked("").await?;
    if catalogue.recall(KEPT).await.is_none() {
        catalogue.keep(KEPT, &format!("{}\n{body}", now_ms()));
    }
    json::read(&body)
}

/// The list as this device last heard it.
pub(crate) async fn told_last(catalogue: Catalogue) -> Option<ForYou> {
    let kept = catalogue.recall(KEPT).await?;
    json::read(kept.split_once('\n')?.1)
}

/// When a team's next review takes place, in a few words.
pub(crate) fn next_review(review: &Ahead, today: &str) -> String {
    format!("{} at {}", short_day(&review.day, today), review.time)
}
