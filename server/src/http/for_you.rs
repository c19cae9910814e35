//! `/api/for-you`: everything that waits for the person who asks, out of all documents that they may read, the next review of
//! each series, their teams, and what they missed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use muster_shared::access::Audience;
use muster_shared::asks::{Agenda, Ahead, Ask, Me, Meeting, Waits, soonest_first};
use muster_shared::blind::form_of;
use muster_shared::for_you::{ForYou, Places, Team};
use muster_shared::id::DocId;
use muster_shared::kinds::{Face, Kind, Slot, companion, may_answer_boxes, person_of, review, root};
use muster_shared::names;
use muster_shared::sheet::{Named, Sheet};
use muster_shared::text::words::days_later;
use serde::Deserialize;

use super::asks::Everywhere;
use super::caller::Caller;
use super::problem::Problem;
use super::roster::shown_by;
use super::state::App;
use super::tagged::tagged;
use crate::clock;
use crate::connections::Peer;
use crate::log::DocRow;
use crate::rhythm::{self, Plan};

/// The sentence for somebody of whom nothing is known.
const NOBODY: &str = "Say who you are, and everything that waits for you stands here.";
/// So many reviews of the past tell who takes part in those to come.
const PAST: usize = 2;
/// So many dates are looked at for one on which a review is held.
const DATES: usize = 6;

/// The words that may stand in the address.
#[derive(Debug, Deserialize)]
pub(super) struct Words {
    /// The day it is where the person is.
    today: Option<String>,
    /// Their name, where nobody signs in.
    name: Option<String>,
    /// When they were last here, in milliseconds since 1970.
    since: Option<u64>,
}

/// `GET /api/for-you`.
pub(super) async fn for_you(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    words: Result<Query<Words>, QueryRejection>,
) -> Result<Response, Problem> {
    let unread =
        |_| Problem::bad_request("`today` is a day as 2026-11-29, `name` a name, and `since` milliseconds since 1970");
    let Query(Words { today, name, since }) = words.map_err(unread)?;
    let Some(me) = person(&caller, name)? else {
        return tagged(&headers, &ForYou { sentence: Some(NOBODY.to_owned()), ..ForYou::default() });
    };
    app.one_more_read(&caller, peer, "for-you")?;
    let now_ms = clock::now_ms();
    let today = day_there(today, &clock::day(now_ms));
    let found = app.found(app.rooms.log().docs().await?, &caller, &me, &today).await?;
    let told = app.asked_and_ahead(&found, &caller, now_ms).await?;
    let teams = app.cards(&found).await?;
    let since = match since {
        Some(since_ms) => app.missed(&caller, &found, since_ms, now_ms).await?,
        None => None,
    };
    tagged(&headers, &ForYou { teams, since, ..told })
}

/// The person who asks; nobody where nobody signs in and no name is said.
fn person(caller: &Caller, name: Option<String>) -> Result<Option<Me>, Problem> {
    match caller {
        Caller::Person(signed_in) => {
            let person = &signed_in.person;
            Ok(Some(Me { id: Some(person.id.clone()), name: person.name.clone() }))
        }
        Caller::Anybody => Ok(name.filter(|name| !names::key(name).is_empty()).map(|name| Me { id: None, name })),
        Caller::Bearer(_) | Caller::Link(_) | Caller::Feed(_) | Caller::Post(_) => {
            Err(Problem::new(StatusCode::FORBIDDEN, "only somebody who is signed in has a list of what waits for them"))
        }
    }
}

/// The day where somebody is: the one they say, if it is one that can be it now somewhere, else the server's.
fn day_there(said: Option<String>, here: &str) -> String {
    let near = (-1..=1).map(|days| days_later(here, days)).collect::<Vec<_>>();
    said.filter(|said| near.contains(said)).unwrap_or_else(|| here.to_owned())
}

/// Everything in the workspace that a list for one person is made of.
pub(super) struct Found<'a> {
    pub(super) me: &'a Me,
    pub(super) today: &'a str,
    /// The documents that they may read, their own drafts aside.
    pub(super) rows: Vec<DocRow>,
    pub(super) waits: HashMap<DocId, Arc<Waits>>,
    /// How many documents could not be read.
    unread: usize,
    pub(super) places: Places,
    pub(super) everywhere: Everywhere,
    /// Documents that are for some people only.
    confined: BTreeSet<DocId>,
}

impl App {
    /// Everything that waits for a person on the day `today`, out of what a caller may read.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(crate) async fn waits_for(
        &self,
        caller: &Caller,
        me: &Me,
        today: &str,
        now_ms: u64,
    ) -> Result<ForYou, Problem> {
        self.waits_among(self.rooms.log().docs().await?, caller, me, today, now_ms).await
    }

    /// The same out of documents that somebody has listed already.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn waits_among(
        &self,
        docs: Vec<DocRow>,
        caller: &Caller,
        me: &Me,
        today: &str,
        now_ms: u64,
    ) -> Result<ForYou, Problem> {
        self.asked_and_ahead(&self.found(docs, caller, me, today).await?, caller, now_ms).await
    }

    async fn asked_and_ahead(&self, found: &Found<'_>, caller: &Caller, now_ms: u64) -> Result<ForYou, Problem> {
        let reviews = self.meetings(found, i64::try_from(now_ms).unwrap_or(i64::MAX)).await?;
        let waiting = found.waits.values().flat_map(|waits| &waits.waiting);
        let mut asks = found.places.asks(waiting, found.me, found.today);
        asks.extend(reviews.iter().filter(|(ahead, ..)| ahead.mine).filter_map(|(ahead, agenda)| {
            let Ahead { doc, name, day, time, .. } = ahead.clone();
            agenda.ask(found.me, &Meeting { doc, name, day, time }, found.today)
        }));
        asks.extend(self.boxes_for(found, caller).await?);
        soonest_first(&mut asks, found.today);
        let reviews = reviews.into_iter().map(|(ahead, _)| ahead).collect();
        Ok(ForYou { asks, reviews, unread: found.unread, ..ForYou::default() })
    }

    /// Open boxes of the person's own teams and series that they may answer and have no right to yet: one thing a document. Of
    /// somebody who has a right nobody knows whether they answered.
    async fn boxes_for(&self, found: &Found<'_>, caller: &Caller) -> Result<Vec<Ask>, Problem> {
        let Some(person) = caller.person() else { return Ok(Vec::new()) };
        let (mine, mut forms) = (found.mine(), BTreeMap::<DocId, Vec<String>>::new());
        for one in self.people.open_boxes().await? {
            let waits = mine.contains(&one.doc) && one.key().is_some() && !one.is_taken_by(&person.id);
            if let Some(form) = form_of(&one.form).filter(|_| waits) {
                forms.entry(one.doc).or_default().push(form.name.to_owned());
            }
        }
        let mut asks = Vec::new();
        for (doc, forms) in forms {
            // A document that just now cannot be read asks for nothing.
            let may_answer = self.visitor(caller, &doc).await.is_ok_and(|visitor| may_answer_boxes(visitor.role));
            if may_answer {
                asks.push(Ask::of_boxes(&doc, &forms, found.places.name(&doc).unwrap_or_default()));
            }
        }
        Ok(asks)
    }

    async fn found<'a>(
        &self,
        docs: Vec<DocRow>,
        caller: &Caller,
        me: &'a Me,
        today: &'a str,
    ) -> Result<Found<'a>, Problem> {
        let drafts = own(caller, &docs);
        let rows = self.visible(caller, docs).await?;
        let everywhere = self.everywhere().await?;
        let listed: HashMap<&DocId, i64> = rows.iter().map(|row| (&row.id, row.last_seq)).collect();
        // A draft in a review that its author may not read any more asks for nothing.
        let is_of_those = |draft: &&DocRow| companion(&draft.id).is_some_and(|(_, about)| listed.contains_key(&about));
        let (mut waits, mut unread) = (HashMap::new(), 0);
        for row in rows.iter().chain(drafts.iter().filter(is_of_those)) {
            match self.reads.unread.or_none(row, self.waits(row, &listed, &everywhere).await)? {
                Some(made) => waits.extend(made.map(|made| (row.id.clone(), made))),
                None => unread += 1,
            }
        }
        let places = self.places(&rows, &everywhere.org).await?;
        let (_, person) = shown_by(caller);
        let confined = self.people.confined(person).await?;
        let confined = confined.into_iter().filter(|(_, place)| place.audience != Audience::Workspace);
        let confined = confined.map(|(doc, _)| doc).collect();
        Ok(Found { me, today, rows, waits, unread, places, everywhere, confined })
    }

    /// The names of the documents that stand for themselves, and the teams, without those of the worked example.
    async fn places(&self, rows: &[DocRow], org: &Sheet) -> Result<Places, Problem> {
        let own: Vec<DocRow> = rows.iter().filter(|row| companion(&row.id).is_none()).cloned().collect();
        let (log, limits) = (self.rooms.log(), self.rooms.limits());
        let summaries = self.summaries.of(log, limits, &self.people, &own).await?;
        let digests = self.summaries.digests(log, limits, &self.people, &own).await?;
        let mut places = Places::default();
        for ((row, summary), digest) in own.into_iter().zip(summaries).zip(digests) {
            if let Some(summary) = summary.filter(|summary| !summary.example) {
                places.note_team(row.id, summary.name, org);
            } else if let Some(digest) = digest.filter(|digest| !digest.example) {
                places.note(row.id, digest.title);
            }
        }
        Ok(places)
    }

    /// The next review of each series with its agenda, the soonest first.
    async fn meetings(&self, found: &Found<'_>, now_ms: i64) -> Result<Vec<(Ahead, Agenda)>, Problem> {
        let mut begun: HashMap<DocId, BTreeSet<Slot>> = HashMap::new();
        for row in &found.rows {
            if let Some((series, slot)) = review::KIND.subject_of(&row.id).zip(review::KIND.slot_of(&row.id)) {
                begun.entry(series).or_default().insert(slot);
            }
        }
        let nothing = BTreeSet::new();
        let mut meetings = Vec::new();
        for row in found.rows.iter().filter(|row| is_series(row.kind) && found.places.name(&row.id).is_some()) {
            let begun = begun.get(&row.id).unwrap_or(&nothing);
            let plan = self.reads.unread.or_none(row, self.plan(&row.id).await)?;
            let Some(plan) = plan.as_ref().and_then(|plan| plan.as_ref().as_ref()) else { continue };
            meetings.extend(found.meeting(&row.id, plan, begun, now_ms));
        }
        meetings.sort_by(|(one, _), (other, _)| (one.starts_ms, &one.doc).cmp(&(other.starts_ms, &other.doc)));
        Ok(meetings)
    }
}

/// The documents that are the caller's alone, for somebody who signed in.
fn own(caller: &Caller, rows: &[DocRow]) -> Vec<DocRow> {
    let (shown, person) = shown_by(caller);
    let Some(person) = person.filter(|_| Audience::Author.admits(shown, true)) else { return Vec::new() };
    rows.iter().filter(|row| person_of(&row.id) == Some(person)).cloned().collect()
}

fn is_series(kind: Option<Kind>) -> bool {
    kind.is_some_and(|kind| kind.spec().face == Ok(Face::Series))
}

impl Found<'_> {
    /// The documents that are the person's, each with all that stands beside it: teams whose captain or member they are, and
    /// series in which they take part.
    pub(super) fn mine(&self) -> BTreeSet<DocId> {
        let captained = self.places.teams().iter().filter(|team| team.is_captained_by(self.me));
        let named = self.waits.iter().filter(|(_, waits)| waits.names(self.me));
        let named = named.map(|(doc, _)| root(doc, companion(doc).map(|(kind, _)| kind)));
        captained.map(|team| team.charter.clone()).chain(named).chain(self.confined.iter().cloned()).collect()
    }

    /// The next review of a series that is held.
    fn meeting(&self, series: &DocId, plan: &Plan, begun: &BTreeSet<Slot>, now_ms: i64) -> Option<(Ahead, Agenda)> {
        let ahead = plan.upcoming(now_ms, DATES, begun);
        let next = ahead.into_iter().find(|one| one.state != rhythm::State::NotHeld)?;
        let doc = review::KIND.about_slot(series, &next.slot)?;
        let agenda = |doc: &DocId| self.waits.get(doc).and_then(|waits| waits.agenda.clone());
        let own = agenda(&doc).unwrap_or_default();
        let before =
            begun.range(..&next.slot).rev().take(PAST).filter_map(|slot| review::KIND.about_slot(series, slot));
        let around: Vec<Agenda> =
            before.filter_map(|doc| agenda(&doc)).chain(agenda(series)).chain([own.clone()]).collect();
        let takes_place = plan.takes_place(&next.slot);
        let confined = self.confined.contains(series);
        let ahead = Ahead {
            name: self.places.name(series).unwrap_or_default().to_owned(),
            day: takes_place.day().to_owned(),
            time: takes_place.time(),
            starts_ms: next.starts_ms,
            sentence: own.sentence(self.me),
            teams: self.teams_in(&around),
            mine: confined || around.iter().any(|agenda| agenda.names(self.me)),
            confined,
            doc,
        };
        Some((ahead, own))
    }

    /// The teams that agendas are about: those that items name, and those whose captains present one.
    fn teams_in(&self, agendas: &[Agenda]) -> Vec<DocId> {
        let named = agendas.iter().flat_map(|agenda| &agenda.teams).filter_map(|name| self.places.team(name));
        let presenters = || agendas.iter().flat_map(|agenda| &agenda.points).flat_map(|point| &point.presenters);
        let presents = |team: &&Team| {
            let is_captain = |words: &String| team.captains.iter().any(|one| Named::read(one).is(&Named::read(words)));
            presenters().any(is_captain)
        };
        let teams: BTreeSet<&DocId> =
            named.chain(self.places.teams().iter().filter(presents)).map(|team| &team.charter).collect();
        teams.into_iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_persons_where_it_can_be_that_day_somewhere_and_else_the_servers() {
        for (said, day) in [
            (Some("2026-11-28"), "2026-11-28"),
            (Some("2026-11-30"), "2026-11-30"),
            (Some("2026-12-01"), "2026-11-29"),
            (Some("soon"), "2026-11-29"),
            (None, "2026-11-29"),
        ] {
            assert_eq!(day_there(said.map(str::to_owned), "2026-11-29"), day, "{said:?}");
        }
    }
}
