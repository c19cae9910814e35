//! How a strategy reads.

use super::fields::*;
use super::guide;
use super::schema::*;
use crate::kinds::edition;
use crate::kinds::outline::{Asked, Body, Fact, Followed, Form, Head, Of, Outline, Part, Rows, Section, Stream};

/// How a strategy reads.
pub static OUTLINE: Outline = Outline {
    title: Some(NAME),
    untitled: "A strategy without a name",
    facts: &[
        Fact::new("Owner", OWNER),
        Fact::new("Holds since", SINCE),
        Fact::new("Look again", LOOK_AGAIN),
        Fact::new("Pitches from", OPENS),
        Fact::new("Pitches until", CLOSES),
        Fact::new("Answers by", ANSWER_BY),
        Fact { also: &["map", "map of the strategy"], ..Fact::new("Strategy map", MAP) },
    ],
    sections: &[
        Section::guided(&guide::MISSION, Body::Text(MISSION)),
        NARRATIVE_SECTION,
        FOCUS_SECTION,
        JOBS_SECTION,
        PROBLEMS_SECTION,
        ROADMAP_SECTION,
        ALLOCATION_SECTION,
        stream("Changes", CHANGES, &CHANGE_STREAM, &A_CHANGE).guide(&guide::CHANGE),
        stream("Context", NOTES, &NOTE_STREAM, &A_NOTE).guide(&guide::NOTE),
        // Touches of a note that is here stand with it, and answers with their pitches.
        stream("Touched by other notes", TOUCHES, &TOUCH_STREAM, &Asked::PLAIN),
        stream("Pitches", PITCHES, &PITCH_STREAM, &A_PITCH).guide(&guide::PITCH),
        stream("Answers to other pitches", ANSWERS, &ANSWER_STREAM, &A_PITCH_ANSWER),
        edition::SECTION,
    ],
    rest: Some(NARRATIVE),
};

const NARRATIVE_SECTION: Section = Section::guided(&guide::NARRATIVE, Body::Text(NARRATIVE));

/// The areas of focus.
pub const FOCUS_SECTION: Section =
    Section::new("Areas of focus", Body::Rows(Rows::all(FOCUSES, FOCUS_ROW).asked(&A_FOCUS)))
        .guide(&guide::FOCUS)
        .also(&["focus", "focus areas", "priorities", "pillars"]);

const FOCUS_ROW: Form =
    Form::Bullet(Part::Text(NAME), Some(WHY), &[Fact::new("Until", UNTIL), Fact::new("Waits until", WAITS_UNTIL)]);

/// The jobs of customers.
pub const JOBS_SECTION: Section = rows("Jobs of customers", JOBS, JOB_ROW, &A_JOB).guide(&guide::JOB);

const JOB_ROW: Form = Form::Bullet(
    Part::Text(JOB),
    Some(SITUATION),
    &[Fact::new("Customer", CUSTOMER), Fact::new("Outcome", OUTCOME), Fact::new("Evidence", EVIDENCE)],
);

/// The problems, chosen and not chosen.
pub const PROBLEMS_SECTION: Section = rows("Problems", PROBLEMS, PROBLEM_ROW, &A_PROBLEM).guide(&guide::PROBLEM);

const PROBLEM_ROW: Form = Form::Bullet(
    Part::Text(PROBLEM),
    Some(WHY),
    &[
        Fact::new("Chosen", CHOSEN),
        Fact::new("Reach", REACH),
        Fact::new("Impact", IMPACT),
        Fact::new("Evidence", EVIDENCE),
    ],
);

/// The roadmap.
pub const ROADMAP_SECTION: Section = rows("Roadmap", ROADMAP, ITEM_ROW, &AN_ITEM);

const ITEM_ROW: Form =
    Form::Bullet(Part::Text(ITEM), None, &[Fact::new("Quarter", QUARTER), Fact::new("Team", TEAM), FOR_FOCUS]);

/// The people of teams.
pub const ALLOCATION_SECTION: Section = rows("Where our people are", ALLOCATIONS, PEOPLE_ROW, &SOME_PEOPLE);

const PEOPLE_ROW: Form =
    Form::Bullet(Part::Value(TEAM), None, &[Fact::new("Function", FUNCTION), Fact::new("People", PEOPLE), FOR_FOCUS]);

const FOR_FOCUS: Fact = Fact { of: Of::Named(FOCUS, FOCUSES, NAME), ..Fact::new("Focus", "") };

const fn rows(heading: &'static str, list: &'static str, form: Form, asked: &'static Asked) -> Section {
    Section::new(heading, Body::Rows(Rows::all(list, form).asked(asked)))
}

const fn stream(heading: &'static str, list: &'static str, stream: &'static Stream, asked: &'static Asked) -> Section {
    rows(heading, list, Form::Stream(stream), asked)
}

/// Rows that say nothing about others, and nobody follows.
const ALONE: Stream =
    Stream { head: Head::Words(""), said: &[], facts: &[], pair: None, on: ON, about: None, followed: None };

static CHANGE_STREAM: Stream = Stream {
    head: Head::Value(WHAT),
    said: &[("Why", WHY)],
    facts: &[Fact::new("On", ON), Fact { of: Of::Writer(WHAT), ..Fact::new("Said by", "") }],
    ..ALONE
};

static NOTE_STREAM: Stream = Stream {
    head: Head::Words("Note"),
    said: &[("Context", NOTE)],
    facts: &[
        Fact { of: Of::Named(REPLACES, NOTES, NOTE), ..Fact::new("Instead of", "") },
        Fact::new("On", ON),
        Fact { of: Of::Writer(NOTE), ..Fact::new("Said by", "") },
    ],
    followed: Some(Followed { list: TOUCHES, stream: &TOUCH_STREAM, asked: &Asked::PLAIN }),
    ..ALONE
};

static TOUCH_STREAM: Stream =
    Stream { head: Head::Value(NAME), facts: &[Fact::new("On", ON)], about: Some((NOTE, NOTES)), ..ALONE };

static PITCH_STREAM: Stream = Stream {
    head: Head::Value(TITLE),
    said: &[("Problem", SOLVES)],
    facts: &[Fact::new("On", ON), Fact { of: Of::Writer(TITLE), ..Fact::new("Pitched by", "") }],
    followed: Some(Followed { list: ANSWERS, stream: &ANSWER_STREAM, asked: &A_PITCH_ANSWER }),
    ..ALONE
};

static ANSWER_STREAM: Stream = Stream {
    head: Head::Words("Answer"),
    said: &[("Answer", WORDS)],
    facts: &[
        Fact::new("State", STATE),
        Fact::new("On", ON),
        Fact { of: Of::Writer(STATE), ..Fact::new("Answered by", "") },
    ],
    about: Some((PITCH, PITCHES)),
    ..ALONE
};
