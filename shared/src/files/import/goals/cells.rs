//! The cells of a table (RFC 4180), whichever of comma, semicolon and tab parts them.

use super::super::{ImportError, ROWS_MAX};

/// A line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The line of the file on which it begins, from 1.
    pub(super) number: usize,
    pub(super) cells: Vec<String>,
}

/// The lines that say anything.
pub(super) fn lines(text: &str) -> Result<Vec<Line>, ImportError> {
    let mut reader = Reader::new(sign_of(text));
    text.chars().for_each(|char| reader.take(char));
    if reader.in_quotes {
        return Err(ImportError::new(reader.begun, "a quotation mark is opened here and never closed"));
    }
    reader.end_line();
    if reader.lines.len() > ROWS_MAX {
        return Err(ImportError::new(1, format!("more than {ROWS_MAX} lines in one table")));
    }
    Ok(reader.lines)
}

/// The sign between cells: the one that stands most often in the first line.
fn sign_of(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    [',', ';', '\t'].into_iter().rev().max_by_key(|sign| first.matches(*sign).count()).unwrap_or(',')
}

struct Reader {
    sign: char,
    lines: Vec<Line>,
    cells: Vec<String>,
    cell: String,
    in_quotes: bool,
    /// Whether the last letter was a quotation mark within quotes: it ends them, or stands for itself.
    is_closing: bool,
    number: usize,
    begun: usize,
}

impl Reader {
    fn new(sign: char) -> Self {
        let (lines, cells, cell) = (Vec::new(), Vec::new(), String::new());
        Self { sign, lines, cells, cell, in_quotes: false, is_closing: false, number: 1, begun: 1 }
    }

    fn take(&mut self, char: char) {
        let was_closing = std::mem::take(&mut self.is_closing);
        match char {
            '"' if self.in_quotes => {
                self.in_quotes = false;
                self.is_closing = true;
            }
            '"' if was_closing => {
                self.cell.push('"');
                self.in_quotes = true;
            }
            '"' if self.cell.is_empty() => self.in_quotes = true,
            '\r' if !self.in_quotes => {}
            '\n' if !self.in_quotes => self.end_line(),
            char if char == self.sign && !self.in_quotes => self.end_cell(),
            char => self.cell.push(char),
        }
        self.number += usize::from(char == '\n');
        if self.cells.is_empty() && self.cell.is_empty() && !self.in_quotes {
            self.begun = self.number;
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        self.cells.push(undefused(cell));
    }

    fn end_line(&mut self) {
        self.end_cell();
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            self.lines.push(Line { number: self.begun, cells });
        }
    }
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
fn undefused(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) => {
            rest.to_owned()
        }
        _ => cell,
    }
}
