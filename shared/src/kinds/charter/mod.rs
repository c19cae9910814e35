//! A team's charter: captain, mission, mandate, metrics, people, and how the team decides.

mod asks;
mod check;
pub mod guide;
mod heard;
mod jobs;
mod neighbours;
mod noted;
mod origin;
pub mod outline;
mod peers;
mod research;
mod schema;
mod stand;
mod summary;
mod touched;
mod unlearned;
mod view;
mod week;
pub mod worksheet;

use super::{Face, Kind, Noun, Spec, Subject, rights};
use crate::asks::Asks;

pub(super) use check::begins_with_work;
pub use check::{
    Beside, Check, CheckSort, Crossing, Decided, Leads, Mark, Smart, TEAMS_MAX, across, checks, few_own_words,
    of_decision, of_peers, of_reading, of_rules, over_all, smart, summary, unconfirmed,
};
pub use heard::{FRESH_DAYS, Heard};
pub use neighbours::{Neighbours, neighbours};
pub use noted::{Dismissal, Noted, dismissals, key_of};
pub(super) use origin::origin;
pub use outline::OUTLINE;
pub use peers::{Neighbour, Peer};
pub use research::Report;
pub use schema::*;
pub use stand::{Mode, Stand};
pub use summary::Summary;
pub use touched::Touch;
pub use unlearned::unlearned;
pub use view::{CharterView, Claim, Member, Metric, Reading, described_surfaces};
pub use week::Share;

/// The things that one of its documents asks of people.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: false };

/// The kind.
pub const KIND: Kind = Kind::Charter;

/// All that is so of charters.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "charter", many: "charters" },
    schema: &SCHEMA,
    rights: rights::OF_A_CHARTER,
    subject: Subject::Itself,
    beside: &[Kind::Talk, Kind::Log],
    face: Ok(Face::Charter),
};
