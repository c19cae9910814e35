//! A page of minutes as its headings part it.

use crate::files::front::{self, Entry};
use crate::files::lines::{Line, Lines, plain, trimmed};

/// Minutes as far as their form goes.
pub(super) struct Page<'t> {
    /// Labelled values at the very top.
    pub(super) front: Vec<Entry>,
    /// The headings in their order, each with the lines up to the next one; first the lines before any, under none.
    pub(super) parts: Vec<Part<'t>>,
}

/// A heading, and the lines below it up to the next one.
pub(super) struct Part<'t> {
    /// The level of the heading; 0 where there is none.
    pub(super) level: usize,
    /// The words of the heading.
    pub(super) words: &'t str,
    /// The number of its line, from 1.
    pub(super) number: usize,
    /// The lines below.
    pub(super) lines: Vec<Said<'t>>,
    /// The place that it has in a review.
    pub(super) place: Place,
}

/// A line below a heading.
pub(super) struct Said<'t> {
    pub(super) text: &'t str,
    /// Whether it stands in code or in a comment, where nobody takes anything on.
    pub(super) is_inside: bool,
}

/// The place of a part in a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The part above the agenda.
    Above,
    /// People who were there.
    Attendance,
    /// An item of the agenda.
    Item {
        /// Whether people came to speak of it.
        was_reached: bool,
    },
}

/// Headings over those who were there, to be compared.
const ATTENDANCE: &[&str] = &[
    "attendance",
    "attendees",
    "attending",
    "in attendance",
    "present",
    "participants",
    "people present",
    "who was there",
    "roles",
    "meeting roles",
];
/// Words in headings over items that people did not come to.
const NOT_REACHED: &[&str] =
    &["not discussed", "not reached", "not covered", "didn t get to", "did not get to", "deferred", "postponed"];

impl<'t> Page<'t> {
    /// Parts a text whose lines end in line feeds alone.
    pub(super) fn of(text: &'t str) -> Self {
        let (front, body, first) = front::parted(text);
        let mut parts = vec![Part::headed(0, "", 1)];
        let mut reader = Lines::default();
        for (line, number) in body.lines().zip(first + 1..) {
            let is = reader.next(line);
            let Some(last) = parts.last_mut() else { continue };
            let underlined = if is == Line::Plain { last.underlined(line) } else { None };
            match (is, underlined) {
                (Line::Heading(level, words), _) => parts.push(Part::headed(level, words, number)),
                (_, Some((level, words))) => parts.push(Part::headed(level, words, number - 1)),
                (is, None) => last.lines.push(Said { text: line, is_inside: is == Line::Inside }),
            }
        }
        place(&mut parts);
        Self { front, parts }
    }

    /// The parts above the agenda.
    pub(super) fn above(&self) -> impl Iterator<Item = &Part<'t>> {
        self.parts.iter().filter(|part| part.place == Place::Above)
    }

    /// The title of the page.
    pub(super) fn title(&self) -> &'t str {
        self.above().last().map_or("", |part| part.words)
    }
}

impl<'t> Part<'t> {
    fn headed(level: usize, words: &'t str, number: usize) -> Self {
        Self { level, words, number, lines: Vec::new(), place: Place::Above }
    }

    /// The heading that a line of signs makes of the one above it, which is then no line of this part.
    fn underlined(&mut self, line: &str) -> Option<(usize, &'t str)> {
        let level = match line.trim_end() {
            line if line.len() >= 2 && line.bytes().all(|byte| byte == b'=') => 1,
            line if line.len() >= 3 && line.bytes().all(|byte| byte == b'-') => 2,
            _ => return None,
        };
        let [before @ .., last] = &self.lines[..] else { return None };
        let is_alone = before.last().is_none_or(|line| line.text.trim().is_empty());
        let starts_with_words = last.text.starts_with(|char: char| char.is_alphanumeric() || "\"“[(`*".contains(char));
        let is_words = starts_with_words && bullet(last.text).is_none() && !last.is_inside;
        let words = (is_alone && is_words).then(|| last.text.trim())?;
        self.lines.pop();
        Some((level, words))
    }

    /// The lines as one text, without empty ones around them.
    pub(super) fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text).collect();
        trimmed(&lines.join("\n")).to_owned()
    }
}

/// Finds the place of each part: what stands above the agenda ends with the first heading that is no title.
fn place(parts: &mut [Part<'_>]) {
    // The level of the heading that a place holds for, with all headings below it.
    let (mut attendance, mut unreached) = (None::<usize>, None::<usize>);
    for (at, part) in parts.iter_mut().enumerate().skip(1) {
        let wanted = plain(part.words);
        let is_below = |level: Option<usize>| level.is_some_and(|level| part.level > level);
        attendance = attendance.filter(|level| is_below(Some(*level)));
        unreached = unreached.filter(|level| is_below(Some(*level)));
        if ATTENDANCE.contains(&wanted.as_str()) {
            attendance = attendance.or(Some(part.level));
        }
        if NOT_REACHED.iter().any(|words| wanted.contains(words)) {
            unreached = unreached.or(Some(part.level));
        }
        let is_title = at == 1 && part.level == 1;
        part.place = match attendance {
            Some(_) => Place::Attendance,
            None if is_title => Place::Above,
            None => Place::Item { was_reached: unreached.is_none() },
        };
    }
}

/// The words of a bullet, and how far it is indented.
pub(super) fn bullet(line: &str) -> Option<(usize, &str)> {
    let start = line.trim_start();
    let indent = line.len() - start.len();
    let digits = start.bytes().take_while(u8::is_ascii_digit).count();
    let behind = match digits {
        0 => start.strip_prefix(['-', '*', '+']),
        1..=9 => start[digits..].strip_prefix(['.', ')']),
        _ => None,
    }?;
    behind.starts_with([' ', '\t']).then(|| (indent, behind.trim()))
}

/// A box to tick before words: whether it is, and the words.
pub(super) fn boxed(words: &str) -> Option<(bool, &str)> {
    let (is_ticked, rest) = match words.get(..3)? {
        "[ ]" => (false, &words[3..]),
        "[x]" | "[X]" => (true, &words[3..]),
        _ => return None,
    };
    rest.starts_with([' ', '\t']).then(|| (is_ticked, rest.trim()))
}
