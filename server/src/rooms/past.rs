//! A document's history, step by step: the author, the time, and the change of the sheet.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use muster_shared::access::Author;
use muster_shared::files::export::{markdown, untimed};
use muster_shared::id::{DocId, Since};
use muster_shared::kinds::Kind;
use muster_shared::kinds::outline::Sources;
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::made::made_rows;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::around::Around;
use crate::clock;
use crate::log::{DocRow, Log, LogError, Reader, Update};
use crate::reads::{Costly, Turn};

/// Edits of one author no further apart than this are one step, in milliseconds.
const PAUSE_MS: u64 = 5 * 60 * 1000;
/// Steps that are told, the latest.
const STEPS_MAX: usize = 100;
/// Lines told of each step, on either side.
const LINES_MAX: usize = 40;
/// How long two states may be compared; then what differs is told more coarsely.
const COMPARED_MAX: Duration = Duration::from_millis(200);

/// Some edits of one author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The step's author, as the log has it.
    pub author: String,
    /// The first, in milliseconds since 1970.
    pub from_ms: u64,
    /// The last, in milliseconds since 1970.
    pub to_ms: u64,
    /// How many edits.
    pub n_edits: usize,
    /// Lines that were not there before.
    pub added: Vec<String>,
    /// Lines that are not there any more.
    pub removed: Vec<String>,
}

impl Costly for Step {
    fn n_bytes(&self) -> usize {
        size_of::<Self>() + self.author.len() + self.added.iter().chain(&self.removed).map(String::len).sum::<usize>()
    }
}

/// The latest steps of a document, the last first; `None` if there is no such document.
///
/// # Errors
/// [`LogError::Read`]; [`LogError::Stopped`] when nobody waits for them any more.
pub(crate) async fn steps(log: &Log, id: &DocId, around: Around, turn: Turn) -> Result<Option<Vec<Step>>, LogError> {
    let id = id.clone();
    log.read(move |reader| reader.doc(&id)?.map(|row| retrace(reader, &row, &around, &turn)).transpose()).await
}

fn retrace(reader: &Reader<'_>, row: &DocRow, around: &Around, turn: &Turn) -> Result<Vec<Step>, LogError> {
    let client = clock::random_client().map_err(|error| LogError::Read(error.to_string()))?;
    let mut trace = Trace {
        row,
        around,
        copy: GatedDoc::new(row.kind.map(Kind::schema), client),
        authors: authors_in(reader, row)?,
        said: String::new(),
        steps: Vec::new(),
    };
    let n_steps = count(reader, row, turn)?;
    let mut n = 0;
    reader.history(row.num, 0, |update| {
        turn.go_on()?;
        if trace.begins(update) {
            n += 1;
            // Updates before the first step that is shown only make the sheet which that step is held against.
            if n + STEPS_MAX > n_steps {
                trace.end();
            }
            trace.begin(update);
        }
        trace.take(update)
    })?;
    trace.end();
    let mut steps = trace.steps;
    steps.reverse();
    steps.truncate(STEPS_MAX);
    Ok(steps)
}

fn count(reader: &Reader<'_>, row: &DocRow, turn: &Turn) -> Result<usize, LogError> {
    let (mut n, mut last) = (0, None::<(String, u64)>);
    reader.history::<LogError>(row.num, 0, |Update { author, at_ms, .. }| {
        turn.go_on()?;
        if last.as_ref().is_none_or(|(known, then)| known != author || at_ms.saturating_sub(*then) > PAUSE_MS) {
            n += 1;
        }
        last = Some((author.clone(), *at_ms));
        Ok(())
    })?;
    Ok(n)
}

fn authors_in(reader: &Reader<'_>, row: &DocRow) -> Result<HashMap<u64, (u32, Author)>, LogError> {
    let authors = reader.authors(row.num)?.into_iter();
    Ok(authors.map(|(Since { client, clock }, author)| (client, (clock, author))).collect())
}

/// A line of Markdown without the marks that are for programs: of what rank a head is, and which document this is.
fn plain(line: &str) -> String {
    let line = line.split("<!--").next().unwrap_or_default();
    line.trim().trim_start_matches('#').trim().to_owned()
}

struct Trace<'t> {
    row: &'t DocRow,
    around: &'t Around,
    copy: GatedDoc,
    /// The authors of client ids, each from a clock on.
    authors: HashMap<u64, (u32, Author)>,
    said: String,
    steps: Vec<Step>,
}

impl Trace<'_> {
    fn begins(&self, Update { author, at_ms, .. }: &Update) -> bool {
        let goes_on = |last: &Step| last.author == *author && at_ms.saturating_sub(last.to_ms) <= PAUSE_MS;
        !self.steps.last().is_some_and(goes_on)
    }

    fn begin(&mut self, Update { author, at_ms, .. }: &Update) {
        let (author, added, removed) = (author.clone(), Vec::new(), Vec::new());
        self.steps.push(Step { author, from_ms: *at_ms, to_ms: *at_ms, n_edits: 0, added, removed });
    }

    fn take(&mut self, Update { at_ms, bytes, .. }: &Update) -> Result<(), LogError> {
        self.copy.admit(&Arc::from(bytes.as_slice())).map_err(|refusal| LogError::Read(refusal.to_string()))?;
        if let Some(step) = self.steps.last_mut() {
            step.n_edits += 1;
            step.to_ms = *at_ms;
        }
        Ok(())
    }

    /// The last step is over: what it changed shows now.
    fn end(&mut self) {
        let says = self.says();
        let before = std::mem::replace(&mut self.said, says);
        let Some(step) = self.steps.last_mut() else { return };
        let compared = TextDiff::configure().timeout(COMPARED_MAX).diff_lines(&before, &self.said);
        for change in compared.iter_all_changes() {
            let line = plain(change.value());
            let lines = match change.tag() {
                ChangeTag::Insert => &mut step.added,
                ChangeTag::Delete => &mut step.removed,
                ChangeTag::Equal => continue,
            };
            if !line.is_empty() && lines.len() < LINES_MAX {
                lines.push(line);
            }
        }
    }

    fn says(&mut self) -> String {
        let (Some(kind), Some(mut sheet)) = (self.row.kind, self.copy.sheet()) else { return String::new() };
        let authors = &self.authors;
        let author = |since: Since| {
            let (known, author) = authors.get(&since.client)?;
            (*known <= since.clock).then(|| author.clone())
        };
        let made = made_rows(&mut self.copy, author);
        let is_example = self.copy.is_example();
        // Somebody's new name is no change of a document.
        self.around.show(kind, is_example, made, &mut sheet);
        untimed(&markdown(kind, &Sources { sheet: &sheet, org: &self.around.org, doc: &self.row.id }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_without_marks_for_programs() {
        for (line, told) in [
            ("# Ledger <!-- muster: charter 1eCf -->\n", "Ledger"),
            ("## Mission", "Mission"),
            ("- a #1 *thing*", "- a #1 *thing*"),
            ("# <!-- muster: charter 1eCf -->", ""),
        ] {
            assert_eq!(plain(line), told, "{line}");
        }
    }
}
