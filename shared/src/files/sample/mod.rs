//! The worked example: Oriel, a made-up company that lets homes, with its strategy, six teams, their decisions, and their
//! product reviews of six weeks. One charter is only begun, one surface has two owners, two teams lack a function, and one metric is not a
//! metric yet: an example has to show those too.

mod dates;
mod logs;
mod reviews;
mod strategy;
mod talks;

pub use dates::day_made_for;
pub use logs::logs;
pub use reviews::{SERIES_SOURCE, reviews};
pub use strategy::strategy;
pub use talks::talks;

use crate::files::import::{Draft, markdown_charter};

/// Each team's short name and its charter as our own Markdown has it.
const CHARTERS: [(&str, &str); 6] = [
    ("first-keys", include_str!("first_keys.md")),
    ("true-listings", include_str!("true_listings.md")),
    ("homecare", include_str!("homecare.md")),
    ("front-door", include_str!("front_door.md")),
    ("landlord-desk", include_str!("landlord_desk.md")),
    ("ledger", include_str!("ledger.md")),
];

/// The name of the made-up company.
pub const COMPANY: &str = "Oriel";

/// The example's charters, without their [`logs`], [`talks`], [`reviews`] and [`strategy`], to be placed and filled as any import,
/// each marked as an example.
pub fn sample() -> Vec<Draft> {
    CHARTERS.iter().filter_map(|(slug, text)| charter(slug, text)).collect()
}

/// One charter; a test proves that each can be read.
fn charter(slug: &str, text: &str) -> Option<Draft> {
    let read = markdown_charter(&format!("sample:{slug}"), slug, text).ok()?;
    Some(Draft { doc: None, example: true, ..read })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::charter::{CLAIMS, METRICS, MISSION, NAME, READINGS};
    use crate::kinds::org::CAPTAINS;

    #[test]
    fn every_charter_of_the_example_is_whole() {
        let drafts = sample();
        assert_eq!(drafts.len(), CHARTERS.len());
        for draft in &drafts {
            let begun = draft.source == "sample:ledger";
            let count = |list| draft.sheet.rows(list).count();
            assert!(
                draft.example && draft.doc.is_none() && draft.org.values[CAPTAINS].writes.len() == 1,
                "{}",
                draft.source
            );
            assert!(!draft.sheet.text(NAME).is_empty() && draft.sheet.text(MISSION).is_empty() == begun);
            assert!(begun || (count(CLAIMS) >= 4 && count(METRICS) >= 2 && count(READINGS) >= 50), "{}", draft.source);
        }
    }

    #[test]
    fn the_example_is_lean() {
        let bytes: usize = CHARTERS.iter().map(|(_, text)| text.len()).sum();
        assert!(bytes < 40 << 10, "{bytes} bytes");
    }
}
