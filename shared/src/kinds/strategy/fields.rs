//! The fields that writers of a strategy are asked for, list by list, and the words of a choice as they read.

use super::guide;
use super::schema::*;
use crate::kinds::outline::{Ask, Asked};

/// How a pitch was answered.
pub const STATE_WORDS: &[(&str, &str)] = &[("yes", "Yes, on the roadmap"), ("not now", "Heard, not now"), ("no", "No")];

const CHOSEN_READS: &[(&str, &str)] = &[("chosen", "Chosen"), ("not chosen", "Not chosen")];

/// An area of focus.
pub(super) static A_FOCUS: Asked = Asked {
    row: ("area of focus", "areas of focus"),
    add: "Add an area of focus",
    none: "No area of focus is written down yet.",
    fields: &[
        Ask::guided(NAME, &guide::FOCUS),
        Ask::new(WHY, "Why", "What it is, and why it is among the few"),
        Ask::new(UNTIL, "Until", "until when?"),
        Ask::new(WAITS_UNTIL, "Waits until", "waits?"),
    ],
    ..Asked::PLAIN
};

/// A job.
pub(super) static A_JOB: Asked = Asked {
    row: ("job", "jobs"),
    add: "Add a job",
    fields: &[
        Ask::guided(JOB, &guide::JOB),
        Ask::new(SITUATION, "Situation", "When does it come up?"),
        Ask::new(CUSTOMER, "Customer", "whose?"),
        Ask::new(OUTCOME, "Outcome", "so that what?"),
        Ask::new(EVIDENCE, "Evidence", "who said so?"),
    ],
    ..Asked::PLAIN
};

/// A problem.
pub(super) static A_PROBLEM: Asked = Asked {
    row: ("problem", "problems"),
    add: "Add a problem",
    start: &[(CHOSEN, "chosen")],
    fields: &[
        Ask::guided(PROBLEM, &guide::PROBLEM),
        Ask::new(WHY, "Why, or why not", "The reason why it is chosen, or is not"),
        Ask::new(CHOSEN, "Chosen", "Chosen?").of(CHOSEN_READS),
        Ask::new(REACH, "Reach", "how many?"),
        Ask::new(IMPACT, "Impact", "how much?"),
        Ask::new(EVIDENCE, "Evidence", "evidence?"),
    ],
    ..Asked::PLAIN
};

/// A line of the roadmap.
pub(super) static AN_ITEM: Asked = Asked {
    row: ("line", "lines"),
    add: "Add to the roadmap",
    fields: &[
        Ask::new(ITEM, "Line of the roadmap", "What will be there"),
        Ask::new(QUARTER, "Quarter", "when?"),
        Ask::new(TEAM, "Team", "which team?"),
        Ask::new(FOCUS, "Focus", "for which focus?"),
    ],
    ..Asked::PLAIN
};

/// People of a team.
pub(super) static SOME_PEOPLE: Asked = Asked {
    row: ("line", "lines"),
    add: "Add people",
    fields: &[
        Ask::new(TEAM, "Team", "Which team"),
        Ask::new(FUNCTION, "Function", "which function?"),
        Ask::new(PEOPLE, "People", "how many?"),
        Ask::new(FOCUS, "Focus", "for which focus?"),
    ],
    ..Asked::PLAIN
};

/// A material change.
pub static A_CHANGE: Asked = Asked {
    row: ("change", "changes"),
    add: "Note a material change…",
    act: "Note it",
    fields: &[
        Ask::guided(WHAT, &guide::CHANGE).must("Write what changed."),
        Ask::new(WHY, "Why", "What was learned, and from whom").must("A change needs its reason."),
    ],
    ..Asked::PLAIN
};

/// A context note.
pub static A_NOTE: Asked = Asked {
    row: ("note", "notes"),
    add: "Add context",
    act: "Add it",
    none: "No context yet. What leaders know and teams should, stands here.",
    fields: &[Ask::guided(NOTE, &guide::NOTE).must("Write what people should know.")],
    ..Asked::PLAIN
};

/// An idea.
pub static A_PITCH: Asked = Asked {
    row: ("pitch", "pitches"),
    add: "Pitch an idea",
    act: "Pitch it",
    fields: &[
        Ask::guided(TITLE, &guide::PITCH).must("Write the idea in one line."),
        Ask::new(SOLVES, "Problem", "Whose problem it solves, and how you know"),
    ],
    ..Asked::PLAIN
};

/// An answer to an idea.
pub static A_PITCH_ANSWER: Asked = Asked {
    row: ("answer", "answers"),
    add: "Answer…",
    act: "Send",
    fields: &[
        Ask::new(STATE, "Answer", "").of(STATE_WORDS).must("Choose an answer."),
        Ask::new(WORDS, "In words", "Who tries it and from when, or why not"),
    ],
    ..Asked::PLAIN
};
