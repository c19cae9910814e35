//! The one count of people who agree.

use serde::{Deserialize, Serialize};

/// The people whose agreement counts, and how many of them stand by every section that they are asked about. It is the one
/// count of the whole: on the page and on paper, in other people's pages, and on home.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// The people who agree with every section as it reads now.
    pub agreed: usize,
    /// Those who signed other words of at least one section.
    pub stale: usize,
    /// All of them.
    pub of: usize,
}

impl Whole {
    /// The count with that of others.
    #[must_use]
    pub fn with(self, others: Self) -> Self {
        let Self { agreed, stale, of } = others;
        Self { agreed: self.agreed + agreed, stale: self.stale + stale, of: self.of + of }
    }

    /// The count without some of the people in it.
    #[must_use]
    pub fn without(self, some: Self) -> Self {
        let less = usize::saturating_sub;
        Self { agreed: less(self.agreed, some.agreed), stale: less(self.stale, some.stale), of: less(self.of, some.of) }
    }

    /// The count in words.
    pub fn says(self) -> String {
        format!("{} of {} agree to everything", self.agreed, self.of)
    }
}
