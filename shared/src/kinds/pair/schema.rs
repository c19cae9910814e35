//! The fields of feedback between two people. Feedback and answers are rows of their maker alone, so that neither of the two can
//! write the other's.

use crate::access::Role;
use crate::sheet::{Field, Is, List, Schema};

/// The name of the document.
pub const NAME: &str = "name";
/// The person who began it.
pub const ONE: &str = "one";
/// The other person.
pub const OTHER: &str = "other";

/// Feedback that one of the two gave.
pub const GIVEN: &str = "given";
/// Answers of the other one.
pub const RECEIVED: &str = "received";

/// The instance that it is about: what was seen or heard, and when.
pub const SEEN: &str = "seen";
/// The part that works well.
pub const WELL: &str = "well";
/// A step for next time.
pub const NEXT_TIME: &str = "next_time";
/// The day on which the giver comes back to it.
pub const FOLLOW_UP: &str = "follow_up";

/// The feedback that something is made of: the id of its row.
pub const FEEDBACK: &str = "feedback";
/// The feedback as it was heard, in the receiver's own words.
pub const HEARD: &str = "heard";
/// An example that the receiver asks for.
pub const ASKED: &str = "asked";
/// The step that the receiver takes.
pub const PLAN: &str = "plan";
/// The day on which the receiver asks for feedback again.
pub const ASK_ON: &str = "ask_on";

/// The day of a row.
pub const ON: &str = "on";

/// The schema of feedback between two.
pub static SCHEMA: Schema = Schema {
    kind: "pair",
    version: 1,
    writer: Role::Editor,
    common: Role::Editor,
    texts: &[NAME],
    values: &[Field::new(ONE, Is::Person), Field::new(OTHER, Is::Person)],
    keyed: &[],
    lists: &[List::new(GIVEN, &[], OF_FEEDBACK).own(&[]), List::new(RECEIVED, &[], OF_AN_ANSWER).own(&[])],
};

const OF_FEEDBACK: &[Field] = &[
    Field::new(SEEN, Is::Paragraphs),
    Field::new(WELL, Is::Paragraphs),
    Field::new(NEXT_TIME, Is::Paragraphs),
    Field::new(FOLLOW_UP, Is::Day),
    Field::new(ON, Is::Day),
];

const OF_AN_ANSWER: &[Field] = &[
    Field::new(FEEDBACK, Is::Words),
    Field::new(HEARD, Is::Paragraphs),
    Field::new(ASKED, Is::Paragraphs),
    Field::new(PLAN, Is::Paragraphs),
    Field::new(ASK_ON, Is::Day),
    Field::new(ON, Is::Day),
];
