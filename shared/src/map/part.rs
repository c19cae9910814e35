//! A number out of how many, and from how many on it is shown.

use serde::{Deserialize, Serialize};

/// The fewest people of whose agreement a share is shown.
pub const PEOPLE_MIN: usize = 4;
/// The fewest decisions and requests of which a share is shown.
pub const EVENTS_MIN: usize = 5;

/// A number out of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The number.
    pub n: usize,
    /// All of them.
    pub of: usize,
}

impl Part {
    /// A number out of how many: never more than all.
    pub fn new(n: usize, of: usize) -> Self {
        Self { n: n.min(of), of }
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self { n: self.n + other.n, of: self.of + other.of }
    }

    /// The share in percent; that of nothing is none.
    pub fn percent(self) -> usize {
        (self.n * 100 + self.of / 2).checked_div(self.of).unwrap_or_default()
    }

    /// Whether it is half of all or more.
    pub fn is_half(self) -> bool {
        self.of > 0 && self.n * 2 >= self.of
    }

    /// The number in words.
    pub fn says(self) -> String {
        format!("{} of {}", self.n, self.of)
    }
}
