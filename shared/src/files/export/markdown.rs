//! A document as a page of Markdown: headings that stay, empty sections left out, and in comments the ids by which an
//! import finds its rows again.

use super::beside::Beside;
use super::escape::{block, inline};
use super::pieces::{First, Head, Item, Line, Piece, pieces, title};
use crate::files::made::AT;
use crate::id::RowId;
use crate::kinds::Kind;
use crate::kinds::outline::Sources;

/// Writes a document. Removed rows are left out, and who wrote what and when: JSON keeps those.
pub fn markdown(kind: Kind, from: &Sources<'_>) -> String {
    markdown_beside(kind, from, &Beside::default())
}

/// Writes a document with what others say beside it.
pub fn markdown_beside(kind: Kind, from: &Sources<'_>, beside: &Beside) -> String {
    let outline = kind.outline();
    let mut page = Page::default();
    let title = beside.name.as_deref().unwrap_or_else(|| title(outline, from));
    page.put(format!("# {}<!-- muster: {kind} {} -->", spaced(&inline(title)), from.doc));
    pieces(outline, from, beside).iter().for_each(|piece| page.piece(piece));
    page.out
}

/// A page without the times at which its rows were written: somebody who writes a value again changes no other word.
pub fn untimed(page: &str) -> String {
    let time = format!("{AT}=");
    let line = |line: &str| match line.rsplit_once(COMMENT) {
        None => line.to_owned(),
        Some((words, comment)) => {
            let said: Vec<&str> = comment.split(' ').filter(|word| !word.starts_with(&time)).collect();
            format!("{words}{COMMENT}{}", said.join(" "))
        }
    };
    page.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The beginning of a comment of ours. In the words of people it would be escaped.
const COMMENT: &str = "<!-- muster: ";

#[derive(Default)]
struct Page {
    out: String,
}

impl Page {
    /// Adds a block, set apart from the one before.
    fn put(&mut self, block: impl AsRef<str>) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(block.as_ref().trim_end());
        self.out.push('\n');
    }

    fn piece(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Heading(level, words, mark) => {
                let id = mark.as_ref().map(|mark| comment(mark.row, &mark.says)).unwrap_or_default();
                let words = if mark.is_some() { spaced(&inline(words)) } else { inline(words) };
                self.put(format!("{} {words}{id}", "#".repeat(*level)));
            }
            Piece::Text(text) => self.put(block(text, "")),
            Piece::Labelled(label, text) => {
                self.put(format!("**{label}**"));
                if !text.is_empty() {
                    self.put(block(text, ""));
                }
            }
            Piece::Link(words, doc) => self.put(format!("[{words}](/d/{doc})")),
            Piece::Facts(facts) => self.put(facts_of(facts, "")),
            Piece::Bullets(items) => self.put(list(items.iter().map(item).collect())),
            Piece::Table(heads, lines) | Piece::Log(heads, lines) => self.put(table(heads, lines)),
        }
    }
}

fn facts_of(facts: &[(&'static str, String)], indent: &str) -> String {
    let facts = facts.iter().map(|(label, value)| format!("{indent}- {label}: {}", inline(value)));
    facts.collect::<Vec<_>>().join("\n")
}

/// A bullet, its id, and what it says below.
fn item(item: &Item<'_>) -> String {
    let first = match &item.first {
        First::Text(text) => block(text, "  "),
        First::Name(name) => inline(name),
    };
    let id = item.row.map(|row| comment(row, &[])).unwrap_or_default();
    let below = item.below.trim();
    let below = if below.is_empty() { String::new() } else { format!("\n\n  {}", block(below, "  ")) };
    let facts = if item.facts.is_empty() { String::new() } else { format!("\n\n{}", facts_of(&item.facts, "  ")) };
    format!("- {}{id}{below}{facts}", spaced(&first)).trim_end().to_owned()
}

/// One block of bullets, loose where one of them says more than a line.
fn list(items: Vec<String>) -> String {
    let is_loose = items.iter().any(|item| item.contains("\n\n"));
    items.join(if is_loose { "\n\n" } else { "\n" })
}

fn table(heads: &[Head], lines: &[Line<'_>]) -> String {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let rule = |head: &Head| if head.is_number { "---:" } else { "---" }.to_owned();
    let line = |line: &Line<'_>| {
        let mut cells: Vec<String> = line.cells.iter().map(|cell| values(cell)).collect();
        if let (Some(last), Some(id)) = (cells.last_mut(), line.row) {
            last.push_str(&format!(" {}", comment(id, &[])));
        }
        row(cells)
    };
    let head = row(heads.iter().map(|head| head.words.to_owned()).collect());
    let rule = row(heads.iter().map(rule).collect());
    let lines = lines.iter().map(line);
    [head, rule].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

fn values(cell: &[String]) -> String {
    cell.iter().map(|value| inline(value)).collect::<Vec<_>>().join("<br>")
}

fn comment(id: &RowId, says: &[(&'static str, String)]) -> String {
    let says: String = says.iter().map(|(word, value)| format!(" {word}={value}")).collect();
    format!("{COMMENT}{id}{says} -->")
}

fn spaced(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text} ") }
}
