//! `/api/docs/{log}/signals`: what reviews and the charter say of the team whose decision log it is. Captain and leader are to see the
//! same, and nothing that was meant for fewer people shows through: only reviews for the whole workspace are counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::{Extension, Json};
use muster_shared::files::export::name;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter;
use muster_shared::kinds::log::{self, Event, Sign, week_of};
use muster_shared::kinds::review::{self, OfATeam, OfTeams, of_teams};
use muster_shared::map::Advised;
use muster_shared::names;
use muster_shared::text::words::counted;
use serde::Serialize;

use super::caller::Caller;
use super::for_all::is_for_all;
use super::problem::Problem;
use super::rights::granted_in;
use super::state::App;
use crate::clock;
use crate::connections::Peer;
use crate::log::{DocRow, LogError};
use crate::reads::{Costly, Of, Turn};
use crate::rhythm::Plan;
use crate::rooms::around::Around;
use crate::rooms::cold::{self, Cold};

impl Told {
    /// The event behind it, where it is of this signal.
    pub(super) fn event(&self, signal: Sign) -> Option<Event> {
        (self.signal == signal.word()).then(|| Event {
            on: self.on.clone(),
            doc: Some(self.doc.clone()),
            row: self.row.clone(),
            says: String::new(),
            counts: self.minutes.unwrap_or(1),
        })
    }
}

impl Costly for OfTeams {
    fn n_bytes(&self) -> usize {
        let orders = |item: &OfATeam| {
            item.orders.iter().map(|(_, says)| size_of::<(RowId, String)>() + says.len()).sum::<usize>()
        };
        let advice =
            |item: &OfATeam| item.advice.iter().map(|(by, _)| size_of::<(String, bool)>() + by.len()).sum::<usize>();
        let spoke = |item: &OfATeam| item.spoke.iter().map(|by| size_of::<String>() + by.len()).sum::<usize>();
        let items = self
            .items
            .iter()
            .map(|item| size_of::<OfATeam>() + item.team.len() + orders(item) + advice(item) + spoke(item));
        size_of::<Self>() + items.sum::<usize>()
    }
}

/// A series as its reviews are counted: its name, and the minutes that each of them is planned to take.
#[derive(Debug, Clone, Default)]
struct Held {
    name: String,
    minutes: usize,
}

impl Costly for Held {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.name.len()
    }
}

/// Something that happened in a review.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// The word for the signal.
    signal: &'static str,
    /// The day of the review.
    on: String,
    /// The review.
    doc: DocId,
    /// The row.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<RowId>,
    /// The sentence, or the name of the series; with hours, how many people were there for how long.
    says: String,
    /// The minutes of all who were there, taken together.
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<usize>,
    /// With advice, how many pieces were given, and how many of them were answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<[usize; 2]>,
}

/// The word under which advice is told: it is no signal that is drawn.
const ADVICE: &str = "advice";
/// The times that people of a team heard customers, as its charter has them: the day, and the row.
#[derive(Debug)]
struct HeardOn(Vec<(String, RowId)>);

impl Costly for HeardOn {
    fn n_bytes(&self) -> usize {
        self.0.len() * size_of::<(String, RowId)>() * 2
    }
}

/// A team, by which its items are known.
pub(super) struct Team {
    /// Its charter.
    pub(super) charter: DocId,
    /// Its name.
    pub(super) name: String,
}

/// Teams by the words that items call them by: the id of a charter, or a name as names are compared.
struct Called<'a> {
    by_id: HashMap<&'a str, usize>,
    by_name: HashMap<String, Vec<usize>>,
}

impl<'a> Called<'a> {
    fn of(teams: &'a [Team]) -> Self {
        let by_id = teams.iter().enumerate().map(|(nth, team)| (team.charter.as_str(), nth)).collect();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (nth, team) in teams.iter().enumerate() {
            by_name.entry(names::key(&team.name)).or_default().push(nth);
        }
        Self { by_id, by_name }
    }

    /// The items of each team that has some, by its place among the teams.
    fn items<'i>(&self, items: &'i [OfATeam]) -> BTreeMap<usize, Vec<&'i OfATeam>> {
        let mut of_teams: BTreeMap<usize, Vec<&OfATeam>> = BTreeMap::new();
        for item in items {
            let named = self.by_name.get(&names::key(&item.team)).into_iter().flatten();
            let teams: BTreeSet<usize> = self.by_id.get(item.team.as_str()).into_iter().chain(named).copied().collect();
            teams.into_iter().for_each(|nth| of_teams.entry(nth).or_default().push(item));
        }
        of_teams
    }
}

/// `GET /api/docs/{log}/signals`.
pub(super) async fn signals(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
) -> Result<Json<Vec<Told>>, Problem> {
    let log: DocId = app.readable(&caller, &doc).await?;
    app.one_more_read(&caller, peer, &format!("signals {log}"))?;
    let charter = log::KIND.subject_of(&log).ok_or_else(no_log)?;
    let team = Team { name: app.name_of(&charter).await?, charter };
    let today = clock::day(clock::now_ms());
    let told = app.told_of(&caller, std::slice::from_ref(&team), &today).await?;
    Ok(Json(told.into_iter().flatten().collect()))
}

/// A meeting, the hours of those who were there, the orders that were written in it, and how much of the advice was answered.
fn events(day: &str, review: &DocId, series: &Held, n_there: usize, items: &[&OfATeam]) -> Vec<Told> {
    let told = |signal: Sign, row: Option<RowId>, says: String| Told {
        signal: signal.word(),
        on: day.to_owned(),
        doc: review.clone(),
        row,
        says,
        minutes: None,
        advice: None,
    };
    let there = format!("{}: {}, {} minutes each", series.name, counted(n_there, "person", "people"), series.minutes);
    let minutes = n_there * series.minutes;
    let hours = (minutes > 0).then(|| Told { minutes: Some(minutes), ..told(Sign::Hours, None, there) });
    let orders = items.iter().flat_map(|item| &item.orders);
    let orders = orders.map(|(row, says)| told(Sign::Orders, Some(row.clone()), says.clone()));
    let insights = items.iter().filter(|item| item.is_insight);
    let insights = insights.map(|item| told(Sign::Customers, Some(item.item.clone()), series.name.clone()));
    let meeting = told(Sign::Meetings, None, series.name.clone());
    let answered = items.iter().fold([0, 0], |[n, answered], item| [n + item.advice.len(), answered + item.n_answered]);
    let advice = (answered[0] > 0).then(|| Told {
        signal: ADVICE,
        advice: Some(answered),
        ..told(Sign::Meetings, None, series.name.clone())
    });
    std::iter::once(meeting).chain(hours).chain(orders).chain(insights).chain(advice).collect()
}

impl App {
    /// The things of the last eight weeks that charters and reviews say of each of some teams, in their order.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn told_of(
        &self,
        caller: &Caller,
        teams: &[Team],
        today: &str,
    ) -> Result<Vec<Vec<Told>>, Problem> {
        let mut told = Vec::with_capacity(teams.len());
        for team in teams {
            told.push(self.heard_by(&team.charter, today).await?);
        }
        let (called, around) = (Called::of(teams), self.around_now().await?);
        for (day, row) in self.reviews_for_all(caller, today).await? {
            let Some(meeting) = self.reads.unread.or_none(&row, self.of_teams(&row, &around).await)? else { continue };
            let Some(OfTeams { items, n_there }) = meeting.as_ref() else { continue };
            let series = review::KIND.subject_of(&row.id).unwrap_or_else(|| row.id.clone());
            for (nth, of_team) in called.items(items) {
                let happened = events(&day, &row.id, &self.held(&series).await?, *n_there, &of_team);
                if let Some(told) = told.get_mut(nth) {
                    told.extend(happened);
                }
            }
        }
        Ok(told)
    }

    /// The advice of the last eight weeks that reviews have on the items of each of some teams, in their order, and the names of
    /// those who spoke on them.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn advice_to(
        &self,
        caller: &Caller,
        teams: &[Team],
        today: &str,
    ) -> Result<Vec<(Vec<Advised>, Vec<String>)>, Problem> {
        let mut given: Vec<(Vec<Advised>, Vec<String>)> = teams.iter().map(|_| Default::default()).collect();
        let (called, around) = (Called::of(teams), self.around_now().await?);
        for (_, row) in self.reviews_for_all(caller, today).await? {
            let Some(meeting) = self.reads.unread.or_none(&row, self.of_teams(&row, &around).await)? else { continue };
            let items = meeting.as_ref().as_ref().map(|meeting| meeting.items.as_slice()).unwrap_or_default();
            for (nth, of_team) in called.items(items) {
                let Some((advised, spoke)) = given.get_mut(nth) else { continue };
                for item in of_team {
                    let advice = item.advice.iter();
                    advised.extend(advice.map(|(by, is_taken)| Advised { by: by.clone(), is_taken: *is_taken }));
                    spoke.extend(item.spoke.iter().cloned());
                }
            }
        }
        Ok(given)
    }

    /// The times of the last eight weeks that somebody of a team heard customers, as its charter has them.
    async fn heard_by(&self, charter: &DocId, today: &str) -> Result<Vec<Told>, Problem> {
        let made = self.made_or_none("heard", charter, |cold, _, _| {
            let sheet = cold.room.sheet()?;
            let heard = sheet.rows(charter::HEARD).map(charter::Heard::of);
            Some(HeardOn(heard.map(|heard| (heard.on.to_owned(), heard.row.id.clone())).collect()))
        });
        let made = made.await?;
        let heard = made.as_deref().and_then(Option::as_ref).map(|heard| heard.0.as_slice()).unwrap_or_default();
        let recent = heard.iter().filter(|(on, _)| week_of(on, today).is_some());
        let told = recent.map(|(on, row)| Told {
            signal: Sign::Customers.word(),
            on: on.clone(),
            doc: charter.clone(),
            row: Some(row.clone()),
            says: "A note in the charter".to_owned(),
            minutes: None,
            advice: None,
        });
        Ok(told.collect())
    }

    /// The name of a document.
    async fn name_of(&self, doc: &DocId) -> Result<String, Problem> {
        let made = self.made_of("name", doc, |cold, around, _| {
            let (kind, sheet) = around.sheet(cold)?;
            Some(name(kind, &sheet).to_owned())
        });
        Ok(made.await?.as_ref().clone().unwrap_or_default())
    }

    /// A series as its reviews are counted.
    async fn held(&self, series: &DocId) -> Result<Held, Problem> {
        let made = self.made_or_none("held", series, |cold, around, _| {
            let (kind, sheet) = around.sheet(cold)?;
            let minutes = usize::try_from(Plan::of(&sheet).minutes).ok()?;
            Some(Held { name: name(kind, &sheet).to_owned(), minutes })
        });
        Ok(made.await?.and_then(|made| made.as_ref().clone()).unwrap_or_default())
    }

    /// The reviews of the last eight weeks that are for the whole workspace and that the caller may read, with their days.
    async fn reviews_for_all(&self, caller: &Caller, today: &str) -> Result<Vec<(String, DocRow)>, Problem> {
        let day_of = |row: DocRow| {
            let slot = review::KIND.slot_of(&row.id)?;
            week_of(slot.day(), today).map(|_| (row, slot.day().to_owned()))
        };
        let recent: Vec<(DocRow, String)> = self.rooms.log().docs().await?.into_iter().filter_map(day_of).collect();
        let mut days: HashMap<DocId, String> = recent.iter().map(|(row, day)| (row.id.clone(), day.clone())).collect();
        let rows = recent.into_iter().map(|(row, _)| row).collect();
        let places = self.people.confined(None).await?;
        let rows = self.visible(caller, rows).await?.into_iter();
        let rows = rows.filter(|row| is_for_all(&places, &granted_in(&row.id, row.kind)));
        Ok(rows.filter_map(|row| Some((days.remove(&row.id)?, row))).collect())
    }

    /// A review as it is counted, made once a version of it and of people's names. Its writers are those that the server knows.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be read.
    pub(super) async fn of_teams(&self, row: &DocRow, around: &Around) -> Result<Arc<Option<OfTeams>>, LogError> {
        let (version, around) = ((row.last_seq, 0, around.labelled), around.clone());
        let (log, limits, id) = (self.rooms.log().clone(), self.rooms.limits(), row.id.clone());
        let read = move |turn: Turn| async move {
            let make = move |mut cold: Cold| {
                let _turn = turn;
                let (_, known, written) = around.sheet_and(&mut cold, of_teams)?;
                Some(written.with_writers_of(&of_teams(&known)))
            };
            match cold::read(&log, &id, limits, make).await {
                // A review that can just now not be read says nothing.
                Err(LogError::Quarantined(_) | LogError::NewerKind(_)) => Ok(None),
                read => Ok(read?.flatten()),
            }
        };
        self.reads.once(Of::List, ("of teams", row.id.clone()), version, read).await
    }
}

fn no_log() -> Problem {
    Problem::not_found("only a team’s decision log has signals, and this document is none")
}
