//! The outcome of a box: how many chose each step, and the words in an order that is drawn. Answers of one person stand nowhere
//! together: who is known by one of them would be known by all.

use serde::{Deserialize, Serialize};

use super::LEAST;
use super::answer::Answer;
use super::form::{Form, Question, Takes};

/// The answers to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The question, word for word as it was asked.
    pub asks: String,
    /// How often each step was chosen, the lowest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Tally>,
    /// Whether it has two steps, and the answers are too alike for how often each was chosen to be told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub too_alike: bool,
    /// Everybody's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// One step, and how many chose it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The step.
    pub step: String,
    /// The number of those who chose it.
    pub n: usize,
}

/// The outcome of a box that at least [`LEAST`] people answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The number of those who answered.
    pub n: usize,
    /// Question by question.
    pub questions: Vec<Counted>,
}

/// The outcome of these answers; none when too few answered. `roll` gives a number that nobody can guess, below the one it is
/// given.
///
/// # Errors
/// Those of `roll`.
pub fn outcome<E>(
    form: &Form,
    answers: &[Answer],
    mut roll: impl FnMut(usize) -> Result<usize, E>,
) -> Result<Option<Outcome>, E> {
    if answers.len() < LEAST {
        return Ok(None);
    }
    let mut questions = Vec::new();
    for question in form.questions {
        let mut counted = counted(question, answers);
        shuffle(&mut counted.words, &mut roll)?;
        questions.push(counted);
    }
    Ok(Some(Outcome { n: answers.len(), questions }))
}

fn counted(question: &Question, answers: &[Answer]) -> Counted {
    let said: Vec<&str> =
        answers.iter().filter_map(|answer| answer.said.get(question.word)).map(|said| said.trim()).collect();
    let tally = |step: &&str| Tally { step: (*step).to_owned(), n: said.iter().filter(|said| *said == step).count() };
    let asks = question.asks.to_owned();
    match question.takes {
        Takes::Steps(steps) => {
            let steps: Vec<Tally> = steps.iter().map(tally).collect();
            let too_alike = are_too_alike(&steps);
            let steps = if too_alike { Vec::new() } else { steps };
            Counted { asks, steps, too_alike, words: Vec::new() }
        }
        Takes::Words => {
            let words = said.iter().filter(|said| !said.is_empty()).map(|said| (*said).to_owned()).collect();
            Counted { asks, steps: Vec::new(), too_alike: false, words }
        }
    }
}

/// Whether all chose one of two steps, or all but one did: everybody would know what each of the others said, or the one would.
fn are_too_alike(steps: &[Tally]) -> bool {
    match steps {
        [one, other] => one.n + other.n > 0 && one.n.min(other.n) <= 1,
        _ => false,
    }
}

/// Fisher and Yates: each order is as likely as any other.
fn shuffle<E>(words: &mut [String], roll: &mut impl FnMut(usize) -> Result<usize, E>) -> Result<(), E> {
    for last in (1..words.len()).rev() {
        let other = roll(last + 1)?.min(last);
        words.swap(last, other);
    }
    Ok(())
}

impl Outcome {
    /// The outcome as it is told today, however it was made: of too few people nothing, and nothing of two steps that were
    /// chosen too alike. A box that was closed by an earlier version kept more.
    #[must_use]
    pub fn told(mut self) -> Option<Self> {
        for question in self.questions.iter_mut().filter(|question| are_too_alike(&question.steps)) {
            question.too_alike = true;
            question.steps.clear();
        }
        (self.n >= LEAST).then_some(self)
    }

    /// How far the answers to all questions with steps reach, in a hundred; none where there is no such question.
    pub fn reach(&self) -> Option<usize> {
        let all: Vec<usize> = self.questions.iter().filter_map(Counted::reach).collect();
        (!all.is_empty()).then(|| (all.iter().sum::<usize>() + all.len() / 2) / all.len())
    }
}

impl Counted {
    /// How far the answers reach from the lowest step to the highest, in a hundred; none where nobody chose a step.
    pub fn reach(&self) -> Option<usize> {
        let (n, top) = (self.n(), self.steps.len().saturating_sub(1));
        if n == 0 || top == 0 {
            return None;
        }
        let sum: usize = self.steps.iter().enumerate().map(|(at, tally)| at * tally.n).sum();
        Some((sum * 100 + n * top / 2) / (n * top))
    }

    /// The number of those who answered this question.
    pub fn n(&self) -> usize {
        self.steps.iter().map(|tally| tally.n).sum::<usize>() + self.words.len()
    }
}

/// The reach of each question now and the last time that it was asked in the same words with the same steps.
pub fn compared(now: &Outcome, before: &Outcome) -> Vec<Option<(usize, usize)>> {
    let steps = |counted: &Counted| counted.steps.iter().map(|tally| tally.step.clone()).collect::<Vec<_>>();
    let same = |question: &Counted| {
        before.questions.iter().find(|other| other.asks == question.asks && steps(other) == steps(question))
    };
    now.questions.iter().map(|question| question.reach().zip(same(question)?.reach())).collect()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::blind::form_of;

    fn answers(battery: &[&str]) -> Vec<Answer> {
        let one = |(at, step): (usize, &&str)| Answer {
            said: [("battery".to_owned(), (*step).to_owned()), ("words".to_owned(), format!("w{at}"))].into(),
        };
        battery.iter().enumerate().map(one).collect()
    }

    fn closed(battery: &[&str]) -> Option<Outcome> {
        let roll = |below: usize| Ok::<_, Infallible>(below / 2);
        form_of("trust").and_then(|form| outcome(form, &answers(battery), roll).ok().flatten())
    }

    #[test]
    fn three_answers_are_too_few_and_four_are_shown() {
        assert_eq!(closed(&["Half"; 3]), None);
        assert_eq!(closed(&[]), None);
        let shown = closed(&["Half", "Full", "Half", "Empty"]);
        assert_eq!(shown.as_ref().map(|shown| shown.n), Some(4));
        let tallies = shown.map(|shown| shown.questions[0].steps.iter().map(|tally| tally.n).collect::<Vec<_>>());
        assert_eq!(tallies, Some(vec![1, 0, 2, 0, 1]));
    }

    #[test]
    fn a74_of_two_steps_that_nearly_all_choose_alike_nothing_is_told_but_the_number_of_answers_and_the_words() {
        let reached = |yes: usize, no: usize| {
            let said = |step: &str| [("reached", step), ("words", "w")].map(|(of, is)| (of.to_owned(), is.to_owned()));
            let answer = |step: &str| Answer { said: said(step).into() };
            let answers: Vec<Answer> = (0..yes).map(|_| answer("Yes")).chain((0..no).map(|_| answer("No"))).collect();
            let roll = |below: usize| Ok::<_, Infallible>(below / 2);
            form_of("four-hours").and_then(|form| outcome(form, &answers, roll).ok().flatten())
        };
        for (yes, no, tallies) in
            [(4, 0, vec![]), (0, 5, vec![]), (4, 1, vec![]), (1, 3, vec![]), (2, 2, vec![2, 2]), (5, 2, vec![2, 5])]
        {
            let Some(Outcome { n, questions }) = reached(yes, no) else { panic!("an outcome") };
            let told: Vec<usize> = questions[0].steps.iter().map(|tally| tally.n).collect();
            assert_eq!((n, questions[1].words.len()), (yes + no, yes + no));
            assert_eq!((questions[0].too_alike, told), (tallies.is_empty(), tallies), "{yes} {no}");
        }
    }

    #[test]
    fn a74_a_box_that_was_closed_before_this_rule_tells_no_more_than_one_of_today() {
        let question = |ns: &[usize]| Counted {
            asks: "?".to_owned(),
            steps: ns.iter().map(|n| Tally { step: n.to_string(), n: *n }).collect(),
            too_alike: false,
            words: vec!["w".to_owned()],
        };
        for (n, ns, told) in [
            (4, &[0, 4][..], Some((true, vec![]))),
            (5, &[4, 1], Some((true, vec![]))),
            (5, &[3, 2], Some((false, vec![3, 2]))),
            (4, &[0, 4, 0], Some((false, vec![0, 4, 0]))),
            (4, &[], Some((false, vec![]))),
            (3, &[1, 2], None),
        ] {
            let kept = Outcome { n, questions: vec![question(ns)] };
            let seen = kept.told().map(|told| {
                assert_eq!(told.questions[0].words, ["w"]);
                let steps = told.questions[0].steps.iter().map(|step| step.n).collect::<Vec<_>>();
                (told.questions[0].too_alike, steps)
            });
            assert_eq!(seen, told, "{n} {ns:?}");
        }
    }

    #[test]
    fn a14_the_questions_with_steps_of_a_box_reach_together_as_far_as_on_average() {
        let counted = |ns: &[usize]| Counted {
            asks: "?".to_owned(),
            steps: ns.iter().map(|n| Tally { step: String::new(), n: *n }).collect(),
            too_alike: false,
            words: Vec::new(),
        };
        let words = Counted { words: vec!["w".to_owned()], ..counted(&[]) };
        for (questions, reach) in [
            (vec![], None),
            (vec![words.clone()], None),
            (vec![counted(&[0, 0, 4]), words], Some(100)),
            (vec![counted(&[0, 0, 4]), counted(&[2, 0, 2]), counted(&[4, 0, 0])], Some(50)),
        ] {
            assert_eq!(Outcome { n: 4, questions }.reach(), reach);
        }
    }

    #[test]
    fn words_stand_in_every_order_equally_often() {
        let mut dice = fastrand::Rng::with_seed(7);
        let mut first = [0_u32; 4];
        let Some(form) = form_of("trust") else { panic!("a form") };
        for _ in 0..4000 {
            let roll = |below: usize| Ok::<_, Infallible>(dice.usize(..below));
            let shown = outcome(form, &answers(&["Half"; 4]), roll).ok().flatten();
            let word = shown.map(|shown| shown.questions[1].words[0].clone()).unwrap_or_default();
            first[word.trim_start_matches('w').parse::<usize>().unwrap_or_default()] += 1;
        }
        assert!(first.iter().all(|n| (850..1150).contains(n)), "{first:?}");
    }

    #[test]
    fn the_same_words_are_compared_and_other_words_with_nothing() {
        let (Some(before), Some(mut now)) = (closed(&["Half"; 4]), closed(&["Full"; 5])) else { panic!("outcomes") };
        assert_eq!(compared(&now, &before), [Some((100, 50)), None]);
        now.questions[0].asks.push('!');
        assert_eq!(compared(&now, &before), [None, None]);
    }
}
