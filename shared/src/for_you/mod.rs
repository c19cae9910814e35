//! The page of one person: what waits for them, how their teams stand, and what others changed meanwhile. It is made of what
//! documents ask for ([`crate::asks`]), by the server out of all that the person may read, and by a device out of what it keeps.

mod card;
mod places;
mod saying;
mod since;

use serde::{Deserialize, Serialize};

pub use card::{Aim, OfTeam, TeamCard};
pub use places::{Places, Team};
pub use saying::{since_saying, team_saying};
pub use since::{Change, Edited, Since, Visit, Words};

use crate::asks::{Ahead, Ask};

/// Everything that waits for a person, the reviews that come, their teams, and what they missed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ForYou {
    /// The things, the soonest first.
    pub asks: Vec<Ask>,
    /// The next review of each series, the soonest first.
    pub reviews: Vec<Ahead>,
    /// The teams of which the person is the captain or a member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<TeamCard>,
    /// The changes that they missed, where the time since when was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    /// How many documents could not be read, so that what they ask is missing here.
    #[serde(default, skip_serializing_if = "is_none")]
    pub unread: usize,
    /// The reason why there is no list, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
}

fn is_none(n: &usize) -> bool {
    *n == 0
}

#[cfg(test)]
mod tests;
