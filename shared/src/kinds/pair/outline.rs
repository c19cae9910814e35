//! How feedback between two reads, and the words with which each step is asked for.

use super::guide;
use super::schema::*;
use crate::kinds::outline::{Ask, Asked, Body, Fact, Followed, Form, Head, Of, Outline, Rows, Section, Stream};

/// How feedback between two reads.
pub static OUTLINE: Outline = Outline {
    title: Some(NAME),
    untitled: "Feedback without a name",
    facts: &[Fact::new("Between", ONE), Fact::new("And", OTHER)],
    sections: &[Section::new(
        "Feedback",
        Body::Rows(Rows::all(GIVEN, Form::Stream(&GIVEN_STREAM)).asked(&FEEDBACK_ASKED)),
    )
    .guide(&guide::SEEN)],
    rest: None,
};

/// Feedback that was given, with what was made of it.
static GIVEN_STREAM: Stream = Stream {
    head: Head::Words("Feedback"),
    said: &[(guide::SEEN.label, SEEN), (guide::WELL.label, WELL), (guide::NEXT_TIME.label, NEXT_TIME)],
    facts: &[
        Fact::new("Looked at again on", FOLLOW_UP),
        Fact::new("On", ON),
        Fact { of: Of::Writer(SEEN), ..Fact::new("Said by", "") },
    ],
    pair: None,
    on: ON,
    about: None,
    followed: Some(Followed { list: RECEIVED, stream: &RECEIVED_STREAM, asked: &AN_ANSWER }),
};

static RECEIVED_STREAM: Stream = Stream {
    head: Head::Words("What was made of it"),
    said: RECEIVED_READS,
    facts: &[
        Fact::new("Asks again on", ASK_ON),
        Fact::new("On", ON),
        Fact { of: Of::Writer(HEARD), ..Fact::new("Said by", "") },
    ],
    pair: None,
    on: ON,
    about: Some((FEEDBACK, GIVEN)),
    followed: None,
};

/// The labels of what a receiver says, each with its field.
pub const RECEIVED_READS: &[(&str, &str)] =
    &[(guide::HEARD.label, HEARD), (guide::ASKED.label, ASKED), (guide::PLAN.label, PLAN)];

/// The four steps of giving it, in their order.
pub static FEEDBACK_ASKED: Asked = Asked {
    row: ("piece of feedback", "pieces of feedback"),
    add: "Give feedback",
    act: "Give it",
    none: "Neither of you has said anything yet.",
    fields: &[
        Ask::guided(SEEN, &guide::SEEN).must("Say one thing that you saw, and when.").large(),
        Ask::guided(WELL, &guide::WELL).must("Begin with what works: it is what the other hears first."),
        Ask::guided(NEXT_TIME, &guide::NEXT_TIME),
        Ask::guided(FOLLOW_UP, &guide::FOLLOW_UP).must("Choose the day on which you come back to it."),
    ],
    ..Asked::PLAIN
};

/// The four steps of receiving it.
pub static AN_ANSWER: Asked = Asked {
    row: ("answer", "answers"),
    add: "Say what you make of it",
    act: "Say it",
    fields: &[
        Ask::guided(HEARD, &guide::HEARD).must("Say first what you heard, in your own words."),
        Ask::guided(ASKED, &guide::ASKED),
        Ask::guided(PLAN, &guide::PLAN),
        Ask::guided(ASK_ON, &guide::ASK_ON),
    ],
    ..Asked::PLAIN
};
