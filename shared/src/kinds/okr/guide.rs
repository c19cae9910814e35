//! The guides to what is written into goals.

use crate::kinds::outline::Guide;

/// An objective.
pub static OBJECTIVE: Guide = Guide {
    label: "Objective",
    hint: "What will be better for somebody at the end of the cycle, in one line and without a number.",
    good: "Nobody waits at the door for a key.",
    weak: "Improve the key process.",
    why_weak: "Nobody can tell for whom it gets better, or when it would be good enough.",
};

/// A key result.
pub static KEY_RESULT: Guide = Guide {
    label: "Key result",
    hint: "One number that shows that the objective is reached: from where to where, by when, and who reads it where.",
    good: "Keys on the promised day: from 79 % on 1 October to 86 % by 31 December.",
    weak: "Roll out the new handover app to 80 % of crews.",
    why_weak: "It is a piece of work. All crews may have the app, and people still wait at the door.",
};

/// A thing that was learned.
pub static LEARNED: Guide = Guide {
    label: "Learned",
    hint: "What you know now that you did not know at the start, whether the number was reached or not.",
    good: "The hour matters more than the day: those who know the hour forgive a change.",
    weak: "We need to communicate better.",
    why_weak: "It was true before, and nobody will do anything else tomorrow.",
};

/// A target that moved.
pub static MOVED: Guide = Guide {
    label: "Why the target moves",
    hint: "What was learned that makes the old target wrong. The old one stays beside the number.",
    good: "The depot in Porto opens in March instead of January, so 8 of 11 homes is what can be had.",
    weak: "Adjusted after review.",
    why_weak: "The next reader cannot tell it from a target that was missed.",
};
