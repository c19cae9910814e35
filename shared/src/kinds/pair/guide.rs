//! The guides to the four steps of giving feedback and the four of receiving it.

use crate::kinds::outline::Guide;

/// Be specific.
pub(super) static SEEN: Guide = Guide {
    label: "What I saw, and when",
    hint: "One thing that happened and that both of you can look at: where, when, and what was said or done.",
    good: "On Tuesday, in the metrics review, you showed the two late towns first, before anybody had asked.",
    weak: "You are always so well prepared.",
    why_weak: "It is about the person and names no day, so that nobody knows what to do again.",
};

/// Begin with the positive.
pub(super) static WELL: Guide = Guide {
    label: "What works well",
    hint: "Begin here, with what should stay as it is, and what it did for others.",
    good: "Because of it we talked for half an hour about the one thing that was late, and about nothing else.",
    weak: "Good job!",
    why_weak: "It says that you are pleased, and not with what.",
};

/// Keep it constructive.
pub(super) static NEXT_TIME: Guide = Guide {
    label: "What could be next time",
    hint: "Something that the other can do, said to help: what would you like to see, and what would come of it?",
    good: "Send the page a day before. Then people who read slowly come with their questions.",
    weak: "You never think of the others.",
    why_weak: "It judges, and leaves nothing to try.",
};

/// Follow up.
pub(super) static FOLLOW_UP: Guide = Guide {
    label: "I come back to it on",
    hint: "Feedback is no single talk: choose the day on which you ask how it went.",
    good: "Two weeks from now, after the next review.",
    weak: "Some time.",
    why_weak: "That day does not come.",
};

/// Listen.
pub(super) static HEARD: Guide = Guide {
    label: "What I heard",
    hint: "In your own words, and without a defence: so the other knows that it has arrived.",
    good: "You liked that the late towns came first, and the page should come a day before.",
    weak: "I had no time that week.",
    why_weak: "It answers before it says what was heard.",
};

/// Ask for examples.
pub(super) static ASKED: Guide = Guide {
    label: "An example that I ask for",
    hint: "Where something is vague, ask when it was so, and what you would have seen.",
    good: "Which page came too late for you, and what did you want to ask about it?",
    weak: "I do not agree.",
    why_weak: "It closes the talk, where a question would open it.",
};

/// Make a plan.
pub(super) static PLAN: Guide = Guide {
    label: "What I will do",
    hint: "One step that others can see. A step is worth more than a good intention.",
    good: "From the next review on the page is out on Monday at noon.",
    weak: "I will try to be better.",
    why_weak: "Nobody can see whether it was done.",
};

/// Seek it out.
pub(super) static ASK_ON: Guide = Guide {
    label: "I ask again on",
    hint: "Do not wait for feedback to come: choose the day on which you ask for more.",
    good: "After the review in two weeks.",
    weak: "Whenever somebody has something.",
    why_weak: "People who are not asked say little.",
};
