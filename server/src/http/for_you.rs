//! `/api/for-you`: everything that waits for the person who asks, out of all documents that they may read, and the next review
//! of each series.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use muster_shared::access::Audience;
use muster_shared::asks::{Agenda, Ahead, Ask, ForYou, Me, Meeting, Waits, of_person, soonest_first};
use muster_shared::id::DocId;
use muster_shared::kinds::org::CAPTAINS;
use muster_shared::kinds::{Face, Kind, Slot, companion, review, root};
use muster_shared::names;
use muster_shared::sheet::{Named, Sheet};
use muster_shared::text::words::{days_later, short_day};
use serde::Deserialize;

use super::caller::Caller;
use super::problem::Problem;
use super::roster::shown_by;
use super::state::App;
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
}

/// `GET /api/for-you`.
pub(super) async fn for_you(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    words: Result<Query<Words>, QueryRejection>,
) -> Result<Json<ForYou>, Problem> {
    let unread = |_| Problem::bad_request("`today` is a day as 2026-11-29, and `name` a name");
    let Query(Words { today, name }) = words.map_err(unread)?;
    let Some(me) = person(&caller, name)? else {
        return Ok(Json(ForYou { sentence: Some(NOBODY.to_owned()), ..ForYou::default() }));
    };
    app.one_more_read(&caller, peer, "for-you")?;
    let now_ms = clock::now_ms();
    let today = day_there(today, &clock::day(now_ms));
    Ok(Json(app.waits_for(&caller, &me, &today, now_ms).await?))
}

/// The person who asks; nobody where nobody signs in and no name is said.
fn person(caller: &Caller, name: Option<String>) -> Result<Option<Me>, Problem> {
    match caller {
        Caller::Person(signed_in) => {
            let person = &signed_in.person;
            Ok(Some(Me { id: Some(person.id.clone()), name: person.name.clone() }))
        }
        Caller::Anybody => Ok(name.filter(|name| !names::key(name).is_empty()).map(|name| Me { id: None, name })),
        Caller::Bearer(_) | Caller::Feed(_) | Caller::Post(_) => {
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
struct Found<'a> {
    me: &'a Me,
    today: &'a str,
    rows: Vec<DocRow>,
    waits: HashMap<DocId, Arc<Waits>>,
    /// How many documents could not be read.
    unread: usize,
    /// The names of documents that stand for themselves.
    names: HashMap<DocId, String>,
    teams: Vec<Team>,
    /// Documents that are for some people only.
    confined: BTreeSet<DocId>,
}

/// A team, with its captains as `org` names them.
struct Team {
    charter: DocId,
    /// Its name, as names are compared.
    key: String,
    captains: Vec<String>,
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
        let found = self.found(docs, caller, me, today).await?;
        let reviews = self.meetings(&found, i64::try_from(now_ms).unwrap_or(i64::MAX)).await?;
        let is_captain_of = |team: &str| found.is_captain_of(team);
        let waiting = found.waits.values().flat_map(|waits| &waits.waiting);
        let mut asks: Vec<Ask> = of_person(waiting, me, &is_captain_of, today);
        asks.iter_mut().for_each(|ask| found.name_place(ask));
        asks.extend(reviews.iter().filter(|(ahead, ..)| ahead.mine).filter_map(|(ahead, agenda)| {
            let Ahead { doc, name, day, time, .. } = ahead.clone();
            agenda.ask(me, &Meeting { doc, name, day, time }, today)
        }));
        soonest_first(&mut asks, today);
        let reviews = reviews.into_iter().map(|(ahead, _)| ahead).collect();
        Ok(ForYou { asks, reviews, unread: found.unread, sentence: None })
    }

    async fn found<'a>(
        &self,
        docs: Vec<DocRow>,
        caller: &Caller,
        me: &'a Me,
        today: &'a str,
    ) -> Result<Found<'a>, Problem> {
        let rows = self.visible(caller, docs).await?;
        let everywhere = self.everywhere().await?;
        let listed = rows.iter().map(|row| (&row.id, row.last_seq)).collect();
        let (mut waits, mut unread) = (HashMap::new(), 0);
        for row in &rows {
            match self.reads.unread.or_none(row, self.waits(row, &listed, &everywhere).await)? {
                Some(made) => waits.extend(made.map(|made| (row.id.clone(), made))),
                None => unread += 1,
            }
        }
        let (names, teams) = self.names_and_teams(&rows, &everywhere.org).await?;
        let (_, person) = shown_by(caller);
        let places = self.people.confined(person).await?;
        let confined = places.into_iter().filter(|(_, place)| place.audience != Audience::Workspace);
        let confined = confined.map(|(doc, _)| doc).collect();
        Ok(Found { me, today, rows, waits, unread, names, teams, confined })
    }

    /// The names of the documents that stand for themselves, and the teams, without those of the worked example.
    async fn names_and_teams(
        &self,
        rows: &[DocRow],
        org: &Sheet,
    ) -> Result<(HashMap<DocId, String>, Vec<Team>), Problem> {
        let own: Vec<DocRow> = rows.iter().filter(|row| companion(&row.id).is_none()).cloned().collect();
        let (log, limits) = (self.rooms.log(), self.rooms.limits());
        let summaries = self.summaries.of(log, limits, &self.people, &own).await?;
        let digests = self.summaries.digests(log, limits, &self.people, &own).await?;
        let (mut names, mut teams) = (HashMap::new(), Vec::new());
        for ((row, summary), digest) in own.into_iter().zip(summaries).zip(digests) {
            if let Some(summary) = summary.filter(|summary| !summary.example) {
                let captains = org.under_key(CAPTAINS, row.id.as_str()).writes.iter();
                let captains = captains.filter_map(|write| write.value.words().map(ToOwned::to_owned)).collect();
                teams.push(Team { charter: row.id.clone(), key: names::key(&summary.name), captains });
                names.insert(row.id, summary.name);
            } else if let Some(digest) = digest.filter(|digest| !digest.example) {
                names.insert(row.id, digest.title);
            }
        }
        Ok((names, teams))
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
        for row in found.rows.iter().filter(|row| is_series(row.kind) && found.names.contains_key(&row.id)) {
            let begun = begun.get(&row.id).unwrap_or(&nothing);
            let plan = self.reads.unread.or_none(row, self.plan(&row.id).await)?;
            let Some(plan) = plan.as_ref().and_then(|plan| plan.as_ref().as_ref()) else { continue };
            meetings.extend(found.meeting(&row.id, plan, begun, now_ms));
        }
        meetings.sort_by(|(one, _), (other, _)| (one.starts_ms, &one.doc).cmp(&(other.starts_ms, &other.doc)));
        Ok(meetings)
    }
}

fn is_series(kind: Option<Kind>) -> bool {
    kind.is_some_and(|kind| kind.spec().face == Ok(Face::Series))
}

impl Found<'_> {
    /// Whether the person who asks captains a team that is named by its charter's id or its name.
    fn is_captain_of(&self, team: &str) -> bool {
        let is_theirs = |team: &Team| team.captains.iter().any(|words| self.me.is(words));
        self.team(team).is_some_and(is_theirs)
    }

    fn team(&self, named: &str) -> Option<&Team> {
        let key = names::key(named);
        let by_id = self.teams.iter().find(|team| team.charter.as_str() == named);
        by_id.or_else(|| self.teams.iter().find(|team| !key.is_empty() && team.key == key))
    }

    /// Says below a thing where it is from: the review or the team.
    fn name_place(&self, ask: &mut Ask) {
        let Some((kind, _)) = companion(&ask.doc) else { return };
        let name = self.names.get(&root(&ask.doc, Some(kind))).map_or("", String::as_str);
        let place = match kind.slot_of(&ask.doc) {
            Some(slot) => format!("{name}, {}", short_day(slot.day(), self.today)),
            None => name.to_owned(),
        };
        let is_said = ask.detail.contains(name) || ask.title.contains(name);
        match (ask.detail.is_empty(), is_said) {
            (true, _) => ask.detail = place,
            (false, false) => ask.detail = format!("{} · {place}", ask.detail),
            (false, true) => {}
        }
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
            name: self.names.get(series).cloned().unwrap_or_default(),
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
        let named = agendas.iter().flat_map(|agenda| &agenda.teams).filter_map(|name| self.team(name));
        let presenters = || agendas.iter().flat_map(|agenda| &agenda.points).flat_map(|point| &point.presenters);
        let presents = |team: &&Team| {
            let is_captain = |words: &String| team.captains.iter().any(|one| Named::read(one).is(&Named::read(words)));
            presenters().any(is_captain)
        };
        let teams: BTreeSet<&DocId> =
            named.chain(self.teams.iter().filter(presents)).map(|team| &team.charter).collect();
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
