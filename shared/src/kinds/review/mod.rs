//! One occurrence of a series: what is spoken of, what people wrote before anybody spoke, what they advised, what became
//! of the advice, and what somebody took on. A review decides nothing: captains do, in their logs.

mod check;
mod digest;
pub mod guide;
mod outline;
mod schema;
mod stance;
mod summary;
mod view;
pub mod wording;

pub use check::{Check, Remark as Noticed, checks};
pub(super) use digest::digest;
pub use outline::OUTLINE;
pub use schema::*;
pub use stance::{Apart, Stance};
pub use summary::{Line, Names, Part, Summary, summary};
pub use view::{Action, Advice, Came, Ending, Item, Ledger, Moment, Phase, Question, Remark, ReviewView, Timer};

use crate::id::DocId;
use crate::kinds::{Face, Kind, Noun, Rights, Slot, Spec, Subject, rights};

/// The kind.
pub const KIND: Kind = Kind::Review;

/// All that is so of reviews.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "review", many: "reviews" },
    schema: &SCHEMA,
    rights: Rights { begin: None, ..rights::OF_A_MEETING },
    subject: Subject::Each("-r"),
    beside: &[Kind::Talk],
    face: Ok(Face::Review),
};

/// The review of a series that was planned for a slot. `None` where the series' id leaves no room for another.
pub fn occurrence(series: &DocId, slot: &Slot) -> Option<DocId> {
    KIND.about_slot(series, slot)
}
