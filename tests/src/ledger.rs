//! The ledger of promises: edits that were acked or that somebody else has seen, against which a document is held after
//! everything has gone wrong.
//!
//! Every edit writes or removes one *mark*, a short word no other edit writes. A moment is a number that grows: the
//! length of a power cut's journal, or always 0 where every promise counts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A word that one edit writes: who, and which of their edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// The writer.
    pub writer: u64,
    /// The writer's own count.
    pub number: u32,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}.{}>", self.writer, self.number)
    }
}

/// The marks in a text in their order, with where each begins and ends. Other words are left out.
pub fn marks(text: &str) -> Vec<(Mark, usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = text[at..].find('<').map(|offset| at + offset) {
        let Some(end) = text[begin..].find('>').map(|offset| begin + offset + 1) else { break };
        let mark = text[begin + 1..end - 1].split_once('.');
        let mark = mark.and_then(|(writer, number)| Some((writer.parse().ok()?, number.parse().ok()?)));
        at = match mark {
            Some((writer, number)) => {
                found.push((Mark { writer, number }, begin, end));
                end
            }
            None => begin + 1,
        };
    }
    found
}

/// An edit, by its change of its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// Writes it.
    Write(Mark),
    /// Removes it.
    Remove(Mark),
}

/// The moments of one mark's life; the earliest of each counts.
#[derive(Debug, Clone, Copy, Default)]
struct Life {
    /// Its writing was promised to be kept.
    kept: Option<u64>,
    /// Somebody began to remove it.
    remove_begun: Option<u64>,
    /// Its removal was promised to be kept.
    removed: Option<u64>,
}

/// The promises that were made.
#[derive(Debug, Default)]
pub struct Ledger(BTreeMap<String, BTreeMap<Mark, Life>>);

fn earliest(known: &mut Option<u64>, at: u64) {
    *known = Some(known.map_or(at, |known| known.min(at)));
}

fn by(moment: Option<u64>, end: u64) -> bool {
    moment.is_some_and(|at| at <= end)
}

impl Ledger {
    /// Somebody is about to send an edit.
    pub fn begin(&mut self, doc: &str, edit: Edit, now: u64) {
        match edit {
            Edit::Write(mark) => drop(self.life(doc, mark)),
            Edit::Remove(mark) => earliest(&mut self.life(doc, mark).remove_begun, now),
        }
    }

    /// An edit was acked, or seen by somebody else.
    pub fn promise(&mut self, doc: &str, edit: Edit, now: u64) {
        match edit {
            Edit::Write(mark) => earliest(&mut self.life(doc, mark).kept, now),
            Edit::Remove(mark) => earliest(&mut self.life(doc, mark).removed, now),
        }
    }

    fn life(&mut self, doc: &str, mark: Mark) -> &mut Life {
        self.0.entry(doc.to_owned()).or_default().entry(mark).or_default()
    }

    /// The documents that were edited.
    pub fn docs(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// How many promises were made.
    pub fn n_promises(&self) -> usize {
        let lives = self.0.values().flat_map(BTreeMap::values);
        lives.map(|life| usize::from(life.kept.is_some()) + usize::from(life.removed.is_some())).sum()
    }

    /// The wrongs of a document that reads `text`, when every promise up to the moment `end` counts.
    pub fn wrongs(&self, doc: &str, text: &str, end: u64) -> Vec<String> {
        let mut wrongs = Vec::new();
        let mut there = BTreeSet::new();
        let empty = BTreeMap::new();
        let lives = self.0.get(doc).unwrap_or(&empty);
        for (mark, ..) in marks(text) {
            if !there.insert(mark) {
                wrongs.push(format!("{doc}: {mark} is there twice"));
            }
            if !lives.contains_key(&mark) {
                wrongs.push(format!("{doc}: {mark} was never written"));
            }
        }
        for (mark, life) in lives {
            let is_there = there.contains(mark);
            if !is_there && by(life.kept, end) && !by(life.remove_begun, end) {
                wrongs.push(format!("{doc}: {mark} is lost"));
            }
            if is_there && by(life.removed, end) {
                wrongs.push(format!("{doc}: {mark} was removed and is back"));
            }
        }
        wrongs
    }

    /// From here on, what a document reads is what it says, and nobody is left who could bring the rest back.
    pub fn settle(&mut self, doc: &str, text: &str) {
        let there: BTreeSet<Mark> = marks(text).into_iter().map(|(mark, ..)| mark).collect();
        for (mark, life) in self.0.entry(doc.to_owned()).or_default() {
            *life = match there.contains(mark) {
                true => Life { kept: Some(0), ..Life::default() },
                false => Life { kept: None, remove_begun: Some(0), removed: Some(0) },
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Mark = Mark { writer: 1, number: 7 };
    const B: Mark = Mark { writer: 2, number: 0 };

    #[test]
    fn marks_are_found_with_their_places() {
        let found = marks("x<1.7><<2.0>>");
        assert_eq!(found, [(A, 1, 6), (B, 7, 12)]);
        assert_eq!(format!("{A}{B}"), "<1.7><2.0>");
    }

    #[test]
    fn what_was_promised_and_is_not_there_is_a_wrong() {
        let mut ledger = Ledger::default();
        ledger.begin("d", Edit::Write(A), 0);
        assert!(ledger.wrongs("d", "", 9).is_empty(), "nothing was promised yet");
        ledger.promise("d", Edit::Write(A), 5);
        assert!(ledger.wrongs("d", "", 4).is_empty(), "that was promised later");
        assert_eq!(ledger.wrongs("d", "", 5), ["d: <1.7> is lost"]);
        assert!(ledger.wrongs("d", "<1.7>", 5).is_empty());
        assert_eq!(ledger.wrongs("d", "<1.7><1.7>", 5), ["d: <1.7> is there twice"]);
        assert_eq!(ledger.wrongs("d", "<1.7><2.0>", 5), ["d: <2.0> was never written"]);
    }

    #[test]
    fn a_removal_frees_the_mark_when_it_begins_and_binds_it_when_it_is_promised() {
        let mut ledger = Ledger::default();
        ledger.promise("d", Edit::Write(A), 1);
        ledger.begin("d", Edit::Remove(A), 3);
        assert_eq!(ledger.wrongs("d", "", 2), ["d: <1.7> is lost"]);
        assert!(ledger.wrongs("d", "", 3).is_empty() && ledger.wrongs("d", "<1.7>", 3).is_empty());
        ledger.promise("d", Edit::Remove(A), 6);
        assert_eq!(ledger.wrongs("d", "<1.7>", 6), ["d: <1.7> was removed and is back"]);
    }
}
