//! Markdown as a flat run of blocks with their lines: what a charter's sections are read from.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::ImportError;
use crate::id::{DocId, RowId};
use crate::kinds::Kind;

/// How many blocks are read of one file.
const BLOCKS_MAX: usize = 50_000;

/// The longest line that is read, in bytes.
const LINE_BYTES_MAX: usize = 1 << 15;

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The kind and id of the document it was exported from, if it says so: then it is taken by the letter.
    pub(super) doc: Option<(Kind, DocId)>,
    /// Its blocks in their order.
    pub(super) blocks: Vec<Block>,
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
}

/// The kind of a block.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum BlockKind {
    /// A heading of a level, 1 to 6.
    Heading(usize),
    /// A paragraph outside of lists.
    Paragraph,
    /// A list item; 0 is a list that lies in no other.
    Item(usize),
    /// A table's row: for each cell its column's head and its text.
    Row(Vec<(String, String)>),
}

impl Block {
    /// Everything it says.
    pub(super) fn whole(&self) -> String {
        match &self.kind {
            BlockKind::Row(cells) => {
                let cells = cells.iter().map(|(_, cell)| cell.replace('\n', " ")).filter(|cell| !cell.is_empty());
                cells.collect::<Vec<_>>().join(" · ")
            }
            _ if self.more.is_empty() => self.text.clone(),
            _ if self.text.is_empty() => self.more.clone(),
            _ => format!("{}\n\n{}", self.text, self.more),
        }
    }
}

impl Block {
    /// Everything it says, as a text has it: a list's item keeps its sign.
    pub(super) fn as_text(&self) -> String {
        match self.kind {
            BlockKind::Item(depth) => format!("{}- {}", "  ".repeat(depth.min(8)), self.whole()),
            _ => self.whole(),
        }
    }

    /// The line breaks that set it apart from the block before it in a text.
    pub(super) fn apart(&self) -> &'static str {
        if matches!(self.kind, BlockKind::Item(_) | BlockKind::Row(_)) { "\n" } else { "\n\n" }
    }
}

impl Page {
    /// Reads a file's blocks.
    pub(super) fn of(text: &str) -> Result<Self, ImportError> {
        refuse_long_lines(text)?;
        let mut reader = Reader::new(text);
        for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
            reader.take(event, range.start);
            if reader.page.blocks.len() > BLOCKS_MAX {
                return Err(ImportError::new(reader.line_at(range.start), "this file is too long for one charter"));
            }
        }
        Ok(reader.page)
    }
}

/// Refuses lines no person wrote: thousands of quotes and lists inside one another fit on one.
fn refuse_long_lines(text: &str) -> Result<(), ImportError> {
    let too_long = text.lines().enumerate().find(|(_, line)| line.len() > LINE_BYTES_MAX);
    too_long.map_or(Ok(()), |(at, line)| {
        Err(ImportError::new(at + 1, format!("a line of {} bytes is too long for a charter", line.len())))
    })
}

/// The reader, with the blocks it is inside of.
struct Reader {
    line_starts: Vec<usize>,
    page: Page,
    /// The running text of the innermost block.
    text: String,
    /// The block of HTML that is being read.
    html_block: String,
    /// Open items, outermost first, by their place among the blocks.
    items: Vec<usize>,
    /// Heads of the table that is being read.
    heads: Vec<String>,
    /// Cells of the table row that is being read.
    cells: Vec<String>,
    /// Where the open links lead.
    links: Vec<String>,
    /// Where the last bold words begin and end in the running text.
    bold: (usize, usize),
    id: Option<RowId>,
    says: Vec<(String, String)>,
    line: usize,
}

impl Reader {
    fn new(text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Self {
            line_starts: starts.collect(),
            page: Page::default(),
            text: String::new(),
            html_block: String::new(),
            items: Vec::new(),
            heads: Vec::new(),
            cells: Vec::new(),
            links: Vec::new(),
            bold: (0, 0),
            id: None,
            says: Vec::new(),
            line: 1,
        }
    }

    fn line_at(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    fn take(&mut self, event: Event<'_>, offset: usize) {
        match event {
            Event::Start(tag) => self.open(tag, offset),
            Event::End(tag) => self.close(tag),
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.text.push('\n'),
            // A block of HTML comes line by line, a comment in it as well.
            Event::Html(html) => self.html_block.push_str(&html),
            Event::InlineHtml(html) if ["<br>", "<br/>", "<br />"].contains(&html.as_ref()) => self.text.push('\n'),
            Event::InlineHtml(html) => self.html(&html),
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>, offset: usize) {
        match tag {
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.links.push(dest_url.into_string()),
            Tag::Strong => self.bold = (self.text.len(), 0),
            Tag::Heading { .. } | Tag::Paragraph | Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.flush();
                self.line = self.line_at(offset);
            }
            Tag::List(_) => self.flush(),
            Tag::Item => {
                self.flush();
                self.line = self.line_at(offset);
                let depth = self.items.len();
                self.items.push(self.page.blocks.len());
                self.push(BlockKind::Item(depth), String::new());
            }
            Tag::Table(_) => {
                self.flush();
                self.heads.clear();
            }
            Tag::TableHead | Tag::TableRow => {
                self.line = self.line_at(offset);
                self.cells.clear();
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link | TagEnd::Image => self.close_link(),
            TagEnd::Strong => self.bold.1 = self.text.len(),
            TagEnd::Heading(level) => {
                let text = self.taken();
                self.push(BlockKind::Heading(level as usize), text);
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html_block);
                self.html(&html);
                self.flush();
            }
            TagEnd::Paragraph | TagEnd::CodeBlock => self.flush(),
            TagEnd::Item => {
                self.flush();
                self.items.pop();
            }
            TagEnd::TableCell => {
                let cell = self.taken();
                self.cells.push(cell);
            }
            TagEnd::TableHead => self.heads = std::mem::take(&mut self.cells),
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells).into_iter().enumerate();
                let head = |at: usize| self.heads.get(at).cloned().unwrap_or_default();
                let cells = cells.map(|(at, cell)| (head(at), cell)).collect();
                self.push(BlockKind::Row(cells), String::new());
            }
            _ => {}
        }
    }

    /// Keeps where a link leads, beside its words, unless it leads nowhere that may be followed.
    fn close_link(&mut self) {
        let Some(link) = self.links.pop() else { return };
        let leads = ["https://", "http://", "mailto:"].iter().any(|scheme| link.starts_with(scheme));
        if leads && !self.text.ends_with(&link) {
            self.text.push_str(&format!(" ({link})"));
        }
    }

    /// Comments are not text; ours say which row a block came from. Other HTML stays as the letters it is.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some((before, comment)) = rest.split_once("<!--") {
            self.text.push_str(before);
            let (comment, after) = comment.split_once("-->").unwrap_or((comment, ""));
            self.comment(comment.trim());
            rest = after;
        }
        self.text.push_str(rest);
    }

    fn comment(&mut self, comment: &str) {
        let Some(said) = comment.strip_prefix("muster:").map(str::trim) else { return };
        let (first, says) = said.split_once(' ').unwrap_or((said, ""));
        let pairs = says.split_whitespace().map(|pair| pair.split_once('=')).collect::<Option<Vec<_>>>();
        let Some(pairs) = pairs else {
            let document = || Some((first.parse().ok()?, says.trim().parse().ok()?));
            self.page.doc = self.page.doc.take().or_else(document);
            return;
        };
        if let Ok(id) = first.parse() {
            let says = pairs.into_iter().map(|(word, value)| (word.to_owned(), value.to_owned())).collect();
            match self.items.last() {
                Some(item) => self.page.blocks[*item].id = Some(id),
                None => (self.id, self.says) = (Some(id), says),
            }
        }
    }

    fn taken(&mut self) -> String {
        super::super::filler::clean(&std::mem::take(&mut self.text))
    }

    fn flush(&mut self) {
        let is_label = std::mem::take(&mut self.bold) == (0, self.text.len());
        let lead: String = self.text.chars().take_while(|char| matches!(char, ' ' | '\t')).collect();
        let text = self.taken();
        if text.is_empty() {
            return;
        }
        let Some(item) = self.items.last() else {
            self.push(BlockKind::Paragraph, text);
            self.page.blocks.last_mut().into_iter().for_each(|block| {
                block.is_label = is_label;
                block.lead.clone_from(&lead);
            });
            return;
        };
        let block = &mut self.page.blocks[*item];
        if block.text.is_empty() {
            block.text = text;
            return;
        }
        if !block.more.is_empty() {
            block.more.push_str("\n\n");
        }
        block.more.push_str(&text);
    }

    fn push(&mut self, kind: BlockKind, text: String) {
        let (id, says) = (self.id.take(), std::mem::take(&mut self.says));
        let (lead, is_label, more) = (String::new(), false, String::new());
        self.page.blocks.push(Block { line: self.line, id, says, lead, is_label, kind, text, more });
    }
}
