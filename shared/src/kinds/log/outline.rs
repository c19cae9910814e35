//! How a decision log reads.

use super::fields::{
    A_BET, A_BET_END, A_DECISION, A_LEARNING, A_LEVEL, A_NOTE, A_REQUEST, A_VIEW, AN_ANSWER, AN_OUTCOME,
};
use super::guide;
use super::schema::*;
use crate::kinds::outline::{Asked, Body, Drawn, Fact, Followed, Form, Head, Of, Outline, Rows, Section, Stream};

/// How a decision log reads. The title is its charter's.
pub static OUTLINE: Outline = Outline {
    title: None,
    untitled: "Decision log",
    facts: &[],
    sections: &[
        stream("Decisions", DECISIONS, &DECISION_STREAM, &A_DECISION).guide(&guide::QUESTION),
        // Outcomes of decisions that are here stand with them, and answers with their requests.
        stream("What became of other decisions", OUTCOMES, &OUTCOME_STREAM, &AN_OUTCOME),
        Section::new("Learned: nothing written yet", Body::Drawn(Drawn::Unlearned)),
        REQUESTS_SECTION,
        stream("Answers to other requests", ANSWERS, &ANSWER_STREAM, &AN_ANSWER),
        LEARNINGS_SECTION,
        BETS_SECTION,
        stream("What became of other bets", BET_ENDS, &BET_END_STREAM, &A_BET_END),
        stream("Authority as the captain says it", CAPTAIN_LEVELS, &LEVEL_STREAM, &A_LEVEL).guide(&guide::LEVEL),
        stream("Authority as a leader says it", LEADER_LEVELS, &LEVEL_STREAM, &A_LEVEL),
        stream("Readiness as the captain sees it", CAPTAIN_VIEWS, &VIEW_STREAM, &A_VIEW).guide(&guide::READINESS),
        stream("Readiness as leaders see it", LEADER_VIEWS, &VIEW_STREAM, &A_VIEW),
        stream("Beside the signals", ANNOTATIONS, &ANNOTATION_STREAM, &A_NOTE),
    ],
    rest: None,
};

/// The requests between teams.
pub const REQUESTS_SECTION: Section = stream("Requests", REQUESTS, &REQUEST_STREAM, &A_REQUEST).guide(&guide::NEED);

/// The learnings.
pub const LEARNINGS_SECTION: Section =
    stream("Learnings", LEARNINGS, &LEARNING_STREAM, &A_LEARNING).guide(&guide::LEARNED);

/// The bets.
pub const BETS_SECTION: Section = stream("Bets", BETS, &BET_STREAM, &A_BET).guide(&guide::BET);

const fn stream(heading: &'static str, list: &'static str, stream: &'static Stream, asked: &'static Asked) -> Section {
    Section::new(heading, Body::Rows(Rows::all(list, Form::Stream(stream)).asked(asked)))
}

/// Decisions, each with what became of it.
pub static DECISION_STREAM: Stream = Stream {
    head: Head::Value(QUESTION),
    said: &[
        ("Choice", CHOICE),
        ("Why", WHY),
        ("Context and problem statement", CONTEXT),
        ("Decision drivers", DRIVERS),
        ("Considered options", CONSIDERED),
        ("Advice taken", ADVICE),
        ("Consequences", CONSEQUENCES),
        ("Confirmation", CONFIRMATION),
        ("Pros and cons of the options", PROS_AND_CONS),
        ("More information", MORE),
        ("Informed", INFORMED),
        ("Also at the top of the record", FRONT),
    ],
    facts: &[
        Fact { of: Of::Named(INSTEAD_OF, DECISIONS, QUESTION), ..Fact::new("Instead of", "") },
        Fact::new("How", HOW),
        Fact::new("Decided by", DECIDED_BY),
        Fact::new("Role", ROLE),
        Fact::new("On", ON),
        Fact::new("Class", CLASS),
        Fact::new("Undoing it", REVERSIBLE),
        Fact::new("Look again", LOOK_AGAIN),
        Fact::new("How sure, in percent", SURE),
        Fact::new("Crosses the rule", CROSSES),
        Fact::new("The team had proposed", PROPOSED),
        Fact::new("Status", STATUS),
        Fact::new("Record", RECORD),
        Fact::new("Review", REVIEW),
        Fact { of: Of::Writer(QUESTION), ..Fact::new("Logged by", "") },
    ],
    pair: None,
    on: ON,
    about: None,
    followed: Some(Followed { list: OUTCOMES, stream: &OUTCOME_STREAM, asked: &AN_OUTCOME }),
};

/// Outcomes of decisions.
pub static OUTCOME_STREAM: Stream = Stream {
    head: Head::Words("What became of it"),
    said: &[("What happened", HAPPENED), ("What we learned", LEARNED), ("And how", AGAIN_HOW)],
    facts: &[
        Fact::new("The same choice again", AGAIN),
        Fact::new("On", ON),
        Fact::new("Look again", LOOK_AGAIN),
        Fact { of: Of::Writer(HAPPENED), ..Fact::new("Logged by", "") },
    ],
    pair: Some((HAPPENED, LEARNED)),
    on: ON,
    about: Some((DECISION, DECISIONS)),
    followed: None,
};

/// Requests between teams, each with its answers.
pub static REQUEST_STREAM: Stream = Stream {
    head: Head::Words("Request"),
    said: &[("Need", NEED)],
    facts: &[
        Fact::new("From", FROM),
        Fact::new("To", TO),
        Fact::new("Needed by", NEEDED_BY),
        Fact::new("On", ON),
        Fact { of: Of::Writer(NEED), ..Fact::new("Asked by", "") },
    ],
    pair: None,
    on: ON,
    about: None,
    followed: Some(Followed { list: ANSWERS, stream: &ANSWER_STREAM, asked: &AN_ANSWER }),
};

/// Answers to requests.
pub static ANSWER_STREAM: Stream = Stream {
    head: Head::Words("Answer"),
    said: &[("Answer", WORDS)],
    facts: &[
        Fact::new("State", STATE),
        Fact::new("On", ON),
        Fact { of: Of::Writer(STATE), ..Fact::new("Answered by", "") },
    ],
    pair: None,
    on: ON,
    about: Some((REQUEST, REQUESTS)),
    followed: None,
};

/// Learnings.
pub static LEARNING_STREAM: Stream = Stream {
    head: Head::Words("Learning"),
    said: &[("Bet", BET), ("Expected", EXPECTED), ("Happened", HAPPENED), ("Learned", LEARNED)],
    facts: &[
        Fact::new("Applies to", APPLIES_TO),
        Fact::new("On", ON),
        Fact::new("To the failure forum", FORUM),
        Fact { of: Of::Writer(LEARNED), ..Fact::new("By", "") },
    ],
    pair: Some((HAPPENED, LEARNED)),
    on: ON,
    about: None,
    followed: None,
};

/// Bets, each with what became of it.
pub static BET_STREAM: Stream = Stream {
    head: Head::Words("Bet"),
    said: &[("Bet", BET), ("Expected", EXPECTED), ("Stop rule", STOP_RULE)],
    facts: &[
        Fact::new("Size", SIZE),
        Fact::new("Stop date", STOP_ON),
        Fact::new("Applies to", APPLIES_TO),
        Fact::new("On", ON),
        Fact { of: Of::Writer(BET), ..Fact::new("By", "") },
    ],
    pair: None,
    on: ON,
    about: None,
    followed: Some(Followed { list: BET_ENDS, stream: &BET_END_STREAM, asked: &A_BET_END }),
};

/// Ends of bets.
static BET_END_STREAM: Stream = Stream {
    head: Head::Words("What became of the bet"),
    said: &[("What happened", HAPPENED), ("What we learned", LEARNED)],
    facts: &[
        Fact::new("It", BET_END),
        Fact::new("Stop date from now on", STOP_ON),
        Fact::new("On", ON),
        Fact { of: Of::Writer(HAPPENED), ..Fact::new("By", "") },
    ],
    pair: Some((HAPPENED, LEARNED)),
    on: ON,
    about: Some((OF_BET, BETS)),
    followed: None,
};

/// Levels of authority as one side says them.
static LEVEL_STREAM: Stream = Stream {
    head: Head::Value(CLASS),
    said: &[("Why", WHY)],
    facts: &[
        Fact::new("Level", LEVEL),
        Fact::new("On", ON),
        Fact { of: Of::Writer(LEVEL), ..Fact::new("Said by", "") },
    ],
    pair: None,
    on: ON,
    about: None,
    followed: None,
};

/// Answers to the statements of readiness.
static VIEW_STREAM: Stream = Stream {
    head: Head::Value(STATEMENT),
    said: &[("Evidence", EVIDENCE)],
    facts: &[
        Fact::new("Seen so", VIEW),
        Fact::new("On", ON),
        Fact { of: Of::Writer(VIEW), ..Fact::new("Said by", "") },
    ],
    pair: None,
    on: ON,
    about: None,
    followed: None,
};

/// Words beside a signal.
static ANNOTATION_STREAM: Stream = Stream {
    head: Head::Value(SIGNAL),
    said: &[("Note", NOTE)],
    facts: &[Fact::new("On", ON), Fact { of: Of::Writer(NOTE), ..Fact::new("Said by", "") }],
    pair: None,
    on: ON,
    about: None,
    followed: None,
};
