//! Goals as a table: a line for each reading of a key result, or for a key result, or for an objective alone, as our own export
//! writes them and as other people's sheets have them.

mod cells;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::filler::{Filler, one, words};
use super::{Draft, ImportError, Told};
use crate::files::day::day_of;
use crate::id::RowId;
use crate::kinds::okr::*;
use crate::names;
use crate::sheet::{Is, PARAGRAPHS_MAX, Row, Value};
use crate::text::numbers::{Plain, first};
use cells::{Line, lines};

/// The thing that a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Objective,
    Why,
    Result,
    Definition,
    /// A value of a key result.
    Of(&'static str),
    ReadOn,
    Reading,
    Learned,
}

/// The heads that people write, as names are compared, and what stands below them.
const HEADS: [(&[&str], Column); 16] = [
    (&["objective", "objectives", "goal"], Column::Objective),
    (&["why", "reason"], Column::Why),
    (&["key result", "key results", "kr", "result"], Column::Result),
    (&["definition", "how it is counted", "description"], Column::Definition),
    (&["sort", "type"], Column::Of(SORT)),
    (&["unit"], Column::Of(UNIT)),
    (&["direction"], Column::Of(DIRECTION)),
    (&["baseline", "start", "start value", "from"], Column::Of(BASELINE)),
    (&["baseline on", "start date"], Column::Of(BASELINE_ON)),
    (&["target", "target value", "goal value", "to"], Column::Of(TARGET)),
    (&["due", "due date", "deadline", "by"], Column::Of(DUE)),
    (&["source"], Column::Of(SOURCE)),
    (&["owner"], Column::Of(OWNER)),
    (&["read on", "date"], Column::ReadOn),
    (&["reading", "current", "current value", "value"], Column::Reading),
    (&["learned", "learnings"], Column::Learned),
];

/// Reads a table of goals. `stem` is the file's name, which names them.
pub(super) fn table(stem: &str, text: &str) -> Result<Draft, ImportError> {
    let mut lines = lines(text)?.into_iter();
    let heads = lines.next().map(|line| line.cells).unwrap_or_default();
    let known = |head: &String| {
        let head = names::key(head);
        HEADS.iter().find(|(known, _)| known.contains(&head.as_str())).map(|(_, column)| *column)
    };
    let columns: Vec<Option<Column>> = heads.iter().map(known).collect();
    if !columns.iter().flatten().any(|column| [Column::Objective, Column::Result].contains(column)) {
        let reason =
            "this table has no column “Objective” and none “Key result”, and of other tables Muster reads none";
        return Err(ImportError::new(1, reason));
    }
    let source = format!("goals:{}", names::key(stem));
    let mut taking = Taking {
        filler: Filler::new(&source),
        told: Vec::new(),
        objectives: BTreeMap::new(),
        results: BTreeMap::new(),
    };
    for (head, _) in heads.iter().zip(&columns).filter(|(head, column)| column.is_none() && !head.trim().is_empty()) {
        taking.left_out(1, format!("the column “{}” has no place in goals", words(head)));
    }
    taking.filler.write(NAME, &words(&stem.replace(['-', '_'], " ")));
    for line in lines {
        taking.line(&columns, &line)?;
    }
    let Taking { filler, told, .. } = taking;
    Ok(Draft { told, ..Draft::of(KIND, source, filler.sheet) })
}

/// A sheet in the making, with the rows that were named so far.
struct Taking {
    filler: Filler,
    told: Vec<Told>,
    objectives: BTreeMap<String, RowId>,
    /// Key results by their objective and their words.
    results: BTreeMap<(String, String), RowId>,
}

impl Taking {
    fn left_out(&mut self, line: usize, words: String) {
        self.told.push(Told { is_left_out: true, ..Told::new(line, words) });
    }

    fn line(&mut self, columns: &[Option<Column>], line: &Line) -> Result<(), ImportError> {
        let cell = |wanted: Column| {
            let at = columns.iter().position(|column| *column == Some(wanted));
            at.and_then(|at| line.cells.get(at)).map(|cell| cell.trim()).unwrap_or_default()
        };
        let objective = self.objective(line.number, cell(Column::Objective), cell(Column::Why))?;
        let name = cell(Column::Result);
        if name.is_empty() {
            return Ok(());
        }
        let key = (objective.clone(), names::key(name));
        let result = match self.results.get(&key) {
            Some(there) => there.clone(),
            None => {
                let said = format!("{objective}\n{name}");
                let row = self.filler.row(line.number, KEY_RESULTS, None, &said)?;
                row.texts.insert(NAME.to_owned(), name.to_owned());
                row.texts.insert(DEFINITION.to_owned(), cell(Column::Definition).to_owned());
                if !objective.is_empty() {
                    row.values.insert(OBJECTIVE.to_owned(), one(objective.as_str()));
                }
                let fields = columns.iter().flatten().filter_map(|column| match column {
                    Column::Of(field) => Some((*field, cell(*column))),
                    _ => None,
                });
                let odd: Vec<String> = fields.filter_map(|(field, words)| set(row, field, words).err()).collect();
                let id = row.id.clone();
                odd.into_iter().for_each(|words| self.left_out(line.number, words));
                self.results.insert(key, id.clone());
                self.learned(line.number, &id, cell(Column::Learned))?;
                id
            }
        };
        self.reading(line.number, &result, cell(Column::ReadOn), cell(Column::Reading))
    }

    /// The row of an objective, made where its words come for the first time; empty where there are none.
    fn objective(&mut self, line: usize, said: &str, why: &str) -> Result<String, ImportError> {
        if said.is_empty() {
            return Ok(String::new());
        }
        let key = names::key(said);
        if let Some(there) = self.objectives.get(&key) {
            return Ok(there.to_string());
        }
        let row = self.filler.row(line, OBJECTIVES, None, said)?;
        row.texts.insert(OBJECTIVE.to_owned(), said.to_owned());
        row.texts.insert(WHY.to_owned(), why.to_owned());
        let id = row.id.clone();
        self.objectives.insert(key, id.clone());
        Ok(id.to_string())
    }

    fn learned(&mut self, line: usize, result: &RowId, said: &str) -> Result<(), ImportError> {
        if said.is_empty() {
            return Ok(());
        }
        if said.chars().count() > PARAGRAPHS_MAX {
            self.left_out(line, "what was learned is longer than a document takes".to_owned());
            return Ok(());
        }
        let row = self.filler.row(line, LEARNINGS, None, &format!("{result}\n{said}"))?;
        row.values.insert(KEY_RESULT.to_owned(), one(result.as_str()));
        row.values.insert(LEARNED.to_owned(), one(said));
        Ok(())
    }

    fn reading(&mut self, line: usize, result: &RowId, on: &str, said: &str) -> Result<(), ImportError> {
        if said.is_empty() {
            return Ok(());
        }
        let (Some(value), Some(day)) = (number(said), day_of(on)) else {
            let words = format!("“{}” on “{}” is no reading: it needs a number and a day", words(said), words(on));
            self.left_out(line, words);
            return Ok(());
        };
        let row = self.filler.row(line, READINGS, None, &format!("{result}\n{day}"))?;
        row.values.insert(KEY_RESULT.to_owned(), one(result.as_str()));
        row.values.insert(ON.to_owned(), one(day));
        row.values.insert(VALUE.to_owned(), one(value));
        Ok(())
    }
}

/// Sets a value of a key result.
///
/// # Errors
/// A clause on the words that may not stand there.
fn set(row: &mut Row, field: &'static str, said: &str) -> Result<(), String> {
    let Some(of) = SCHEMA.list(KEY_RESULTS).and_then(|list| list.value(field)).filter(|_| !said.is_empty()) else {
        return Ok(());
    };
    let value = match of.is {
        Is::Number => number(said).map(Value::Number),
        Is::Day => day_of(said).map(Value::from),
        Is::OneOf(_) => Some(Value::from(names::key(said))),
        _ => Some(Value::from(words(said))),
    };
    let fits = value.filter(|value| of.is.check(value).is_ok());
    let value = fits.ok_or_else(|| format!("“{}” is left out: it is no {}", words(said), field.replace('_', " ")))?;
    row.values.insert(field.to_owned(), one(value));
    Ok(())
}

/// A number as tables have it, or as people write it with its unit. One that may be read in two ways is none.
fn number(said: &str) -> Option<f64> {
    let plain = said.parse::<f64>().ok();
    let read = || match first(said)? {
        (_, Plain::One(number)) => number.parse::<f64>().ok(),
        (_, Plain::Either(..)) => None,
    };
    plain.or_else(read).filter(|number| number.is_finite())
}
