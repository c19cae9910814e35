//! How a pressure test reads, and the words with which an answer is asked for.

use super::schema::*;
use crate::kinds::outline::{Ask, Asked, Body, Fact, Form, Guide, Head, Of, Outline, Rows, Section, Stream};

/// How a pressure test reads.
pub static OUTLINE: Outline = Outline {
    title: Some(NAME),
    untitled: "A pressure test without a name",
    facts: &[Fact::new("Captain", CAPTAIN), Fact::new("Leader", LEADER)],
    sections: &[Section::new(
        "Answers",
        Body::Rows(Rows::all(ANSWERS, Form::Stream(&ANSWER_STREAM)).asked(&AN_ANSWER)),
    )
    .guide(&EXAMPLE)],
    rest: None,
};

/// Answers to the questions.
static ANSWER_STREAM: Stream = Stream {
    head: Head::Value(TESTED),
    said: &[("Example", EXAMPLE_OF)],
    facts: &[
        Fact::new("Is it so", RATING),
        Fact::new("On", ON),
        Fact { of: Of::Writer(RATING), ..Fact::new("Said by", "") },
    ],
    pair: None,
    on: ON,
    about: None,
    followed: None,
};

/// How far somebody answers a question with yes.
pub const RATING_READS: &[(&str, &str)] = &[("yes", "Yes"), ("mostly", "Mostly"), ("not yet", "Not yet")];

/// An answer to a question.
pub static AN_ANSWER: Asked = Asked {
    row: ("answer", "answers"),
    act: "Say",
    fields: &[
        Ask::new(RATING, "Is it so?", "").of(RATING_READS).must("Choose yes, mostly or not yet."),
        Ask::guided(EXAMPLE_OF, &EXAMPLE).must("Give one example: what you saw, and when."),
    ],
    ..Asked::PLAIN
};

/// An example for an answer.
static EXAMPLE: Guide = Guide {
    label: "Example",
    hint: "One thing that you saw, and when: it makes the answer something to talk about.",
    good: "In September she stopped the launch on her own, two days before anybody else saw the double bookings.",
    weak: "Always does",
    why_weak: "It says how you feel about the person, and nothing that either of you can look at.",
};
