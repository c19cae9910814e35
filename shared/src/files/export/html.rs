//! A document as plain HTML, to be read where nothing else runs: elements and text, no style and no script.

use super::beside::Beside;
use super::marked::{escaped, marked};
use super::pieces::{First, Head, Item, Line, Piece, pieces};
use crate::kinds::Kind;
use crate::kinds::outline::Sources;
use crate::sheet::Sheet;

/// Writes a document without what was removed and without what says nothing.
pub fn html(kind: Kind, from: &Sources<'_>) -> String {
    html_beside(kind, from, &Beside::default())
}

/// Writes a document with what others say beside it.
pub fn html_beside(kind: Kind, from: &Sources<'_>, beside: &Beside) -> String {
    let outline = kind.outline();
    let mut out = format!("<h1>{}</h1>\n", title(kind, from.sheet, beside));
    pieces(outline, from, beside).iter().for_each(|piece| write(&mut out, piece));
    out
}

/// The name that a document has by itself.
pub fn name(kind: Kind, sheet: &Sheet) -> &str {
    let outline = kind.outline();
    match outline.title.map_or("", |title| sheet.text(title).trim()) {
        "" => outline.untitled,
        name => name,
    }
}

/// The name of a document, as HTML.
pub fn title(kind: Kind, sheet: &Sheet, beside: &Beside) -> String {
    escaped(beside.name.as_deref().unwrap_or_else(|| name(kind, sheet)))
}

fn write(out: &mut String, piece: &Piece<'_>) {
    let piece = match piece {
        Piece::Heading(level, words, _) => format!("<h{level}>{}</h{level}>", escaped(words)),
        Piece::Text(text) => marked(text),
        Piece::Labelled(label, text) => format!("<p><strong>{label}</strong></p>\n{}", marked(text)),
        Piece::Link(words, doc) => format!("<p><a href=\"/d/{doc}\">{}</a></p>", escaped(words)),
        Piece::Facts(facts) => format!("<p>{}</p>", facts_of(facts)),
        Piece::Bullets(items) => format!("<ul>\n{}</ul>", items.iter().map(item).collect::<String>()),
        Piece::Table(heads, lines) => table(heads, lines),
        Piece::Log(heads, lines) => newest(heads, lines),
    };
    out.push_str(&piece);
    out.push('\n');
}

fn facts_of(facts: &[(&'static str, String)]) -> String {
    facts.iter().map(|(label, value)| format!("{label}: {}", escaped(value))).collect::<Vec<_>>().join(" · ")
}

fn item(item: &Item<'_>) -> String {
    let below = if item.below.trim().is_empty() { String::new() } else { marked(&item.below) };
    let facts = if item.facts.is_empty() { String::new() } else { format!("<p>{}</p>", facts_of(&item.facts)) };
    match &item.first {
        First::Text(text) => format!("<li>{}{below}{facts}</li>\n", marked(text)),
        First::Name(name) => format!("<li><strong>{}</strong>{below}{facts}</li>\n", escaped(name)),
    }
}

fn table(heads: &[Head], lines: &[Line<'_>]) -> String {
    let row = |cells: Vec<String>| format!("<tr>{}</tr>\n", cells.concat());
    let head = row(heads.iter().map(|head| format!("<th>{}</th>", head.words)).collect());
    let cell = |cell: &Vec<String>| format!("<td>{}</td>", values(cell));
    let lines: String = lines.iter().map(|line| row(line.cells.iter().map(cell).collect())).collect();
    format!("<table>\n{head}{lines}</table>")
}

/// The newest line of a log says how it is now; Markdown and JSON have them all.
fn newest(heads: &[Head], lines: &[Line<'_>]) -> String {
    let newest = lines.iter().max_by(|a, b| a.cells.first().cmp(&b.cells.first()));
    let cells = newest.into_iter().flat_map(|line| heads.iter().zip(&line.cells));
    let said = cells.map(|(head, cell)| format!("{}: {}", head.words, values(cell)));
    format!("<p>{}</p>", said.collect::<Vec<_>>().join(" · "))
}

/// All values that stand side by side.
fn values(cell: &[String]) -> String {
    cell.iter().map(|value| escaped(value)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::files::sample::sample;
    use crate::id::DocId;
    use crate::kinds::charter::{MISSION, NAME};

    fn charter(sheet: &Sheet) -> String {
        html(crate::kinds::charter::KIND, &Sources { sheet, org: &Sheet::default(), doc: &DocId::org() })
    }

    fn sheet(name: &str, mission: &str) -> Sheet {
        let texts = [(NAME, name), (MISSION, mission)].map(|(name, text)| (name.to_owned(), text.to_owned()));
        Sheet { texts: texts.into(), ..Sheet::default() }
    }

    #[test]
    fn what_people_wrote_is_text_and_what_nobody_wrote_is_left_out() {
        assert_eq!(
            charter(&sheet("<i>Ledger", "</p><script>x</script>")),
            "<h1>&lt;i&gt;Ledger</h1>\n<h2>Mission</h2>\n<p>&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</p>\n"
        );
        assert_eq!(charter(&Sheet::default()), "<h1>A team without a name</h1>\n");
    }

    #[test]
    fn a_whole_charter_says_all_of_it() {
        let draft = sample().into_iter().find(|draft| draft.sheet.text(NAME) == "First Keys").unwrap();
        let page = charter(&draft.sheet);
        for words in [
            "<h1>First Keys</h1>",
            "<h2>Mission</h2>",
            "<h2>Mandate</h2>",
            "<h3>Own</h3>",
            "<h2>Metrics</h2>",
            "Target: ",
            "Reading: ",
            "<th>Function</th>",
            "<h2>Non-negotiables</h2>",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }
}
