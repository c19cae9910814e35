//! Goals for a cycle, of the company or of a team: objectives with why and what they work towards, key results with their numbers,
//! what was read of each and how sure people are, and what was learned at the end. A metric of the team's charter can be a key
//! result: then its numbers stand there and nowhere else.

mod asks;
mod check;
mod digest;
mod fields;
pub mod guide;
mod lint;
mod mend;
mod outline;
mod pace;
mod quantities;
mod schema;
mod sets;
mod smart;
mod split;
mod stand;
mod tree;
mod view;

pub use check::{Check, checks, of_result};
pub use digest::aims;
pub(super) use digest::digest;
pub use fields::{
    A_CHECK_IN, A_CLOSE, A_DISMISSAL, A_LEARNING, A_MOVE, A_RESULT, AN_OBJECTIVE, DIRECTION_WORDS, SORT_WORDS,
};
pub use lint::{Lint, Rule, Step, lint};
pub use mend::{Mended, comes_to};
pub use outline::OUTLINE;
pub use pace::{Days, Pace, Standing, share_gone, standing};
pub use quantities::{Quantity, When, quantities, when};
pub use schema::*;
pub use sets::{SETS, SUGGESTED_BY, Suggested};
pub use smart::smart;
pub use split::halves;
pub use stand::{counts, goes_with, unlearned};
pub use tree::{Cycle, Node, Tree, links_of};
pub use view::{CheckIn, KeyResult, Objective, OkrView};

use super::{Face, Kind, Noun, Spec, Subject, rights};
use crate::asks::Asks;

/// The things that one of its documents asks of people.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: false };

/// The kind.
pub const KIND: Kind = Kind::Okr;

/// All that is so of goals. There are many: one set a cycle, for the company and for each team.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "set of goals", many: "sets of goals" },
    schema: &SCHEMA,
    rights: rights::OF_A_CHARTER,
    subject: Subject::Itself,
    beside: &[Kind::Talk],
    face: Ok(Face::Okr),
};
