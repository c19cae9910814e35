//! Markdown as a flat run of blocks with their lines: what a charter's sections are read from.

use super::front::Front;
use crate::files::import::Told;
use crate::id::{DocId, RowId};
use crate::kinds::Kind;

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The kind and id of the document it was exported from, if it says so: then it is taken by the letter.
    pub(super) doc: Option<(Kind, DocId)>,
    /// The labelled values above its text.
    pub(super) front: Front,
    /// Its blocks in their order.
    pub(super) blocks: Vec<Block>,
    /// Things that a person should know of how it was read.
    pub(super) told: Vec<Told>,
}

/// A heading, a paragraph, a list item or a table row.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Where it starts, from 1.
    pub(super) line: usize,
    /// The row it was exported from, by the comment it carries.
    pub(super) id: Option<RowId>,
    /// Further words of that comment, each with its value.
    pub(super) says: Vec<(String, String)>,
    /// Spaces that somebody wrote before a paragraph: an export writes them so that they stay.
    pub(super) lead: String,
    /// Whether a paragraph is bold from end to end: in an export that is a label, since stars of people stay stars there.
    pub(super) is_label: bool,
    /// The block's kind.
    pub(super) kind: BlockKind,
    /// Its first paragraph.
    pub(super) text: String,
    /// An item's further paragraphs.
    pub(super) more: String,
    /// Its lines as they stand in the file, without comments.
    pub(super) raw: String,
}

/// The kind of a block.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum BlockKind {
    /// A heading of a level, 1 to 6.
    Heading(usize),
    /// A paragraph outside of lists.
    Paragraph,
    /// Lines that mean something by how they are set: code, a quotation, HTML.
    Lines,
    /// A list item; 0 is a list that lies in no other.
    Item(usize),
    /// The heads of a table's columns.
    Heads,
    /// A table's row: for each cell its column's head and its text.
    Row(Vec<(String, String)>),
}

impl Block {
    /// A block that says this, and came from no row.
    pub(super) fn new(line: usize, kind: BlockKind, text: String) -> Self {
        let (id, says, is_label) = (None, Vec::new(), false);
        let (lead, more, raw) = (String::new(), String::new(), String::new());
        Self { line, id, says, lead, is_label, kind, text, more, raw }
    }

    /// Everything it says.
    pub(super) fn whole(&self) -> String {
        match &self.kind {
            BlockKind::Row(cells) => cells_in_words(cells),
            _ if self.more.is_empty() => self.text.clone(),
            _ if self.text.is_empty() => self.more.clone(),
            _ => format!("{}\n\n{}", self.text, self.more),
        }
    }

    /// Everything it says, as a text has it: what is more than a paragraph keeps its signs.
    pub(super) fn as_text(&self) -> String {
        match self.kind {
            BlockKind::Heading(_) | BlockKind::Paragraph => self.whole(),
            _ => self.raw.clone(),
        }
    }

    /// The line breaks that set it apart from the block before it in a text.
    pub(super) fn apart(&self) -> &'static str {
        if matches!(self.kind, BlockKind::Item(_) | BlockKind::Row(_)) { "\n" } else { "\n\n" }
    }
}

/// The cells of a row: the first, and the others under their columns' heads.
fn cells_in_words(cells: &[(String, String)]) -> String {
    let cells = cells.iter().enumerate().filter(|(_, (_, cell))| !cell.is_empty());
    let words = cells.map(|(at, (head, cell))| match (at, head.as_str()) {
        (0, _) | (_, "") => cell.replace('\n', " "),
        (_, head) => format!("{head}: {}", cell.replace('\n', " ")),
    });
    words.collect::<Vec<_>>().join(" · ")
}
