//! A charter as people read it: the sheet with its names resolved. Total: it fills gaps and never assumes.

use crate::names;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::noted::{Dismissal, Noted, dismissals, key_of};
use super::schema::*;
use super::stand::{Mode, Stand};
use super::touched::Touch;
use super::week::Share;
use crate::id::{DocId, RowId};
use crate::kinds::org::{self, Captain};
use crate::kinds::strategy::Served;
use crate::order;
use crate::sheet::{Named, Register, Row, Sheet};
use crate::text::hashed;
use crate::text::words::listed;

/// A charter with its part of the `org` document.
#[derive(Debug, Clone, PartialEq)]
pub struct CharterView {
    /// The team's name; empty while nobody has written it.
    pub name: String,
    /// The mission, one line.
    pub mission: String,
    /// The areas of focus that the mission serves.
    pub serves: Vec<Served>,
    /// The captain, who answers for the team.
    pub captain: Captain,
    /// The last day of its tenure; `None` is open-ended.
    pub ends: Option<String>,
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
}

/// The summary of a charter in the list: small, made where the whole document is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The team's name.
    pub name: String,
    /// Captains: none, one, or several to pick from.
    pub captains: Vec<String>,
    /// The mission's line.
    pub mission: String,
    /// The areas of focus that the mission serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<Served>,
    /// Names of the surfaces it claims to own, as compared (lower case).
    pub owns: Vec<String>,
    /// Names of the surfaces it shares, in the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<String>,
    /// How it stands to each surface that it claims.
    #[serde(default)]
    pub claims: Vec<Stand>,
    /// The surfaces that it decides about and neither owns nor shares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<Touch>,
    /// The function of each of its people who has one, and their share of a week, 0 to 1; a whole one while nobody said.
    #[serde(default)]
    pub functions: Vec<(String, f64)>,
    /// Its people of whom somebody said a share of a week.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Share>,
    /// Required functions that nobody fills, but for those of which somebody said why.
    pub holes: Vec<String>,
    /// Values that wait for somebody to pick one of several.
    pub n_open_values: usize,
    /// Those of mission, mandate and metrics that say nothing yet, in this order, but for those of which somebody said why.
    #[serde(default)]
    pub missing: Vec<String>,
    /// The checks that stand: see [`super::summary`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Noted>,
    /// The keys of the checks that somebody dismissed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dismissed: Vec<String>,
    /// A fingerprint of mission, mandate and metrics: others have read them as they were then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub read_as: String,
    /// Part of the worked example.
    #[serde(default)]
    pub example: bool,
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

    fn stand(&self) -> Stand {
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
        let ends = charter.value(ENDS).words();
        Self {
            name: charter.text(NAME).trim().to_owned(),
            mission: charter.text(MISSION).trim().to_owned(),
            serves: charter.rows(SERVES).map(served).collect(),
            captain,
            ends: (!ends.is_empty()).then(|| ends.to_owned()),
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
    fn functions(&self) -> Vec<(String, f64)> {
        let people = self.members.iter().filter(|member| !member.function.trim().is_empty());
        people.map(|member| (member.function.trim().to_owned(), member.allocation.unwrap_or(1.0))).collect()
    }

    /// A fingerprint of mission, mandate and metrics, in whichever order their lines stand. Readings are no part of it.
    fn read_as(&self) -> String {
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

    /// The summary of this charter with all that others are compared by.
    pub fn compared(&self, org: &Sheet, example: bool) -> Summary {
        let people = self.members.iter().map(|one| (&one.row, one.name.as_str(), one.allocation));
        let summary = self.summary(example);
        let held: Vec<String> = summary.owns.iter().chain(&summary.shares).cloned().collect();
        let touches = Touch::all(&self.decides, &held, org);
        Summary { people: Share::all(people), touches, read_as: self.read_as(), ..summary }
    }

    /// The summary of this charter by itself.
    pub fn summary(&self, example: bool) -> Summary {
        let captains = match &self.captain {
            Captain::Vacant => Vec::new(),
            Captain::One { name, .. } => vec![Named::read(name).name.to_owned()],
            Captain::Several(register) => {
                let words = register.writes.iter().filter_map(|write| write.value.words());
                words.map(|words| Named::read(words).name.to_owned()).collect()
            }
        };
        let held = |mode: Mode| {
            let held = self.claims.iter().filter(move |claim| claim.mode == mode && !claim.name.is_empty());
            held.map(Claim::key).collect()
        };
        let says_nothing = [
            ("mission", self.mission.is_empty()),
            ("mandate", self.claims.is_empty()),
            ("metrics", self.metrics.is_empty()),
        ];
        let is_open = |(name, is_empty): &(&str, bool)| *is_empty && !self.is_dismissed(&format!("no-{name}"));
        let missing = says_nothing.into_iter().filter(is_open).map(|(name, _)| name.to_owned());
        Summary {
            name: self.name.clone(),
            captains,
            mission: self.mission.clone(),
            serves: self.serves.clone(),
            owns: held(Mode::Own),
            shares: held(Mode::Share),
            claims: self.claims.iter().filter(|claim| !claim.surface.is_empty()).map(Claim::stand).collect(),
            touches: Vec::new(),
            functions: self.functions(),
            people: Vec::new(),
            holes: self.open_holes(),
            n_open_values: self.n_open_values,
            missing: missing.collect(),
            checks: Vec::new(),
            dismissed: self.dismissed.iter().map(|one| one.key.clone()).collect(),
            read_as: String::new(),
            example,
        }
    }
}

impl Summary {
    /// Owned surfaces that another charter owns too, with those charters' names.
    pub fn contested(&self, others: &[&Self]) -> BTreeMap<String, Vec<String>> {
        let mut contested: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for surface in &self.owns {
            for other in others.iter().filter(|other| other.example == self.example && other.owns.contains(surface)) {
                contested.entry(surface.clone()).or_default().push(other.name.clone());
            }
        }
        contested
    }

    /// How many things are to be looked at, `n_contested` surfaces among them.
    pub fn n_to_look(&self, n_contested: usize) -> usize {
        let n_vacant = usize::from(self.captains.is_empty());
        n_vacant + n_contested + self.n_open_values + self.holes.len() + self.missing.len()
    }

    /// Whether somebody dismissed the check of this key.
    pub fn is_dismissed(&self, key: &str) -> bool {
        self.dismissed.iter().any(|one| one == key)
    }

    /// Owned surfaces that another charter owns too, but for those of which somebody here said why.
    pub fn unsettled(&self, others: &[&Self]) -> BTreeMap<String, Vec<String>> {
        let mut contested = self.contested(others);
        contested.retain(|surface, _| !self.is_dismissed(&key_of("contested", surface)));
        contested
    }

    /// The state in one sentence of few words; empty when there is nothing to say.
    pub fn sentence(&self, n_contested: usize) -> String {
        let mut parts = Vec::new();
        let n_captains = self.captains.len();
        match n_captains {
            0 => parts.push("No captain yet".to_owned()),
            1 => {}
            n => parts.push(format!("{n} people are named captain: choose one")),
        }
        let n_values = self.n_open_values - usize::from(n_captains > 1).min(self.n_open_values);
        let counted = |n: usize, one: &str, many: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        parts.extend(counted(n_contested, "contested surface", "contested surfaces"));
        parts.extend(counted(n_values, "value to choose", "values to choose"));
        if !self.holes.is_empty() {
            parts.push(format!("Nobody for {}", listed(&self.holes)));
        }
        if !self.missing.is_empty() {
            let mut missing = format!("{} missing", listed(&self.missing));
            missing.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
            parts.push(missing);
        }
        parts.join(" · ")
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

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(captains: &[&str], holes: &[&str], missing: &[&str], n_open_values: usize) -> Summary {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        Summary {
            name: "First Keys".to_owned(),
            captains: owned(captains),
            mission: String::new(),
            serves: Vec::new(),
            owns: Vec::new(),
            shares: Vec::new(),
            claims: Vec::new(),
            touches: Vec::new(),
            functions: Vec::new(),
            people: Vec::new(),
            holes: owned(holes),
            n_open_values,
            missing: owned(missing),
            checks: Vec::new(),
            dismissed: Vec::new(),
            read_as: String::new(),
            example: false,
        }
    }

    #[test]
    fn the_sentence_names_what_is_missing_and_counts_what_is_to_be_looked_at() {
        for (summary, n_contested, sentence, n_to_look) in [
            (summary(&["Ines"], &[], &[], 0), 0, "", 0),
            (summary(&[], &[], &["metrics"], 0), 0, "No captain yet · Metrics missing", 2),
            (summary(&["Ines"], &["Data"], &[], 0), 1, "1 contested surface · Nobody for Data", 2),
            (summary(&["Ines"], &["Data", "Legal", "Design"], &[], 0), 0, "Nobody for Data, Legal and Design", 3),
            (summary(&["Ines", "Bo"], &[], &[], 2), 0, "2 people are named captain: choose one · 1 value to choose", 2),
        ] {
            assert_eq!(summary.sentence(n_contested), sentence);
            assert_eq!(summary.n_to_look(n_contested), n_to_look, "{sentence}");
        }
    }
}
