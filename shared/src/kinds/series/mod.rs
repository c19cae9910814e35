//! A series of reviews: what people meet for, how often, who leads through it, and what was put aside. Its reviews are
//! documents of their own, one for each slot that the rhythm names.

mod asks;
mod beside;
mod digest;
mod gathered;
mod graph;
pub mod guide;
mod inventory;
mod lately;
mod members;
mod origin;
mod outline;
mod preset;
mod presets;
mod schema;
mod watch;

pub use beside::teams_beside;
pub(super) use digest::digest;
pub use gathered::{Update, is_gathered};
pub use graph::{Graph, Thread};
pub use inventory::{Held, Marks, Tally, WEEKS_AHEAD};
pub use lately::{Lately, Leaders};
pub use members::{TeamPeople, watched_with_people};
pub(super) use origin::origin;
pub use outline::{OUTLINE, PURPOSE_SECTION, RHYTHM_ASKS, STANDING_SECTION};
pub use preset::{Extra, Preset, Watch};
pub use presets::{PRESETS, preset};
pub use schema::*;
pub use watch::{Seen, watched};

use crate::asks::Asks;
use crate::kinds::{Face, Kind, Noun, Spec, Subject, rights};

/// The things that one of its documents asks of people.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: false };

/// The kind.
pub const KIND: Kind = Kind::Series;

/// All that is so of series.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "series of reviews", many: "series of reviews" },
    schema: &SCHEMA,
    rights: rights::OF_A_MEETING,
    subject: Subject::Itself,
    beside: &[Kind::Talk, Kind::Review],
    face: Ok(Face::Series),
};
