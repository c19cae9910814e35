//! Blind boxes: questions that people answer without a name. The rules stand here; the server holds a box beside the documents,
//! as a document would show everybody whose answer is whose: updates bear client ids, and every device has them all.
//!
//! * A right to answer is given once a person. It is blinded on the device (`right`), so that whoever gives it cannot know it
//!   again when an answer comes with it.
//! * Answers have no author, no time, no order, and one size (`answer`).
//! * They are shown at closing, shuffled, if at least [`LEAST`] answered (`outcome`): a result that grows answer by answer would
//!   name each further author.
//! * The questions have fixed words (`form`), so that the next time compares.

mod answer;
mod form;
mod outcome;
mod pulse;
mod right;

pub use answer::{ANSWER_BYTES, Answer, SENT_BYTES, Sent, WORDS_CHARS_MAX, padded, read};
pub use form::{FORMS, Form, Question, Takes, form_of, forms_for};
pub use outcome::{Counted, Outcome, Tally, compared, outcome};
pub use pulse::{Around, Pulse, concerns, watched_pulses};
pub use right::{Asked, Given, NONCE_CHARS, Right, SEED_BYTES, ask, give, is_good, public_key, take};

use std::collections::BTreeMap;

/// The least number of answers that are ever shown, and of rights that were taken before an answer is written down.
pub const LEAST: usize = 4;

/// The rights to one box that were taken: by the person, the blinded word that each was asked for with. It tells nothing of the
/// right itself.
pub type Taken = BTreeMap<String, String>;

/// How somebody stands who asks for a right to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// They ask for the first time.
    First,
    /// They ask once more with the same words, as the answer was lost on its way: they are given the same right again.
    Again,
    /// Their right was given to other words: it is on another device, or was lost with one.
    Elsewhere,
}

/// How a person stands who asks for a right with a blinded word.
pub fn asking(taken: &Taken, person: &str, blinded: &str) -> Asking {
    match taken.get(person) {
        None => Asking::First,
        Some(before) if before == blinded => Asking::Again,
        Some(_) => Asking::Elsewhere,
    }
}

/// Whether answers may be written to a disk: while fewer people took a right, one copy of the disk would nearly name the author.
pub fn may_be_written(n_taken: usize) -> bool {
    n_taken >= LEAST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_one_right_and_gets_it_again_for_the_same_words_alone() {
        let taken = Taken::from([("ada".to_owned(), "aa".to_owned())]);
        for (person, blinded, stands) in [
            ("ada", "aa", Asking::Again),
            ("ada", "bb", Asking::Elsewhere),
            ("bo", "aa", Asking::First),
            ("", "", Asking::First),
        ] {
            assert_eq!(asking(&taken, person, blinded), stands, "{person} {blinded}");
        }
    }

    #[test]
    fn answers_are_written_once_four_people_have_a_right() {
        assert_eq!([0, 3, 4, 5].map(may_be_written), [false, false, true, true]);
    }
}
