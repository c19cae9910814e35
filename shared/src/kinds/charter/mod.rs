//! A team's charter: captain, mission, mandate, metrics, people, and how the team decides.

mod check;
pub mod guide;
pub mod outline;
mod schema;
mod view;
pub mod worksheet;

pub use check::{Check, Remark, checks};
pub use outline::OUTLINE;
pub use schema::*;
pub use view::{CharterView, Claim, Member, Metric, Mode, Reading, Summary, described_surfaces};
