//! The guides to what is written into a strategy.

use crate::kinds::outline::Guide;

/// The mission.
pub static MISSION: Guide = Guide {
    label: "Mission",
    hint: "What the company is there for, in one line that outlives this year.",
    good: "A home to let should be as easy to trust as a home you own.",
    weak: "To be the leading platform.",
    why_weak: "It says where the company stands, and not for whom anything gets better.",
};

/// The narrative.
pub static NARRATIVE: Guide = Guide {
    label: "Narrative",
    hint: "Where customers are, what the company will do about it, what it will leave, and how anybody will see that it works.",
    good: "We compete on what we promise and keep. Where we cannot keep a promise, we do not make it.",
    weak: "We strive for operational excellence.",
    why_weak: "No team could do otherwise, so it decides nothing.",
};

/// An area of focus.
pub static FOCUS: Guide = Guide {
    label: "Area of focus",
    hint: "One of the few things the next years are about, so that a team can say that it serves it.",
    good: "The promised day: keys, parts and people at the door on the day in the contract.",
    weak: "Growth",
    why_weak: "Every team could point there, and none would be left out.",
};

/// A job of customers.
pub static JOB: Guide = Guide {
    label: "Job",
    hint: "What somebody wants to get done, in their words, without our product in it.",
    good: "Move in on the day the old lease ends.",
    weak: "Use our app to schedule a move.",
    why_weak: "Nobody gets up in the morning for that.",
};

/// A problem.
pub static PROBLEM: Guide = Guide {
    label: "Problem",
    hint: "A problem that is worth the company’s people, or one that is not for now. Both belong here, with the reason.",
    good: "One renter in five meets a home they do not recognise.",
    weak: "Listings need work.",
    why_weak: "Nobody can tell for whom, how many, or when it would be solved.",
};

/// A material change.
pub static CHANGE: Guide = Guide {
    label: "What changed",
    hint: "A change that makes a team do something else. Better words are none.",
    good: "Listings became an area of focus.",
    weak: "Updated the strategy.",
    why_weak: "Nobody can tell what to do otherwise.",
};

/// A context note.
pub static NOTE: Guide = Guide {
    label: "Context",
    hint: "Something that teams should know before they decide: a fact, where it comes from, until when it holds.",
    good: "The bank settles deposits in one day instead of three, from 1 February.",
    weak: "Please be careful with deposits.",
    why_weak: "It is an order without a fact.",
};

/// An idea.
pub static PITCH: Guide = Guide {
    label: "Idea",
    hint: "The idea in one line, as you would say it in a lift.",
    good: "Show the renter which depot the missing part is in.",
    weak: "Improve communication.",
    why_weak: "Nobody could say yes to it.",
};
