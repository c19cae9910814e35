//! A little Markdown: emphasis, links, code, lists and paragraphs, as events. Other markup shows as its characters.
//!
//! The part of CommonMark that people type into one field, read as CommonMark reads it; a test holds it against
//! pulldown-cmark, which reads whole files on the server. That parser would be a fifth of the page's module: it knows
//! 2,125 named entities and every letter's folded case.

mod inline;
mod marker;

use std::ops::Range;

use marker::Marker;

/// How deep lists may nest; deeper ones are lines of text.
const DEPTH_MAX: usize = 16;

/// The part of a text that a start and its end enclose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    /// A paragraph.
    Paragraph,
    /// A list; numbered from this number on, or with bullets.
    List(Option<u32>),
    /// One of a list.
    Item,
    /// Stress.
    Emphasis,
    /// More stress.
    Strong,
    /// Leads to this address, as it was written: what may be opened is for the reader to decide.
    Link(String),
}

/// One step through a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Something begins.
    Start(Tag),
    /// The part that began last, and has not ended, ends.
    End,
    /// Letters.
    Text(String),
    /// Letters as a machine would have them.
    Code(String),
    /// A new line. People press Enter to begin one, and expect to see it.
    Break,
}

/// Reads a text. Starts and ends are balanced.
#[must_use]
pub fn events(text: &str) -> Vec<Event> {
    let lines: Vec<&str> = text.lines().collect();
    let mut events = Vec::new();
    blocks(&lines, Within { depth: 0, tight: false }, &mut events);
    events
}

/// The links in a line, each with where its Markdown stands, in bytes.
#[must_use]
pub fn links(line: &str) -> Vec<(Range<usize>, String)> {
    inline::links(line)
}

/// Where lines stand.
#[derive(Clone, Copy)]
struct Within {
    depth: usize,
    /// In a list without blank lines, whose items are no paragraphs.
    tight: bool,
}

fn blocks(lines: &[&str], within: Within, events: &mut Vec<Event>) {
    let mut at = 0;
    while at < lines.len() {
        let marker = Marker::of(lines[at]).filter(|_| within.depth < DEPTH_MAX);
        at += match marker {
            _ if is_blank(lines[at]) => 1,
            Some(marker) => list(&lines[at..], marker, within.depth, events),
            None => paragraph(&lines[at..], within, events),
        };
    }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// Reads the paragraph that begins here; answers how many lines it has.
fn paragraph(lines: &[&str], within: Within, events: &mut Vec<Event>) -> usize {
    let goes_on = |line: &&&str| !is_blank(line) && Marker::of(line).is_none_or(|marker| !marker.interrupts());
    let n = 1 + lines[1..].iter().take_while(goes_on).count();
    let text: Vec<&str> = lines[..n].iter().map(|line| line.trim()).collect();
    let inner = inline::events(&text.join("\n"));
    if within.tight {
        events.extend(inner);
    } else {
        events.push(Event::Start(Tag::Paragraph));
        events.extend(inner);
        events.push(Event::End);
    }
    n
}

/// Reads the list that begins here; answers how many lines it has.
fn list(lines: &[&str], first: Marker, depth: usize, events: &mut Vec<Event>) -> usize {
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(marker) = lines.get(at).and_then(|line| Marker::of(line)).filter(|marker| marker.continues(first)) {
        let n = item_len(&lines[at..], marker);
        items.push((marker, &lines[at..at + n]));
        at += n + lines[at + n..].iter().take_while(|line| is_blank(line)).count();
    }
    let parted = |lines: &[&str]| lines.iter().rev().skip_while(|line| is_blank(line)).any(|line| is_blank(line));
    let tight = !items.iter().any(|(_, lines)| parted(lines)) && !parted(&lines[..at]);
    events.push(Event::Start(Tag::List(first.number)));
    for (marker, lines) in items {
        events.push(Event::Start(Tag::Item));
        let inner: Vec<&str> = lines.iter().enumerate().map(|(at, line)| marker.inside(line, at == 0)).collect();
        blocks(&inner, Within { depth: depth + 1, tight }, events);
        events.push(Event::End);
    }
    events.push(Event::End);
    at
}

/// How many lines belong to the item that begins here, blank ones at its end aside.
fn item_len(lines: &[&str], marker: Marker) -> usize {
    let mut n = 1;
    for at in 1..lines.len() {
        let line = lines[at];
        let is_lazy = || Marker::of(line).is_none() && !is_blank(lines[at - 1]);
        if is_blank(line) {
            continue;
        }
        if marker.holds(line) || is_lazy() {
            n = at + 1;
        } else {
            break;
        }
    }
    n
}

#[cfg(test)]
mod tests;
