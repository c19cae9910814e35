//! The rows that people compose in a log: the words each begins with, and the words suggested in it. The fields and their
//! words are the log's own outline.

use leptos::prelude::*;
use muster_shared::kinds::charter::{JOB, METRICS, NAME, NON_NEGOTIABLES, RULE};
use muster_shared::kinds::log::*;
use muster_shared::kinds::outline::Asked;
use muster_shared::sheet::{Named, Sheet};

use super::use_log::UseLog;
use crate::form::Composing;

/// How a kept word reads.
pub(super) fn reads(words: &[(&'static str, &'static str)], kept: &str) -> &'static str {
    words.iter().find(|(word, _)| *word == kept).map_or("", |(_, reads)| reads)
}

/// The rows that can be written about a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Outcome,
    Reversal,
    Correction,
}

impl UseLog {
    /// Words that are suggested in a field.
    pub(super) fn suggests(self, field: &'static str) -> Vec<String> {
        match field {
            DECIDED_BY => self.people(),
            CLASS => self.classes(),
            FROM | TO => vec![self.team.get()],
            APPLIES_TO => self.applied_to(),
            CROSSES => self.rules(),
            _ => Vec::new(),
        }
    }

    /// The rules of the team, one of which a decision may cross.
    fn rules(self) -> Vec<String> {
        let rules = |sheet: &Sheet| sheet.rows(NON_NEGOTIABLES).map(|row| row.text(RULE).trim().to_owned()).collect();
        let mut rules: Vec<String> = self.shown.docs.charter.sheet.with(rules);
        rules.retain(|rule| !rule.is_empty());
        rules
    }

    /// The job, the metrics and the decisions of the team, which a bet or a learning may be about.
    fn applied_to(self) -> Vec<String> {
        let charter = self.shown.docs.charter;
        let metrics = charter.sheet.with(|sheet| {
            let job = sheet.text(JOB).trim().to_owned();
            let metrics = sheet.rows(METRICS).map(|row| row.text(NAME).trim().to_owned());
            std::iter::once(job).chain(metrics).collect::<Vec<_>>()
        });
        let decisions = self.view.with(|view| {
            let named = |one: &Decision| {
                let says = if one.question().is_empty() { one.choice() } else { one.question() };
                says.to_owned()
            };
            view.decisions.iter().filter(|one| one.stands()).map(named).collect::<Vec<_>>()
        });
        metrics.into_iter().chain(decisions).filter(|words| !words.is_empty()).collect()
    }

    /// A row of a list that is composed.
    pub(super) fn composing(self, list: &'static str, asked: &'static Asked) -> Composing {
        Composing {
            suggest: Callback::new(move |field| self.suggests(field)),
            ..Composing::of((self.form, self.names), list, asked.fields, asked.act)
        }
    }

    /// A decision that is composed.
    pub(super) fn new_decision(self) -> Composing {
        // A sentence that was decided in a review comes with the way back there.
        let start = StoredValue::new(self.decided_now());
        Composing { start, brings: &[REVIEW], ..self.composing(DECISIONS, &A_DECISION) }
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
                ..self.composing(OUTCOMES, &AN_OUTCOME)
            },
            About::Reversal => {
                start.extend(self.decided_now());
                let start = StoredValue::new(start);
                Composing { about, draft: "reverses", with: tie("reverses"), start, ..self.new_decision() }
            }
            // A row that was written down wrongly is written anew, from its words.
            About::Correction => {
                let kept = [CHOICE, WHY, CONSIDERED, ADVICE, REVERSIBLE, DECIDED_BY, ROLE, ON, LOOK_AGAIN, REVIEW];
                start.extend(kept.into_iter().map(|field| asked(field, decision.row.value(field).words())));
                let start = StoredValue::new(start);
                Composing { about, draft: "corrects", with: tie("corrects"), start, ..self.new_decision() }
            }
        }
    }

    /// The words that a new row of a list begins with, and those that nobody is asked for.
    pub(super) fn begins(self, list: &'static str) -> [Vec<(&'static str, String)>; 2] {
        let start = if list == REQUESTS { vec![(FROM, self.team.get_untracked())] } else { Vec::new() };
        [start, vec![(ON, self.today.get_value())]]
    }
}
