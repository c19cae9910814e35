//! Walks a page section by section and fills the draft. A block that fits nowhere goes to the mission's note: nothing
//! is lost.

use super::blocks::{Block, BlockKind, Page};
use super::rows::Taking;
use super::said::{labelled, says_nothing};
use super::sections::{Section, section_of};
use super::{claims, facts, metrics, people};
use crate::files::import::filler::{Filler, words};
use crate::files::import::{Draft, ImportError, OrgPart};
use crate::kinds::charter::*;
use crate::kinds::outline::{Form, Rows};

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
}

/// The team's name as the page's title says it, if it has one.
pub(super) fn name_of(page: &Page) -> Option<String> {
    let title = title_of(page)?;
    let name = title.text.trim();
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
        };
        walk.filler.write(NAME, &name_of(page).unwrap_or_else(|| stem.to_owned()));
        let title = title_of(page);
        for block in page.blocks.iter().filter(|block| !title.is_some_and(|title| std::ptr::eq(title, *block))) {
            match block.kind {
                BlockKind::Heading(level) => walk.enter(level, block)?,
                _ => walk.take(walk.section(), block)?,
            }
        }
        let (source, sheet) = (source.to_owned(), walk.filler.sheet);
        walk.org.surfaces = walk.filler.surfaces;
        Ok(Draft { source, kind: KIND, doc: None, lineage: None, slot: None, example: false, sheet, org: walk.org })
    }

    fn taking(&mut self) -> Taking<'_> {
        Taking { schema: KIND.schema(), filler: &mut self.filler }
    }

    fn section(&self) -> Option<Section> {
        self.stack.last().map(|(_, section)| *section)
    }

    fn enter(&mut self, level: usize, heading: &Block) -> Result<(), ImportError> {
        self.stack.retain(|(outer, _)| *outer < level);
        let outer = self.section();
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
                self.note(heading);
                self.stack.push((level, Section::Other));
            }
        }
        Ok(())
    }

    /// Puts a block where its section says.
    fn take(&mut self, section: Option<Section>, block: &Block) -> Result<(), ImportError> {
        let whole = block.whole();
        match section {
            None | Some(Section::Decisions) => self.take_labelled(section, block)?,
            Some(Section::Mandate) => self.take_mandate(block)?,
            Some(Section::Claims(mode)) => claims::claim(self, block, mode)?,
            Some(Section::Surfaces) => claims::claim(self, block, "own")?,
            Some(Section::Text(MISSION)) => self.take_mission(block),
            Some(Section::Text(name)) => {
                let between = if matches!(block.kind, BlockKind::Paragraph) { "\n\n" } else { "\n" };
                self.filler.write_apart(name, &whole, between);
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
            Some(Section::Chairs) => people::captain(self, block, true)?,
            Some(Section::Fact(of)) => {
                let into = (&mut self.filler, &mut self.org);
                if !facts::set(KIND.schema(), into, of, &whole, facts::theirs) && !says_nothing(&whole) {
                    self.note(block);
                }
            }
            Some(Section::People) => people::member(self, block)?,
            Some(Section::Functions) => self.take_functions(&whole),
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
            Some((section, value)) => self.take(Some(section), &Block { text: value.to_owned(), ..block.clone() })?,
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

    fn take_functions(&mut self, whole: &str) {
        self.org.functions.extend(whole.split([',', ';', '\n']).map(words).filter(|name| !name.is_empty()));
    }

    fn take_rule(&mut self, block: &Block) -> Result<(), ImportError> {
        let whole = block.whole();
        if says_nothing(&whole) {
            return Ok(());
        }
        let split = [" — ", " – ", " because "].iter().find_map(|mark| block.text.split_once(mark));
        let (rule, why) = match (&block.kind, split) {
            (BlockKind::Row(cells), _) if cells.len() > 1 => (cells[0].1.clone(), cells[1].1.clone()),
            (BlockKind::Row(_), _) => (whole.clone(), String::new()),
            (_, Some((rule, why))) if block.more.is_empty() => (rule.to_owned(), why.to_owned()),
            _ => (block.text.clone(), block.more.clone()),
        };
        let row = self.filler.row(block.line, NON_NEGOTIABLES, block.id.clone(), &whole)?;
        row.texts.insert("rule".to_owned(), rule);
        row.texts.insert("why".to_owned(), why);
        Ok(())
    }

    /// Keeps a block that fits nowhere.
    pub(super) fn note(&mut self, block: &Block) {
        // Numbers alone say something too.
        if block.whole().contains(char::is_alphanumeric) {
            self.filler.write_apart(MISSION_NOTE, &block.as_text(), block.apart());
        }
    }
}

/// The names in a bullet of the mandate: several surfaces, or one line of scope.
fn parts_of(section: Section, value: &str) -> Vec<&str> {
    let names_one = !matches!(section, Section::Claims(_)) || value.contains(['.', '—', '–', ':', ';', '(']);
    if names_one { vec![value] } else { value.split(',').map(str::trim).filter(|part| !part.is_empty()).collect() }
}
