//! The answers of both people side by side, in three parts with a spoke each, and what a test still lacks. Nothing is added up to
//! a score of a person.

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
    /// The captain's newest answer to each question.
    captain: Vec<Option<Row>>,
    /// The leader's.
    leader: Vec<Option<Row>>,
}

/// Something that a test lacks of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// These parts have no answer of this side.
    Parts(Side, Vec<Spoke>),
    /// This answer of the side has no example.
    Example(Side, &'static Tested),
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
    /// The answers of those of whom `side_of` says for which side they speak, by the row. Of each side the newest answer counts.
    pub fn with(sheet: &Sheet, side_of: impl Fn(&Row) -> Option<Side>) -> Self {
        let rows = newest_first(sheet.rows(ANSWERS).collect(), ON);
        let rows: Vec<(Side, &Row)> = rows.into_iter().filter_map(|row| Some((side_of(row)?, row))).collect();
        let of = |side: Side, question: &Tested| {
            let mut own = rows.iter().filter(|(by, _)| *by == side).map(|(_, row)| *row);
            own.find(|row| row.value(TESTED).words() == question.word).cloned()
        };
        let all = |side: Side| QUESTIONS.iter().map(|question| of(side, question)).collect();
        Self { captain: all(Side::Captain), leader: all(Side::Leader) }
    }

    /// The answer of a side to the question at a place.
    pub fn answer(&self, side: Side, question: usize) -> Option<&Row> {
        let of_side = if side == Side::Captain { &self.captain } else { &self.leader };
        of_side.get(question)?.as_ref()
    }

    /// The things that it lacks, once somebody has answered something.
    pub fn lacks(&self) -> Vec<Lack> {
        let is_begun = Side::ALL.into_iter().any(|side| self.n_answered(side) > 0);
        if is_begun { Side::ALL.into_iter().flat_map(|side| self.lacks_of(side)).collect() } else { Vec::new() }
    }

    fn lacks_of(&self, side: Side) -> Vec<Lack> {
        let is_open = |spoke: &Spoke| self.reach(side, *spoke).answered == 0;
        let open: Vec<Spoke> = Spoke::ALL.into_iter().filter(is_open).collect();
        let parts = (!open.is_empty()).then_some(Lack::Parts(side, open));
        let is_bare = |row: &Row| row.value(EXAMPLE_OF).words().trim().is_empty();
        let bare = QUESTIONS.iter().enumerate().filter(|(at, _)| self.answer(side, *at).is_some_and(is_bare));
        parts.into_iter().chain(bare.map(|(_, question)| Lack::Example(side, question))).collect()
    }

    /// How far a side's newest answers to one part say yes.
    pub fn reach(&self, side: Side, spoke: Spoke) -> Reach {
        let newest = spoke.questions().filter_map(|at| self.answer(side, at));
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

impl Lack {
    /// The heading of the remark about it.
    pub fn head(&self) -> &'static str {
        match self {
            Self::Parts(..) => "A part without an answer",
            Self::Example(..) => "An answer without an example",
        }
    }

    /// The advice.
    pub fn advice(&self) -> String {
        match self {
            Self::Parts(side, open) => {
                let open: Vec<&str> = open.iter().map(|spoke| spoke.name()).collect();
                let rule = "A side is drawn once it has answered something of each part.";
                format!("The {} has not answered yet: {}. {rule}", side.name(), open.join(", "))
            }
            Self::Example(side, question) => {
                format!("{} The {} gave no example that both could look at.", question.asks, side.name())
            }
        }
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
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Value, Write};

    type Said = (Side, &'static str, &'static str, &'static str);

    /// A test in which both say these ratings of these questions on these days, each but those of `bare` with an example.
    fn test(said: &[Said], bare: &[&str]) -> Pressure {
        let mut sheet = Sheet::default();
        let rows = sheet.lists.entry(ANSWERS.to_owned()).or_default();
        for (nth, (side, tested, rating, on)) in said.iter().enumerate() {
            let mut row = Row::new(format!("r{nth}").parse().unwrap());
            let example = if bare.contains(tested) { " " } else { "Stopped the launch." };
            for (field, value) in [(TESTED, *tested), (RATING, *rating), (ON, *on), (EXAMPLE_OF, example)] {
                let (id, by) = (format!("r{nth}-w"), side.name().to_owned());
                let write = Write { id, value: Value::from(value), by, at_ms: nth as u64 };
                row.values.insert(field.to_owned(), Register { writes: vec![write] });
            }
            rows.push(row);
        }
        let side_of = |row: &Row| {
            let by = row.value(RATING).writes.first()?.by.as_str();
            Side::ALL.into_iter().find(|side| side.name() == by)
        };
        Pressure::with(&sheet, side_of)
    }

    #[test]
    fn the_questions_are_those_that_a_document_has_words_for_five_and_twice_three() {
        assert_eq!(QUESTIONS.map(|question| question.word).as_slice(), TESTED_WORDS);
        assert_eq!(Spoke::ALL.map(|spoke| spoke.questions().count()), [5, 3, 3]);
    }

    #[test]
    fn each_side_is_counted_for_itself_and_its_newest_answer_counts() {
        use Side::{Captain, Leader};
        let none = Reach { answered: 0, of: 5, share: None };
        let reach = |answered, share| Reach { answered, of: 5, share: Some(share) };
        for (said, captain, leader) in [
            (vec![], none, none),
            (vec![(Captain, "calls", "yes", "2026-11-01")], reach(1, 1.0), none),
            (
                vec![
                    (Captain, "calls", "not yet", "2026-11-01"),
                    (Captain, "calls", "mostly", "2026-11-02"),
                    (Captain, "similar", "yes", "2026-11-02"),
                    (Leader, "calls", "not yet", "2026-11-02"),
                ],
                reach(2, 0.75),
                reach(1, 0.0),
            ),
            (vec![(Leader, "listens", "yes", "2026-11-02")], none, none),
        ] {
            let pressure = test(&said, &[]);
            assert_eq!(pressure.reach(Captain, Spoke::Skills), captain, "{said:?}");
            assert_eq!(pressure.reach(Leader, Spoke::Skills), leader, "{said:?}");
        }
    }

    #[test]
    fn a_side_is_drawn_once_it_has_answered_something_of_each_part() {
        use Side::{Captain, Leader};
        let two = [(Captain, "calls", "yes", "2026-11-01"), (Captain, "trusted", "mostly", "2026-11-01")];
        assert_eq!(test(&two, &[]).corners(Captain), "");
        let pressure = test(&[two[0], two[1], (Captain, "listens", "not yet", "2026-11-01")], &[]);
        assert_eq!(pressure.corners(Captain), "50.0,14.0 69.1,69.0 50.0,58.0");
        assert_eq!((pressure.corners(Leader), pressure.n_answered(Captain)), (String::new(), 3));
    }

    #[test]
    fn a_test_that_was_begun_lacks_parts_without_an_answer_and_answers_without_an_example() {
        use Side::{Captain, Leader};
        use Spoke::{Leadership, Skills, Team};
        assert!(test(&[], &[]).lacks().is_empty());
        let said = [
            (Captain, "calls", "yes", "2026-11-01"),
            (Captain, "trusted", "yes", "2026-11-01"),
            (Captain, "listens", "yes", "2026-11-01"),
            (Leader, "opposing", "mostly", "2026-11-02"),
        ];
        assert_eq!(test(&said, &[]).lacks(), [Lack::Parts(Leader, vec![Skills, Leadership])]);
        let lacks = test(&said, &["calls"]).lacks();
        assert_eq!(lacks, [Lack::Example(Captain, &QUESTIONS[0]), Lack::Parts(Leader, vec![Skills, Leadership])]);
        assert!(lacks[0].advice().starts_with(QUESTIONS[0].asks), "{}", lacks[0].advice());
        let captain_alone = test(&said[..1], &[]).lacks();
        assert_eq!(captain_alone[0], Lack::Parts(Captain, vec![Leadership, Team]));
    }

    #[test]
    fn words_of_somebody_who_is_neither_of_the_two_count_on_no_side() {
        let mut sheet = Sheet::default();
        let mut row = Row::new("r1".parse().unwrap());
        let write = Write { id: "w".to_owned(), value: "calls".into(), by: String::new(), at_ms: 0 };
        row.values.insert(TESTED.to_owned(), Register { writes: vec![write] });
        sheet.lists.insert(ANSWERS.to_owned(), vec![row]);
        let pressure = Pressure::with(&sheet, |_| None);
        assert_eq!(Side::ALL.map(|side| pressure.n_answered(side)), [0, 0]);
    }
}
