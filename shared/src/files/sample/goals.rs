//! The goals of the example: the company's and two teams' of one quarter, and those of the quarter before, which closed with what was
//! learned. One objective of the company is served by no team, one of a team serves nothing, one target moved with its reason, one
//! key result was not read for weeks, and of one people are less and less sure.

use serde::Deserialize;

use super::dates::{Moved, ms};
use super::rows::{example, push, put_all, row, said};
use crate::files::import::Draft;
use crate::id::RowId;
use crate::kinds::charter;
use crate::kinds::okr::*;
use crate::sheet::{Sheet, Value};

/// The goals as they are written.
const GOALS: &str = include_str!("goals.json");
/// The time of day at which something is said.
const AT: &str = "09:30";

#[derive(Deserialize)]
struct Written {
    source: String,
    name: String,
    /// The source of the team's charter, and the team's name.
    #[serde(default)]
    team: Option<(String, String)>,
    owner: String,
    starts: String,
    ends: String,
    #[serde(default)]
    note: String,
    objectives: Vec<Aim>,
    /// By whom and on which day it was closed, and what was learned in it.
    #[serde(default)]
    closed: Option<(String, String, String)>,
}

#[derive(Deserialize)]
struct Aim {
    id: String,
    words: String,
    #[serde(default)]
    why: String,
    /// The place of what stands above it, by the source of its document, and its words.
    #[serde(default)]
    towards: Option<(String, String)>,
    results: Vec<Sought>,
}

/// A key result. One that is a metric of the team's charter says nothing of its numbers: they stand there.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sought {
    id: String,
    name: String,
    /// Whether it is the metric of this name in the team's charter.
    is_of_charter: bool,
    definition: String,
    sort: String,
    unit: String,
    direction: String,
    baseline: f64,
    target: f64,
    read_in: String,
    owner: String,
    /// Day and number.
    read: Vec<(String, f64)>,
    /// Day, how sure people are, what works and what does not; its owner says so.
    sure: Vec<(String, f64, String, String)>,
    /// The move of a target: by whom, on which day, from what, and why.
    moved: Option<(String, String, f64, String)>,
    /// Something learned: by whom, on which day, what, and where it is used.
    learned: Option<(String, String, String, String)>,
}

/// The example's goals as they are on the day `today`, as `2026-11-29`. They come after the charters and the strategy, and name these by
/// their sources: see [`super::linked`].
pub fn goals(today: &str) -> Vec<Draft> {
    let moved = Moved::to(today);
    // A test proves that they can be read.
    let written: Vec<Written> = serde_json::from_str(GOALS).unwrap_or_default();
    written.into_iter().map(|goals| Draft::example(goals.source.as_str(), KIND, goals.sheet(moved))).collect()
}

impl Written {
    fn sheet(&self, moved: Moved) -> Sheet {
        let mut sheet = Sheet::default();
        let texts = [(NAME, &self.name), (NOTE, &self.note)].into_iter().filter(|(_, text)| !text.is_empty());
        sheet.texts.extend(texts.map(|(name, text)| (name.to_owned(), text.clone())));
        let (team, team_name) = self.team.clone().unwrap_or_default();
        let days = [(STARTS, &self.starts), (ENDS, &self.ends)].map(|(name, day)| (name, moved.day(day).into()));
        let own = [(TEAM, team.into()), (TEAM_NAME, team_name.into()), (OWNER, self.owner.as_str().into())];
        put_all(&mut sheet.values, &own);
        put_all(&mut sheet.values, &days);
        for aim in &self.objectives {
            let (above, name) = aim.towards.clone().unwrap_or_default();
            let texts = [(OBJECTIVE, &*aim.words), (WHY, &*aim.why)];
            let values = [(TOWARDS, above.into()), (TOWARDS_NAME, name.into())];
            push(&mut sheet, OBJECTIVES, row(&aim.id, &texts, &values));
            for result in &aim.results {
                result.write(&mut sheet, aim, self, moved);
                result.write_what_was_said(&mut sheet, self, moved);
            }
        }
        if let Some((by, day, learned)) = &self.closed {
            says(&mut sheet, CLOSES, "closed", by, &moved.day(day), &[(LEARNED, learned.as_str().into())]);
        }
        sheet
    }
}

impl Sought {
    fn write(&self, sheet: &mut Sheet, aim: &Aim, of: &Written, moved: Moved) {
        if self.is_of_charter {
            let values = [
                (OBJECTIVE, example(&aim.id).into()),
                (SORT, self.sort.as_str().into()),
                (METRIC, self.metric(of).map(String::from).unwrap_or_default().into()),
            ];
            return push(sheet, KEY_RESULTS, row(&self.id, &[(NAME, &*self.name)], &values));
        }
        let texts = [(NAME, &*self.name), (DEFINITION, &*self.definition)];
        let values = [
            (OBJECTIVE, example(&aim.id).into()),
            (SORT, self.sort.as_str().into()),
            (UNIT, self.unit.as_str().into()),
            (DIRECTION, self.direction.as_str().into()),
            (BASELINE, self.baseline.into()),
            (BASELINE_ON, moved.day(&of.starts).into()),
            (TARGET, self.target.into()),
            (DUE, moved.day(&of.ends).into()),
            (SOURCE, self.read_in.as_str().into()),
            (OWNER, self.owner.as_str().into()),
        ];
        push(sheet, KEY_RESULTS, row(&self.id, &texts, &values));
        for (nth, (day, number)) in self.read.iter().enumerate() {
            let values = [(KEY_RESULT, example(&self.id).into()), (VALUE, (*number).into())];
            says(sheet, READINGS, &format!("{}_read_{nth}", self.id), &self.owner, &moved.day(day), &values);
        }
    }

    /// The metric of its name in the charter of the team.
    fn metric(&self, of: &Written) -> Option<RowId> {
        let (source, _) = of.team.as_ref()?;
        let charter = super::sample().into_iter().find(|draft| draft.source == *source)?;
        let metric = charter.sheet.rows(charter::METRICS).find(|row| row.text(NAME).trim() == self.name);
        metric.map(|row| row.id.clone())
    }

    /// Check-ins, the move of its target, and what was learned.
    fn write_what_was_said(&self, sheet: &mut Sheet, of: &Written, moved: Moved) {
        let about = || (KEY_RESULT, Value::from(example(&self.id)));
        for (nth, (day, sure, works, does_not)) in self.sure.iter().enumerate() {
            let values = [
                about(),
                (CONFIDENCE, (*sure).into()),
                (WORKING, works.as_str().into()),
                (NOT_WORKING, does_not.as_str().into()),
            ];
            says(sheet, CHECK_INS, &format!("{}_sure_{nth}", self.id), &self.owner, &moved.day(day), &values);
        }
        if let Some((by, day, was, why)) = &self.moved {
            let due = moved.day(&of.ends);
            let values = [
                about(),
                (WAS, (*was).into()),
                (WAS_DUE, due.as_str().into()),
                (TO, self.target.into()),
                (TO_DUE, due.as_str().into()),
                (WHY, why.as_str().into()),
            ];
            says(sheet, MOVES, &format!("{}_moved", self.id), by, &moved.day(day), &values);
        }
        if let Some((by, day, learned, applies_to)) = &self.learned {
            let values = [about(), (LEARNED, learned.as_str().into()), (APPLIES_TO, applies_to.as_str().into())];
            says(sheet, LEARNINGS, &format!("{}_learned", self.id), by, &moved.day(day), &values);
        }
    }
}

/// Adds a row that somebody says on a day.
fn says(sheet: &mut Sheet, list: &str, id: &str, by: &str, day: &str, values: &[(&str, Value)]) {
    let on = [(ON, Value::from(day))];
    let values: Vec<(&str, Value)> = values.iter().cloned().chain(on).collect();
    push(sheet, list, said(id, by, ms(day, AT), &values));
}

#[cfg(test)]
mod tests;
