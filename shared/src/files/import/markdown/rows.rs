//! Rows of a list, as the outline says that they read: bullets, lines of a table, or a heading each.

use super::blocks::{Block, BlockKind};
use super::facts::{fact_of, ours};
use super::said::{labelled, plain};
use crate::files::import::ImportError;
use crate::files::import::filler::{Filler, append, beside, one, words};
use crate::id::RowId;
use crate::kinds::outline::{Column, Fact, Form, Log, Of, Part, Rows};
use crate::names;
use crate::sheet::{Is, Row, Schema, Sheet};

/// The rows of a document of a schema, on their way from a page.
pub(super) struct Taking<'w> {
    pub(super) schema: &'w Schema,
    pub(super) filler: &'w mut Filler,
}

/// Whether a block was taken; one that was not goes where the page's rest goes.
pub(super) type Taken = Result<bool, ImportError>;

impl Taking<'_> {
    /// Begins a row whose heading this is.
    pub(super) fn begin(&mut self, list: &str, title: &str, heading: &Block) -> Result<(), ImportError> {
        let row = self.filler.row(heading.line, list, heading.id.clone(), &heading.text)?;
        row.texts.insert(title.to_owned(), heading.text.clone());
        Ok(())
    }

    /// Takes a block of a section that holds these rows. `in_record` says whether a heading has begun one.
    pub(super) fn take(&mut self, rows: &Rows, in_record: bool, block: &Block) -> Taken {
        match (&rows.form, &block.kind) {
            // The columns' heads are those of the outline.
            (_, BlockKind::Heads) => {}
            (Form::Line(text), _) => {
                self.filler.line(block.line, (rows.list, text), block.id.clone(), &block.whole())?
            }
            (Form::Bullet(part, below, _), BlockKind::Item(0)) => self.take_bullet(rows, part, *below, block)?,
            (Form::Bullet(_, below, facts), _) => return Ok(self.take_below(rows, *below, facts, block)),
            (Form::Table(columns), BlockKind::Row(cells)) => {
                let said = cells.iter().take(2).map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join("\n");
                let row = self.filler.row(block.line, rows.list, block.id.clone(), &said)?;
                fill(self.schema, rows.list, row, columns, cells);
            }
            (Form::Table(columns), BlockKind::Item(0)) => return self.take_first(rows, columns, block),
            (Form::Record(_, below, facts, log), _) if in_record => match (log, &block.kind) {
                (Some(log), BlockKind::Row(cells)) => self.take_log(rows, log, cells, block)?,
                _ => return Ok(self.take_below(rows, Some(below), facts, block)),
            },
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Takes a bullet where the outline has a table: other people list what we put in columns. It is the first column, where
    /// that is words.
    fn take_first(&mut self, rows: &Rows, columns: &[Column], block: &Block) -> Taken {
        let list = self.schema.list(rows.list).filter(|list| !list.rule.is_own());
        let first =
            list.and_then(|list| list.value(columns.first()?.field)).filter(|field| matches!(field.is, Is::Words));
        let Some(first) = first.filter(|_| !block.text.is_empty()) else { return Ok(false) };
        let row = self.filler.row(block.line, rows.list, block.id.clone(), &block.text)?;
        row.values.insert(first.name.to_owned(), one(words(&block.text)));
        Ok(true)
    }

    fn take_bullet(&mut self, rows: &Rows, part: &Part, below: Option<&str>, block: &Block) -> Result<(), ImportError> {
        if block.id.is_none() && block.text.is_empty() {
            return Ok(());
        }
        let row = self.filler.row(block.line, rows.list, block.id.clone(), &block.text)?;
        if let Some(only) = rows.only {
            row.values.insert(only.field.to_owned(), one(only.word));
        }
        if let Some(below) = below {
            row.texts.insert(below.to_owned(), block.more.clone());
        }
        match part {
            Part::Text(text) => drop(row.texts.insert((*text).to_owned(), block.text.clone())),
            Part::Value(field) | Part::Named(field, _) if !block.text.is_empty() => {
                row.values.insert((*field).to_owned(), one(words(&block.text)));
            }
            Part::Value(_) | Part::Named(..) => {}
        }
        if matches!(part, Part::Named(..)) {
            self.filler.surface(&words(&block.text));
        }
        Ok(())
    }

    /// Takes a block below a row's first words: a labelled value, or more of its text.
    fn take_below(&mut self, rows: &Rows, below: Option<&str>, facts: &[Fact], block: &Block) -> bool {
        let schema = self.schema;
        let whole = block.whole();
        let found = labelled(&whole).and_then(|(label, value)| Some((fact_of(facts, label)?, value)));
        let named = found.and_then(|(fact, value)| named(&self.filler.sheet, fact, value));
        let Some(row) = self.filler.sheet.lists.get_mut(rows.list).and_then(|rows| rows.last_mut()) else {
            return false;
        };
        let is_set = found.is_some_and(|(fact, value)| match fact.of {
            Of::Named(pointer, ..) => named.is_some_and(|named| set(schema, rows.list, row, pointer, named.as_str())),
            Of::Value(field) => set(schema, rows.list, row, field, value),
            Of::Text(name) => {
                row.texts.insert(name.to_owned(), value.to_owned());
                true
            }
            // The server says who wrote what.
            Of::Writer(_) => true,
            Of::Org(_) => false,
        });
        if let Some(below) = below.filter(|_| !is_set) {
            append(row.texts.entry(below.to_owned()).or_default(), &whole, "\n\n");
        }
        is_set || below.is_some()
    }

    fn take_log(
        &mut self,
        rows: &Rows,
        log: &Log,
        cells: &[(String, String)],
        block: &Block,
    ) -> Result<(), ImportError> {
        let about = self.filler.sheet.lists.get(rows.list).and_then(|rows| rows.last()).map(|row| row.id.to_string());
        let about = about.unwrap_or_default();
        let said = format!("{about}\n{}", cells.first().map_or("", |(_, cell)| cell));
        let row = self.filler.row(block.line, log.list, block.id.clone(), &said)?;
        row.values.insert(log.about.to_owned(), one(about));
        fill(self.schema, log.list, row, log.columns, cells);
        Ok(())
    }
}

/// The row of another list that a fact names by its words, where that stands before this one on the page.
fn named(sheet: &Sheet, fact: &Fact, words: &str) -> Option<RowId> {
    let Of::Named(_, list, name) = fact.of else { return None };
    let says = |row: &&Row| names::same(&[row.value(name).words(), row.text(name)].concat(), words);
    sheet.rows(list).find(says).map(|row| row.id.clone())
}

/// Sets a value of a row beside what is there. `false` when it may not stand there.
fn set(schema: &Schema, list: &str, row: &mut Row, field: &str, value: &str) -> bool {
    let field = schema.list(list).and_then(|list| list.value(field));
    let Some((field, value)) = field.and_then(|field| Some((field, ours(field, value)?))) else { return false };
    beside(row.values.entry(field.name.to_owned()).or_default(), value);
    true
}

fn fill(schema: &Schema, list: &str, row: &mut Row, columns: &[Column], cells: &[(String, String)]) {
    for (head, cell) in cells {
        let Some(column) = columns.iter().find(|column| plain(column.head) == plain(head)) else { continue };
        if column.is_share {
            ours_share(cell).into_iter().for_each(|share| drop(row.values.insert(column.field.to_owned(), one(share))));
            continue;
        }
        for value in cell.lines().filter(|value| !value.is_empty()) {
            set(schema, list, row, column.field, value);
        }
    }
}

/// A share as our own Markdown has it.
fn ours_share(cell: &str) -> Option<f64> {
    match cell.trim().strip_suffix('%') {
        Some(percent) => percent.trim().parse().ok().map(|percent: f64| percent / 100.0),
        None => cell.trim().parse().ok(),
    }
}
