//! A team's charter: captain, mission, mandate, metrics, people, and how the team decides.

mod check;
mod schema;
mod view;

pub use check::{Check, Remark, checks};
pub use schema::*;
pub use view::{CharterView, Claim, Member, Metric, Mode, Reading, Summary};
