//! The fields that writers of a log are asked for, list by list, and the words of a choice as they read.

use super::guide;
use super::level::Level;
use super::schema::*;
use crate::kinds::outline::{Ask, Asked};

/// How hard a decision is to undo.
pub const UNDO_WORDS: &[(&str, &str)] = &[("easy", "Easy"), ("costly", "Costly"), ("impossible", "Not possible")];
/// The role in which somebody decided.
pub const ROLE_WORDS: &[(&str, &str)] =
    &[("captain", "Captain"), ("deputy", "Deputy"), ("member", "Member"), ("leader", "Leader")];
/// Whether the same would be chosen again.
pub const SAME_AGAIN: &[(&str, &str)] = &[("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")];
/// How sure the team is of a choice.
pub const SURE_READS: &[(&str, &str)] =
    &[("50", "50 %, as a coin"), ("60", "60 %"), ("70", "70 %"), ("80", "80 %"), ("90", "90 %")];
/// How the decision of a leader stands to the proposal of the team.
const PROPOSED_READS: &[(&str, &str)] =
    &[("the same", "The same"), ("something else", "Something else"), ("nothing", "Nothing")];
/// The ends of a bet.
const BET_END_READS: &[(&str, &str)] = &[("stopped", "Stopped"), ("paid off", "Paid off"), ("goes on", "Goes on")];
/// The word of an author who brings a learning to the failure forum.
const FORUM_READS: &[(&str, &str)] = &[("yes", "Yes, I tell it there")];
/// How a request stands.
pub const STATE_WORDS: &[(&str, &str)] = &[
    ("yes", "Yes"),
    ("no", "No"),
    ("done", "Done"),
    ("escalated", "Gone up to a leader"),
    ("withdrawn", "No longer needed"),
];

/// A decision.
pub static A_DECISION: Asked = Asked {
    row: ("decision", "decisions"),
    act: "Log",
    fields: &[
        Ask::guided(QUESTION, &guide::QUESTION).must("Write the question that was open."),
        Ask::guided(CHOICE, &guide::CHOICE).must("Write what was chosen.").large(),
        Ask::guided(WHY, &guide::WHY),
        Ask::guided(CONSIDERED, &guide::CONSIDERED),
        Ask::guided(ADVICE, &guide::ADVICE),
        Ask::guided(CLASS, &guide::CLASS),
        Ask::new(REVERSIBLE, "Undoing it", "").of(UNDO_WORDS),
        Ask::new(DECIDED_BY, "Decided by", "The person who decided").must("A decision is somebody’s: say whose."),
        Ask::new(ROLE, "In which role", "").of(ROLE_WORDS),
        Ask::new(PROPOSED, "If a leader decided: what had the team proposed?", "").of(PROPOSED_READS),
        Ask::new(ON, "On", "").must("Say on which day it was decided."),
        Ask::guided(LOOK_AGAIN, &guide::LOOK_AGAIN),
        Ask::new(CROSSES, "Rule that it crosses", "Empty where it crosses no non-negotiable"),
        Ask::new(SURE, "How sure are you that it turns out well?", "").of(SURE_READS),
    ],
    ..Asked::PLAIN
};

/// The outcome of a decision.
pub static AN_OUTCOME: Asked = Asked {
    row: ("outcome", "outcomes"),
    act: "Log",
    fields: &[
        Ask::guided(HAPPENED, &guide::HAPPENED).must("Write what happened."),
        Ask::guided(LEARNED, &guide::LEARNED),
        Ask::new(AGAIN, "The same choice again?", "").of(SAME_AGAIN),
        Ask::new(AGAIN_HOW, "And how", "What you would do otherwise, or earlier"),
        Ask::new(LOOK_AGAIN, "Look once more", ""),
    ],
    ..Asked::PLAIN
};

/// A request of another team.
pub static A_REQUEST: Asked = Asked {
    row: ("request", "requests"),
    add: "Ask another team",
    act: "Ask",
    fields: &[
        Ask::new(FROM, "From", "The team that asks").must("Say which team asks."),
        Ask::new(TO, "To", "The team that is asked").must("Say which team is asked."),
        Ask::guided(NEED, &guide::NEED).must("Write what is needed."),
        Ask::new(NEEDED_BY, "Needed by", ""),
    ],
    ..Asked::PLAIN
};

/// An answer to a request.
pub static AN_ANSWER: Asked = Asked {
    row: ("answer", "answers"),
    add: "Answer",
    act: "Send",
    fields: &[
        Ask::new(STATE, "Answer", "").of(STATE_WORDS).must("Choose how it stands."),
        Ask::new(WORDS, "In words", "From when, or why not"),
    ],
    ..Asked::PLAIN
};

/// A learning.
pub static A_LEARNING: Asked = Asked {
    row: ("learning", "learnings"),
    add: "Write down a learning",
    act: "Log",
    fields: &[
        Ask::new(BET, "Bet", "What the team bet on"),
        Ask::new(EXPECTED, "Expected", "What it expected to see"),
        Ask::guided(HAPPENED, &guide::HAPPENED).must("Write what happened."),
        Ask::guided(LEARNED, &guide::LEARNED).must("Write what was learned."),
        Ask::new(APPLIES_TO, "Applies to", "The job, metric or decision it is about"),
        Ask::new(FORUM, "Bring it to the failure forum?", "").of(FORUM_READS),
    ],
    ..Asked::PLAIN
};

/// A bet.
pub static A_BET: Asked = Asked {
    row: ("bet", "bets"),
    add: "Write down a bet",
    act: "Log",
    none: "No bet is written down. A bet is something you try without knowing that it works, with a day on which it stops.",
    fields: &[
        Ask::guided(BET, &guide::BET).must("Write what you try."),
        Ask::new(SIZE, "Size", "The time, money or people it takes at most").must("Say how large it may become."),
        Ask::new(EXPECTED, "Expected", "The thing you expect to see"),
        Ask::guided(STOP_RULE, &guide::STOP_RULE).must("Write what would make you stop."),
        Ask::new(STOP_ON, "Stop date", "").must("Name the day on which it stops, if nobody says otherwise."),
        Ask::new(APPLIES_TO, "Applies to", "The job, metric or decision it is about"),
    ],
    ..Asked::PLAIN
};

/// The end of a bet.
pub static A_BET_END: Asked = Asked {
    row: ("end", "ends"),
    add: "What became of it",
    act: "Log",
    fields: &[
        Ask::new(BET_END, "It", "").of(BET_END_READS).must("Choose what becomes of it."),
        Ask::guided(HAPPENED, &guide::HAPPENED).must("Write what happened."),
        Ask::guided(LEARNED, &guide::LEARNED),
        Ask::new(STOP_ON, "Stop date from now on", ""),
    ],
    ..Asked::PLAIN
};

/// Levels of authority.
const LEVEL_READS: &[(&str, &str)] = &[
    (Level::Tell.word(), Level::Tell.name()),
    (Level::Sell.word(), Level::Sell.name()),
    (Level::Consult.word(), Level::Consult.name()),
    (Level::Agree.word(), Level::Agree.name()),
    (Level::Advise.word(), Level::Advise.name()),
    (Level::Inquire.word(), Level::Inquire.name()),
    (Level::Delegate.word(), Level::Delegate.name()),
];

/// A level that a side says for a class of decisions. The class comes first: a page that shows one class does not ask for it.
pub static A_LEVEL: Asked = Asked {
    row: ("level", "levels"),
    act: "Propose",
    fields: &[
        Ask::guided(CLASS, &guide::CLASS).must("Say for which class of decisions."),
        Ask::new(LEVEL, "Level", "").of(LEVEL_READS).must("Choose a level."),
        Ask::new(WHY, "Why", "The thing that makes this level fit now"),
    ],
    ..Asked::PLAIN
};

/// How a side sees a statement of readiness.
pub const VIEW_READS: &[(&str, &str)] = &[("yes", "Yes"), ("not yet", "Not yet")];

/// An answer to a statement of readiness.
pub static A_VIEW: Asked = Asked {
    row: ("view", "views"),
    act: "Say",
    fields: &[
        Ask::new(VIEW, "Do you see it so?", "").of(VIEW_READS).must("Choose yes or not yet."),
        Ask::guided(EVIDENCE, &guide::READINESS),
    ],
    ..Asked::PLAIN
};

/// Words beside a signal.
pub static A_NOTE: Asked = Asked {
    row: ("note", "notes"),
    act: "Say",
    fields: &[
        Ask::new(NOTE, "Beside it", "What somebody who only sees the line should know")
            .must("Write what should be known."),
        Ask::new(ON, "On", "").must("Say for which day."),
    ],
    ..Asked::PLAIN
};
