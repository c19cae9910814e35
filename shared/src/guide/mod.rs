//! What belongs where: for every field a sentence while it is empty and two examples, and the worksheet that walks
//! through them in five steps.

mod fields;
mod steps;

pub use fields::guide;
pub use steps::{STEPS, Step};

/// A field that has a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The team's name.
    Name,
    /// The goal it exists to reach.
    Goal,
    /// The customer problem, in one line.
    Mission,
    /// What the mission means.
    MissionNote,
    /// Whom it serves.
    Customer,
    /// The job the customer wants done.
    Job,
    /// A claim on a surface.
    Claim,
    /// What is meant by a claim.
    ClaimNote,
    /// What the mandate leaves to others.
    OutOfScope,
    /// A metric's name.
    Metric,
    /// How a metric is counted.
    Definition,
    /// A rule nobody may bend.
    NonNegotiables,
    /// What the team decides by itself.
    Decide,
    /// What it asks about first.
    Consult,
    /// What it tells others afterwards.
    Inform,
    /// A person of the team.
    Member,
    /// Who answers for the team.
    Captain,
}

impl Field {
    /// All of them, in the charter's order.
    pub const ALL: [Self; 17] = [
        Self::Name,
        Self::Captain,
        Self::Goal,
        Self::Mission,
        Self::MissionNote,
        Self::Customer,
        Self::Job,
        Self::Claim,
        Self::ClaimNote,
        Self::OutOfScope,
        Self::Metric,
        Self::Definition,
        Self::Member,
        Self::Decide,
        Self::Consult,
        Self::Inform,
        Self::NonNegotiables,
    ];
}

/// What belongs into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guide {
    /// Its label.
    pub label: &'static str,
    /// What belongs there, shown while it is empty.
    pub hint: &'static str,
    /// An example that works.
    pub good: &'static str,
    /// One that does not.
    pub weak: &'static str,
    /// What the second lacks.
    pub why_weak: &'static str,
}
