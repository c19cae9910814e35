//! Markdown that Muster wrote, of any kind, read by the letter: the kind's outline says what stands where, and comments
//! say which rows there were. Text that somebody added by hand and no section has a place for stays in the outline's
//! rest. A page without a title of its own is read where every row of it says who wrote it and when.

use super::blocks::{Block, BlockKind, Page};
use super::facts::{self, fact_of, ours};
use super::rows::Taking;
use super::said::{labelled, plain};
use super::streams::{Streams, stream_of};
use crate::files::import::filler::{Filler, beside, words};
use crate::files::import::{Draft, ImportError, OrgPart};
use crate::kinds::outline::{Body, Column, Drawn, Form, Outline, Rows, Section};
use crate::kinds::{Kind, Subject};

/// Whether the Markdown of a kind says all that its documents do. Without a title of its own that is so where each row is
/// written once, by one person at one time: in other pages nobody reads who said what.
pub fn says_all(kind: Kind) -> bool {
    let outline = kind.outline();
    // Drawn sections say what stands elsewhere, and nobody reads them back.
    let is_read = |section: &Section| stream_of(section).is_some() || matches!(section.body, Body::Drawn(_));
    outline.title.is_some() || outline.sections.iter().all(is_read)
}

/// Reads a page of the document's own kind.
pub(super) fn read(kind: Kind, page: &Page, source: &str) -> Result<Draft, ImportError> {
    let (outline, filler) = (kind.outline(), Filler::new(source));
    let (org, streams) = (OrgPart::default(), Streams::default());
    let mut reader = Reader { kind, outline, filler, org, streams, stack: Vec::new(), record: false };
    let mut blocks = page.blocks.iter();
    if let (Some(title), Some(block)) = (outline.title, blocks.next()) {
        // A document without a name goes by these words and bears none.
        let name = if block.text == outline.untitled { "" } else { block.text.as_str() };
        reader.filler.write(title, name);
    }
    blocks.try_for_each(|block| reader.take(block))?;
    let Reader { mut filler, mut org, streams, .. } = reader;
    streams.end(&mut Taking { schema: kind.schema(), filler: &mut filler }, outline)?;
    let mut sheet = filler.sheet;
    org.surfaces = filler.surfaces;
    if kind.spec().subject == Subject::Workspace {
        org.sheet = std::mem::take(&mut sheet);
    }
    let doc = page.doc.as_ref().map(|(_, doc)| doc.clone());
    let (source, told) = (source.to_owned(), page.told.clone());
    Ok(Draft { source, kind, doc, lineage: None, slot: None, example: false, sheet, org, told })
}

struct Reader {
    kind: Kind,
    outline: &'static Outline,
    filler: Filler,
    org: OrgPart,
    streams: Streams,
    /// The headings around a block, outermost first, with their levels; no section where a heading is not ours.
    stack: Vec<(usize, Option<&'static Section>)>,
    /// Whether a heading began the row which is being read.
    record: bool,
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
        self.record = false;
        let outer = self.stack.last().and_then(|(_, section)| *section);
        let mut taking = Taking { schema: self.kind.schema(), filler: &mut self.filler };
        if let Some(of) = outer.and_then(stream_of) {
            let is_begun = self.streams.enter(&mut taking, level, heading, of)?;
            return if is_begun { Ok(()) } else { self.rest(heading) };
        }
        self.streams.leave(&mut taking, level)?;
        if let Some(Body::Rows(Rows { list, form: Form::Record(title, ..), .. })) = outer.map(|outer| &outer.body) {
            taking.begin(list, title, heading)?;
            self.record = true;
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
            (Body::Text(name), _) => {
                self.filler.write_apart(name, &block.as_text(), block.apart());
                Ok(())
            }
            // The columns' heads are those of the outline.
            (_, BlockKind::Heads) => Ok(()),
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

    fn take_row(&mut self, rows: &Rows, block: &Block) -> Result<(), ImportError> {
        let mut taking = Taking { schema: self.kind.schema(), filler: &mut self.filler };
        if matches!(rows.form, Form::Stream(_)) {
            return if self.streams.take(&mut taking, block)? { Ok(()) } else { self.rest(block) };
        }
        if taking.take(rows, self.record, block)? { Ok(()) } else { self.rest(block) }
    }

    fn take_key(&mut self, columns: &[Column], cells: &[(String, String)]) {
        let Some((_, key)) = cells.first() else { return };
        for (head, cell) in &cells[1..] {
            let column = columns.iter().find(|column| column.head == head);
            let Some(field) = column.and_then(|column| self.kind.schema().keyed(column.field)) else { continue };
            for value in cell.lines().filter_map(|value| ours(field, value)) {
                let map = self.filler.sheet.keyed.entry(field.name.to_owned()).or_default();
                beside(map.entry(key.clone()).or_default(), value);
            }
        }
    }

    fn take_drawn(&mut self, drawn: Drawn, block: &Block) {
        match drawn {
            Drawn::Functions => self.org.functions.push(words(&block.whole())),
            Drawn::Surfaces => self.filler.describe_surface(&block.text, &block.more),
            // The log, the talk and the rows of learnings say them.
            Drawn::Decisions | Drawn::Agreement | Drawn::Unlearned => {}
        }
    }

    /// A labelled value below the title.
    fn take_fact(&mut self, block: &Block) -> Result<(), ImportError> {
        let whole = block.whole();
        let found = labelled(&whole).and_then(|(label, value)| Some((fact_of(self.outline.facts, label)?, value)));
        let into = (&mut self.filler, &mut self.org);
        let is_set = found.is_some_and(|(fact, value)| facts::set(self.kind.schema(), into, fact.of, value, ours));
        if is_set { Ok(()) } else { self.rest(block) }
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
