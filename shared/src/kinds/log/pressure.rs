//! The pressure test of an informed captain: skills, the trust of leadership, the trust of the team. The captain answers for
//! themselves and leaders answer, side by side, each answer with an example. Nothing is added up to a score of a person.

use super::readiness::newest_by_person;
use super::schema::*;
use crate::access::Side;
use crate::kinds::outline::newest_first;
use crate::sheet::{Row, Sheet};

/// One of the three parts of the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoke {
    /// The skills to make the calls.
    Skills,
    /// The trust of leadership.
    Leadership,
    /// The trust of the team.
    Team,
}

/// A question that both sides answer for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tested {
    /// The word for it in a document.
    pub word: &'static str,
    /// The part that it belongs to.
    pub spoke: Spoke,
    /// The question.
    pub asks: &'static str,
}

const fn ask(spoke: Spoke, word: &'static str, asks: &'static str) -> Tested {
    Tested { word, spoke, asks }
}

/// The questions, in the order of [`TESTED_WORDS`].
pub static QUESTIONS: [Tested; 11] = [
    ask(Spoke::Skills, "calls", "Does the captain have the skills to make judgment calls alone?"),
    ask(Spoke::Skills, "similar", "Has the captain worked on similar problems?"),
    ask(Spoke::Skills, "technical", "Does the captain know enough for technical decisions?"),
    ask(Spoke::Skills, "business", "Does the captain know enough of the business for decisions about profit and loss?"),
    ask(Spoke::Skills, "empathy", "Does the captain have the empathy for decisions that customers feel?"),
    ask(Spoke::Leadership, "trusted", "Does the leadership trust the captain?"),
    ask(Spoke::Leadership, "understands", "Does the captain understand culture, customers and business well enough?"),
    ask(Spoke::Leadership, "interest", "Has the captain acted in the best interest of mission, vision and purpose?"),
    ask(Spoke::Team, "listens", "Does the team trust the captain, and does the captain listen to it?"),
    ask(Spoke::Team, "opposing", "Does the captain seek out opposing viewpoints?"),
    ask(Spoke::Team, "relationships", "Has the captain built relationships across the company?"),
];

/// How far one side says yes to the questions of one part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// How many of the questions are answered.
    pub answered: usize,
    /// How many there are.
    pub of: usize,
    /// How far the answers say yes, 0 to 1; none where there is none.
    pub share: Option<f64>,
}

/// The answers of both sides.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pressure {
    /// For each question the answers of the captain's side, one a person, the newest first.
    captain: Vec<Vec<Row>>,
    /// The same of leaders.
    leader: Vec<Vec<Row>>,
}

impl Spoke {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Skills, Self::Leadership, Self::Team];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skills => "Skills",
            Self::Leadership => "Trust of leadership",
            Self::Team => "Trust of the team",
        }
    }

    /// The places of its questions.
    pub fn questions(self) -> impl Iterator<Item = usize> {
        QUESTIONS.iter().enumerate().filter(move |(_, question)| question.spoke == self).map(|(at, _)| at)
    }

    /// The direction of its spoke in a picture, from the middle to the end: across and down.
    fn direction(self) -> (f64, f64) {
        match self {
            Self::Skills => (0.0, -1.0),
            Self::Leadership => (0.866, 0.5),
            Self::Team => (-0.866, 0.5),
        }
    }

    /// A point of it in a picture of 100 by 100.
    pub fn point(self, share: f64) -> (f64, f64) {
        let ((across, down), length) = (self.direction(), 44.0 * share.clamp(0.0, 1.0));
        (50.0 + across * length, 58.0 + down * length)
    }
}

impl Pressure {
    /// The answers in a log that speak for their side. Of one person the newest answer counts.
    pub fn with(sheet: &Sheet, speaks: impl Fn(&str, &Row) -> bool) -> Self {
        let side = |side: Side| {
            let rows = sheet.rows(tests_of(side)).filter(|row| speaks(tests_of(side), row));
            let rows = newest_first(rows.collect(), ON);
            QUESTIONS.iter().map(|question| newest_by_person(&rows, (TESTED, question.word), RATING)).collect()
        };
        Self { captain: side(Side::Captain), leader: side(Side::Leader) }
    }

    /// The answers of a side to the question at a place, one a person, the newest first.
    pub fn answers(&self, side: Side, question: usize) -> &[Row] {
        let of_side = if side == Side::Captain { &self.captain } else { &self.leader };
        of_side.get(question).map_or(&[], Vec::as_slice)
    }

    /// How far a side's newest answers to one part say yes.
    pub fn reach(&self, side: Side, spoke: Spoke) -> Reach {
        let newest = spoke.questions().filter_map(|at| self.answers(side, at).first());
        let rated: Vec<f64> = newest.map(|row| share_of(row.value(RATING).words())).collect();
        let share = (!rated.is_empty()).then(|| rated.iter().sum::<f64>() / rated.len() as f64);
        Reach { answered: rated.len(), of: spoke.questions().count(), share }
    }

    /// How many questions a side has answered.
    pub fn n_answered(&self, side: Side) -> usize {
        Spoke::ALL.into_iter().map(|spoke| self.reach(side, spoke).answered).sum()
    }

    /// The corners of a side's picture, as the points of a polygon; empty where a part has no answer yet.
    pub fn corners(&self, side: Side) -> String {
        let corner = |spoke: Spoke| {
            let (x, y) = spoke.point(self.reach(side, spoke).share?);
            Some(format!("{x:.1},{y:.1}"))
        };
        let corners: Option<Vec<String>> = Spoke::ALL.into_iter().map(corner).collect();
        corners.map(|corners| corners.join(" ")).unwrap_or_default()
    }
}

fn share_of(rating: &str) -> f64 {
    match rating {
        "yes" => 1.0,
        "mostly" => 0.5,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::levels::tests::row;
    use super::*;

    fn test(said: &[(Side, &str, &str, &str, &str)]) -> Pressure {
        let mut sheet = Sheet::default();
        for (nth, (side, by, tested, rating, on)) in said.iter().enumerate() {
            let values = [(TESTED, *tested), (RATING, *rating), (ON, *on)];
            let row = row(&format!("r{nth}"), by, nth as u64, &values);
            sheet.lists.entry(tests_of(*side).to_owned()).or_default().push(row);
        }
        Pressure::with(&sheet, |_, _| true)
    }

    #[test]
    fn the_questions_are_those_that_a_document_has_words_for_five_and_twice_three() {
        assert_eq!(QUESTIONS.map(|question| question.word).as_slice(), TESTED_WORDS);
        assert_eq!(Spoke::ALL.map(|spoke| spoke.questions().count()), [5, 3, 3]);
    }

    #[test]
    fn each_side_is_counted_for_itself_and_of_one_person_the_newest_answer_counts() {
        use Side::{Captain, Leader};
        let none = Reach { answered: 0, of: 5, share: None };
        let reach = |answered, share| Reach { answered, of: 5, share: Some(share) };
        for (said, captain, leader) in [
            (vec![], none, none),
            (vec![(Captain, "Ines", "calls", "yes", "2026-11-01")], reach(1, 1.0), none),
            (
                vec![
                    (Captain, "Ines", "calls", "not yet", "2026-11-01"),
                    (Captain, "Ines", "calls", "mostly", "2026-11-02"),
                    (Captain, "Ines", "similar", "yes", "2026-11-02"),
                    (Leader, "Halima", "calls", "not yet", "2026-11-02"),
                ],
                reach(2, 0.75),
                reach(1, 0.0),
            ),
            (vec![(Leader, "Halima", "listens", "yes", "2026-11-02")], none, none),
        ] {
            let pressure = test(&said);
            assert_eq!(pressure.reach(Captain, Spoke::Skills), captain, "{said:?}");
            assert_eq!(pressure.reach(Leader, Spoke::Skills), leader, "{said:?}");
        }
    }

    #[test]
    fn a_side_is_drawn_once_it_has_answered_something_of_each_part() {
        use Side::{Captain, Leader};
        let two =
            [(Captain, "Ines", "calls", "yes", "2026-11-01"), (Captain, "Ines", "trusted", "mostly", "2026-11-01")];
        assert_eq!(test(&two).corners(Captain), "");
        let three = [two[0], two[1], (Captain, "Ines", "listens", "not yet", "2026-11-01")];
        let pressure = test(&three);
        assert_eq!(pressure.corners(Captain), "50.0,14.0 69.1,69.0 50.0,58.0");
        assert_eq!((pressure.corners(Leader), pressure.n_answered(Captain)), (String::new(), 3));
    }
}
