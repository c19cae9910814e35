//! The forums of the example: a failure forum with learnings that their authors brought, thanks, and the outcome of a blind box in its
//! minutes; and an open forum with a question that was answered and one that waits for its answer.

use serde::Deserialize;

use super::dates::Moved;
use super::held::Written;
use super::reviews::{begun, of_series};
use crate::files::import::Draft;
use crate::kinds::series;

/// The forums as they are written.
const FORUMS: &str = include_str!("forums.json");

#[derive(Deserialize)]
struct Forum {
    source: String,
    preset: String,
    facilitator: String,
    rhythm: String,
    /// How many people it hopes for.
    #[serde(default)]
    hopes_for: Option<f64>,
    /// Meetings, the first of the series first.
    held: Vec<Written>,
}

/// Each series and its meetings, as they are on the day `today`, as `2026-11-29`.
pub fn forums(today: &str) -> Vec<Draft> {
    let moved = Moved::to(today);
    // A test proves that they can be read.
    let written: Vec<Forum> = serde_json::from_str(FORUMS).unwrap_or_default();
    written.into_iter().flat_map(|forum| forum.drafts(moved)).collect()
}

impl Forum {
    fn drafts(self, moved: Moved) -> Vec<Draft> {
        let first = self.held.first().map(|held| moved.slot(&held.slot)).unwrap_or_default();
        let mut own = vec![
            (series::FACILITATOR, self.facilitator.into()),
            (series::FIRST, first.into()),
            (series::RHYTHM, self.rhythm.into()),
        ];
        own.extend(self.hopes_for.map(|target| (series::TARGET, target.into())));
        let sheet = begun(series::preset(&self.preset), &own);
        let held = self.held.into_iter().filter_map(|held| of_series(&self.source, held, moved));
        std::iter::once(Draft::example(self.source.as_str(), series::KIND, sheet)).chain(held).collect()
    }
}

#[cfg(test)]
mod tests;
