//! One occurrence of a series: what is spoken of, what people wrote before anybody spoke, what they advised, what became
//! of the advice, and what somebody took on. A review decides nothing: captains do, in their logs.

mod advice;
mod asks;
mod bookings;
mod check;
mod digest;
pub mod guide;
mod origin;
mod outline;
mod personal;
mod readings;
mod record;
mod said;
mod schema;
mod smart;
mod stance;
mod summary;
mod teams;
#[cfg(test)]
mod tests;
mod themes;
mod view;
mod votes;
mod waiting;
pub mod wording;

pub use advice::{Advice, Ending, Ledger};
pub use bookings::{Booking, Hour, booked_twice, hours};
pub use check::{Check, Remark as Noticed, checks};
pub(super) use digest::digest;
pub(super) use origin::origin;
pub use outline::OUTLINE;
pub use personal::{Personal, personal};
pub use readings::{Entry, Missing, Voice, Week};
pub use record::{Brought, Record, Thanked};
pub use said::MakerOf;
pub use schema::*;
pub use smart::smart;
pub use stance::{Apart, Stance};
pub use summary::{Line, Names, Part, Summary, summary};
pub use teams::{OfATeam, OfTeams, of_teams};
pub use themes::Theme;
pub use view::{Action, Came, Item, Moment, Phase, Question, Remark, ReviewView, Timer};
pub use votes::{Ballot, Given, Tally};

use crate::asks::Asks;
use crate::id::DocId;
use crate::kinds::{Face, Kind, Noun, Rights, Slot, Spec, Subject, rights};

/// The things that one of its documents asks of people.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: false };

/// The kind.
pub const KIND: Kind = Kind::Review;

/// All that is so of reviews.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "review", many: "reviews" },
    schema: &SCHEMA,
    rights: Rights { begin: None, ..rights::OF_A_MEETING },
    subject: Subject::Each("-r"),
    beside: &[Kind::Talk, Kind::Draft],
    face: Ok(Face::Review),
};

/// The review of a series that was planned for a slot. `None` where the series' id leaves no room for another.
pub fn occurrence(series: &DocId, slot: &Slot) -> Option<DocId> {
    KIND.about_slot(series, slot)
}
