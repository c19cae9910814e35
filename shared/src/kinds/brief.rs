//! The authority of a team in a few facts that a list can carry: what is agreed, and who took the latest decisions.

use serde::{Deserialize, Serialize};

use crate::text::words::day_number;

/// The days that are counted: eight weeks.
const DAYS: i64 = 56;
/// The most decisions that are counted.
pub(super) const DECISIONS_MAX: usize = 20;
/// The fewest of which a share is shown.
pub(super) const DECISIONS_MIN: usize = 5;

/// Whether a day lies in the eight weeks that end with the day `today`.
pub(super) fn is_counted_on(day: &str, today: &str) -> bool {
    let ago = day_number(today).zip(day_number(day)).map(|(now, then)| now - then);
    ago.is_some_and(|ago| (0..DAYS).contains(&ago))
}

/// The authority of a team in a few facts that a list can carry: what is agreed, and who took the latest decisions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// Agreed levels, each as `5 Advise on Pricing`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed: Vec<String>,
    /// The days of the latest decisions that say in which role they were taken, and whether that was in the team.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<(String, bool)>,
    /// Classes of decisions that are the team's to take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<String>,
}

/// The most levels that a brief has.
pub(super) const AGREED_MAX: usize = 3;

impl Brief {
    /// The brief in one line on the day `today`; `None` where it says nothing.
    pub fn says(&self, today: &str) -> Option<String> {
        let counted: Vec<bool> =
            self.taken.iter().filter(|(on, _)| is_counted_on(on, today)).map(|(_, here)| *here).collect();
        let here = counted.iter().filter(|here| **here).count();
        let share =
            (counted.len() >= DECISIONS_MIN).then(|| format!("{here} of the last {} taken here", counted.len()));
        let mut agreed = self.agreed.iter().take(AGREED_MAX).cloned().collect::<Vec<_>>().join(", ");
        if self.agreed.len() > AGREED_MAX {
            agreed.push_str(" and more");
        }
        let agreed = (!agreed.is_empty()).then(|| format!("Agreed: {agreed}"));
        let parts: Vec<String> = agreed.into_iter().chain(share).collect();
        (!parts.is_empty()).then(|| format!("{}.", parts.join("; ")))
    }
}
