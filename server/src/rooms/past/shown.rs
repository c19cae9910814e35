//! The changes of a sitting as they are told: words struck and new, within bounds.

use std::collections::HashSet;

use muster_shared::past::{Changed, Fate, OfRow, Said};
use muster_shared::sheet::Place;
use muster_shared::text::{Change, compare};
use serde::Serialize;

use crate::log::LogError;

/// The most places of one sitting that are told.
const PLACES_MAX: usize = 60;
/// The most bytes of words of one sitting.
const BYTES_MAX: usize = 24 << 10;
/// Words that stay are told as far as this around those that changed, in characters.
const AROUND: usize = 80;
/// The most characters of words that went or came in one piece.
const CHARS_MAX: usize = 1500;
/// The most bytes of one place whose lines are looked through for those that are new.
const LINED_BYTES_MAX: usize = 256 << 10;

/// A part of a document that says something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The heading of the section.
    pub section: String,
    /// The heading right above it.
    pub part: String,
    /// The row, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<OfRow>,
    /// The meeting, the reading or the decision that its words came from, in a sentence; empty where the document says none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub origin: String,
    /// Its fate.
    pub fate: Fate,
    /// The places in it.
    pub said: Vec<Words>,
}

/// The words at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// The place.
    pub at: Place,
    /// Its label; empty where the heading or the row's name says enough.
    pub label: String,
    /// The words that stay, went and came.
    pub words: Vec<Bit>,
}

/// Words beside each other of which the same holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bit {
    /// Words that stay.
    Kept(String),
    /// Words that went.
    Gone(String),
    /// Words that came.
    New(String),
}

impl Shown {
    /// How long it is, about, in bytes.
    pub(super) fn n_bytes(&self) -> usize {
        let said = self.said.iter().map(|said| size_of::<Words>() + said.label.len() + said.n_bytes() + 60);
        size_of::<Self>() + self.origin.len() + self.section.len() + self.part.len() + said.sum::<usize>()
    }
}

impl Words {
    fn n_bytes(&self) -> usize {
        self.words.iter().map(|bit| bit.words().len()).sum()
    }

    /// The words after the change.
    pub fn after(&self) -> String {
        self.words.iter().filter(|bit| !matches!(bit, Bit::Gone(_))).map(Bit::words).collect()
    }

    /// The words before the change.
    pub fn before(&self) -> String {
        self.words.iter().filter(|bit| !matches!(bit, Bit::New(_))).map(Bit::words).collect()
    }
}

impl Bit {
    /// The words, whatever became of them.
    pub fn words(&self) -> &str {
        match self {
            Self::Kept(words) | Self::Gone(words) | Self::New(words) => words,
        }
    }
}

/// Says of rows where their words came from, as it was found last.
pub(super) fn say_origins(all: &mut [Shown], origins: &[(OfRow, String)]) {
    for shown in all {
        let of = |row: &OfRow| origins.iter().rfind(|(known, _)| known.list == row.list && known.row == row.row);
        shown.origin = shown.row.as_ref().and_then(of).map(|(_, says)| says.clone()).unwrap_or_default();
    }
}

/// Changes with their words compared, and whether some are left out.
pub(super) fn shown(changes: Vec<Changed>) -> (Vec<Shown>, bool) {
    let (mut all, mut n_places, mut n_bytes) = (Vec::new(), 0, 0);
    for Changed { section, part, row, fate, said } in changes {
        if n_places >= PLACES_MAX || n_bytes >= BYTES_MAX {
            return (all, true);
        }
        let room = PLACES_MAX - n_places;
        let is_cut = said.len() > room;
        let said: Vec<Words> = said.into_iter().take(room).map(words).collect();
        n_places += said.len().max(1);
        n_bytes += said.iter().map(Words::n_bytes).sum::<usize>();
        let row = row.map(|row| OfRow { name: cut(&row.name, AROUND), ..row });
        all.push(Shown { section, part, row, origin: String::new(), fate, said });
        if is_cut {
            return (all, true);
        }
    }
    (all, false)
}

fn words(said: Said) -> Words {
    let pieces = compare(&said.before, &said.after);
    let n = pieces.len();
    let bit = |(nth, piece): (usize, muster_shared::text::Piece)| match piece.change {
        Change::Kept => Bit::Kept(around(&piece.words, nth > 0, nth + 1 < n)),
        Change::Gone => Bit::Gone(cut(&piece.words, CHARS_MAX)),
        Change::New => Bit::New(cut(&piece.words, CHARS_MAX)),
    };
    Words { at: said.at, label: said.label, words: pieces.into_iter().enumerate().map(bit).collect() }
}

/// The ends of words that stay, as far as a change stands before or behind them.
fn around(words: &str, is_behind: bool, is_before: bool) -> String {
    let n = words.chars().count();
    if n <= 3 * AROUND {
        return words.to_owned();
    }
    let head: String = words.chars().take(AROUND).collect();
    let tail: String = words.chars().skip(n - AROUND).collect();
    match (is_behind, is_before) {
        (true, true) => format!("{head} … {tail}"),
        (true, false) => format!("{head} …"),
        _ => format!("… {tail}"),
    }
}

fn cut(words: &str, chars: usize) -> String {
    match words.char_indices().nth(chars) {
        Some((at, _)) => format!("{} …", &words[..at]),
        None => words.to_owned(),
    }
}

/// The lines that came and those that went, as a list of news tells them: of a row that came or went, its words in one.
///
/// # Errors
/// That of `go_on`, which is asked at each place.
pub(super) fn lines(
    changes: &[Changed],
    most: usize,
    go_on: &dyn Fn() -> Result<(), LogError>,
) -> Result<(Vec<String>, Vec<String>), LogError> {
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for change in changes {
        if added.len() >= most && removed.len() >= most {
            break;
        }
        go_on()?;
        if change.fate == Fate::Changed {
            for said in &change.said {
                go_on()?;
                other_lines(&mut added, most, &said.label, &said.after, &said.before);
                other_lines(&mut removed, most, &said.label, &said.before, &said.after);
            }
        } else {
            added.extend(whole(change.said.iter().map(|said| said.after.as_str())));
            removed.extend(whole(change.said.iter().map(|said| said.before.as_str())));
        }
    }
    added.truncate(most);
    removed.truncate(most);
    Ok((added, removed))
}

/// Adds the lines of a text that another one does not have, as long as there is room for them.
fn other_lines(told: &mut Vec<String>, most: usize, label: &str, of: &str, not_of: &str) {
    let room = most.saturating_sub(told.len());
    if room == 0 {
        return;
    }
    let known: HashSet<&str> = not_of.lines().collect();
    let lines = head(of).lines().filter(|line| !line.trim().is_empty() && !known.contains(line));
    told.extend(lines.take(room).map(|line| {
        let line = cut(line.trim(), CHARS_MAX);
        if label.is_empty() { line } else { format!("{label}: {line}") }
    }));
}

/// The part of a text whose lines are looked through.
fn head(words: &str) -> &str {
    if words.len() <= LINED_BYTES_MAX {
        return words;
    }
    let end = (0..=LINED_BYTES_MAX).rev().find(|at| words.is_char_boundary(*at)).unwrap_or_default();
    let head = words.get(..end).unwrap_or_default();
    // Half a line would be news where the whole one is none.
    head.rfind('\n').map_or(head, |last| &head[..last])
}

fn whole<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let words: Vec<String> =
        words.filter(|words| !words.trim().is_empty()).map(|words| cut(words, CHARS_MAX)).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    fn change(fate: Fate, said: &[(&str, &str, &str)]) -> Changed {
        let said = said.iter().enumerate().map(|(nth, (label, before, after))| Said {
            at: Place::on_sheet(&format!("field-{nth}")),
            label: (*label).to_owned(),
            before: (*before).to_owned(),
            after: (*after).to_owned(),
        });
        let (section, part) = ("Mandate".to_owned(), "Own".to_owned());
        Changed { section, part, row: None, fate, said: said.collect() }
    }

    #[test]
    fn words_are_told_struck_and_new_and_those_that_stay_as_far_as_they_stand_around_them() {
        let told = words(change(Fate::Changed, &[("", "use porters", "use crews")]).said.remove(0));
        assert_eq!(
            told.words,
            [Bit::Kept("use ".to_owned()), Bit::Gone("porters".to_owned()), Bit::New("crews".to_owned())]
        );
        assert_eq!((told.before(), told.after()), ("use porters".to_owned(), "use crews".to_owned()));
        let long = "word ".repeat(200);
        for (before, after, n_max) in [
            (format!("{long}old"), format!("{long}new"), 120),
            (format!("old {long}"), format!("new {long}"), 120),
            (format!("old {long}old"), format!("new {long}new"), 220),
            (String::new(), "letter".repeat(900), CHARS_MAX + 2),
        ] {
            let told = words(change(Fate::Changed, &[("", &before, &after)]).said.remove(0));
            let n: usize = told.words.iter().map(|bit| bit.words().chars().count()).sum();
            ensure_within(n, n_max);
        }
    }

    fn ensure_within(n: usize, most: usize) {
        assert!(n <= most, "{n} characters, at most {most}");
    }

    #[test]
    fn a_sitting_that_changes_very_much_is_cut_and_says_so() {
        let one = || change(Fate::Came, &[("", "", "x")]);
        let (told, is_cut) = shown((0..PLACES_MAX).map(|_| one()).collect());
        assert_eq!((told.len(), is_cut), (PLACES_MAX, false));
        let (told, is_cut) = shown((0..=PLACES_MAX).map(|_| one()).collect());
        assert_eq!((told.len(), is_cut), (PLACES_MAX, true));
        let long = "y".repeat(CHARS_MAX);
        let (told, is_cut) = shown((0..PLACES_MAX).map(|_| change(Fate::Came, &[("", "", &long)])).collect());
        assert!(told.len() <= BYTES_MAX / CHARS_MAX + 1 && is_cut, "{}", told.len());
    }

    #[test]
    fn news_are_lines_with_their_labels_and_a_row_that_came_or_went_is_one() {
        let changes = [
            change(Fate::Changed, &[("", "a\nb\n", "a\nc\n"), ("Due", "1 May", "2 May")]),
            change(Fate::Came, &[("", "", "Mei"), ("Share", "", "50 %")]),
            change(Fate::Gone, &[("", "Bo", "")]),
            change(Fate::Moved, &[]),
        ];
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let (added, removed) = lines(&changes, 10, &|| Ok(())).expect("lines");
        assert_eq!(added, owned(&["c", "Due: 2 May", "Mei · 50 %"]));
        assert_eq!(removed, owned(&["b", "Due: 1 May", "Bo"]));
        assert_eq!(lines(&changes, 1, &|| Ok(())), Ok((owned(&["c"]), owned(&["b"]))));
    }

    #[test]
    fn news_of_a_very_long_text_are_found_by_a_look_at_each_line_and_as_far_as_is_looked() {
        let of = |word: &str, n: usize| (0..n).map(|nth| format!("{word} {nth}\n")).collect::<String>();
        let (before, after) = (of("old", 100_000), of("new", 100_000));
        let (added, removed) = lines(&[change(Fate::Changed, &[("", &before, &after)])], 2, &|| Ok(())).expect("lines");
        assert_eq!(
            (added, removed),
            (vec!["new 0".to_owned(), "new 1".to_owned()], vec!["old 0".to_owned(), "old 1".to_owned()])
        );
        // A line that stands nowhere else is told from within the part that is looked through, and a long text has no news by
        // its length alone.
        let (kept, sign) = (of("kept", 100_000), "\u{1F5DD}");
        for (text, news) in [
            (format!("{sign}\n{kept}"), vec![sign.to_owned()]),
            (format!("{kept}{sign}\n"), Vec::new()),
            (sign.repeat(LINED_BYTES_MAX), vec![format!("{} …", sign.repeat(CHARS_MAX))]),
        ] {
            let told = lines(&[change(Fate::Changed, &[("", &kept, &text)])], 40, &|| Ok(())).expect("lines");
            assert_eq!(told.0, news);
        }
    }

    #[test]
    fn nobody_looks_for_news_that_nobody_waits_for() {
        let changes = [change(Fate::Changed, &[("", "a", "b")])];
        assert_eq!(lines(&changes, 10, &|| Err(LogError::Stopped)), Err(LogError::Stopped));
    }
}
