//! Rows that were written once, as our own Markdown has them: a heading each, texts under their labels, labelled values, and
//! in the heading's comment when each was written and which rows of other lists it names.

use super::blocks::{Block, BlockKind};
use super::facts::{fact_of, ours};
use super::rows::{Taken, Taking};
use super::said::labelled;
use crate::files::import::ImportError;
use crate::files::import::filler::beside;
use crate::files::made::AT;
use crate::id::RowId;
use crate::kinds::outline::{Body, Fact, Form, Head, Of, Outline, Rows, Section, Stream};
use crate::sheet::{Row, Stamp};

/// The rows of a page as far as it is read.
#[derive(Default)]
pub(super) struct Streams {
    /// The rows around a block, outermost first.
    open: Vec<Open>,
    by_words: Vec<ByWords>,
}

/// A row that is being read.
struct Open {
    level: usize,
    at: At,
    stream: &'static Stream,
    row: RowId,
    stamp: Stamp,
    /// The text that is being read: its value, and what it says so far.
    text: Option<(&'static str, String)>,
}

/// A row's list, and its place there.
#[derive(Clone, Copy)]
struct At {
    list: &'static str,
    nth: usize,
    line: usize,
}

/// A row that names another one by its words, and by no id.
struct ByWords {
    at: At,
    pointer: &'static str,
    /// The list of the other one, and the value or text that says its words.
    named: (&'static str, &'static str),
    words: String,
}

/// The rows of a section, if each of them was written once.
pub(super) fn stream_of(section: &Section) -> Option<(&'static str, &'static Stream)> {
    match section.body {
        Body::Rows(Rows { list, form: Form::Stream(stream), .. }) => Some((list, stream)),
        _ => None,
    }
}

impl Streams {
    /// Begins a row with its heading, which stands in a section of rows. `false` where no row can begin.
    pub(super) fn enter(
        &mut self,
        into: &mut Taking<'_>,
        level: usize,
        heading: &Block,
        (list, stream): (&'static str, &'static Stream),
    ) -> Taken {
        self.leave(into, level)?;
        let (list, stream, about) = match self.open.last() {
            None => (list, stream, None),
            Some(Open { stream: Stream { followed: Some(followed), .. }, row, .. }) => {
                (followed.list, followed.stream, followed.stream.about.map(|(about, _)| (about, row.to_string())))
            }
            Some(_) => return Ok(false),
        };
        let row = into.filler.row(heading.line, list, heading.id.clone(), &heading.text)?.id.clone();
        let nth = into.filler.sheet.all_rows(list).len() - 1;
        let says = |word: &str| heading.says.iter().find(|(said, _)| said == word).map(|(_, value)| value.as_str());
        let at_ms = says(AT).and_then(|at_ms| at_ms.parse().ok()).unwrap_or_default();
        let (at, stamp) = (At { list, nth, line: heading.line }, Stamp { by: String::new(), at_ms });
        let head = match stream.head {
            Head::Value(field) if !heading.text.is_empty() => Some((field, heading.text.as_str())),
            Head::Value(_) | Head::Words(_) => None,
        };
        let named = stream.pointers(about.is_some()).filter_map(|pointer| Some((pointer, says(pointer)?)));
        let about = about.as_ref().map(|(field, row)| (*field, row.as_str()));
        for (field, value) in head.into_iter().chain(about).chain(named) {
            put(into, at, &stamp, field, value)?;
        }
        self.open.push(Open { level, at, stream, row, stamp, text: None });
        Ok(true)
    }

    /// Takes a block below a row's heading.
    pub(super) fn take(&mut self, into: &mut Taking<'_>, block: &Block) -> Taken {
        let Some(row) = self.open.last_mut() else { return Ok(false) };
        match &block.kind {
            BlockKind::Paragraph | BlockKind::Lines => row.take_paragraph(into, block),
            BlockKind::Item(0) => {
                row.end_text(into)?;
                let whole = block.whole();
                let fact = labelled(&whole).and_then(|(label, value)| Some((fact_of(row.stream.facts, label)?, value)));
                let Some((fact, value)) = fact else { return Ok(false) };
                self.by_words.extend(row.take_fact(into, fact, value)?);
                Ok(true)
            }
            BlockKind::Heading(_) | BlockKind::Item(_) | BlockKind::Heads | BlockKind::Row(_) => Ok(false),
        }
    }

    /// Ends the rows of a level and below it.
    pub(super) fn leave(&mut self, into: &mut Taking<'_>, level: usize) -> Result<(), ImportError> {
        while let Some(mut row) = self.open.pop_if(|row| row.level >= level) {
            row.end_text(into)?;
        }
        Ok(())
    }

    /// Ends the page: rows that were named by their words are found, and the newest row, which stands first, comes last.
    pub(super) fn end(mut self, into: &mut Taking<'_>, outline: &Outline) -> Result<(), ImportError> {
        self.leave(into, 0)?;
        for ByWords { at, pointer, named: (list, field), words } in self.by_words {
            let own = row_at(into, at).map(|row| row.id.clone());
            let says = |row: &&Row| {
                Some(&row.id) != own.as_ref() && (row.value(field).words() == words || row.text(field) == words)
            };
            let mut rows = into.filler.sheet.all_rows(list).iter().filter(says).map(|row| row.id.to_string());
            let (Some(row), None) = (rows.next(), rows.next()) else {
                let reason = format!("“{words}” is the name of no row of this file, or of more than one");
                return Err(ImportError::new(at.line, reason));
            };
            put(into, at, &Stamp::default(), pointer, &row)?;
        }
        for (list, _) in outline.all_sections().into_iter().filter_map(stream_of) {
            if let Some(rows) = into.filler.sheet.lists.get_mut(list) {
                rows.reverse();
            }
        }
        Ok(())
    }
}

impl Open {
    /// Takes a label, or a paragraph of the text below one.
    fn take_paragraph(&mut self, into: &mut Taking<'_>, block: &Block) -> Taken {
        let label = self.stream.said.iter().find(|(label, _)| block.is_label && *label == block.text);
        if let Some((_, field)) = label {
            self.end_text(into)?;
            self.text = Some((field, String::new()));
            return Ok(true);
        }
        let Some((_, text)) = &mut self.text else { return Ok(false) };
        text.push_str(if text.is_empty() { "" } else { "\n\n" });
        text.push_str(&block.lead);
        text.push_str(&block.text);
        Ok(true)
    }

    fn end_text(&mut self, into: &mut Taking<'_>) -> Result<(), ImportError> {
        match self.text.take() {
            Some((field, text)) if !text.is_empty() => put(into, self.at, &self.stamp, field, &text),
            _ => Ok(()),
        }
    }

    /// Takes a labelled value. The answer is a row that it names by words alone.
    fn take_fact(&mut self, into: &mut Taking<'_>, fact: &Fact, value: &str) -> Result<Option<ByWords>, ImportError> {
        match fact.of {
            Of::Value(field) | Of::Text(field) | Of::Org(field) => put(into, self.at, &self.stamp, field, value)?,
            Of::Writer(_) => {
                value.clone_into(&mut self.stamp.by);
                let writes = row_at(into, self.at).map(|row| &mut row.values).into_iter().flatten();
                writes.flat_map(|(_, one)| &mut one.writes).for_each(|write| value.clone_into(&mut write.by));
            }
            Of::Named(pointer, list, field) => {
                let is_named = row_at(into, self.at).is_some_and(|row| !row.value(pointer).is_vacant());
                let by_words = ByWords { at: self.at, pointer, named: (list, field), words: value.to_owned() };
                return Ok((!is_named).then_some(by_words));
            }
        }
        Ok(None)
    }
}

fn row_at<'r>(into: &'r mut Taking<'_>, at: At) -> Option<&'r mut Row> {
    into.filler.sheet.lists.get_mut(at.list)?.get_mut(at.nth)
}

/// Sets a value of a row beside what is there, as written by somebody at a time.
fn put(into: &mut Taking<'_>, at: At, stamp: &Stamp, field: &str, written: &str) -> Result<(), ImportError> {
    let known = into.schema.list(at.list).and_then(|list| list.value(field));
    let Some((field, value)) = known.and_then(|field| Some((field, ours(field, written)?))) else {
        return Err(ImportError::new(at.line, format!("“{written}” may not stand under `{field}` in `{}`", at.list)));
    };
    if let Some(row) = row_at(into, at) {
        let register = row.values.entry(field.name.to_owned()).or_default();
        beside(register, value);
        register.writes.last_mut().into_iter().for_each(|write| {
            write.by.clone_from(&stamp.by);
            write.at_ms = stamp.at_ms;
        });
    }
    Ok(())
}
