//! The forms of blind boxes, with their fixed words. A question whose words change is another question: it is compared with
//! nothing asked before.

use crate::kinds::pressure::QUESTIONS;
use crate::kinds::{Kind, charter, series};

/// The questions of one sort of box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// The word for it in tables and addresses.
    pub word: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The kind of document that has such boxes.
    pub of: Kind,
    /// A sentence about what it is for.
    pub says: &'static str,
    /// Its questions.
    pub questions: &'static [Question],
}

/// One question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The word for it in an answer.
    pub word: &'static str,
    /// The question.
    pub asks: &'static str,
    /// The answers that it takes.
    pub takes: Takes,
}

/// The answers that a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// One of these steps, the lowest first.
    Steps(&'static [&'static str]),
    /// Words.
    Words,
}

const AGREES: Takes = Takes::Steps(&["No", "Rather no", "In between", "Rather yes", "Yes"]);
const CHARGED: Takes = Takes::Steps(&["Empty", "A quarter", "Half", "Three quarters", "Full"]);
const REACHED: Takes = Takes::Steps(&["No", "Yes"]);
const RATED: Takes = Takes::Steps(&["Not yet", "Mostly", "Yes"]);

const fn step(word: &'static str, asks: &'static str, takes: Takes) -> Question {
    Question { word, asks, takes }
}

const fn words(asks: &'static str) -> Question {
    Question { word: "words", asks, takes: Takes::Words }
}

/// All forms.
pub static FORMS: [Form; 8] = [
    Form {
        word: "team-test",
        name: "What the team says of its captain",
        of: charter::KIND,
        says: "The part of the pressure test that only the team can answer.",
        questions: &[
            step(QUESTIONS[8].word, QUESTIONS[8].asks, RATED),
            step(QUESTIONS[9].word, QUESTIONS[9].asks, RATED),
            step(QUESTIONS[10].word, QUESTIONS[10].asks, RATED),
            words("What did you see that makes you say so?"),
        ],
    },
    Form {
        word: "trust",
        name: "Trust battery",
        of: charter::KIND,
        says: "How full the trust within the team is, before and after time together.",
        questions: &[
            step("battery", "How full is the trust between you and this team, all in all?", CHARGED),
            words("What would charge it?"),
        ],
    },
    Form {
        word: "questions",
        name: "Comfortable asking",
        of: charter::KIND,
        says: "Whether people dare to ask what they do not know. Ask it once before the goal that it measures begins.",
        questions: &[
            step("dumb", "Are you comfortable asking a question here that may sound dumb?", AGREES),
            step("say", "Do you say it here when you see something go wrong?", AGREES),
            words("What keeps you from it?"),
        ],
    },
    Form {
        word: "feedback",
        name: "Feedback to the team",
        of: charter::KIND,
        says: "Words to the team that nobody has to sign.",
        questions: &[words("What should this team know?")],
    },
    Form {
        word: "decisions",
        name: "How decisions were made",
        of: series::KIND,
        says: "The pulse after a session that explained decisions.",
        questions: &[
            step("clear", "Is it clear to you how the last large decisions were made?", AGREES),
            step("fair", "Was everybody heard who had something to say?", AGREES),
            words("Which decision was left unexplained?"),
        ],
    },
    Form {
        word: "together",
        name: "Before and after time together",
        of: series::KIND,
        says: "How full the trust between those who meet is: asked in the same words before and after.",
        questions: &[
            step("battery", "How full is the trust between you and those who come, all in all?", CHARGED),
            words("What would charge it?"),
        ],
    },
    Form {
        word: "four-hours",
        name: "Four hours with teams",
        of: series::KIND,
        says: "For a series of leaders: how many of them reach four hours a week with teams. Whoever likes says so, and nobody is named.",
        questions: &[
            step(
                "reached",
                "Did you spend four hours or more of the last seven days on removing what blocks teams?",
                REACHED,
            ),
            words("What kept you from it?"),
        ],
    },
    Form {
        word: "concerns",
        name: "Open forum",
        of: series::KIND,
        says: "Concerns for the next meeting, without fear of reprisal.",
        questions: &[words("What concern should be answered at the next meeting?")],
    },
];

/// The form of a word.
pub fn form_of(word: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.word == word)
}

/// The forms for documents of a kind.
pub fn forms_for(kind: Kind) -> impl Iterator<Item = &'static Form> {
    FORMS.iter().filter(move |form| form.of == kind)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::kinds::pressure::RATING_READS;

    #[test]
    fn each_form_has_words_of_its_own_and_at_most_one_question_for_free_words() {
        let all: BTreeSet<_> = FORMS.iter().map(|form| form.word).collect();
        assert_eq!(all.len(), FORMS.len());
        for form in &FORMS {
            let each: BTreeSet<_> = form.questions.iter().map(|question| question.word).collect();
            assert_eq!(each.len(), form.questions.len(), "{}", form.word);
            let n_words = form.questions.iter().filter(|question| question.takes == Takes::Words).count();
            assert!(n_words <= 1, "{}", form.word);
            assert_eq!(form_of(form.word), Some(form));
        }
        assert_eq!(form_of("absent"), None);
    }

    #[test]
    fn a74_the_share_of_leaders_who_reach_four_hours_is_asked_by_yes_and_no_alone() {
        let asked = form_of("four-hours").and_then(|form| form.questions.first());
        assert_eq!(asked.map(|question| question.takes), Some(Takes::Steps(&["No", "Yes"])));
    }

    #[test]
    fn the_team_rates_by_the_words_of_the_pressure_test() {
        let Takes::Steps(steps) = RATED else { panic!("steps") };
        let reads: Vec<_> = RATING_READS.iter().rev().map(|(_, reads)| *reads).collect();
        assert_eq!(steps, reads);
    }
}
