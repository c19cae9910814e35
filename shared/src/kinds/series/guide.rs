//! The guides to what is written into a series.

use crate::kinds::outline::Guide;

/// The purpose.
pub static PURPOSE: Guide = Guide {
    label: "Purpose",
    hint: "The reason why people meet, in a sentence or two. It stands on top of every review.",
    good: "Here we debate plans and hold them against strategy. Captains decide, afterwards and in writing.",
    weak: "Weekly sync.",
    why_weak: "It says how often, and not what for. Nobody can tell whether an item belongs there.",
};
