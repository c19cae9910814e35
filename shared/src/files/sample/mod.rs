//! The worked example: Oriel, a made-up company that lets homes, with its strategy, six teams, their decisions and bets, their product
//! reviews of six weeks, the goals of a quarter, and two forums. One charter is only begun, one surface has two owners, two teams lack a
//! function, and one metric is not a metric yet: an example has to show those too. It is made of documents alone. A blind box is none,
//! so of the one that it tells of its outcome stands in the minutes of a forum.

mod bets;
mod dates;
mod forums;
mod goals;
mod held;
mod links;
mod logs;
mod reviews;
mod rows;
mod strategy;
mod talks;
mod tour;

pub use dates::day_made_for;
pub use forums::forums;
pub use goals::goals;
pub use links::linked;
pub use logs::logs;
pub use reviews::{SERIES_SOURCE, reviews};
pub use strategy::strategy;
pub use talks::talks;
pub use tour::{Shown, Tour, Toured, tour};

use crate::files::import::{Draft, markdown_charter};
use crate::kinds::charter::{HEARD, KIND};
use dates::Moved;

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

/// The example's charters, without their [`logs`], [`talks`], [`reviews`], [`strategy`], [`goals`] and [`forums`], to be placed and filled as any import,
/// each marked as an example.
pub fn sample() -> Vec<Draft> {
    CHARTERS.iter().filter_map(|(slug, text)| charter(slug, text)).collect()
}

/// The same as it is on the day `today`: what its teams heard from customers is as fresh as its reviews.
pub fn sample_on(today: &str) -> Vec<Draft> {
    let moved = Moved::to(today);
    let mut drafts = sample();
    drafts.iter_mut().for_each(|draft| moved.list(KIND.schema(), HEARD, &mut draft.sheet));
    drafts
}

/// One charter; a test proves that each can be read.
fn charter(slug: &str, text: &str) -> Option<Draft> {
    let read = markdown_charter(&format!("sample:{slug}"), slug, text).ok()?;
    Some(Draft { doc: None, example: true, ..read })
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::kinds::charter::{CLAIMS, CharterView, HEARD_ON, METRICS, MISSION, NAME, READINGS, checks};
    use crate::kinds::org::CAPTAINS;
    use crate::sheet::Sheet;

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
    fn what_the_example_heard_from_customers_is_fresh_on_the_day_it_is_made_and_one_person_heard_nothing() {
        for today in ["2026-11-30", "2029-02-28"] {
            let mut alone = Vec::new();
            for Draft { sheet, source, .. } in sample_on(today) {
                let begun = source == "sample:ledger";
                assert_eq!(sheet.rows(HEARD).count() == 0, begun, "{source}");
                assert!(sheet.rows(HEARD).all(|row| row.value(HEARD_ON).words() < today), "{source}");
                let doc = source.replace("sample:", "").parse().expect("an id");
                let view = CharterView::of(&sheet, &Sheet::default(), &doc);
                let found = checks(&sheet, &view, &|_| Vec::new()).into_iter().filter(|check| check.is_due(today));
                alone.extend(found.filter(|check| check.sort.section == HEARD).map(|check| check.advice()));
            }
            assert_eq!(alone.len(), 1, "{alone:?}");
            assert!(alone[0].starts_with("Viktor Hansen has noted nothing"), "{alone:?}");
        }
    }

    #[test]
    fn the_example_is_lean() {
        let bytes: usize = CHARTERS.iter().map(|(_, text)| text.len()).sum();
        assert!(bytes < 40 << 10, "{bytes} bytes");
    }
}
