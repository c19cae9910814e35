//! The table: what was measured, beside it what it is held against, and in words whether it is good enough.

use std::fmt;

use anyhow::{Error, Result, bail};

use crate::stats::shown;

/// One line: a figure and its company.
pub(crate) struct Row {
    what: String,
    ours: String,
    beside: String,
    verdict: String,
}

/// The findings of one part of the benchmark.
pub(crate) struct Section {
    title: String,
    rows: Vec<Row>,
    notes: Vec<String>,
}

/// Everything there is to print.
pub(crate) struct Report {
    head: Vec<String>,
    sections: Vec<Section>,
    failed: Vec<String>,
    end: String,
}

impl Row {
    /// A figure on its own; a peer or a limit is added to it.
    pub(crate) fn new(what: impl Into<String>, ours: impl Into<String>) -> Self {
        Self { what: what.into(), ours: ours.into(), beside: String::new(), verdict: String::new() }
    }

    /// The same thing done otherwise, measured in the same run.
    pub(crate) fn beside(mut self, peer: impl Into<String>) -> Self {
        self.beside = peer.into();
        self
    }

    /// Our figure over the peer's.
    pub(crate) fn times(mut self, ours: f64, peer: f64) -> Self {
        if peer > 0.0 {
            self.verdict = format!("{:.1} times the peer", ours / peer);
        }
        self
    }

    /// A limit, and whether it is kept.
    pub(crate) fn limit(mut self, ours: f64, max: f64, unit: &str) -> Self {
        let limit = format!("limit {max} {unit}");
        self.beside = if self.beside.is_empty() { limit } else { format!("{}; {limit}", self.beside) };
        self.verdict =
            if ours <= max { "kept".to_owned() } else { format!("MISSED by {:.0} %", (ours / max - 1.0) * 100.0) };
        self
    }

    /// Our figure over somebody's, which should be no more than `max`.
    pub(crate) fn at_most_times(mut self, ours: f64, theirs: f64, max: f64, whose: &str) -> Self {
        let word = if ours <= theirs * max { "kept" } else { "MISSED" };
        self.verdict = format!("{} times {whose}, at most {max}: {word}", shown(ours / theirs));
        self
    }

    /// Our figure over somebody's, which should be no less than `min`.
    pub(crate) fn at_least_times(mut self, ours: f64, theirs: f64, min: f64, whose: &str) -> Self {
        let word = if ours >= theirs * min { "kept" } else { "MISSED" };
        self.verdict = format!("{} times {whose}, at least {min}: {word}", shown(ours / theirs));
        self
    }

    /// Says where the peer is over the limit as well: then the machine is slow or busy, whoever else is.
    pub(crate) fn peer_over(mut self, peer: f64, max: f64) -> Self {
        if peer > max {
            self.verdict = format!("{}; the peer is over it too", self.verdict);
        }
        self
    }

    /// Words in place of a verdict.
    pub(crate) fn remark(mut self, remark: impl Into<String>) -> Self {
        self.verdict = remark.into();
        self
    }

    fn cells(&self) -> [&str; 4] {
        [&self.what, &self.ours, &self.beside, &self.verdict]
    }
}

impl Section {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), rows: Vec::new(), notes: Vec::new() }
    }

    pub(crate) fn row(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// How to read the rows above.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

impl Report {
    pub(crate) fn new(head: Vec<String>) -> Self {
        Self { head, sections: Vec::new(), failed: Vec::new(), end: String::new() }
    }

    pub(crate) fn add(&mut self, name: &str, outcome: Result<Section, Error>) {
        match outcome {
            Ok(section) => self.sections.push(section),
            Err(error) => {
                let mut section = Section::new(name);
                section.note(format!("NOT MEASURED: {error:#}"));
                self.sections.push(section);
                self.failed.push(name.to_owned());
            }
        }
    }

    /// The line below the tables.
    pub(crate) fn end(&mut self, line: String) {
        self.end = line;
    }

    /// A missed limit is printed, a part that could not be measured is an error.
    pub(crate) fn verdict(&self) -> Result<()> {
        if self.failed.is_empty() { Ok(()) } else { bail!("not measured: {}", self.failed.join(", ")) }
    }

    fn widths(&self) -> [usize; 4] {
        let mut widths = [0; 4];
        for row in self.sections.iter().flat_map(|section| &section.rows) {
            for (width, cell) in widths.iter_mut().zip(row.cells()) {
                *width = (*width).max(cell.chars().count());
            }
        }
        widths
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        for line in &self.head {
            writeln!(f, "{line}")?;
        }
        let [what, ours, beside, _] = self.widths();
        for section in &self.sections {
            writeln!(f, "\n{}", section.title)?;
            for row in &section.rows {
                let [a, b, c, d] = row.cells();
                let line = format!("  {a:<what$}  {b:<ours$}  {c:<beside$}  {d}");
                writeln!(f, "{}", line.trim_end())?;
            }
            for note in &section.notes {
                writeln!(f, "    · {note}")?;
            }
        }
        write!(f, "\n{}", self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_limit_is_said_in_words() {
        assert_eq!(Row::new("a", "3").limit(3.0, 4.0, "ms").verdict, "kept");
        assert_eq!(Row::new("a", "5").limit(5.0, 4.0, "ms").verdict, "MISSED by 25 %");
        assert_eq!(Row::new("a", "5").beside("peer 2").limit(5.0, 4.0, "ms").beside, "peer 2; limit 4 ms");
    }
}
