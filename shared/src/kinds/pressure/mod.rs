//! The pressure test of an informed captain: skills, the trust of leadership, the trust of the team. The captain and a leader
//! answer the same questions, each answer with an example. It is a document of these two alone: no rank opens ratings of a
//! person to anybody else, and nothing is added up to a score.

mod asks;
mod outline;
mod schema;
mod view;

pub use outline::{AN_ANSWER, OUTLINE, RATING_READS};
pub use schema::*;
pub use view::{Lack, Pressure, QUESTIONS, Reach, Spoke, Tested};

use super::{Digest, Face, Kind, Noun, Spec, Subject, rights};
use crate::asks::Asks;
use crate::sheet::Sheet;
use crate::text::words::counted;

/// The things that one of its documents asks of its two people.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: false };

/// The kind.
pub const KIND: Kind = Kind::Pressure;

/// All that is so of pressure tests. Nobody speaks about one but in it: there is no talk beside it.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "pressure test", many: "pressure tests" },
    schema: &SCHEMA,
    rights: rights::OF_A_PAIR,
    subject: Subject::Itself,
    beside: &[],
    face: Ok(Face::Outline),
};

/// The line of it in the lists of its two people. How somebody is rated stands in none.
pub(super) fn digest(sheet: &Sheet) -> Digest {
    Digest { sentence: format!("{}.", counted(sheet.rows(ANSWERS).count(), "answer", "answers")), ..Digest::default() }
}
