//! Things that hold for everybody, and may be others for guests.

use super::Rank;

/// A thing that holds for everybody, with the one that holds for guests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByRank<T> {
    /// The one for members, leaders and owners, and for those who have no rank.
    pub everybody: T,
    /// The one for guests.
    pub guests: T,
}

impl<T> ByRank<T> {
    /// The one for a person of this rank, or for somebody who has none.
    pub fn of(&self, rank: Option<Rank>) -> &T {
        match rank {
            Some(Rank::Guest) => &self.guests,
            Some(Rank::Member | Rank::Leader | Rank::Owner) | None => &self.everybody,
        }
    }

    /// The things that are made of both.
    pub fn map<U>(&self, make: impl Fn(&T) -> U) -> ByRank<U> {
        ByRank { everybody: make(&self.everybody), guests: make(&self.guests) }
    }
}

/// The same for guests as for everybody else.
impl<T: Clone> From<T> for ByRank<T> {
    fn from(everybody: T) -> Self {
        Self { guests: everybody.clone(), everybody }
    }
}
