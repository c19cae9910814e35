//! Goals as people read them: objectives with their key results, and what was read and said of each. Total: it fills gaps and
//! never assumes.

use super::schema::*;
use crate::id::{DocId, RowId};
use crate::kinds::charter::{self, Metric};
use crate::kinds::outline::newest_first;
use crate::sheet::{Row, Sheet};

/// Goals of a team or of the company for a cycle.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OkrView {
    /// The charter of the team; `None` where they are the company's.
    pub team: Option<DocId>,
    /// The team's name, as it was when the cycle was begun.
    pub team_name: String,
    /// The first day; empty where nobody said.
    pub starts: String,
    /// The last day; empty where nobody said.
    pub ends: String,
    /// Objectives in their order.
    pub objectives: Vec<Objective>,
    /// Key results whose objective is not there.
    pub loose: Vec<KeyResult>,
    /// The day of the close, and what was learned in the cycle; `None` while it is open.
    pub closed: Option<Row>,
}

/// An objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Its row.
    pub row: RowId,
    /// Its words.
    pub words: String,
    /// The objective or the focus above it: its place, which is empty where it is only named, and its words.
    pub towards: Option<(String, String)>,
    /// The reason why it stands alone; empty where nobody gave one.
    pub alone: String,
    /// Its key results in their order.
    pub results: Vec<KeyResult>,
}

/// A key result.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyResult {
    /// Its numbers and readings: its own, or those of the charter's metric that it is.
    pub metric: Metric,
    /// Whether it is promised; `None` while nobody said.
    pub is_committed: Option<bool>,
    /// The metric of the charter that it is, if it is one.
    pub of_charter: Option<RowId>,
    /// Whether its numbers stand in a charter that is not at hand.
    pub is_elsewhere: bool,
    /// Check-ins, the oldest first.
    pub check_ins: Vec<CheckIn>,
    /// Moves of its target, the latest first.
    pub moves: Vec<Row>,
    /// Words on what was learned, the latest first.
    pub learnings: Vec<Row>,
    /// The keys of the remarks that are dismissed, each with the reason.
    pub dismissed: Vec<(String, String)>,
}

/// A check-in.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckIn {
    /// Its row, as its maker wrote it.
    pub row: Row,
    /// Its day.
    pub on: String,
    /// The confidence from 1 to 10; `None` where nobody gave one.
    pub confidence: Option<u8>,
}

impl OkrView {
    /// Reads goals. `charter` is the charter of their team, where it is at hand: a key result that is a metric of it has its
    /// numbers from there.
    pub fn of(sheet: &Sheet, charter: Option<&Sheet>) -> Self {
        let day = |name| sheet.value(name).words().to_owned();
        let logs = Logs::of(sheet);
        let results: Vec<(String, KeyResult)> = sheet
            .rows(KEY_RESULTS)
            .map(|row| (row.value(OBJECTIVE).words().to_owned(), logs.result(row, charter)))
            .collect();
        let of = |objective: &Row| {
            let own = results.iter().filter(|(of, _)| of == objective.id.as_str());
            own.map(|(_, result)| result.clone()).collect()
        };
        let objectives: Vec<Objective> = sheet.rows(OBJECTIVES).map(|row| Objective::of(row, of(row))).collect();
        let is_loose = |of: &str| !objectives.iter().any(|objective| objective.row.as_str() == of);
        let loose = results.iter().filter(|(of, _)| is_loose(of)).map(|(_, result)| result.clone()).collect();
        Self {
            team: sheet.value(TEAM).words().parse().ok(),
            team_name: day(TEAM_NAME),
            starts: day(STARTS),
            ends: day(ENDS),
            objectives,
            loose,
            closed: newest_first(sheet.rows(CLOSES).collect(), ON).first().map(|row| (*row).clone()),
        }
    }

    /// Every key result, those of objectives first.
    pub fn results(&self) -> impl Iterator<Item = &KeyResult> {
        self.objectives.iter().flat_map(|objective| &objective.results).chain(&self.loose)
    }

    /// The key result of a row.
    pub fn result(&self, row: &RowId) -> Option<&KeyResult> {
        self.results().find(|result| result.metric.row == *row)
    }
}

impl Objective {
    fn of(row: &Row, results: Vec<KeyResult>) -> Self {
        let words = |name| row.value(name).words().trim().to_owned();
        let towards =
            Some((words(TOWARDS), words(TOWARDS_NAME))).filter(|(at, name)| !at.is_empty() || !name.is_empty());
        Self {
            row: row.id.clone(),
            words: row.text(OBJECTIVE).trim().to_owned(),
            towards,
            alone: words(ALONE),
            results,
        }
    }

    /// Whether nothing is above it, and nobody says why.
    pub fn is_gap(&self) -> bool {
        self.towards.is_none() && self.alone.is_empty()
    }
}

impl KeyResult {
    /// A key result of which nothing is known but its words, as a set has it.
    pub fn of_words(words: &str) -> Self {
        let mut row = Row::new(RowId::made_by(1, 1));
        row.texts.insert(NAME.to_owned(), words.to_owned());
        Logs::of(&Sheet::default()).result(&row, None)
    }

    /// Whether somebody dismissed a remark, and did not take that back.
    pub fn is_dismissed(&self, key: &str) -> bool {
        self.dismissed.iter().any(|(dismissed, _)| dismissed == key)
    }

    /// The days and the numbers of confidence, the oldest first; of one day the last counts.
    pub fn confidence(&self) -> Vec<(&str, u8)> {
        let mut by_day: Vec<(&str, u8)> = Vec::new();
        for one in &self.check_ins {
            let Some(confidence) = one.confidence else { continue };
            match by_day.last_mut() {
                Some(last) if last.0 == one.on => last.1 = confidence,
                _ => by_day.push((one.on.as_str(), confidence)),
            }
        }
        by_day
    }
}

/// The lists that stand beside key results.
struct Logs<'a> {
    readings: &'a [Row],
    check_ins: Vec<&'a Row>,
    moves: Vec<&'a Row>,
    learnings: Vec<&'a Row>,
    dismissed: Vec<&'a Row>,
}

impl<'a> Logs<'a> {
    fn of(sheet: &'a Sheet) -> Self {
        let newest = |list| newest_first(sheet.rows(list).collect(), ON);
        let mut check_ins = newest(CHECK_INS);
        check_ins.reverse();
        Self {
            readings: sheet.all_rows(READINGS),
            check_ins,
            moves: newest(MOVES),
            learnings: newest(LEARNINGS),
            dismissed: newest(DISMISSED),
        }
    }

    fn result(&self, row: &Row, charter: Option<&Sheet>) -> KeyResult {
        let about = |rows: &[&Row]| -> Vec<Row> {
            let own = rows.iter().filter(|one| one.value(KEY_RESULT).words() == row.id.as_str());
            own.map(|one| (*one).clone()).collect()
        };
        let of_charter: Option<RowId> = row.value(METRIC).words().parse().ok();
        let there = of_charter.as_ref().zip(charter).and_then(|(metric, charter)| there(charter, metric));
        let own = Metric::read_by(row, self.readings, KEY_RESULT);
        let is_elsewhere = of_charter.is_some() && there.is_none();
        // The name is the key result's own where it has one: the charter may call the number in another way.
        let metric = match there {
            Some(there) if own.name.trim().is_empty() => Metric { row: own.row, ..there },
            Some(there) => Metric { row: own.row, name: own.name, ..there },
            None => own,
        };
        KeyResult {
            metric,
            is_committed: match row.value(SORT).words() {
                "committed" => Some(true),
                "stretch" => Some(false),
                _ => None,
            },
            of_charter,
            is_elsewhere,
            check_ins: about(&self.check_ins).into_iter().map(CheckIn::of).collect(),
            moves: about(&self.moves),
            learnings: about(&self.learnings),
            dismissed: dismissed(&about(&self.dismissed)),
        }
    }
}

/// The metric of a charter.
fn there(charter: &Sheet, metric: &RowId) -> Option<Metric> {
    let row = charter.rows(charter::METRICS).find(|row| row.id == *metric)?;
    Some(Metric::of(row, charter.all_rows(charter::READINGS)))
}

/// The remarks that are dismissed by the latest row of each, with its reason.
fn dismissed(newest: &[Row]) -> Vec<(String, String)> {
    let mut latest: Vec<(String, String)> = Vec::new();
    for row in newest {
        let key = row.value(CHECK).words();
        if !latest.iter().any(|(known, _)| known == key) {
            latest.push((key.to_owned(), row.value(REASON).words().trim().to_owned()));
        }
    }
    latest.retain(|(_, reason)| !reason.is_empty());
    latest
}

impl CheckIn {
    fn of(row: Row) -> Self {
        let confidence = row.value(CONFIDENCE).number().map(|number| number.round().clamp(1.0, 10.0) as u8);
        Self { on: row.value(ON).words().to_owned(), confidence, row }
    }
}
