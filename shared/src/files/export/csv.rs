//! Tables of a document as CSV (RFC 4180): the metrics of a charter with their readings, the decisions of a log with their
//! outcomes, the key results of goals with their readings.
//!
//! The text begins with a byte order mark, without which spreadsheets take UTF-8 for another encoding. A spreadsheet runs a
//! cell that begins with `=`, `+`, `-` or `@` as a formula: words that begin so have an apostrophe before them. Numbers are
//! written as numbers.

use crate::kinds::charter::{METRICS, Metric, READINGS, Reading};
use crate::kinds::log::{Decision, LogView, Outcome};
use crate::kinds::okr::{KeyResult, LEARNED, OkrView};
use crate::kinds::{Face, Kind};
use crate::sheet::{Register, Sheet, Value};

/// The table of a document, whose people are written as its sheet names them; `None` for a kind that has none.
pub fn csv(kind: Kind, sheet: &Sheet) -> Option<String> {
    let (heads, lines) = match kind.spec().face {
        Ok(Face::Charter) => (METRIC_HEADS.as_slice(), metrics(sheet)),
        Ok(Face::Log) => (DECISION_HEADS.as_slice(), decisions(sheet)),
        Ok(Face::Okr) => (GOAL_HEADS.as_slice(), goals(sheet)),
        _ => return None,
    };
    let heads = heads.iter().map(|head| words(head)).collect();
    let lines = std::iter::once(heads).chain(lines);
    Some(lines.fold("\u{feff}".to_owned(), |text, line| text + &joined(&line) + "\r\n"))
}

const METRIC_HEADS: [&str; 12] = [
    "Metric",
    "Definition",
    "Unit",
    "Direction",
    "Baseline",
    "Baseline on",
    "Target",
    "Due",
    "Source",
    "Owner",
    "Read on",
    "Reading",
];

const DECISION_HEADS: [&str; 15] = [
    "Decided on",
    "Question",
    "Choice",
    "Why",
    "Considered",
    "Advice",
    "Class",
    "Reversible",
    "Decided by",
    "Role",
    "Look again on",
    "Outcome on",
    "What happened",
    "What was learned",
    "The same again",
];

/// The heads of key results; an import knows a table by them.
const GOAL_HEADS: [&str; 16] = [
    "Objective",
    "Why",
    "Key result",
    "Sort",
    "Definition",
    "Unit",
    "Direction",
    "Baseline",
    "Baseline on",
    "Target",
    "Due",
    "Source",
    "Owner",
    "Read on",
    "Reading",
    "Learned",
];

/// One cell.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Words(String),
    Number(f64),
}

/// A line for each reading, and one for a metric that has none.
fn metrics(sheet: &Sheet) -> Vec<Vec<Cell>> {
    let metrics = sheet.rows(METRICS).map(|row| Metric::of(row, sheet.all_rows(READINGS)));
    metrics.flat_map(|metric| in_turn(&metric.readings, |reading| of_metric(&metric, reading))).collect()
}

fn of_metric(metric: &Metric, reading: Option<&Reading>) -> Vec<Cell> {
    let direction = match metric.up_is_good {
        Some(true) => "up",
        Some(false) => "down",
        None => "",
    };
    vec![
        words(&metric.name),
        words(&metric.definition),
        words(&metric.unit),
        words(direction),
        number(metric.baseline),
        words(&metric.baseline_on),
        each(&metric.target),
        each(&metric.due),
        words(&metric.source),
        words(&metric.owner),
        words(reading.map_or("", |reading| &reading.on)),
        number(reading.map(|reading| reading.value)),
    ]
}

/// A line for each reading of a key result, one for a key result that has none, and one for an objective that has none.
fn goals(sheet: &Sheet) -> Vec<Vec<Cell>> {
    let view = OkrView::of(sheet, None);
    let of = |objective: &str, why: &str, results: &[KeyResult]| {
        let of_result = |result: &KeyResult| {
            let sort = match result.is_committed {
                Some(true) => "committed",
                Some(false) => "stretch",
                None => "",
            };
            // The column stands there also where it is empty: results alone are half a report.
            let learned = result.learnings.iter().map(|row| row.value(LEARNED).words());
            let learned = learned.collect::<Vec<_>>().join("\n\n");
            let lines = in_turn(&result.metric.readings, |reading| of_metric(&result.metric, reading));
            let head = [objective, why].map(words);
            let whole = |line: Vec<Cell>| {
                let mut line = line.into_iter();
                let name = line.next();
                let line = head.iter().cloned().chain(name).chain([words(sort)]).chain(line);
                line.chain([words(&learned)]).collect()
            };
            lines.into_iter().map(whole).collect::<Vec<Vec<Cell>>>()
        };
        match results {
            [] => vec![padded(vec![words(objective), words(why)], GOAL_HEADS.len())],
            results => results.iter().flat_map(of_result).collect(),
        }
    };
    let why = |row: &crate::id::RowId| {
        let found = sheet.rows(crate::kinds::okr::OBJECTIVES).find(|one| one.id == *row);
        found.map(|row| row.text(crate::kinds::okr::WHY).trim().to_owned()).unwrap_or_default()
    };
    let lines = view.objectives.iter().flat_map(|one| of(&one.words, &why(&one.row), &one.results));
    let loose = if view.loose.is_empty() { Vec::new() } else { of("", "", &view.loose) };
    lines.chain(loose).collect()
}

fn padded(mut line: Vec<Cell>, n: usize) -> Vec<Cell> {
    line.resize(n, words(""));
    line
}

/// A line for each outcome, and one for a decision that has none; the newest decision first, as the log has it.
fn decisions(sheet: &Sheet) -> Vec<Vec<Cell>> {
    let view = LogView::of(sheet);
    let lines = |decision: &Decision| in_turn(&decision.outcomes, |outcome| of_decision(decision, outcome));
    view.decisions.iter().flat_map(lines).collect()
}

fn of_decision(decision: &Decision, outcome: Option<&Outcome>) -> Vec<Cell> {
    let says = [
        decision.on(),
        decision.question(),
        decision.choice(),
        decision.why(),
        decision.considered(),
        decision.advice(),
        decision.class(),
        decision.reversible(),
        decision.decided_by(),
        decision.role(),
        decision.look_again(),
    ];
    let came = outcome.map_or([""; 4], |one| [one.on(), one.happened(), one.learned(), one.again()]);
    says.into_iter().chain(came).map(words).collect()
}

/// A line for each of several, or one for none.
fn in_turn<T>(several: &[T], line: impl Fn(Option<&T>) -> Vec<Cell>) -> Vec<Vec<Cell>> {
    match several {
        [] => vec![line(None)],
        several => several.iter().map(|one| line(Some(one))).collect(),
    }
}

fn words(words: &str) -> Cell {
    Cell::Words(words.to_owned())
}

fn number(number: Option<f64>) -> Cell {
    number.map_or_else(|| words(""), Cell::Number)
}

/// The value that stands in a field, or all of them where somebody has still to pick one.
fn each(register: &Register) -> Cell {
    match register.writes.as_slice() {
        [] => words(""),
        [write] => match &write.value {
            Value::Number(number) => Cell::Number(*number),
            value => Cell::Words(value.to_string()),
        },
        writes => Cell::Words(writes.iter().map(|write| write.value.to_string()).collect::<Vec<_>>().join(" or ")),
    }
}

fn joined(line: &[Cell]) -> String {
    line.iter().map(written).collect::<Vec<_>>().join(",")
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::Words(words) => quoted(&defused(words)),
    }
}

/// Words that no spreadsheet runs. Spaces before a formula do not keep every one of them from running it.
fn defused(words: &str) -> String {
    let runs = words.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if runs || words.starts_with(['\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}

/// A field in quotes, if it needs them.
fn quoted(field: &str) -> String {
    let is_plain = !field.contains(['"', ',', '\r', '\n']) && field.trim() == field;
    if is_plain { field.to_owned() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::sample::sample;
    use crate::kinds::charter;

    /// A reader of RFC 4180 that knows nothing of the writer.
    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut lines, mut line, mut field, mut in_quotes) = (Vec::new(), Vec::new(), String::new(), false);
        let mut chars = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '"' if in_quotes && chars.peek() == Some(&'"') => field.extend(chars.next()),
                '"' => in_quotes = !in_quotes,
                ',' if !in_quotes => line.push(std::mem::take(&mut field)),
                '\r' if !in_quotes => {}
                '\n' if !in_quotes => {
                    line.push(std::mem::take(&mut field));
                    lines.push(std::mem::take(&mut line));
                }
                char => field.push(char),
            }
        }
        lines
    }

    #[test]
    fn words_are_written_so_that_nothing_runs_and_nothing_is_lost() {
        for (said, cell) in [
            ("plain", "plain"),
            ("", ""),
            ("a, b", "\"a, b\""),
            ("say \"yes\"", "\"say \"\"yes\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" spaced ", "\" spaced \""),
            ("=SUM(A1)", "'=SUM(A1)"),
            ("=HYPERLINK(\"https://example.com\",\"x\")", "\"'=HYPERLINK(\"\"https://example.com\"\",\"\"x\"\")\""),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@me", "'@me"),
            ("  =1", "'  =1"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("שלום, עולם", "\"שלום, עולם\""),
            ("1-2", "1-2"),
        ] {
            assert_eq!(written(&words(said)), cell, "{said}");
        }
    }

    #[test]
    fn a_number_stays_a_number_also_below_zero() {
        for (number, cell) in [(-5.0, "-5"), (99.5, "99.5"), (0.1, "0.1"), (1200.0, "1200")] {
            assert_eq!(written(&Cell::Number(number)), cell);
        }
    }

    #[test]
    fn each_reading_of_the_sample_is_a_line_and_reads_back() {
        let draft = sample().into_iter().find(|draft| draft.source == "sample:first-keys");
        let sheet = draft.map(|draft| draft.sheet).unwrap_or_default();
        let lines = csv(charter::KIND, &sheet).map(|text| read(&text)).unwrap_or_default();
        assert_eq!(lines.first().map(Vec::len), Some(METRIC_HEADS.len()));
        assert!(lines.iter().all(|line| line.len() == METRIC_HEADS.len()), "{lines:?}");
        let metrics: Vec<Metric> = sheet.rows(METRICS).map(|row| Metric::of(row, sheet.all_rows(READINGS))).collect();
        assert!(!metrics.is_empty(), "the sample has metrics");
        assert_eq!(lines.len() - 1, metrics.iter().map(|metric| metric.readings.len().max(1)).sum::<usize>());
        for metric in &metrics {
            let said: Vec<f64> = metric.readings.iter().map(|reading| reading.value).collect();
            let own = lines.iter().filter(|line| line.first() == Some(&metric.name));
            let read: Vec<f64> = own.filter_map(|line| line.last()?.parse().ok()).collect();
            assert_eq!(read, said, "{}", metric.name);
        }
    }

    #[test]
    fn a_field_with_two_values_says_both() {
        let write = |value: f64| crate::sheet::Write {
            id: value.to_string(),
            value: value.into(),
            by: String::new(),
            at_ms: 0,
        };
        let open = Register { writes: vec![write(80.0), write(90.0)] };
        assert_eq!(each(&open), Cell::Words("80 or 90".to_owned()));
    }

    #[test]
    fn a_kind_whose_face_names_a_table_has_one_and_no_other() {
        for kind in Kind::ALL {
            let names_one = kind.spec().face.is_ok_and(|face| face.table().is_some());
            assert_eq!(csv(kind, &Sheet::default()).is_some(), names_one, "{kind}");
        }
    }
}
