//! How goals read.

use super::fields::*;
use super::guide;
use super::schema::*;
use crate::kinds::edition;
use crate::kinds::outline::{
    Asked, Body, Column, Drawn, Fact, Form, Head, Log, Of, Outline, Part, Rows, Section, Stream,
};

/// How goals read.
pub static OUTLINE: Outline = Outline {
    title: Some(NAME),
    untitled: "Goals without a name",
    facts: &[
        Fact::new("Team", TEAM_NAME),
        Fact::new("Charter", TEAM),
        Fact::new("Owner", OWNER),
        Fact::new("Starts", STARTS),
        Fact::new("Ends", ENDS),
    ],
    sections: &[
        Section::new("Objectives", Body::Rows(Rows::all(OBJECTIVES, OBJECTIVE_ROW).asked(&AN_OBJECTIVE)))
            .guide(&guide::OBJECTIVE)
            .also(&["objective", "goals"]),
        Section::new("Key results", Body::Rows(Rows::all(KEY_RESULTS, RESULT_ROW).asked(&A_RESULT)))
            .guide(&guide::KEY_RESULT)
            .also(&["key result"]),
        stream("Check-ins", CHECK_INS, &CHECK_IN_STREAM, &A_CHECK_IN),
        stream("Targets that moved", MOVES, &MOVE_STREAM, &A_MOVE).guide(&guide::MOVED),
        stream("Learned", LEARNINGS, &LEARNING_STREAM, &A_LEARNING).guide(&guide::LEARNED),
        Section::new("Learned: nothing written yet", Body::Drawn(Drawn::Unlearned)),
        stream("Closed", CLOSES, &CLOSE_STREAM, &A_CLOSE),
        stream("Dismissed remarks", DISMISSED, &DISMISSED_STREAM, &A_DISMISSAL),
        Section::new("Notes", Body::Text(NOTE)),
        edition::SECTION,
    ],
    rest: Some(NOTE),
};

const OBJECTIVE_ROW: Form = Form::Bullet(
    Part::Text(OBJECTIVE),
    Some(WHY),
    &[Fact::new("Towards", TOWARDS_NAME), Fact::new("Row above", TOWARDS), Fact::new("Stands alone", ALONE)],
);

const RESULT_ROW: Form = Form::Record(
    NAME,
    DEFINITION,
    &[
        Fact { of: Of::Named(OBJECTIVE, OBJECTIVES, OBJECTIVE), ..Fact::new("Objective", "") },
        Fact::new("Sort", SORT),
        Fact::new("Unit", UNIT),
        Fact::new("Direction", DIRECTION),
        Fact::new("Baseline", BASELINE),
        Fact::new("Baseline on", BASELINE_ON),
        Fact::new("Target", TARGET),
        Fact::new("Due", DUE),
        Fact::new("Source", SOURCE),
        Fact::new("Owner", OWNER),
        Fact::new("Metric of the charter", METRIC),
    ],
    Some(Log {
        list: READINGS,
        about: KEY_RESULT,
        columns: &[Column::new("Date", ON), Column::number("Reading", VALUE)],
    }),
);

const fn stream(heading: &'static str, list: &'static str, stream: &'static Stream, asked: &'static Asked) -> Section {
    Section::new(heading, Body::Rows(Rows::all(list, Form::Stream(stream)).asked(asked)))
}

/// Rows that nobody follows.
const ALONE_ROW: Stream =
    Stream { head: Head::Words(""), said: &[], facts: &[], pair: None, on: ON, about: None, followed: None };

const OF_RESULT: Fact = Fact { of: Of::Named(KEY_RESULT, KEY_RESULTS, NAME), ..Fact::new("Key result", "") };

static CHECK_IN_STREAM: Stream = Stream {
    head: Head::Words("Check-in"),
    said: &[("What is working", WORKING), ("What is not", NOT_WORKING)],
    facts: &[
        OF_RESULT,
        Fact::new("Confidence", CONFIDENCE),
        Fact::new("On", ON),
        Fact { of: Of::Writer(ON), ..Fact::new("Said by", "") },
    ],
    ..ALONE_ROW
};

static MOVE_STREAM: Stream = Stream {
    head: Head::Words("Moved target"),
    said: &[("Why", WHY)],
    facts: &[
        OF_RESULT,
        Fact::new("Was", WAS),
        Fact::new("Was due", WAS_DUE),
        Fact::new("To", TO),
        Fact::new("Due now", TO_DUE),
        Fact::new("On", ON),
        Fact { of: Of::Writer(WHY), ..Fact::new("Moved by", "") },
    ],
    ..ALONE_ROW
};

static LEARNING_STREAM: Stream = Stream {
    head: Head::Words("Learning"),
    said: &[("Learned", LEARNED)],
    facts: &[
        OF_RESULT,
        Fact::new("Applies to", APPLIES_TO),
        Fact::new("On", ON),
        Fact { of: Of::Writer(LEARNED), ..Fact::new("Said by", "") },
    ],
    ..ALONE_ROW
};

static CLOSE_STREAM: Stream = Stream {
    head: Head::Words("Close"),
    said: &[("Learned in this cycle", LEARNED)],
    facts: &[Fact::new("On", ON), Fact { of: Of::Writer(ON), ..Fact::new("Closed by", "") }],
    ..ALONE_ROW
};

static DISMISSED_STREAM: Stream = Stream {
    head: Head::Value(CHECK),
    facts: &[
        OF_RESULT,
        Fact::new("Reason", REASON),
        Fact::new("On", ON),
        Fact { of: Of::Writer(CHECK), ..Fact::new("Dismissed by", "") },
    ],
    ..ALONE_ROW
};
