//! Answers as they are kept: one after the other by the words of their rights, which are random, all of one size. The whole is
//! written anew with each answer, so that nothing in the file stands in the order in which the answers came.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use muster_shared::blind::{ANSWER_BYTES, NONCE_CHARS};

/// Answers by the word of the right that each came with.
pub(super) type Answers = BTreeMap<String, String>;

/// The answers as bytes.
pub(super) fn to_bytes(answers: &Answers) -> Vec<u8> {
    answers.iter().flat_map(|(nonce, answer)| [nonce.as_bytes(), answer.as_bytes()]).flatten().copied().collect()
}

/// The answers that [`to_bytes`] wrote.
pub(super) fn of_bytes(bytes: &[u8]) -> Answers {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let records = bytes.chunks_exact(NONCE_CHARS + ANSWER_BYTES);
    records.map(|record| record.split_at(NONCE_CHARS)).map(|(nonce, answer)| (text(nonce), text(answer))).collect()
}

/// Answers that came while too few people had a right: one copy of the disk would nearly name their authors. They wait in memory
/// alone, and each device keeps its own until the server has written it.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<HashMap<String, Answers>>);

impl Waiting {
    /// Puts an answer to the others of its box; the first one that came with a right stands.
    pub(super) fn put(&self, id: &str, nonce: &str, answer: &str) {
        let mut all = self.all();
        all.entry(id.to_owned()).or_default().entry(nonce.to_owned()).or_insert_with(|| answer.to_owned());
    }

    /// Those of a box.
    pub(super) fn of(&self, id: &str) -> Answers {
        self.all().get(id).cloned().unwrap_or_default()
    }

    /// Forgets those of a box that are written.
    pub(super) fn written(&self, id: &str, answers: &Answers) {
        if let Some(waiting) = self.all().get_mut(id) {
            waiting.retain(|nonce, _| !answers.contains_key(nonce));
        }
    }

    /// Forgets all those of a box, as it is closed.
    pub(super) fn forget(&self, id: &str) {
        self.all().remove(id);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Answers>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(of: char) -> String {
        of.to_string().repeat(ANSWER_BYTES)
    }

    #[test]
    fn answers_are_the_same_bytes_in_whatever_order_they_came() {
        let (one, other) = (("b".repeat(NONCE_CHARS), answer('x')), ("a".repeat(NONCE_CHARS), answer('y')));
        let (mut first, mut last) = (Answers::new(), Answers::new());
        for (nonce, answer) in [one.clone(), other.clone()] {
            first.insert(nonce, answer);
        }
        for (nonce, answer) in [other, one] {
            last.insert(nonce, answer);
        }
        assert_eq!(to_bytes(&first), to_bytes(&last));
        assert_eq!(of_bytes(&to_bytes(&first)), last);
        assert!(of_bytes(&[]).is_empty());
    }

    #[test]
    fn an_answer_that_is_sent_twice_waits_once_and_the_first_stands() {
        let waiting = Waiting::default();
        waiting.put("box", "a", "one");
        waiting.put("box", "a", "other");
        waiting.put("another", "a", "third");
        assert_eq!(waiting.of("box"), Answers::from([("a".to_owned(), "one".to_owned())]));
        waiting.put("box", "b", "later");
        waiting.written("box", &Answers::from([("a".to_owned(), "one".to_owned())]));
        assert_eq!(waiting.of("box"), Answers::from([("b".to_owned(), "later".to_owned())]), "it came meanwhile");
        waiting.forget("box");
        assert!(waiting.of("box").is_empty() && !waiting.of("another").is_empty());
    }
}
