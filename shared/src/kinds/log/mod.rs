//! The decision log of a team: what was decided, by whom and why, what became of it, what teams ask of each other, and
//! what was learned. It stands beside the charter, whose rights and audience are its own.

mod asks;
mod authority;
mod bet;
mod calibration;
mod check;
mod coupled;
mod digest;
mod fields;
pub mod guide;
mod level;
mod levels;
mod origin;
mod outline;
mod readiness;
mod schema;
mod signals;
mod unlearned;
mod view;

pub use authority::{Dial, Measured};
pub use bet::{Bet, BetEnd};
pub use calibration::{Band, CALIBRATED_FROM, Calibration, Weighed};
pub use check::{Check, Remark, checks};
pub use coupled::Coupled;
pub(super) use digest::{digest, findable};
pub use fields::{
    A_BET, A_BET_END, A_DECISION, A_LEARNING, A_LEVEL, A_NOTE, A_REQUEST, A_VIEW, AN_ANSWER, AN_OUTCOME, ROLE_WORDS,
    SAME_AGAIN, STATE_WORDS, SURE_READS, UNDO_WORDS, VIEW_READS,
};
pub use level::Level;
pub use levels::{Agreed, ClassLevels, Levels, Said};
pub(super) use origin::origin;
pub use outline::{
    ANSWER_STREAM, BET_STREAM, BETS_SECTION, DECISION_STREAM, LEARNING_STREAM, LEARNINGS_SECTION, OUTCOME_STREAM,
    OUTLINE, REQUEST_STREAM, REQUESTS_SECTION,
};
pub use readiness::{Readiness, STATEMENTS, Statement};
pub use schema::*;
pub use signals::{Event, Sign, Trend, week_of};
pub use unlearned::unlearned;
pub use view::{Answer, Decision, How, Learning, LogView, Outcome, Request, Tie};

use crate::asks::Asks;
use crate::id::DocId;
use crate::kinds::{Face, Kind, Noun, Rights, Spec, Subject, rights};

/// The things that one of its documents asks of people.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: false };

/// The kind.
pub const KIND: Kind = Kind::Log;

/// All that is so of decision logs.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "decision log", many: "decision logs" },
    schema: &SCHEMA,
    rights: Rights { begin: None, ..rights::OF_A_CHARTER },
    subject: Subject::Of("-log"),
    beside: &[Kind::Talk],
    face: Ok(Face::Log),
};

/// The log of the team whose charter this is. `None` where the charter's id leaves no room for another.
pub fn about(charter: &DocId) -> Option<DocId> {
    KIND.about(charter)
}
