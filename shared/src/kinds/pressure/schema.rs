//! The fields of a pressure test. Each answer is a row of its maker alone, so that neither of the two can write the other's.

use crate::access::Role;
use crate::sheet::{Field, Is, List, Schema};

/// The name of the test.
pub const NAME: &str = "name";
/// The captain whom it is about.
pub const CAPTAIN: &str = "captain";
/// The leader who answers beside the captain.
pub const LEADER: &str = "leader";
/// Answers to the questions, of both people.
pub const ANSWERS: &str = "answers";

/// The question that is answered: see [`TESTED_WORDS`].
pub const TESTED: &str = "tested";
/// How far it is so: see [`RATING_WORDS`].
pub const RATING: &str = "rating";
/// An example of it.
pub const EXAMPLE_OF: &str = "example";
/// The day of the answer.
pub const ON: &str = "on";

/// Questions: five of skills, three of the trust of leadership, three of the trust of the team.
pub const TESTED_WORDS: &[&str] = &[
    "calls",
    "similar",
    "technical",
    "business",
    "empathy",
    "trusted",
    "understands",
    "interest",
    "listens",
    "opposing",
    "relationships",
];
/// Answers to a question.
pub const RATING_WORDS: &[&str] = &["yes", "mostly", "not yet"];

/// The schema of a pressure test.
pub static SCHEMA: Schema = Schema {
    kind: "pressure",
    version: 1,
    writer: Role::Editor,
    common: Role::Editor,
    texts: &[NAME],
    values: &[Field::new(CAPTAIN, Is::Person), Field::new(LEADER, Is::Person)],
    keyed: &[],
    lists: &[List::new(ANSWERS, &[], OF_AN_ANSWER).own(&[])],
};

const OF_AN_ANSWER: &[Field] = &[
    Field::new(TESTED, Is::OneOf(TESTED_WORDS)),
    Field::new(RATING, Is::OneOf(RATING_WORDS)),
    Field::new(EXAMPLE_OF, Is::Paragraphs),
    Field::new(ON, Is::Day),
];
