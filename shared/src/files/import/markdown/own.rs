//! Markdown that Muster wrote, of any kind, read by the letter: the kind's outline says what stands where, and comments
//! say which rows there were. Text that somebody added by hand and no section has a place for stays in the outline's
//! rest.

use super::blocks::{Block, BlockKind, Page};
use super::people::share_of;
use super::sections::{labelled, plain};
use crate::files::import::filler::{Filler, append, beside, clean, one, words};
use crate::files::import::{Draft, ImportError, OrgPart};
use crate::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use crate::kinds::outline::{Body, Column, Drawn, Fact, Form, Log, Of, Outline, Part, Rows, Section};
use crate::kinds::{Kind, Subject};
use crate::sheet::{Field, Is, Row, Value};

/// Reads a page of the document's own kind.
pub(super) fn read(kind: Kind, page: &Page, source: &str) -> Result<Draft, ImportError> {
    let (outline, filler) = (kind.outline(), Filler::new(source));
    let mut reader = Reader { kind, outline, filler, org: OrgPart::default(), stack: Vec::new(), record: None };
    let mut blocks = page.blocks.iter();
    if let (Some(title), Some(block)) = (outline.title, blocks.next()) {
        reader.filler.write(title, &block.text);
    }
    blocks.try_for_each(|block| reader.take(block))?;
    let Reader { filler, mut org, .. } = reader;
    let mut sheet = filler.sheet;
    org.surfaces = filler.surfaces;
    if kind.spec().subject == Subject::Workspace {
        org.sheet = std::mem::take(&mut sheet);
    }
    let doc = page.doc.as_ref().map(|(_, doc)| doc.clone());
    Ok(Draft { source: source.to_owned(), kind, doc, lineage: None, slot: None, example: false, sheet, org })
}

struct Reader {
    kind: Kind,
    outline: &'static Outline,
    filler: Filler,
    org: OrgPart,
    /// The headings around a block, outermost first, with their levels; no section where a heading is not ours.
    stack: Vec<(usize, Option<&'static Section>)>,
    /// The level of the heading that began the row which is being read.
    record: Option<usize>,
}

impl Reader {
    fn take(&mut self, block: &Block) -> Result<(), ImportError> {
        if let BlockKind::Heading(level) = block.kind {
            return self.enter(level, block);
        }
        match self.stack.last().copied() {
            None => self.take_fact(block),
            Some((_, Some(section))) => self.take_in(section, block),
            Some((_, None)) => self.rest(block),
        }
    }

    fn enter(&mut self, level: usize, heading: &Block) -> Result<(), ImportError> {
        self.stack.retain(|(outer, _)| *outer < level);
        self.record = None;
        let outer = self.stack.last().and_then(|(_, section)| *section);
        if let Some(Body::Rows(Rows { list, form: Form::Record(title, ..), .. })) = outer.map(|outer| &outer.body) {
            self.filler
                .row(heading.line, list, heading.id.clone(), &heading.text)?
                .texts
                .insert((*title).to_owned(), heading.text.clone());
            self.record = Some(level);
            return Ok(());
        }
        let section = self.section(&heading.text, outer);
        if section.is_none() {
            self.rest(heading)?;
        }
        self.stack.push((level, section));
        Ok(())
    }

    /// The section of this heading within `outer`, or anywhere if there is none.
    fn section(&self, heading: &str, outer: Option<&'static Section>) -> Option<&'static Section> {
        let wanted = plain(heading);
        let is_it = |section: &&Section| plain(section.heading) == wanted || section.also.contains(&wanted.as_str());
        let within = outer.map_or(self.outline.sections, |outer| outer.below);
        within.iter().find(is_it).or_else(|| self.outline.all_sections().into_iter().find(is_it))
    }

    fn take_in(&mut self, section: &'static Section, block: &Block) -> Result<(), ImportError> {
        match (&section.body, &block.kind) {
            (Body::Text(name), kind) => {
                let between = if matches!(kind, BlockKind::Paragraph) { "\n\n" } else { "\n" };
                self.filler.write_apart(name, &block.whole(), between);
                Ok(())
            }
            (Body::Rows(rows), _) => self.take_row(rows, block),
            (Body::Keyed(_, columns), BlockKind::Row(cells)) => {
                self.take_key(columns, cells);
                Ok(())
            }
            (Body::Drawn(drawn), _) => {
                self.take_drawn(*drawn, block);
                Ok(())
            }
            (Body::Nothing, BlockKind::Item(_)) => match section.below.first() {
                Some(first) => self.take_in(first, block),
                None => self.rest(block),
            },
            _ => self.rest(block),
        }
    }

    fn take_row(&mut self, rows: &'static Rows, block: &Block) -> Result<(), ImportError> {
        match (&rows.form, &block.kind) {
            (Form::Line(_), _) => self.filler.line(block.line, rows.list, block.id.clone(), &block.whole()),
            (Form::Bullet(part, below, _), BlockKind::Item(0)) => self.take_bullet(rows, part, *below, block),
            (Form::Bullet(_, below, facts), _) => self.take_below(rows, *below, facts, block),
            (Form::Table(columns), BlockKind::Row(cells)) => {
                let said = cells.iter().take(2).map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join("\n");
                let (fields, kind) = (self.kind, rows.list);
                let row = self.filler.row(block.line, kind, block.id.clone(), &said)?;
                fill(fields, kind, row, columns, cells);
                Ok(())
            }
            (Form::Record(_, below, facts, log), _) if self.record.is_some() => match (log, &block.kind) {
                (Some(log), BlockKind::Row(cells)) => self.take_log(rows, log, cells, block),
                _ => self.take_below(rows, Some(below), facts, block),
            },
            _ => self.rest(block),
        }
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
    fn take_below(
        &mut self,
        rows: &Rows,
        below: Option<&str>,
        facts: &[Fact],
        block: &Block,
    ) -> Result<(), ImportError> {
        let kind = self.kind;
        let Some(row) = self.filler.sheet.lists.get_mut(rows.list).and_then(|rows| rows.last_mut()) else {
            return self.rest(block);
        };
        let whole = block.whole();
        let found = labelled(&whole).and_then(|(label, value)| Some((fact_of(facts, label)?, value)));
        let is_set = found.is_some_and(|(fact, value)| match fact.of {
            Of::Value(field) => set(kind, rows.list, row, field, value),
            Of::Text(name) => {
                row.texts.insert(name.to_owned(), value.to_owned());
                true
            }
            // The server says who wrote what.
            Of::Writer(_) => true,
            Of::Org(_) | Of::Named(..) => false,
        });
        match below {
            _ if is_set => Ok(()),
            Some(below) => {
                append(row.texts.entry(below.to_owned()).or_default(), &whole, "\n\n");
                Ok(())
            }
            None => self.rest(block),
        }
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
        fill(self.kind, log.list, row, log.columns, cells);
        Ok(())
    }

    fn take_key(&mut self, columns: &[Column], cells: &[(String, String)]) {
        let Some((_, key)) = cells.first() else { return };
        for (head, cell) in &cells[1..] {
            let column = columns.iter().find(|column| column.head == head);
            let Some(field) = column.and_then(|column| self.kind.schema().keyed(column.field)) else { continue };
            for value in cell.lines().filter_map(|value| value_of(field, value)) {
                let map = self.filler.sheet.keyed.entry(field.name.to_owned()).or_default();
                beside(map.entry(key.clone()).or_default(), value);
            }
        }
    }

    fn take_drawn(&mut self, drawn: Drawn, block: &Block) {
        match drawn {
            Drawn::Functions => self.org.functions.push(words(&block.whole())),
            Drawn::Surfaces => self.filler.describe_surface(&block.text, &block.more),
            // The log says them.
            Drawn::Decisions => {}
        }
    }

    /// A labelled value below the title.
    fn take_fact(&mut self, block: &Block) -> Result<(), ImportError> {
        let whole = block.whole();
        let found = labelled(&whole).and_then(|(label, value)| Some((fact_of(self.outline.facts, label)?, value)));
        let Some((fact, value)) = found else { return self.rest(block) };
        match fact.of {
            Of::Org(CAPTAINS) => self.org.captains.push(words(value)),
            Of::Org(CAPTAIN_SINCE) => self.org.captain_since = Some(words(value)),
            Of::Value(name) => match self.kind.schema().value(name).and_then(|field| value_of(field, value)) {
                Some(value) => beside(self.filler.sheet.values.entry(name.to_owned()).or_default(), value),
                None => return self.rest(block),
            },
            Of::Org(_) | Of::Writer(_) | Of::Text(_) | Of::Named(..) => return self.rest(block),
        }
        Ok(())
    }

    fn rest(&mut self, block: &Block) -> Result<(), ImportError> {
        let whole = block.whole();
        match self.outline.rest {
            _ if whole.trim().is_empty() => Ok(()),
            Some(text) => {
                self.filler.write_apart(text, &block.as_text(), block.apart());
                Ok(())
            }
            None => {
                let reason = format!("“{whole}” has no place in a document of the kind `{}`", self.kind);
                Err(ImportError::new(block.line, reason))
            }
        }
    }
}

fn fact_of<'f>(facts: &'f [Fact], label: &str) -> Option<&'f Fact> {
    let wanted = plain(label);
    facts.iter().find(|fact| plain(fact.label) == wanted || fact.also.contains(&wanted.as_str()))
}

/// Sets a value of a row beside what is there. `false` when it may not stand there.
fn set(kind: Kind, list: &str, row: &mut Row, field: &str, value: &str) -> bool {
    let field = kind.schema().list(list).and_then(|list| list.value(field));
    let Some((field, value)) = field.and_then(|field| Some((field, value_of(field, value)?))) else { return false };
    beside(row.values.entry(field.name.to_owned()).or_default(), value);
    true
}

fn fill(kind: Kind, list: &str, row: &mut Row, columns: &[Column], cells: &[(String, String)]) {
    for (head, cell) in cells {
        let Some(column) = columns.iter().find(|column| column.head == head) else { continue };
        if column.is_share {
            share_of(cell).into_iter().for_each(|share| drop(row.values.insert(column.field.to_owned(), one(share))));
            continue;
        }
        for value in cell.lines().filter(|value| !value.is_empty()) {
            set(kind, list, row, column.field, value);
        }
    }
}

/// A value as Markdown has it; `None` when it may not stand in the field.
fn value_of(field: Field, written: &str) -> Option<Value> {
    let value = match field.is {
        Is::Number => Value::Number(written.parse().ok()?),
        Is::Flag => Value::Flag(written == "yes"),
        Is::Words | Is::Person => Value::from(words(written)),
        Is::Paragraphs => Value::from(clean(written)),
        Is::Day | Is::OneOf(_) => Value::from(written),
    };
    field.is.check(&value).is_ok().then_some(value)
}
