//! A card: one thing of a document in a few parts, from which its text and its picture are made.

use super::Told;
use crate::id::DocId;
use crate::kinds::charter::Mode;
use crate::text::words::one_line;

/// The most lines that a card has of one sort.
pub(super) const LINES_MAX: usize = 8;
/// The most characters of a line, and of a sentence that describes.
const CHARS_MAX: usize = 200;

/// One thing of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The document.
    pub(super) doc: DocId,
    /// The document's name.
    pub(super) title: String,
    /// A word for what is shown of it.
    pub(super) what: &'static str,
    pub(super) parts: Vec<Part>,
}

/// A part of a card.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// A heading of the parts behind it.
    Heading(&'static str),
    /// A sentence that is read first.
    Lead(String),
    /// A number or a day in large, and the words behind it.
    Big(String, String),
    /// Words under their labels.
    Labelled(Vec<(&'static str, String)>),
    /// Lines.
    Lines(Vec<Line>),
    /// Counts of people, each as a ring.
    Rings(Vec<Ring>),
    /// Numbers on their way to another.
    Bars(Vec<Bar>),
    /// Teams and how each stands to something: the names of the columns, and each row with its marks.
    Grid(Vec<String>, Vec<Marks>),
    /// Steps up to a level.
    Steps(Vec<Steps>),
    /// A small sentence at the end.
    Foot(String),
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) words: String,
    pub(super) note: String,
}

/// People of whom some agree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ring {
    pub(super) label: String,
    pub(super) agreed: usize,
    pub(super) stale: usize,
    pub(super) of: usize,
}

/// A number on its way to another: words, and how far each lies on a line from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) now: String,
    pub(super) to: String,
    /// From where, and how far it has come; nothing where there are no two numbers.
    pub(super) way: Option<Way>,
}

/// Places on a line from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Way {
    pub(super) from: f64,
    pub(super) now: f64,
    pub(super) to: f64,
}

/// A row of a grid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Marks {
    pub(super) name: String,
    /// Words on what is to be settled; empty where nothing is.
    pub(super) open: &'static str,
    pub(super) marks: Vec<Option<Mode>>,
}

/// A level out of several.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Steps {
    pub(super) name: String,
    pub(super) at: usize,
    pub(super) of: usize,
    pub(super) words: String,
}

impl Card {
    /// A card without any part.
    pub(super) fn new(told: &Told<'_>, what: &'static str) -> Self {
        Self { doc: told.from.doc.clone(), title: told.name.to_owned(), what, parts: Vec::new() }
    }

    /// The same with one more part, if that says anything.
    pub(super) fn with(mut self, part: Part) -> Self {
        if !part.is_empty() {
            self.parts.push(part);
        }
        self
    }

    /// The same with a sentence that is read first.
    pub(super) fn lead(self, sentence: impl Into<String>) -> Self {
        let sentence: String = sentence.into();
        self.with(Part::Lead(sentence.trim().to_owned()))
    }

    /// The same with lines.
    pub(super) fn lines(self, lines: Vec<Line>) -> Self {
        self.with(Part::Lines(lines))
    }

    /// The same with a small sentence at the end.
    pub(super) fn foot(self, sentence: impl Into<String>) -> Self {
        self.with(Part::Foot(sentence.into()))
    }

    /// The same; a sentence where nothing else is there to be read.
    pub(super) fn or_says(self, sentence: &str) -> Self {
        if self.parts.is_empty() { self.lead(sentence) } else { self }
    }

    /// The document's name, and what is shown of it.
    pub fn label(&self) -> String {
        format!("{}, {}", self.title, self.what)
    }

    /// All that it says in one sentence or two.
    pub fn sentence(&self) -> String {
        let said: Vec<String> = self.parts.iter().map(Part::words).filter(|words| !words.is_empty()).collect();
        one_line(&said.join(" · "), CHARS_MAX)
    }
}

impl Part {
    fn is_empty(&self) -> bool {
        match self {
            Self::Heading(words) => words.is_empty(),
            Self::Lead(words) | Self::Foot(words) => words.trim().is_empty(),
            Self::Big(number, words) => number.is_empty() && words.is_empty(),
            Self::Labelled(lines) => lines.is_empty(),
            Self::Lines(lines) => lines.is_empty(),
            Self::Rings(rings) => rings.is_empty(),
            Self::Bars(bars) => bars.is_empty(),
            Self::Grid(_, rows) => rows.is_empty(),
            Self::Steps(steps) => steps.is_empty(),
        }
    }

    fn words(&self) -> String {
        let all = |lines: Vec<String>| lines.join(" · ");
        match self {
            Self::Heading(_) => String::new(),
            Self::Lead(words) | Self::Foot(words) => words.clone(),
            Self::Big(number, words) => format!("{number} {words}").trim().to_owned(),
            Self::Labelled(lines) => all(lines.iter().map(|(label, words)| format!("{label}: {words}")).collect()),
            Self::Lines(lines) => all(lines.iter().map(Line::all_words).collect()),
            Self::Rings(rings) => all(rings.iter().map(Ring::words).collect()),
            Self::Bars(bars) => all(bars.iter().map(Bar::words).collect()),
            Self::Grid(_, rows) => all(rows.iter().map(|row| row.name.clone()).collect()),
            Self::Steps(steps) => all(steps.iter().map(|one| format!("{}: {}", one.name, one.words)).collect()),
        }
    }
}

impl Line {
    /// A line with a note behind it.
    pub(super) fn new(words: impl AsRef<str>, note: impl Into<String>) -> Self {
        Self { words: one_line(words.as_ref(), CHARS_MAX), note: note.into() }
    }

    pub(super) fn all_words(&self) -> String {
        if self.note.is_empty() { self.words.clone() } else { format!("{} ({})", self.words, self.note) }
    }
}

impl Ring {
    /// The count in words.
    pub(super) fn counted(&self) -> String {
        let stale = if self.stale > 0 { format!(", {} stale", self.stale) } else { String::new() };
        format!("{} of {}{stale}", self.agreed, self.of)
    }

    pub(super) fn words(&self) -> String {
        format!("{}: {} agree", self.label, self.counted())
    }
}

impl Bar {
    pub(super) fn words(&self) -> String {
        let said = [&self.now, &self.to].into_iter().filter(|words| !words.is_empty()).cloned().collect::<Vec<_>>();
        if said.is_empty() { self.name.clone() } else { format!("{}: {}", self.name, said.join(" ")) }
    }
}

impl Way {
    /// The part of a line that numbers take which lie on it with a little room at both ends.
    pub(super) fn of(from: Option<f64>, now: Option<f64>, to: Option<f64>) -> Option<Self> {
        let (now, to) = (now?, to?);
        let from = from.unwrap_or(now);
        let (low, high) = (from.min(now).min(to), from.max(now).max(to));
        let all = [from, now, to].into_iter().all(f64::is_finite) && high > low && (high - low).is_finite();
        let place = |number: f64| 0.1 + 0.8 * (number - low) / (high - low);
        all.then(|| Self { from: place(from), now: place(now), to: place(to) })
    }
}

/// How a team stands to something, in a word for a reader.
pub(super) fn stands(mode: Mode) -> &'static str {
    match mode {
        Mode::Own => "owns",
        Mode::Share => "shares",
        Mode::Consult => "is consulted",
    }
}

/// A name of two or three letters for a narrow column.
pub(super) fn short(name: &str) -> String {
    let letters: String = name.split_whitespace().filter_map(|word| word.chars().next()).take(3).collect();
    if letters.chars().count() > 1 { letters } else { name.chars().take(3).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_has_room_at_both_ends_and_needs_two_numbers_that_differ() {
        let way = |from, now, to| Way::of(from, now, to).map(|way| [way.from, way.now, way.to]);
        assert_eq!(way(Some(71.0), Some(81.0), Some(91.0)), Some([0.1, 0.5, 0.9]));
        assert_eq!(way(None, Some(4.0), Some(2.0)), Some([0.9, 0.9, 0.1]));
        for (from, now, to) in [
            (None, None, Some(1.0)),
            (Some(1.0), Some(2.0), None),
            (Some(1.0), Some(1.0), Some(1.0)),
            (Some(f64::NAN), Some(1.0), Some(2.0)),
            (Some(f64::MIN), Some(f64::MAX), Some(0.0)),
        ] {
            assert_eq!(way(from, now, to), None, "{from:?} {now:?} {to:?}");
        }
    }

    #[test]
    fn a_narrow_column_has_the_first_letters_of_a_name() {
        for (name, letters) in [("First Keys", "FK"), ("Ledger", "Led"), ("The Old Front Door", "TOF"), ("", "")] {
            assert_eq!(short(name), letters);
        }
    }
}
