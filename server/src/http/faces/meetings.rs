//! The reviews of a series that its faces tell of: the next one, and the last that began.

use std::collections::BTreeSet;

use muster_shared::files::export::Beside;
use muster_shared::files::faces::{Meeting, View};
use muster_shared::id::DocId;
use muster_shared::kinds::{Slot, review};
use muster_shared::sheet::Sheet;

use super::readable::Readable;
use crate::http::occurrences::now_ms;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::log::DocNum;
use crate::rhythm::{Occurrence, Plan, State};
use crate::rooms::around::Around;
use crate::rooms::cold::Cold;

/// The most dates ahead among which one takes place.
const AHEAD_MAX: usize = 12;
/// The most reviews of the past.
const PAST_MAX: usize = 3;
/// The most of them whose advice is looked through for what still waits.
const ADVISED_MAX: usize = 12;

impl App {
    /// The next review of a series, and the last that began as far as a view tells of them, the newest first; their words only
    /// for those who may read them.
    ///
    /// # Errors
    /// 503 when they cannot be read.
    pub(super) async fn meetings_of(&self, read: &Readable, view: View) -> Result<Vec<Meeting>, Problem> {
        let series = &read.doc;
        let n_past = if view == View::Advice { ADVISED_MAX } else { PAST_MAX };
        let made = self.plan(series).await?;
        let Some(plan) = made.as_ref().as_ref() else { return Ok(Vec::new()) };
        let now = now_ms();
        let slots: BTreeSet<Slot> = self.begun(series).await?.into_iter().map(|(slot, _)| slot).collect();
        let takes_place = |one: &Occurrence| one.state != State::NotHeld;
        let ahead = plan.upcoming(now, AHEAD_MAX, &slots).into_iter();
        let next = ahead.filter(takes_place).find(|one| one.starts_ms > now);
        let begun = slots.iter().rev().filter_map(|slot| plan.occurrence(slot)).filter(takes_place);
        let past = begun.filter(|one| one.starts_ms <= now).take(n_past);
        let found: Vec<Occurrence> = next.into_iter().chain(past).collect();
        let mut meetings = Vec::new();
        for one in found {
            let is_begun = slots.contains(&one.slot);
            let is_told = is_begun && read.reads_beside();
            let sheet = if is_told { self.said_in(series, &one.slot).await? } else { None };
            meetings.push(Meeting { is_begun, sheet, ..meeting(plan, &one, now) });
        }
        Ok(meetings)
    }

    /// The numbers of the documents whose words [`App::meetings_of`] has.
    ///
    /// # Errors
    /// 503 when they cannot be looked up.
    pub(super) async fn numbers_of_meetings(&self, series: &DocId) -> Result<Vec<DocNum>, Problem> {
        // One that lies ahead may be begun too.
        let begun = self.begun(series).await?.into_iter().rev().take(ADVISED_MAX + AHEAD_MAX);
        Ok(begun.map(|(_, row)| row.num).collect())
    }

    async fn said_in(&self, series: &DocId, slot: &Slot) -> Result<Option<Sheet>, Problem> {
        let Some(doc) = review::KIND.about_slot(series, slot) else { return Ok(None) };
        let words = |cold: &mut Cold, around: &Around, _: &Beside| around.sheet(cold).map(|(_, sheet)| sheet);
        Ok(self.made_of("meeting", &doc, words).await?.as_ref().clone())
    }
}

/// A review without its words.
fn meeting(plan: &Plan, one: &Occurrence, now: i64) -> Meeting {
    let words = plan.rhythm.as_ref().ok().and_then(|rhythm| rhythm.zone().words(one.starts_ms));
    Meeting {
        when: words.unwrap_or_else(|| one.slot.to_string()),
        minutes: plan.minutes,
        is_on: one.starts_ms <= now,
        is_begun: false,
        sheet: None,
    }
}
