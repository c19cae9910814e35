//! The sections of a charter that people agree with, each by itself.

use crate::kinds::charter;
use crate::kinds::outline::Sources;

/// The sections that people agree with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// The mission, whom it serves, and the job.
    Mission,
    /// The claims, and what is in and out of scope.
    Mandate,
    /// Metrics: from where to where by when. Readings are no part of them.
    Metrics,
    /// The captain.
    Captain,
    /// The team's decisions, the people it asks and tells, and the rules nobody may bend.
    Decide,
}

impl Section {
    /// All of them, in the order they are read.
    pub const ALL: [Self; 5] = [Self::Mission, Self::Mandate, Self::Metrics, Self::Captain, Self::Decide];

    /// Its name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mission => "mission",
            Self::Mandate => "mandate",
            Self::Metrics => "metrics",
            Self::Captain => CAPTAIN,
            Self::Decide => "decide",
        }
    }

    /// The section's title on the page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mission => "Mission",
            Self::Mandate => "Mandate",
            Self::Metrics => "Metrics",
            Self::Captain => "Captain",
            Self::Decide => "How we decide",
        }
    }

    /// Its words, a line each: what people agree to.
    pub fn words(self, from: &Sources<'_>) -> String {
        charter::OUTLINE.agreed(self.name(), from)
    }
}

/// The name of the section whose words are the captain's.
pub(super) const CAPTAIN: &str = "captain";
