//! The guides to what is written into a review.

use crate::kinds::outline::Guide;

/// An item's title.
pub static ITEM: Guide = Guide {
    label: "Agenda",
    hint: "The things to speak of, each with one person who presents it.",
    good: "Inspect every home 48 hours before move-in",
    weak: "Inspections",
    why_weak: "It names a topic. Nobody can tell what is proposed.",
};

/// The claim.
pub static CLAIM: Guide = Guide {
    label: "Claim",
    hint: "One sentence that could turn out to be wrong.",
    good: "If we look two days ahead, one more home in eight is ready when the renter arrives.",
    weak: "Inspections should be better.",
    why_weak: "Nobody can find out whether it came true.",
};

/// The reasons.
pub static BECAUSE: Guide = Guide {
    label: "Because",
    hint: "The reasons to believe it.",
    good: "Two thirds of what we find needs a part, and a part takes a day and a half.",
    weak: "It is best practice.",
    why_weak: "No fact in it can turn out to be wrong.",
};

/// The evidence.
pub static EVIDENCE: Guide = Guide {
    label: "Evidence",
    hint: "The numbers and the places where anybody can look them up.",
    good: "212 handovers in October; 61 slipped, 39 of them waiting for a part.",
    weak: "Many renters complain.",
    why_weak: "Nobody can tell how many, and where that is written.",
};

/// The interview that everybody reads.
pub static INTERVIEW: Guide = Guide {
    label: "Interview",
    hint: "The interview, or the part of it that everybody reads. Say what somebody does, and leave out who it is.",
    good: "I sat on my suitcase in the stairwell for two hours. The home was fine. I did not know whether anybody was coming.",
    weak: "Ana Lima was unhappy about her move.",
    why_weak: "It names a person, and sums up what everybody should read for themselves.",
};

/// Advice.
pub static ADVICE: Guide = Guide {
    label: "Advice",
    hint: "What you would do, as advice. The captain answers each piece, and decides.",
    good: "Try it in Matosinhos alone for two weeks.",
    weak: "You must stop this.",
    why_weak: "It is an order. In a review nobody gives any.",
};

/// An action.
pub static ACTION: Guide = Guide {
    label: "Actions",
    hint: "Things that one person takes on, each with a day.",
    good: "Ask the Porto depot for its stock list, Leila, by 4 December",
    weak: "Look into depots",
    why_weak: "Nobody has taken it on, and no day will ask for it.",
};
