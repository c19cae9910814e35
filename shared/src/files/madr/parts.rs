//! The parts of a record: which heading begins which, and which value each is.

use crate::files::lines::plain;
use crate::kinds::log::*;

/// A part of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The lines between the title and the first section.
    Before,
    /// A section that is one value of the decision.
    Text(&'static str),
    /// The section that names the choice and the reasons.
    Chosen,
    /// An outcome, before its own sections.
    Became,
    /// A section that is one value of the outcome.
    BecameText(&'static str),
}

/// Sections that are one value: heading, value. Other headings that begin one have no word that this heading lacks, so
/// that no word is lost.
pub(super) const SECTIONS: [(&str, &str); 8] = [
    ("Context and Problem Statement", CONTEXT),
    ("Decision Drivers", DRIVERS),
    ("Considered Options", CONSIDERED),
    ("Consequences", CONSEQUENCES),
    ("Confirmation", CONFIRMATION),
    ("Pros and Cons of the Options", PROS_AND_CONS),
    ("More Information", MORE),
    ("Status", STATUS),
];
/// The section of the choice.
pub(super) const CHOSEN: &str = "Decision Outcome";
/// The section of an outcome.
pub(super) const BECAME: &str = "What Became of It";
/// Sections of an outcome.
pub(super) const BECAME_SECTIONS: [(&str, &str); 3] =
    [("What Happened", HAPPENED), ("What We Learned", LEARNED), ("And How", AGAIN_HOW)];

/// The part that a heading begins while `now` is read; `None` where it is a line of `now`. A heading that is nobody's
/// begins [`MORE`], and stays a line of it.
pub(super) fn begun(level: usize, words: &str, now: Part) -> Option<Part> {
    let wanted = plain(words);
    match level {
        1 | 2 => Some(section(&wanted).unwrap_or(Part::Text(MORE))),
        3 => match now {
            Part::Chosen | Part::Text(CONSEQUENCES | CONFIRMATION) => match wanted.as_str() {
                "consequences" | "positive consequences" | "negative consequences" => Some(Part::Text(CONSEQUENCES)),
                "confirmation" => Some(Part::Text(CONFIRMATION)),
                _ => None,
            },
            Part::Became | Part::BecameText(_) => {
                let found = BECAME_SECTIONS.iter().find(|(heading, _)| plain(heading) == wanted);
                found.map(|(_, value)| Part::BecameText(value))
            }
            Part::Before | Part::Text(_) => None,
        },
        _ => None,
    }
}

/// Whether a heading says no more than that its part begins.
pub(super) fn is_known(words: &str, part: Part) -> bool {
    let wanted = plain(words);
    match part {
        Part::Text(MORE) => wanted == "more information",
        Part::Text(CONSEQUENCES) => wanted == "consequences",
        _ => true,
    }
}

/// Whether a heading belongs to records alone.
pub(super) fn tells(words: &str) -> bool {
    let wanted = plain(words);
    [SECTIONS[0].0, SECTIONS[2].0, SECTIONS[5].0, CHOSEN].iter().any(|heading| plain(heading) == wanted)
}

fn section(wanted: &str) -> Option<Part> {
    let value = match wanted {
        "decision" | "decision outcome" | "outcome" => return Some(Part::Chosen),
        "what became of it" => return Some(Part::Became),
        "context" | "problem statement" | "context and problem" => CONTEXT,
        "drivers" => DRIVERS,
        "options" => CONSIDERED,
        "pros and cons" => PROS_AND_CONS,
        wanted => SECTIONS.iter().find(|(heading, _)| plain(heading) == wanted)?.1,
    };
    Some(Part::Text(value))
}
