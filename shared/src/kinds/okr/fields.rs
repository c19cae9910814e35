//! The fields that writers of goals are asked for, list by list, and the words of a choice as they read.

use super::guide;
use super::schema::*;
use crate::kinds::outline::{Ask, Asked};

/// The sorts of key results, as they read.
pub const SORT_WORDS: &[(&str, &str)] = &[("committed", "Committed"), ("stretch", "Stretch")];
/// Which numbers are better, as it reads.
pub const DIRECTION_WORDS: &[(&str, &str)] = &[("up", "More is better"), ("down", "Fewer is better")];

/// An objective.
pub static AN_OBJECTIVE: Asked = Asked {
    row: ("objective", "objectives"),
    add: "Add an objective",
    none: "No objective is written down yet.",
    fields: &[
        Ask::guided(OBJECTIVE, &guide::OBJECTIVE),
        Ask::new(WHY, "Why", "Why this, and why now"),
        Ask::new(TOWARDS_NAME, "Towards", "what above it?"),
        Ask::new(TOWARDS, "Row above", ""),
        Ask::new(ALONE, "Why it stands alone", "why?"),
    ],
    ..Asked::PLAIN
};

/// A key result.
pub static A_RESULT: Asked = Asked {
    row: ("key result", "key results"),
    add: "Add a key result",
    fields: &[
        Ask::guided(NAME, &guide::KEY_RESULT),
        Ask::new(DEFINITION, "Definition", "How it is counted"),
        Ask::new(SORT, "Sort", "committed or stretch?").of(SORT_WORDS),
        Ask::new(UNIT, "Unit", "unit?"),
        Ask::new(DIRECTION, "Direction", "which way?").of(DIRECTION_WORDS),
        Ask::new(BASELINE, "Baseline", "from?"),
        Ask::new(BASELINE_ON, "Baseline on", "on which day?"),
        Ask::new(TARGET, "Target", "to?"),
        Ask::new(DUE, "Due", "by when?"),
        Ask::new(SOURCE, "Source", "read where?"),
        Ask::new(OWNER, "Owner", "read by whom?"),
        Ask::new(METRIC, "Metric of the charter", "which one?"),
    ],
    ..Asked::PLAIN
};

/// A check-in, beside its number.
pub static A_CHECK_IN: Asked = Asked {
    row: ("check-in", "check-ins"),
    add: "Check in",
    act: "Log it",
    fields: &[
        Ask::new(WORKING, "What is working", "What moved the number"),
        Ask::new(NOT_WORKING, "What is not", "What holds it back"),
    ],
    ..Asked::PLAIN
};

/// The reason for a target that moved.
pub static A_MOVE: Asked = Asked {
    row: ("move", "moves"),
    add: "Change the target…",
    act: "Move the target",
    fields: &[Ask::guided(WHY, &guide::MOVED).must("A target that moves needs its reason.")],
    ..Asked::PLAIN
};

/// Something that was learned.
pub static A_LEARNING: Asked = Asked {
    row: ("learning", "learnings"),
    add: "Write what was learned",
    act: "Log it",
    fields: &[
        Ask::guided(LEARNED, &guide::LEARNED).must("Write what you know now."),
        Ask::new(APPLIES_TO, "Applies to", "the decision, bet or goal that changes by it"),
    ],
    ..Asked::PLAIN
};

/// The close of a cycle.
pub static A_CLOSE: Asked = Asked {
    row: ("close", "closes"),
    add: "Close the cycle…",
    act: "Close the cycle",
    fields: &[Ask::new(LEARNED, "Learned in this cycle", "What will be done in another way next time")],
    ..Asked::PLAIN
};

/// The reason why a remark is dismissed.
pub static A_DISMISSAL: Asked = Asked {
    row: ("dismissal", "dismissals"),
    add: "Dismiss…",
    act: "Dismiss",
    fields: &[Ask::new(REASON, "Why it does not matter here", "The reason stays beside the key result")
        .must("Say why it does not matter here.")],
    ..Asked::PLAIN
};
