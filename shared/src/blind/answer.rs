//! One person's answers to a box, in one size for all: a length would tell who said much.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form::{Form, Takes};
use super::right::Right;

/// The size of every answer, in bytes.
pub const ANSWER_BYTES: usize = 4096;
/// The size of every request that brings one, in bytes: each quotation mark of an answer takes two there.
pub const SENT_BYTES: usize = 3 * ANSWER_BYTES;
/// The longest words in one, in characters.
pub const WORDS_CHARS_MAX: usize = 800;

/// The words of one person: by the question's word, the step or the words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The answers.
    pub said: BTreeMap<String, String>,
}

impl Answer {
    /// The sentence that says why this is no answer to a form, if it is none.
    pub fn trouble(&self, form: &Form) -> Option<&'static str> {
        if self.said.values().all(|said| said.trim().is_empty()) {
            return Some("answer one question at least");
        }
        let fits = |(word, said): (&String, &String)| {
            let takes = form.questions.iter().find(|question| question.word == word).map(|question| question.takes);
            match takes {
                Some(Takes::Steps(steps)) => steps.contains(&said.as_str()),
                Some(Takes::Words) => said.chars().count() <= WORDS_CHARS_MAX,
                None => false,
            }
        };
        (!self.said.iter().all(fits)).then_some("this is no answer to these questions, or its words are too many")
    }
}

/// An answer in the size of all; none where its words are too many.
pub fn padded(answer: &Answer) -> Option<String> {
    let json = serde_json::to_string(answer).ok()?;
    let rest = ANSWER_BYTES.checked_sub(json.len())?;
    Some(json + &" ".repeat(rest))
}

/// The answer that [`padded`] wrote; none if it did not write this.
pub fn read(padded: &str) -> Option<Answer> {
    if padded.len() == ANSWER_BYTES { serde_json::from_str(padded).ok() } else { None }
}

/// An answer as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The box.
    #[serde(rename = "box")]
    pub id: String,
    /// The right to answer it.
    pub right: Right,
    /// The answer in the size of all.
    pub answer: String,
}

impl Sent {
    /// The body of the request, in one size for all.
    pub fn body(&self) -> Option<String> {
        let json = serde_json::to_string(self).ok()?;
        let rest = SENT_BYTES.checked_sub(json.len())?;
        Some(json + &" ".repeat(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blind::form_of;

    fn said(pairs: &[(&str, &str)]) -> Answer {
        Answer { said: pairs.iter().map(|(word, said)| ((*word).to_owned(), (*said).to_owned())).collect() }
    }

    #[test]
    fn every_answer_has_one_size_and_reads_back() {
        let long = "ß".repeat(WORDS_CHARS_MAX);
        for answer in [said(&[("battery", "Half")]), said(&[("words", &long)]), said(&[("words", "\"quoted\"\n")])] {
            let written = padded(&answer).unwrap_or_default();
            assert_eq!(written.len(), ANSWER_BYTES);
            assert_eq!(read(&written), Some(answer));
        }
        assert_eq!(padded(&said(&[("words", &"\u{1}".repeat(WORDS_CHARS_MAX))])), None);
        assert_eq!(read("{\"said\":{}}"), None);
    }

    #[test]
    fn every_request_has_one_size_whatever_is_quoted() {
        let right = Right { nonce: "0".repeat(64), proof: "0".repeat(128) };
        for words in ["", &"\"\\".repeat(WORDS_CHARS_MAX / 2)] {
            let answer = padded(&said(&[("words", words)])).unwrap_or_default();
            let sent = Sent { id: "b".repeat(27), right: right.clone(), answer };
            let body = sent.body().unwrap_or_default();
            assert_eq!(body.len(), SENT_BYTES);
            assert_eq!(serde_json::from_str::<Sent>(&body).ok(), Some(sent));
        }
    }

    #[test]
    fn an_answer_answers_its_questions_or_a_sentence_says_why_not() {
        let Some(form) = form_of("trust") else { panic!("a form") };
        for (answer, fits) in [
            (said(&[("battery", "Half")]), true),
            (said(&[("battery", "Half"), ("words", "Dinner")]), true),
            (said(&[("words", "Dinner")]), true),
            (said(&[]), false),
            (said(&[("words", " ")]), false),
            (said(&[("battery", "50 %")]), false),
            (said(&[("name", "Ada")]), false),
            (said(&[("words", &"a".repeat(WORDS_CHARS_MAX + 1))]), false),
        ] {
            assert_eq!(answer.trouble(form).is_none(), fits, "{answer:?}");
        }
    }
}
