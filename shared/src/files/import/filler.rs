//! Fills a draft's sheet row by row, under ids that depend on nothing but what the draft says.

use std::collections::{BTreeMap, BTreeSet};

use super::{ImportError, ROWS_MAX, SurfaceDraft};
pub(super) use crate::files::made::{beside, made_id, one, several};
use crate::id::RowId;
use crate::names;
use crate::sheet::{Row, Sheet};

/// A sheet in the making.
#[derive(Debug)]
pub(super) struct Filler {
    source: String,
    /// The sheet, as far as it is filled.
    pub(super) sheet: Sheet,
    /// Surfaces that were named, each once.
    pub(super) surfaces: Vec<SurfaceDraft>,
    /// Their places by their names, as names are compared.
    named: BTreeMap<String, usize>,
    taken: BTreeSet<RowId>,
    /// How often a row of the same words came, so that each gets an id of its own.
    repeats: BTreeMap<RowId, u32>,
}

impl Filler {
    /// An empty sheet; `source` goes into every row's id.
    pub(super) fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            sheet: Sheet::default(),
            surfaces: Vec::new(),
            named: BTreeMap::new(),
            taken: BTreeSet::new(),
            repeats: BTreeMap::new(),
        }
    }

    /// Adds to a text, as a paragraph of its own where there is something already.
    pub(super) fn write(&mut self, name: &str, content: &str) {
        self.write_apart(name, content, "\n\n");
    }

    /// Adds to a text, set apart by `between`.
    pub(super) fn write_apart(&mut self, name: &str, content: &str, between: &str) {
        append_lines(self.sheet.texts.entry(name.to_owned()).or_default(), content, between);
    }

    /// Adds a row. `said` is what tells it from its neighbours; `known` an id it brings along.
    pub(super) fn row(
        &mut self,
        line: usize,
        list: &str,
        known: Option<RowId>,
        said: &str,
    ) -> Result<&mut Row, ImportError> {
        let rows = self.sheet.lists.entry(list.to_owned()).or_default();
        if rows.len() >= ROWS_MAX {
            return Err(ImportError::new(line, format!("more than {ROWS_MAX} rows in one list")));
        }
        let known = known.filter(|id| !self.taken.contains(id));
        let id = known.unwrap_or_else(|| {
            let first = made_id(&[&self.source, list, said]);
            let nth = self.repeats.entry(first.clone()).or_insert(0);
            *nth += 1;
            if *nth == 1 { first } else { made_id(&[first.as_str(), &nth.to_string()]) }
        });
        self.taken.insert(id.clone());
        rows.push(Row::new(id));
        let last = rows.len() - 1;
        Ok(&mut rows[last])
    }

    /// Names a surface for the registry.
    pub(super) fn surface(&mut self, name: &str) {
        let at = self.surfaces.len();
        if !name.is_empty() && *self.named.entry(names::key(name)).or_insert(at) == at {
            self.surfaces.push(SurfaceDraft { name: name.to_owned(), about: String::new() });
        }
    }

    /// Says what a surface is that was named before.
    pub(super) fn describe_surface(&mut self, name: &str, about: &str) {
        if let Some(at) = self.named.get(&names::key(name)) {
            about.clone_into(&mut self.surfaces[*at].about);
        }
    }

    /// Adds a row of one line, which stands in the text `name` of a row of `list`.
    pub(super) fn line(
        &mut self,
        line: usize,
        (list, name): (&str, &str),
        known: Option<RowId>,
        said: &str,
    ) -> Result<(), ImportError> {
        let said = clean(said);
        if !said.is_empty() {
            self.row(line, list, known, &said)?.texts.insert(name.to_owned(), said);
        }
        Ok(())
    }
}

/// Adds to a text what is worth adding, set apart by `between`.
pub(super) fn append(text: &mut String, content: &str, between: &str) {
    let content = clean(content);
    if !text.is_empty() && !content.is_empty() {
        text.push_str(between);
    }
    text.push_str(&content);
}

/// The same of lines whose indent means something.
pub(super) fn append_lines(text: &mut String, lines: &str, between: &str) {
    let lines = visible(lines);
    let lines = lines.trim_matches('\n').trim_end();
    if !text.is_empty() && !lines.is_empty() {
        text.push_str(between);
    }
    text.push_str(if text.is_empty() { lines.trim_start() } else { lines });
}

/// Text without control characters and without space around it; lines stay.
pub(super) fn clean(text: &str) -> String {
    visible(text).trim().to_owned()
}

fn visible(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|char| !char.is_control() || matches!(char, '\n' | '\t')).collect()
}

/// A few words on one line, at most 400 characters.
pub(super) fn words(text: &str) -> String {
    const CHARS_MAX: usize = 400;
    let line = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= CHARS_MAX {
        return line;
    }
    line.chars().take(CHARS_MAX - 1).chain(['…']).collect()
}
