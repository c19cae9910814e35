//! Walks a page section by section and fills the draft. A block that fits nowhere goes to the mission's note: nothing
//! is lost.

use super::blocks::{Block, BlockKind, Page};
use super::front::Front;
use super::rows::Taking;
use super::said::{labelled, says_nothing};
use super::sections::{Section, section_of};
use super::{claims, facts, metrics, people};
use crate::files::import::filler::{Filler, append_lines, words};
use crate::files::import::{Draft, ImportError, OrgPart, Told};
use crate::kinds::charter::*;
use crate::kinds::outline::{Form, Rows};
use crate::names;

/// A page on its way to a draft.
pub(super) struct Walk {
    pub(super) filler: Filler,
    pub(super) org: OrgPart,
    /// The sections around the block, outermost first, with their headings' levels.
    stack: Vec<(usize, Section)>,
    /// The function that a heading among the people announced.
    pub(super) group: String,
    /// Whether a paragraph would speak of the claim before it.
    pub(super) in_claim: bool,
    /// The heading that the block stands under, until the note has it.
    heading: Option<String>,
    /// The heads of the table that the block is a row of, until the note has them, and whether its section reads tables.
    heads: Option<(String, bool)>,
    pub(super) told: Vec<Told>,
}

/// How many remarks are made on one page at most.
const TOLD_MAX: usize = 500;

/// The team's name as the page's title says it, if it has one.
pub(super) fn name_of(page: &Page) -> Option<String> {
    let named = title_of(page).map(|title| title.text.trim()).filter(|name| !name.is_empty());
    let name = named.or(page.front.title.as_deref())?.trim();
    let at = name.len().saturating_sub("charter".len());
    let is_ending = name.get(at..).is_some_and(|ending| ending.eq_ignore_ascii_case("charter"));
    let cut = if is_ending { name[..at].trim_end_matches([' ', ':', '–', '—', '-']) } else { name };
    Some(if cut.is_empty() { name } else { cut }.to_owned())
}

/// The heading that is the page's title: the first, unless it announces a section.
fn title_of(page: &Page) -> Option<&Block> {
    let first = page.blocks.iter().find(|block| matches!(block.kind, BlockKind::Heading(_)))?;
    section_of(&first.text, None).is_none().then_some(first)
}

impl Walk {
    /// Reads a whole page. `stem` is the team's name where the page has no title.
    pub(super) fn over(page: &Page, source: &str, stem: &str) -> Result<Draft, ImportError> {
        let mut walk = Self {
            filler: Filler::new(source),
            org: OrgPart::default(),
            stack: Vec::new(),
            group: String::new(),
            in_claim: false,
            heading: None,
            heads: None,
            told: page.told.clone(),
        };
        let name = name_of(page).unwrap_or_else(|| stem.to_owned());
        walk.filler.write(NAME, &name);
        walk.take_front(&page.front, &name);
        let title = title_of(page);
        for block in page.blocks.iter().filter(|block| !title.is_some_and(|title| std::ptr::eq(title, *block))) {
            match block.kind {
                BlockKind::Heading(level) => walk.enter(level, block)?,
                BlockKind::Heads => walk.take_heads(block),
                _ => walk.take(walk.section(), block)?,
            }
        }
        walk.lone_heads();
        let told = walk.told;
        let (source, sheet) = (source.to_owned(), walk.filler.sheet);
        walk.org.surfaces = walk.filler.surfaces;
        Ok(Draft {
            source,
            kind: KIND,
            doc: None,
            lineage: None,
            slot: None,
            example: false,
            sheet,
            org: walk.org,
            told,
        })
    }

    fn taking(&mut self) -> Taking<'_> {
        Taking { schema: KIND.schema(), filler: &mut self.filler }
    }

    fn section(&self) -> Option<Section> {
        self.stack.last().map(|(_, section)| *section)
    }

    fn enter(&mut self, level: usize, heading: &Block) -> Result<(), ImportError> {
        self.lone_heads();
        self.stack.retain(|(outer, _)| *outer < level);
        let outer = self.section();
        self.heading = Some(heading.text.clone());
        self.group.clear();
        self.in_claim = false;
        match outer {
            Some(Section::Metrics) => return metrics::start(self, heading, &heading.text, ""),
            Some(Section::Rows(Rows { list, form: Form::Record(title, ..), .. })) => {
                return self.taking().begin(list, title, heading);
            }
            _ => {}
        }
        let section = section_of(&heading.text, outer);
        if let Some(section) = section {
            self.stack.push((level, section));
            return Ok(());
        }
        match outer {
            Some(Section::Claims(_) | Section::Mandate | Section::Lines(_) | Section::Rows(_)) => {
                self.take(outer, heading)?;
            }
            Some(Section::People | Section::Chairs) => self.group = words(&heading.text),
            _ => {
                self.heading = None;
                self.note(heading);
                self.stack.push((level, Section::Other));
            }
        }
        Ok(())
    }

    /// The labelled values above a page's text, but for the one that is its name.
    fn take_front(&mut self, front: &Front, name: &str) {
        let is_name = front.title.as_deref().is_some_and(|title| names::key(title) == names::key(name));
        for (line, words) in &front.lines {
            let label = words.split([':', '=']).next().unwrap_or_default().trim();
            if !(is_name && label.eq_ignore_ascii_case("title")) {
                self.write_note(*line, words, "\n");
            }
        }
    }

    /// A table begins: its heads stand in the note as soon as a row of it does.
    fn take_heads(&mut self, block: &Block) {
        self.lone_heads();
        self.heads = Some((block.raw.clone(), reads_tables(self.section())));
    }

    /// The heads of a table that has no row stand in the note: they are words too.
    fn lone_heads(&mut self) {
        if let Some((heads, _)) = self.heads.take().filter(|(_, are_read)| !are_read) {
            self.write_note(0, &heads, "\n\n");
        }
    }

    /// Puts a block where its section says.
    fn take(&mut self, section: Option<Section>, block: &Block) -> Result<(), ImportError> {
        let whole = block.whole();
        if !matches!(block.kind, BlockKind::Row(_)) {
            self.lone_heads();
        }
        match section {
            None | Some(Section::Decisions) => self.take_labelled(section, block)?,
            Some(Section::Mandate) => self.take_mandate(block)?,
            Some(Section::Claims(mode)) => claims::claim(self, block, mode)?,
            Some(Section::Surfaces) => claims::claim(self, block, "own")?,
            Some(Section::Text(MISSION)) => self.take_mission(block),
            Some(Section::Text(name)) => {
                let heads = self.heads.take().map(|(heads, _)| heads + "\n").unwrap_or_default();
                self.filler.write_apart(name, &(heads + &block.as_text()), block.apart());
            }
            Some(Section::Lines(list)) if !says_nothing(&whole) => {
                self.filler.line(block.line, (list, LINE), block.id.clone(), &whole)?;
            }
            Some(Section::Rows(rows)) => {
                let has_row = self.filler.sheet.lists.contains_key(rows.list);
                if !self.taking().take(rows, has_row, block)? {
                    self.note(block);
                }
            }
            Some(Section::Captain) => people::captain(self, block, false)?,
            Some(Section::Chairs) if !self.group.is_empty() => people::member(self, block)?,
            Some(Section::Chairs) => people::captain(self, block, true)?,
            Some(Section::Fact(of)) => {
                let into = (&mut self.filler, &mut self.org);
                if !facts::set(KIND.schema(), into, of, &whole, facts::theirs) && !says_nothing(&whole) {
                    self.note(block);
                }
            }
            Some(Section::People) => people::member(self, block)?,
            Some(Section::Functions) => self.take_functions(block),
            Some(Section::Metrics) => metrics::take(self, block)?,
            Some(Section::NonNegotiables) => self.take_rule(block)?,
            Some(Section::Other) => self.note(block),
            Some(Section::Lines(_)) => {}
        }
        Ok(())
    }

    /// A line as “Captain: Ines” says where it belongs by itself.
    fn take_labelled(&mut self, outer: Option<Section>, block: &Block) -> Result<(), ImportError> {
        let found = labelled(&block.text).and_then(|(label, value)| Some((section_of(label, outer)?, value)));
        match found {
            Some((Section::Decisions | Section::Other | Section::Mandate, _)) | None => self.note(block),
            Some((section, value)) => {
                let is_people = matches!(section, Section::Chairs | Section::Captain);
                let kind = if is_people { BlockKind::Paragraph } else { block.kind.clone() };
                self.take(Some(section), &Block { text: value.to_owned(), kind, ..block.clone() })?;
            }
        }
        Ok(())
    }

    fn take_mandate(&mut self, block: &Block) -> Result<(), ImportError> {
        let found = labelled(&block.text)
            .and_then(|(label, value)| Some((section_of(label, Some(Section::Mandate))?, value)))
            .filter(|(section, _)| matches!(section, Section::Claims(_) | Section::Lines(_)));
        match found {
            Some((section, value)) => {
                // “Own: a, b” names several surfaces; a comma inside one of them is rare enough.
                for part in parts_of(section, value) {
                    let more = if part == value { block.more.clone() } else { String::new() };
                    self.take(Some(section), &Block { text: part.to_owned(), more, ..block.clone() })?;
                }
                Ok(())
            }
            _ if matches!(block.kind, BlockKind::Paragraph) => self.take(Some(Section::Lines(IN_SCOPE)), block),
            _ => claims::claim(self, block, "own"),
        }
    }

    /// The mission is one paragraph; what follows explains it.
    fn take_mission(&mut self, block: &Block) {
        if self.filler.sheet.text(MISSION).is_empty() {
            self.filler.write(MISSION, &block.text);
            self.filler.write(MISSION_NOTE, &block.more);
        } else {
            self.note(block);
        }
    }

    fn take_functions(&mut self, block: &Block) {
        let whole = match &block.kind {
            BlockKind::Row(cells) => {
                self.rest_of_row(block, cells, 1);
                cells.first().map(|(_, cell)| cell.clone()).unwrap_or_default()
            }
            _ => block.whole(),
        };
        self.org.functions.extend(whole.split([',', ';', '\n']).map(words).filter(|name| !name.is_empty()));
    }

    fn take_rule(&mut self, block: &Block) -> Result<(), ImportError> {
        let whole = block.whole();
        if says_nothing(&whole) {
            return Ok(());
        }
        let split = [" — ", " – ", " because "].iter().find_map(|mark| block.text.split_once(mark));
        let (rule, why) = match (&block.kind, split) {
            (BlockKind::Row(cells), _) if cells.len() > 1 => (cells[0].1.clone(), under_heads(&cells[1..])),
            (BlockKind::Row(_), _) => (whole.clone(), String::new()),
            (_, Some((rule, why))) if block.more.is_empty() => (rule.to_owned(), why.to_owned()),
            _ => (block.text.clone(), block.more.clone()),
        };
        let row = self.filler.row(block.line, NON_NEGOTIABLES, block.id.clone(), &whole)?;
        row.texts.insert("rule".to_owned(), rule);
        row.texts.insert("why".to_owned(), why);
        Ok(())
    }

    /// Keeps a block that fits nowhere, under the heading that it stands under.
    pub(super) fn note(&mut self, block: &Block) {
        // Numbers alone say something too.
        if !block.raw.contains(char::is_alphanumeric) && !block.whole().contains(char::is_alphanumeric) {
            return;
        }
        let is_row = matches!(block.kind, BlockKind::Row(_));
        let heads = self.heads.take().filter(|_| is_row);
        let text = block.as_text();
        match heads {
            Some((heads, _)) => self.write_note(block.line, &format!("{heads}\n{text}"), "\n\n"),
            None => self.write_note(block.line, &text, block.apart()),
        }
    }

    /// Keeps what a row of a table says beyond the columns that were read, each under its head.
    pub(super) fn rest_of_row(&mut self, block: &Block, cells: &[(String, String)], n_read: usize) {
        let rest: Vec<(String, String)> =
            cells.iter().skip(n_read).filter(|(_, cell)| !cell.is_empty()).cloned().collect();
        if let Some((_, first)) = cells.first().filter(|_| !rest.is_empty()) {
            self.write_note(block.line, &format!("- {first} · {}", under_heads(&rest).replace('\n', " · ")), "\n");
        }
    }

    /// Writes into the note. Line 0 is told of by the lines beside it.
    pub(super) fn write_note(&mut self, line: usize, text: &str, apart: &'static str) {
        let is_explained = matches!(self.section(), Some(Section::Text(MISSION | MISSION_NOTE)));
        let heading = self.heading.take().filter(|_| !is_explained);
        let is_below = heading.is_some();
        heading.iter().for_each(|heading| self.filler.write(MISSION_NOTE, heading));
        self.append_note(text, if is_below { "\n" } else { apart });
        if line > 0 && !is_explained && self.told.len() < TOLD_MAX {
            let first = words(text.lines().next().unwrap_or_default());
            let first: String = first.chars().take(60).collect();
            self.told.push(Told::new(line, format!("“{first}” has no field and stands in the note below the mission")));
        }
    }

    /// Lines keep their indent, which nests them.
    fn append_note(&mut self, text: &str, between: &str) {
        let note = self.filler.sheet.texts.entry(MISSION_NOTE.to_owned()).or_default();
        append_lines(note, text, between);
    }
}

/// Whether rows of a table are read in a section, so that its heads are no words of the page.
fn reads_tables(section: Option<Section>) -> bool {
    !matches!(section, None | Some(Section::Decisions | Section::Other | Section::Text(_)))
}

/// Cells, each under its column's head.
pub(super) fn under_heads(cells: &[(String, String)]) -> String {
    let cells = cells.iter().enumerate().filter(|(_, (_, cell))| !cell.is_empty());
    let words = cells.map(|(at, (head, cell))| match (at, head.as_str()) {
        (0, "Why" | "why" | "Reason") | (_, "") => cell.clone(),
        (_, head) => format!("{head}: {cell}"),
    });
    words.collect::<Vec<_>>().join("\n")
}

/// The names in a bullet of the mandate: several surfaces, or one line of scope.
fn parts_of(section: Section, value: &str) -> Vec<&str> {
    let names_one = !matches!(section, Section::Claims(_)) || value.contains(['.', '—', '–', ':', ';', '(']);
    if names_one { vec![value] } else { value.split(',').map(str::trim).filter(|part| !part.is_empty()).collect() }
}
