//! The fields that writers of the log are asked for, list by list, and the words of a choice as they read.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::*;
use muster_shared::sheet::Named;

use super::use_log::UseLog;
use crate::form::{Ask, Composing};

/// How hard a decision is to undo.
pub(super) const UNDO: &[(&str, &str)] = &[("easy", "Easy"), ("costly", "Costly"), ("impossible", "Not possible")];
/// The role in which somebody decided.
const IN_ROLE: &[(&str, &str)] =
    &[("captain", "Captain"), ("deputy", "Deputy"), ("member", "Member"), ("leader", "Leader")];
/// Whether the same would be chosen again.
pub(super) const SAME_AGAIN: &[(&str, &str)] = &[("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")];
/// How a request stands.
pub(super) const STANDS: &[(&str, &str)] = &[
    ("yes", "Yes"),
    ("no", "No"),
    ("done", "Done"),
    ("escalated", "Gone up to a leader"),
    ("withdrawn", "No longer needed"),
];

/// How a kept word reads.
pub(super) fn reads(words: &[(&'static str, &'static str)], kept: &str) -> &'static str {
    words.iter().find(|(word, _)| *word == kept).map_or("", |(_, reads)| reads)
}

pub(super) const fn guided(field: &'static str, guide: &'static muster_shared::kinds::outline::Guide) -> Ask {
    Ask::new(field, guide.label, guide.hint)
}

static DECISION_ASKS: &[Ask] = &[
    guided(QUESTION, &guide::QUESTION).must("Write the question that was open."),
    guided(CHOICE, &guide::CHOICE).must("Write what was chosen.").class("choice"),
    guided(WHY, &guide::WHY),
    guided(CONSIDERED, &guide::CONSIDERED),
    guided(ADVICE, &guide::ADVICE),
    guided(CLASS, &guide::CLASS),
    Ask::new(REVERSIBLE, "Undoing it", "").of(UNDO),
    Ask::new(DECIDED_BY, "Decided by", "The person who decided").must("A decision is somebody’s: say whose."),
    Ask::new(ROLE, "In which role", "").of(IN_ROLE),
    Ask::new(ON, "On", "").must("Say on which day it was decided."),
    guided(LOOK_AGAIN, &guide::LOOK_AGAIN),
];

static OUTCOME_ASKS: &[Ask] = &[
    guided(HAPPENED, &guide::HAPPENED).must("Write what happened."),
    guided(LEARNED, &guide::LEARNED),
    Ask::new(AGAIN, "The same choice again?", "").of(SAME_AGAIN),
    Ask::new(AGAIN_HOW, "And how", "What you would do otherwise, or earlier"),
    Ask::new(LOOK_AGAIN, "Look once more", ""),
];

static REQUEST_ASKS: &[Ask] = &[
    Ask::new(FROM, "From", "The team that asks").must("Say which team asks."),
    Ask::new(TO, "To", "The team that is asked").must("Say which team is asked."),
    guided(NEED, &guide::NEED).must("Write what is needed."),
    Ask::new(NEEDED_BY, "Needed by", ""),
];

static ANSWER_ASKS: &[Ask] = &[
    Ask::new(STATE, "Answer", "").of(STANDS).must("Choose how it stands."),
    Ask::new(WORDS, "In words", "From when, or why not"),
];

static LEARNING_ASKS: &[Ask] = &[
    Ask::new(BET, "Bet", "What the team bet on"),
    Ask::new(EXPECTED, "Expected", "What it expected to see"),
    guided(HAPPENED, &guide::HAPPENED).must("Write what happened."),
    guided(LEARNED, &guide::LEARNED).must("Write what was learned."),
    Ask::new(APPLIES_TO, "Applies to", "The job, metric or decision it is about"),
];

/// The rows that can be written about a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Outcome,
    Reversal,
    Correction,
}

impl UseLog {
    pub(super) fn composing(self, list: &'static str, asks: &'static [Ask], act: &'static str) -> Composing {
        let suggest = move |field: &'static str| match field {
            DECIDED_BY => self.people(),
            CLASS => self.classes(),
            FROM | TO => vec![self.team.get()],
            _ => Vec::new(),
        };
        Composing {
            form: self.form,
            list,
            draft: "",
            about: StoredValue::new(None),
            asks,
            with: StoredValue::new(Vec::new()),
            start: StoredValue::new(Vec::new()),
            names: self.names,
            suggest: Callback::new(suggest),
            act,
            done: Callback::new(|_| ()),
            close: None,
        }
    }

    /// A decision that is composed.
    pub(super) fn new_decision(self) -> Composing {
        Composing { start: StoredValue::new(self.decided_now()), ..self.composing(DECISIONS, DECISION_ASKS, "Log") }
    }

    /// The decider, the role and the day, as far as they can be guessed.
    fn decided_now(self) -> Vec<(&'static str, String)> {
        let me = untrack(|| self.me());
        let is_captain = Named::read(&untrack(|| self.captain_words())).is(&Named::read(&me));
        let role = if is_captain { vec![(ROLE, "captain".to_owned())] } else { Vec::new() };
        let who = [(DECIDED_BY, me), (ON, self.today.get_value())];
        who.into_iter().chain(role).collect()
    }

    /// Something that is written about a decision.
    pub(super) fn about(self, decision: &Decision, what: About) -> Composing {
        let row = decision.row.id.clone();
        let about = StoredValue::new(Some(row.clone()));
        let tie = |how: &str| StoredValue::new(vec![(INSTEAD_OF, row.to_string()), (HOW, how.to_owned())]);
        let asked = |field: &'static str, text: &str| (field, text.to_owned());
        let mut start = vec![asked(QUESTION, decision.question()), asked(CLASS, decision.class())];
        match what {
            About::Outcome => Composing {
                about,
                with: StoredValue::new(vec![(DECISION, row.to_string()), (ON, self.today.get_value())]),
                ..self.composing(OUTCOMES, OUTCOME_ASKS, "Log")
            },
            About::Reversal => {
                start.extend(self.decided_now());
                Composing {
                    about,
                    draft: "reverses",
                    with: tie("reverses"),
                    start: StoredValue::new(start),
                    ..self.new_decision()
                }
            }
            // A row that was written down wrongly is written anew, from its words.
            About::Correction => {
                let kept = [CHOICE, WHY, CONSIDERED, ADVICE, REVERSIBLE, DECIDED_BY, ROLE, ON, LOOK_AGAIN];
                start.extend(kept.into_iter().map(|field| asked(field, decision.row.value(field).words())));
                Composing {
                    about,
                    draft: "corrects",
                    with: tie("corrects"),
                    start: StoredValue::new(start),
                    ..self.new_decision()
                }
            }
        }
    }

    /// A request of another team.
    pub(super) fn new_request(self) -> Composing {
        let start = StoredValue::new(vec![(FROM, self.team.get_untracked())]);
        let with = StoredValue::new(vec![(ON, self.today.get_value())]);
        Composing { start, with, ..self.composing(REQUESTS, REQUEST_ASKS, "Ask") }
    }

    /// An answer to a request.
    pub(super) fn answer(self, request: &RowId) -> Composing {
        let with = StoredValue::new(vec![(REQUEST, request.to_string()), (ON, self.today.get_value())]);
        Composing {
            about: StoredValue::new(Some(request.clone())),
            with,
            ..self.composing(ANSWERS, ANSWER_ASKS, "Send")
        }
    }

    /// Something that was learned.
    pub(super) fn new_learning(self) -> Composing {
        let with = StoredValue::new(vec![(ON, self.today.get_value())]);
        Composing { with, ..self.composing(LEARNINGS, LEARNING_ASKS, "Log") }
    }
}
