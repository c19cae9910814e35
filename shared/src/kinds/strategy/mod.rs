//! A strategy: what a company goes for and why, in a narrative, areas of focus, jobs of customers and problems; where its people
//! are; the context that came since; and ideas that anybody pitches and a leader answers. Missions of teams say in their
//! charters which focus they serve, so that each is seen from the top.

mod asks;
mod check;
mod clock;
mod digest;
mod fields;
pub mod guide;
mod job;
mod jobs;
mod late;
mod launch;
mod outline;
mod remark;
mod schema;
mod sight;
mod touching;
mod view;
mod written;

pub use check::{Check, checks};
pub use clock::Clock;
pub(super) use digest::digest;
pub use fields::{A_CHANGE, A_NOTE, A_PITCH, A_PITCH_ANSWER, STATE_WORDS};
pub use job::{Job, JobWords};
pub use jobs::{JobOfTeams, jobs_of_teams};
pub use late::Came;
pub use launch::without_list;
pub use outline::{ALLOCATION_SECTION, FOCUS_SECTION, JOBS_SECTION, OUTLINE, PROBLEMS_SECTION, ROADMAP_SECTION};
pub use remark::Remark;
pub use schema::*;
pub use sight::{Seen, Served, Sight, Team};
pub use touching::touching;
pub use view::{Change, Focus, Note, Pitch, StrategyView, Touch, Window};
pub use written::read_as;

use super::{Face, Kind, Noun, Rights, Spec, Subject, rights};
use crate::access::Rank;
use crate::asks::Asks;

/// The things that one of its documents asks of people.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: false };

/// The kind.
pub const KIND: Kind = Kind::Strategy;

/// All that is so of strategies. There may be several: the example has its own, a division may, and the next one is written
/// while this one holds.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "strategy", many: "strategies" },
    schema: &SCHEMA,
    rights: Rights { begin: Some(Rank::Leader), ..rights::OF_A_CHARTER },
    subject: Subject::Itself,
    beside: &[Kind::Talk],
    face: Ok(Face::Strategy),
};
