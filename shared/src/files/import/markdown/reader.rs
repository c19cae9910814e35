//! The reader of a page: events of Markdown in, blocks out.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, BlockKind, Page};
use super::front::Front;
use crate::files::import::{ImportError, Told};
use crate::id::RowId;

/// How many blocks are read of one file.
const BLOCKS_MAX: usize = 50_000;

/// The longest line that is read, in bytes.
const LINE_BYTES_MAX: usize = 1 << 15;

impl Page {
    /// Reads a file's blocks.
    pub(super) fn of(text: &str) -> Result<Self, ImportError> {
        refuse_long_lines(text)?;
        let (front, below) = Front::parted(text);
        let (text, told) = without_open_comment(&below);
        let mut reader = Reader::new(&text);
        let mut used = BTreeSet::new();
        let mut events = Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter();
        for (event, range) in events.by_ref() {
            if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = &event {
                used.insert(id.to_lowercase());
            }
            reader.take(event, range.start);
            if reader.page.blocks.len() > BLOCKS_MAX {
                return Err(ImportError::new(reader.line_at(range.start), "this file is too long for one charter"));
            }
        }
        let definitions = events.reference_definitions().iter();
        let unused = definitions.filter(|(label, _)| !used.contains(&label.to_lowercase()));
        let unused: Vec<_> = unused.map(|(_, definition)| definition.span.clone()).collect();
        Ok(Self { front, told, ..reader.done(unused) })
    }
}

/// Refuses lines no person wrote: thousands of quotes and lists inside one another fit on one.
fn refuse_long_lines(text: &str) -> Result<(), ImportError> {
    let too_long = text.lines().enumerate().find(|(_, line)| line.len() > LINE_BYTES_MAX);
    too_long.map_or(Ok(()), |(at, line)| {
        Err(ImportError::new(at + 1, format!("a line of {} bytes is too long for a charter", line.len())))
    })
}

/// How many comments that never end are looked for in one page.
const OPEN_MAX: usize = 20;

/// A comment that never ends takes nothing with it: its first signs become letters, and the rest is read as what it is.
fn without_open_comment(text: &str) -> (String, Vec<Told>) {
    let (mut text, mut told) = (text.to_owned(), Vec::new());
    while let Some(open) = open_comment(&text).filter(|_| told.len() < OPEN_MAX) {
        let line = 1 + text[..open.start].matches('\n').count();
        let words = "a comment begins here and never ends; it was kept, and what follows was read as if it were none";
        told.push(Told::new(line, words));
        let letters = text[open.clone()].replace("<!--", "\\<!--");
        text.replace_range(open, &letters);
    }
    (text, told)
}

/// The first comment that never ends, up to the end of the block that it stands in.
fn open_comment(text: &str) -> Option<Range<usize>> {
    let mut blocks = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
    blocks.find_map(|(event, range)| {
        let html = text.get(range.clone()).filter(|_| matches!(event, Event::Start(Tag::HtmlBlock)))?;
        let closed = html.rfind("-->").map_or(0, |at| at + "-->".len());
        let mut signs = html.match_indices("<!--").map(|(at, _)| at).filter(|at| *at >= closed);
        let at = signs.find(|at| !html[..*at].ends_with('\\'))?;
        Some(range.start + at..range.end)
    })
}

/// The reader, with the blocks it is inside of.
struct Reader<'t> {
    source: &'t str,
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
    /// How many quotations are open.
    n_quotes: usize,
    /// Whether the text that is being read is more than a paragraph.
    is_set: bool,
    /// Where the last bold words begin and end in the running text.
    bold: (usize, usize),
    id: Option<RowId>,
    says: Vec<(String, String)>,
    line: usize,
}

impl<'t> Reader<'t> {
    /// A reader of this page.
    fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Self {
            source: text,
            line_starts: starts.collect(),
            page: Page::default(),
            text: String::new(),
            html_block: String::new(),
            items: Vec::new(),
            heads: Vec::new(),
            cells: Vec::new(),
            links: Vec::new(),
            n_quotes: 0,
            is_set: false,
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
            Event::SoftBreak => self.soft_break(offset),
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
            Tag::Link { dest_url, title, link_type, .. } | Tag::Image { dest_url, title, link_type, .. } => {
                let is_itself = matches!(link_type, LinkType::Autolink | LinkType::Email);
                let address = if is_itself { String::new() } else { dest_url.into_string() };
                self.links.push(if title.is_empty() { address } else { format!("{address} “{title}”") });
            }
            Tag::Strong => self.bold = (self.text.len(), 0),
            Tag::Heading { .. } | Tag::Paragraph | Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.flush();
                self.line = self.line_at(offset);
                self.is_set = self.n_quotes > 0 || matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock);
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.n_quotes += 1;
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
            TagEnd::TableHead => {
                self.heads = std::mem::take(&mut self.cells);
                self.push(BlockKind::Heads, String::new());
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.n_quotes = self.n_quotes.saturating_sub(1);
            }
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells).into_iter().enumerate();
                let head = |at: usize| self.heads.get(at).cloned().unwrap_or_default();
                let cells = cells.map(|(at, cell)| (head(at), cell)).collect();
                self.push(BlockKind::Row(cells), String::new());
            }
            _ => {}
        }
    }

    /// Keeps where a link leads, beside its words.
    fn close_link(&mut self) {
        let Some(link) = self.links.pop().filter(|link| !link.is_empty()) else { return };
        if !self.text.ends_with(&link) {
            self.text.push_str(&format!(" ({link})"));
        }
    }

    /// A line that goes on below stands in one line here; between signs that are written without spaces there is none.
    fn soft_break(&mut self, offset: usize) {
        let next = self.source[offset..].trim_start().chars().next();
        let is_close = self.text.chars().next_back().is_some_and(is_unspaced) && next.is_some_and(is_unspaced);
        if !is_close {
            self.text.push(' ');
        }
    }

    /// Comments are not text; ours say which row a block came from. Other HTML stays as the letters it is.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some((before, comment)) = rest.split_once("<!--") {
            // One that never ends is no comment.
            let Some((comment, after)) = comment.split_once("-->") else { break };
            self.text.push_str(before);
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
            self.push(if self.is_set { BlockKind::Lines } else { BlockKind::Paragraph }, text);
            if let Some(block) = self.page.blocks.last_mut() {
                (block.is_label, block.lead) = (is_label, lead);
            }
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
        self.page.blocks.push(Block { id, says, ..Block::new(self.line, kind, text) });
    }

    /// The page, each block with its lines as they stand. Definitions that no link uses are paragraphs.
    fn done(mut self, unused: Vec<Range<usize>>) -> Page {
        for span in unused {
            let (line, text) = (self.line_at(span.start), self.source[span].trim().to_owned());
            let at = self.page.blocks.partition_point(|block| block.line < line);
            self.page.blocks.insert(at, Block::new(line, BlockKind::Paragraph, text));
        }
        let starts: Vec<usize> = self.page.blocks.iter().map(|block| self.line_starts[block.line - 1]).collect();
        let ends = starts.iter().skip(1).copied().chain([self.source.len()]);
        for ((block, start), end) in self.page.blocks.iter_mut().zip(&starts).zip(ends) {
            block.raw = without_comments(&self.source[*start..end.max(*start)]);
        }
        self.page
    }
}

/// Lines without the comments in them and without empty ones around them; the first keeps its indent.
fn without_comments(lines: &str) -> String {
    let mut kept = String::new();
    let mut rest = lines;
    while let Some((before, after)) = rest
        .split_once("<!--")
        .and_then(|(before, comment)| Some((before, comment.split_once("-->")?.1)).filter(|_| !before.ends_with('\\')))
    {
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    let first = kept.find(|char: char| !char.is_whitespace()).unwrap_or(0);
    let start = kept[..first].rfind('\n').map_or(0, |at| at + 1);
    kept[start..].trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Whether signs like this one are written without spaces between them: Chinese, Japanese, and their punctuation.
fn is_unspaced(char: char) -> bool {
    matches!(char, '\u{2E80}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}
