//! Feedback between two people: four steps to give it and four to receive it. It is a document of these two alone: no rank opens
//! it to anybody else, and it is in nobody else's export, list, search or history. Each of the two deletes it for themselves.

mod asks;
mod guide;
mod hint;
mod outline;
mod schema;

pub use hint::{Hint, hints, names_an_instance, refused};
pub use outline::{AN_ANSWER, FEEDBACK_ASKED, OUTLINE, RECEIVED_READS};
pub use schema::*;

use super::{Digest, Face, Kind, Noun, Spec, Subject, rights};
use crate::asks::Asks;
use crate::sheet::Sheet;
use crate::text::words::counted;

/// The things that one of its documents asks of its two people.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: false };

/// The kind.
pub const KIND: Kind = Kind::Pair;

/// All that is so of feedback between two. Nobody speaks about it but in it: there is no talk beside it.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "page of feedback", many: "pages of feedback" },
    schema: &SCHEMA,
    rights: rights::OF_A_PAIR,
    subject: Subject::Itself,
    beside: &[],
    face: Ok(Face::Outline),
};

/// The line of it in the lists of its two people, without a word of what was said.
pub(super) fn digest(sheet: &Sheet) -> Digest {
    let given = counted(sheet.rows(GIVEN).count(), "piece of feedback", "pieces of feedback");
    let received = counted(sheet.rows(RECEIVED).count(), "answer", "answers");
    Digest { sentence: format!("{given}, {received}."), ..Digest::default() }
}
