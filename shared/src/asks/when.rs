//! The order of a list of things that wait: the overdue first, then those of today, then by how long they wait, and last those
//! whose day is still to come.

use super::Ask;
use crate::order::sort_by_key;

/// How a thing that waits stands to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// Its day has passed.
    Overdue,
    /// It is due on that day.
    Today,
    /// It has no day, and waits.
    Waits,
    /// Its day is still to come.
    Coming,
}

impl Ask {
    /// How it stands to the day `today`.
    pub fn when(&self, today: &str) -> When {
        match self.due.as_str() {
            "" => When::Waits,
            due if due < today => When::Overdue,
            due if due == today => When::Today,
            _ => When::Coming,
        }
    }
}

/// Puts a list into its order. Of those that wait without a day the oldest comes first, and before it those of which nobody can
/// tell how long they wait.
pub fn soonest_first(asks: &mut Vec<Ask>, today: &str) {
    sort_by_key(asks, |ask| {
        let day = if ask.due.is_empty() { &ask.since } else { &ask.due };
        (ask.when(today), day.clone(), ask.href.clone())
    });
}
