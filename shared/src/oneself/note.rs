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
    /// Notes that one device removed before the other wrote in them: the later words stand in a new one.
    pub moved: usize,
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
    /// Whether it is as a log says it: nothing is lost with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    taken: bool,
}

/// The end of the id of the note in which words stand that were written after their note was removed. Each device makes the same
/// of it, so that it becomes one note.
const AFTER: &str = "+";

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
        self.0.answers.insert(field.to_owned(), Answer { words: words.to_owned(), at_ms: now_ms, taken: false });
    }

    /// Answers a question with the words of a log.
    pub(super) fn take(&mut self, field: &str, words: &str, now_ms: u64) {
        self.0.answers.insert(field.to_owned(), Answer { words: words.to_owned(), at_ms: now_ms, taken: true });
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

    /// Takes the later answer to each question. A note that was removed on either device stays removed; gives a new one with the
    /// words that the other device wrote in it after that.
    fn merge(&mut self, other: &Self) -> Option<Self> {
        if let Some(gone_ms) = self.0.gone_ms.max(other.0.gone_ms) {
            let later = [&*self, other].into_iter().find_map(|note| note.written_after(gone_ms));
            self.remove(gone_ms);
            return later;
        }
        for (field, answer) in &other.0.answers {
            let is_later =
                self.0.answers.get(field).is_none_or(|own| (own.at_ms, &own.words) < (answer.at_ms, &answer.words));
            if is_later {
                self.0.answers.insert(field.clone(), answer.clone());
            }
        }
        None
    }

    /// A note of the words that were written after this one was removed elsewhere, beside those that a log has in any case.
    fn written_after(&self, gone_ms: u64) -> Option<Self> {
        let is_later = |answer: &Answer| answer.at_ms > gone_ms;
        if !self.0.answers.values().any(|answer| is_later(answer) && !answer.taken && !answer.words.is_empty()) {
            return None;
        }
        let mut note = Self::new(format!("{}{AFTER}", self.id()), self.form());
        let stay = self.0.answers.iter().filter(|(_, answer)| is_later(answer) || answer.taken);
        note.0.answers = stay.map(|(field, answer)| (field.clone(), answer.clone())).collect();
        Some(note)
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
        for other in others.0.values() {
            self.take_in(other, &mut merged);
        }
        merged
    }

    fn take_in(&mut self, other: &Note, merged: &mut Merged) {
        let Some(own) = self.0.get_mut(other.id()) else {
            merged.added += usize::from(!other.is_gone());
            self.put(other.clone());
            return;
        };
        let before = own.clone();
        let later = own.merge(other);
        if *own == before {
            merged.same += 1;
        } else {
            merged.renewed += 1;
        }
        // The new one may be here already, and removed again: ids grow with each removal, so this ends.
        if let Some(later) = later {
            let mut inner = Merged::default();
            self.take_in(&later, &mut inner);
            merged.moved += usize::from(inner.added + inner.renewed + inner.moved > 0);
        }
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
        // The words of the second came after it had been removed.
        assert_eq!(here.of_form(KEEPER).map(|note| note.answer("step")).collect::<Vec<_>>(), ["c", "e"]);
        assert_eq!(here.of_form(LEARNING).count(), 0);
    }

    #[test]
    fn words_that_were_written_after_their_note_was_removed_elsewhere_stand_in_a_new_one() {
        let written = || Notes::of([note("1", &[("step", "early", 3), ("bar", "late", 20)])]);
        let gone = || Notes::of([removed("1")]);
        for (mut here, there) in [(gone(), written()), (written(), gone())] {
            assert_eq!(here.merge(&there).moved, 1);
            let left: Vec<&Note> = here.of_form(KEEPER).collect();
            assert_eq!(
                left.iter().map(|note| (note.answer("step"), note.answer("bar"))).collect::<Vec<_>>(),
                [("", "late")]
            );
            assert!(here.get("1").is_some_and(Note::is_gone), "a note that was removed stays removed");
            let before = here.clone();
            assert_eq!((here.merge(&there).moved, here == before), (0, true), "a second time changes nothing");
        }
        // The new one is removed too, and the device that knows of neither removal goes on writing in the first.
        let mut here = gone();
        here.merge(&written());
        let mut new = here.of_form(KEEPER).next().cloned().unwrap_or_else(|| note("", &[]));
        new.remove(30);
        here.put(new);
        assert_eq!((here.merge(&written()).moved, here.of_form(KEEPER).count()), (0, 0), "nothing is later than that");
        let later = Notes::of([note("1", &[("bar", "latest", 40)])]);
        assert_eq!(here.merge(&later).moved, 1);
        assert_eq!(here.of_form(KEEPER).map(|note| note.answer("bar")).collect::<Vec<_>>(), ["latest"]);
        // An answer that was emptied has no words to lose.
        let mut here = gone();
        here.merge(&Notes::of([note("1", &[("bar", "", 20)])]));
        assert_eq!(here.of_form(KEEPER).count(), 0);
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
