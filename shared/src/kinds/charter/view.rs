//! A charter as people read it: the sheet with its names resolved. Total: it fills gaps and never assumes.

use super::jobs::jobs;
use super::noted::{Dismissal, dismissals, key_of};
use super::schema::*;
use super::stand::{Mode, Stand};
use crate::id::{DocId, RowId};
use crate::kinds::org::{self, Captain};
use crate::kinds::strategy::{Job, Served};
use crate::sheet::{Register, Row, Sheet};
use crate::text::hashed;
use crate::{names, order};

/// A charter with its part of the `org` document.
#[derive(Debug, Clone, PartialEq)]
pub struct CharterView {
    /// The team's name; empty while nobody has written it.
    pub name: String,
    /// The mission, one line.
    pub mission: String,
    /// The jobs of customers that the team knows.
    pub jobs: Vec<Job>,
    /// The areas of focus that the mission serves.
    pub serves: Vec<Served>,
    /// The captain, who answers for the team.
    pub captain: Captain,
    /// The last day of its tenure; `None` is open-ended.
    pub ends: Option<String>,
    /// The day on which it was closed; `None` while it works.
    pub closed: Option<String>,
    /// The mandate: claims on surfaces.
    pub claims: Vec<Claim>,
    /// Lines that are somebody else's.
    pub n_out_of_scope: usize,
    /// The lines of what the team decides.
    pub decides: Vec<(RowId, String)>,
    /// The metrics.
    pub metrics: Vec<Metric>,
    /// The people.
    pub members: Vec<Member>,
    /// Functions the team needs.
    pub required_functions: Vec<String>,
    /// How many values wait for somebody to pick one of several.
    pub n_open_values: usize,
    /// The checks that somebody dismissed with a reason.
    pub dismissed: Vec<Dismissal>,
}

/// One claim of the mandate.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Its row.
    pub row: RowId,
    /// The surface's id in the registry.
    pub surface: String,
    /// The surface's name; empty if the registry does not know it.
    pub name: String,
    /// How the team stands to it.
    pub mode: Mode,
    /// When either was last written, in milliseconds since 1970 by the writer's clock; 0 where nobody knows.
    pub since_ms: u64,
}

/// One measurable accomplishment.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Its row.
    pub row: RowId,
    /// The metric's name.
    pub name: String,
    /// How it is counted.
    pub definition: String,
    /// The unit it counts in: `%`, `days`, `€`.
    pub unit: String,
    /// Whether more is better; `None` while nobody said.
    pub up_is_good: Option<bool>,
    /// Where it started.
    pub baseline: Option<f64>,
    /// When it started there.
    pub baseline_on: String,
    /// Where it should get; may have several values.
    pub target: Register,
    /// By when.
    pub due: Register,
    /// Where the numbers come from.
    pub source: String,
    /// The person who reads them.
    pub owner: String,
    /// Readings, oldest first.
    pub readings: Vec<Reading>,
}

/// One reading of a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// The number.
    pub value: f64,
}

/// One person of the team.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Their row.
    pub row: RowId,
    /// Their name.
    pub name: String,
    /// The function they represent.
    pub function: String,
    /// Their share of a week, 0 to 1; `None` while nobody said.
    pub allocation: Option<f64>,
    /// The first day on which they are there, and the last; each is empty while nobody said.
    pub days: (String, String),
}

impl Claim {
    /// Reads a row of the mandate with the registry's names.
    pub fn of(row: &Row, org: &Sheet) -> Self {
        let surface = row.value("surface").words().to_owned();
        let name = org::surface_name(org, &surface).unwrap_or("").to_owned();
        let written = [row.value("mode"), row.value("surface")];
        let since_ms =
            written.iter().flat_map(|value| &value.writes).map(|write| write.at_ms).max().unwrap_or_default();
        Self { row: row.id.clone(), name, mode: Mode::of(row.value("mode").words()), surface, since_ms }
    }

    /// The surface's name as names are compared.
    pub(super) fn key(&self) -> String {
        names::key(&self.name)
    }

    pub(super) fn stand(&self) -> Stand {
        Stand { surface: self.surface.clone(), mode: self.mode, since_ms: self.since_ms }
    }
}

impl Metric {
    /// Reads a metric's row with its readings.
    pub fn of(row: &Row, readings: &[Row]) -> Self {
        Self::read_by(row, readings, "metric")
    }

    /// The same where another value of the readings names the row: goals read numbers as charters do.
    pub fn read_by(row: &Row, readings: &[Row], about: &str) -> Self {
        let mut own: Vec<Reading> = readings
            .iter()
            .filter(|reading| reading.archived.is_none() && reading.value(about).words() == row.id.as_str())
            .filter_map(|reading| {
                let value = reading.value("value").number()?;
                Some(Reading { on: reading.value("on").words().to_owned(), value })
            })
            .collect();
        order::sort_by(&mut own, |a, b| a.on.cmp(&b.on));
        Self {
            row: row.id.clone(),
            name: row.text("name").to_owned(),
            definition: row.text("definition").to_owned(),
            unit: row.value("unit").words().to_owned(),
            up_is_good: match row.value("direction").words() {
                "up" => Some(true),
                "down" => Some(false),
                _ => None,
            },
            baseline: row.value("baseline").number(),
            baseline_on: row.value("baseline_on").words().to_owned(),
            target: row.value("target").clone(),
            due: row.value("due").clone(),
            source: row.value("source").words().to_owned(),
            owner: row.value("owner").words().to_owned(),
            readings: own,
        }
    }

    /// The latest reading, or the baseline while there is none.
    pub fn now(&self) -> Option<f64> {
        self.readings.last().map(|reading| reading.value).or(self.baseline)
    }
}

impl Member {
    /// Reads a person's row.
    pub fn of(row: &Row) -> Self {
        Self {
            row: row.id.clone(),
            name: row.value("name").words().to_owned(),
            function: row.value("function").words().to_owned(),
            allocation: row.value("allocation").number(),
            days: (row.value(THERE_FROM).words().to_owned(), row.value(THERE_UNTIL).words().to_owned()),
        }
    }
}

impl CharterView {
    /// The same where nobody is named as captain, and somebody is about to be.
    #[must_use]
    pub fn led_by(mut self, to_be: Option<String>) -> Self {
        if let Some(name) = to_be.filter(|_| matches!(self.captain, Captain::Vacant)) {
            self.captain = Captain::One { name, since: None };
        }
        self
    }

    /// Reads a charter with its part of the `org` document.
    pub fn of(charter: &Sheet, org: &Sheet, id: &DocId) -> Self {
        let captain = org::captain(org, id);
        let captain_open = usize::from(matches!(captain, Captain::Several(_)));
        let day = |name| Some(charter.value(name).words().to_owned()).filter(|day| !day.is_empty());
        Self {
            name: charter.text(NAME).trim().to_owned(),
            mission: charter.text(MISSION).trim().to_owned(),
            jobs: jobs(charter),
            serves: charter.rows(SERVES).map(served).collect(),
            captain,
            ends: day(ENDS),
            closed: day(CLOSED),
            claims: charter.rows(CLAIMS).map(|row| Claim::of(row, org)).collect(),
            n_out_of_scope: charter.rows(OUT_OF_SCOPE).count(),
            decides: charter.rows(DECIDE).map(|row| (row.id.clone(), row.text(LINE).to_owned())).collect(),
            metrics: charter.rows(METRICS).map(|row| Metric::of(row, charter.all_rows(READINGS))).collect(),
            members: charter.rows(MEMBERS).map(Member::of).collect(),
            required_functions: org::required_functions(org, id).map(|(_, name)| name.to_owned()).collect(),
            n_open_values: open_values(charter) + captain_open,
            dismissed: dismissals(charter),
        }
    }

    /// The people of the team as person fields name them, its captain first.
    pub fn team(&self) -> Vec<&str> {
        let captain = match &self.captain {
            Captain::One { name, .. } => Some(name.as_str()),
            Captain::Vacant | Captain::Several(_) => None,
        };
        let members = self.members.iter().map(|member| member.name.as_str());
        captain.into_iter().chain(members).filter(|name| !name.trim().is_empty()).collect()
    }

    /// Required functions with nobody in them.
    pub fn holes(&self) -> Vec<String> {
        let filled = |function: &str| self.members.iter().any(|member| names::same(&member.function, function));
        self.required_functions.iter().filter(|function| !filled(function)).cloned().collect()
    }

    /// Those of which nobody said why.
    pub fn open_holes(&self) -> Vec<String> {
        let mut holes = self.holes();
        holes.retain(|hole| !self.is_dismissed(&key_of("hole", &names::key(hole))));
        holes
    }

    /// Whether somebody dismissed the check of this key.
    pub fn is_dismissed(&self, key: &str) -> bool {
        self.dismissed.iter().any(|one| one.key == key)
    }

    /// The functions that people of the team have, each with their share of a week.
    pub(super) fn functions(&self) -> Vec<(String, f64)> {
        let people = self.members.iter().filter(|member| !member.function.trim().is_empty());
        people.map(|member| (member.function.trim().to_owned(), member.allocation.unwrap_or(1.0))).collect()
    }

    /// A fingerprint of mission, mandate and metrics, in whichever order their lines stand. Readings are no part of it.
    pub(super) fn read_as(&self) -> String {
        let claims = self.claims.iter().map(|claim| format!("{} {}", claim.mode.word(), claim.name));
        let metric = |metric: &Metric| {
            let [from, to] = [metric.baseline, metric.target.number()].map(Option::unwrap_or_default);
            format!("{} {} {from} {to} {} {}", metric.name, metric.definition, metric.unit, metric.due.words())
        };
        let lines = claims.chain(self.metrics.iter().map(metric)).chain([self.mission.clone()]);
        let mut lines: Vec<String> = lines.map(|line| names::key(&line)).collect();
        order::sort(&mut lines);
        format!("{:08x}", hashed(&lines.join("\n")))
    }
}

/// The registry's words on each claimed surface, where the claim does not say the same: its name and its description.
pub fn described_surfaces<'a>(charter: &Sheet, org: &'a Sheet) -> Vec<(&'a str, &'a str)> {
    let mut seen: Vec<&RowId> = Vec::new();
    let mut described = Vec::new();
    for claim in charter.rows(CLAIMS) {
        let surface = claim.value("surface").words();
        let row = org.all_rows(org::SURFACES).iter().find(|row| row.id.as_str() == surface);
        let Some(row) = row.filter(|row| !row.text("about").is_empty() && !seen.contains(&&row.id)) else { continue };
        seen.push(&row.id);
        if row.text("about").trim() != claim.text("note").trim() {
            described.push((row.value("name").words(), row.text("about")));
        }
    }
    described
}

fn served(row: &Row) -> Served {
    let words = |name| row.value(name).words().to_owned();
    Served { focus: words(FOCUS), name: words(FOCUS_NAME) }
}

fn open_values(sheet: &Sheet) -> usize {
    let of_rows =
        sheet.lists.values().flatten().filter(|row| row.archived.is_none()).flat_map(|row| row.values.values());
    sheet.values.values().chain(of_rows).filter(|register| register.is_open()).count()
}
