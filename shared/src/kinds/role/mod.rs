//! A role canvas for a function that a team misses: the impact that is sought, the perspective it adds, the values that matter, and
//! the panel of the company's own people who talk with candidates. No candidate stands in it, by name or by score.

mod outline;
mod panel;
mod schema;

pub use outline::OUTLINE;
pub use panel::{Lack, lacks};
pub use schema::*;

use super::{Digest, Face, Kind, Noun, Spec, Subject, rights, talk};
use crate::sheet::Sheet;
use crate::text::words::counted;

/// The kind.
pub const KIND: Kind = Kind::Role;

/// All that is so of role canvases. One is begun for the few who look for somebody, and whoever of them may open it writes it.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "role canvas", many: "role canvases" },
    schema: &SCHEMA,
    rights: rights::OF_A_MEETING,
    subject: Subject::Itself,
    beside: &[talk::KIND],
    face: Ok(Face::Outline),
};

/// The line of it in lists.
pub(super) fn digest(sheet: &Sheet) -> Digest {
    let panel = counted(sheet.rows(PANEL).count(), "person", "people");
    Digest { sentence: format!("{panel} on the panel."), ..Digest::default() }
}
