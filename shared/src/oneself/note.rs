//! Notes, how they are kept, and how those of two devices become one. They are written down for the device and for a sealed file
//! alone, by functions that say so: no type here can be put into a message.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::json;
use crate::order::gather;

/// A note of one of the [forms](super::FORMS).
#[derive(Clone, PartialEq, Eq)]
pub struct Note(Kept);

/// All notes of a person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Notes(BTreeMap<String, Note>);

/// The number of notes that came of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// Notes that were not here.
    pub added: usize,
    /// Notes of which the file had later words.
    pub renewed: usize,
    /// Notes that stay as they were.
    pub same: usize,
}

/// A note as the device and a sealed file have it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    id: String,
    form: String,
    answers: BTreeMap<String, Answer>,
    /// When it was removed. Its words are gone by then, so that an older file does not bring them back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gone_ms: Option<u64>,
}

/// An answer, and when it was written by the clock of its device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Answer {
    words: String,
    at_ms: u64,
}

impl Note {
    /// An empty one.
    pub fn new(id: String, form: &str) -> Self {
        Self(Kept { id, form: form.to_owned(), answers: BTreeMap::new(), gone_ms: None })
    }

    /// Its id, which no other note has on any device.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The form that it is of.
    pub fn form(&self) -> &str {
        &self.0.form
    }

    /// The answer to a question; empty where there is none.
    pub fn answer(&self, field: &str) -> &str {
        self.0.answers.get(field).map_or("", |answer| &answer.words)
    }

    /// Whether it was removed.
    pub fn is_gone(&self) -> bool {
        self.0.gone_ms.is_some()
    }

    /// Answers a question.
    pub fn write(&mut self, field: &str, words: &str, now_ms: u64) {
        self.0.answers.insert(field.to_owned(), Answer { words: words.to_owned(), at_ms: now_ms });
    }

    /// Removes it with all its words.
    pub fn remove(&mut self, now_ms: u64) {
        self.0.answers.clear();
        self.0.gone_ms = Some(now_ms);
    }

    /// The note as the device keeps it.
    pub fn for_the_device(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// A note that the device kept; nothing of what is none.
    pub fn of_the_device(kept: &str) -> Option<Self> {
        json::read(kept).map(Self)
    }

    /// Takes the later answer to each question. A note that was removed on either device stays removed.
    fn merge(&mut self, other: &Self) {
        if let Some(gone_ms) = self.0.gone_ms.max(other.0.gone_ms) {
            self.remove(gone_ms);
            return;
        }
        for (field, answer) in &other.0.answers {
            let is_later =
                self.0.answers.get(field).is_none_or(|own| (own.at_ms, &own.words) < (answer.at_ms, &answer.words));
            if is_later {
                self.0.answers.insert(field.clone(), answer.clone());
            }
        }
    }
}

impl Notes {
    /// These notes. Two with one id become one.
    pub fn of(notes: impl IntoIterator<Item = Note>) -> Self {
        let mut all = Self::default();
        all.merge(&Self(gather(notes.into_iter().map(|note| (note.id().to_owned(), note)))));
        all
    }

    /// The notes of a form that are there, in the order in which they were begun: ids begin with the time.
    pub fn of_form<'a>(&'a self, form: &'a str) -> impl Iterator<Item = &'a Note> {
        self.0.values().filter(move |note| note.form() == form && !note.is_gone())
    }

    /// One of them.
    pub fn get(&self, id: &str) -> Option<&Note> {
        self.0.get(id)
    }

    /// Puts one in its place.
    pub fn put(&mut self, note: Note) {
        self.0.insert(note.id().to_owned(), note);
    }

    /// All of them, those that were removed among them.
    pub fn all(&self) -> impl Iterator<Item = &Note> {
        self.0.values()
    }

    /// Takes in those of another device. Nothing that is here and later goes.
    pub fn merge(&mut self, others: &Self) -> Merged {
        let mut merged = Merged::default();
        for (id, other) in &others.0 {
            let Some(own) = self.0.get_mut(id) else {
                merged.added += usize::from(!other.is_gone());
                self.0.insert(id.clone(), other.clone());
                continue;
            };
            let before = own.clone();
            own.merge(other);
            if *own == before {
                merged.same += 1;
            } else {
                merged.renewed += 1;
            }
        }
        merged
    }

    /// All of them as the words that a file seals.
    pub fn for_sealing(&self) -> String {
        let kept: Vec<&Kept> = self.0.values().map(|note| &note.0).collect();
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// The notes that a file sealed; nothing where its words are no notes.
    pub fn of_a_seal(words: &str) -> Option<Self> {
        let kept: Vec<Kept> = json::read(words)?;
        Some(Self::of(kept.into_iter().map(Note)))
    }
}

/// A note shows none of its words to whoever looks for a fault.
impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a note of {}", self.form())
    }
}

impl fmt::Debug for Notes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} notes", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{KEEPER, LEARNING};
    use super::*;

    fn note(id: &str, said: &[(&str, &str, u64)]) -> Note {
        let mut note = Note::new(id.to_owned(), KEEPER);
        said.iter().for_each(|(field, words, at_ms)| note.write(field, words, *at_ms));
        note
    }

    fn removed(id: &str) -> Note {
        let mut note = note(id, &[("step", "gone words", 1)]);
        note.remove(9);
        note
    }

    #[test]
    fn of_two_devices_the_later_answer_stands_and_what_only_one_has_stays() {
        let here =
            || Notes::of([note("1", &[("step", "old", 1), ("bar", "here", 5)]), note("2", &[("step", "mine", 1)])]);
        for (there, answers, merged) in [
            (vec![note("1", &[("step", "new", 2)])], ["new", "here", "mine"], (0, 1, 0)),
            (vec![note("1", &[("step", "older", 0)])], ["old", "here", "mine"], (0, 0, 1)),
            (vec![note("3", &[("step", "third", 1)])], ["old", "here", "mine"], (1, 0, 0)),
            (vec![removed("2")], ["old", "here", ""], (0, 1, 0)),
            (vec![removed("4")], ["old", "here", "mine"], (0, 0, 0)),
            (vec![], ["old", "here", "mine"], (0, 0, 0)),
        ] {
            let (mut notes, there) = (here(), Notes::of(there));
            let told = notes.merge(&there);
            assert_eq!((told.added, told.renewed, told.same), merged);
            let answer =
                |id: &str, field: &str| notes.get(id).map(|note| note.answer(field).to_owned()).unwrap_or_default();
            assert_eq!([answer("1", "step"), answer("1", "bar"), answer("2", "step")], answers);
            let before = notes.clone();
            notes.merge(&there);
            assert!(notes == before, "a second time changes nothing");
        }
    }

    #[test]
    fn whichever_device_reads_the_others_file_both_have_the_same() {
        let one = Notes::of([note("1", &[("step", "a", 3), ("bar", "b", 1)]), removed("2")]);
        let other = Notes::of([note("1", &[("step", "c", 3), ("bar", "d", 2)]), note("2", &[("step", "e", 20)])]);
        let (mut here, mut there) = (one.clone(), other.clone());
        here.merge(&other);
        there.merge(&one);
        assert!(here == there);
        assert_eq!(here.of_form(KEEPER).count(), 1);
        assert_eq!(here.of_form(LEARNING).count(), 0);
    }

    #[test]
    fn notes_are_read_again_from_the_device_and_from_a_seal_and_what_is_none_is_none() {
        let notes = Notes::of([note("1", &[("step", "words “in” quotes\n", 3)]), removed("2")]);
        assert!(Notes::of_a_seal(&notes.for_sealing()) == Some(notes.clone()));
        let again = notes.all().filter_map(|note| Note::of_the_device(&note.for_the_device()));
        assert!(Notes::of(again) == notes);
        assert!(!notes.for_sealing().contains("gone words"), "the words of a removed note are nowhere");
        for words in ["", "{}", "[1]", "[{\"id\":\"1\"}]"] {
            assert!(Notes::of_a_seal(words).is_none(), "{words}");
        }
    }

    #[test]
    fn whoever_looks_for_a_fault_sees_no_word_of_a_note() {
        let note = note("1", &[("step", "Nightjar", 1)]);
        assert!(!format!("{note:?} {:?}", Notes::of([note.clone()])).contains("Nightjar"));
    }
}
