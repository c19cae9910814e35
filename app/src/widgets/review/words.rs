//! The words of a review: sorts of items, phases, states, as they are kept and as they read.

use muster_shared::kinds::Slot;
use muster_shared::kinds::review::{Phase, TYPE_WORDS};

use crate::words::long_day;

/// How a sort of item reads, and its icon.
pub(crate) fn sort_of(word: &str) -> (&'static str, &'static str) {
    let reads = TYPE_WORDS.iter().find(|(kept, _)| *kept == word).map_or("Topic", |(_, reads)| reads);
    let icon = match word {
        "debate" => "i-debate",
        "strategy" => "i-strategy",
        "concept" => "i-pen",
        "metric" => "i-full",
        "insight" => "i-comment",
        "blocker" => "i-risk",
        _ => "i-context",
    };
    (reads, icon)
}

/// How a phase reads.
pub(super) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Read => "Read",
        Phase::Write => "Write in silence",
        Phase::Debate => "Debate",
        Phase::Close => "Close",
    }
}

/// How the state of an item at the end reads.
pub(super) fn state_name(state: &str) -> &'static str {
    match state {
        "done" => "Done",
        "carried" => "Carried",
        "parked" => "Parked",
        "dropped" => "Dropped",
        _ => "",
    }
}

/// A stance with its sign.
pub(super) fn signed(stance: f64) -> String {
    match stance {
        below if below < 0.0 => format!("−{}", -below),
        above if above > 0.0 => format!("+{above}"),
        _ => "0".to_owned(),
    }
}

/// A slot as people say it.
pub(crate) fn slot_words(slot: &Slot) -> String {
    match slot.time() {
        midnight if midnight == "00:00" => long_day(slot.day()),
        time => format!("{}, {time}", long_day(slot.day())),
    }
}
