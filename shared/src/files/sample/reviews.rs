//! The example's product reviews: six that were held, a week apart, and the agenda of the next one. Advice was answered and
//! is open, one item was carried three times, two were parked, and of the actions some are done and one is late.

use super::dates::Moved;
use super::held::Written;
use super::rows::{example, put_all, row};
use crate::files::import::Draft;
use crate::kinds::review::KIND;
use crate::kinds::{Slot, series};
use crate::sheet::{Sheet, Value};

/// The words by which the series is found again that the example was loaded into.
pub const SERIES_SOURCE: &str = "sample:product-review";

/// The reviews as they are written.
const REVIEWS: &str = include_str!("reviews.json");

/// The series and its reviews, as they are on the day `today`, as `2026-11-29`. They come after the charters.
pub fn reviews(today: &str) -> Vec<Draft> {
    let moved = Moved::to(today);
    // A test proves that they can be read.
    let written: Vec<Written> = serde_json::from_str(REVIEWS).unwrap_or_default();
    let reviews = written.into_iter().filter_map(|review| of_series(SERIES_SOURCE, review, moved));
    std::iter::once(Draft::example(SERIES_SOURCE, series::KIND, the_series(moved))).chain(reviews).collect()
}

/// A review of the series that was made from `source`.
pub(super) fn of_series(source: &str, written: Written, moved: Moved) -> Option<Draft> {
    let slot: Slot = moved.slot(&written.slot).parse().ok()?;
    Some(Draft { slot: Some(slot.clone()), ..Draft::example(source, KIND, written.sheet(&slot, moved)) })
}

/// A series of a sort of meeting, with values of its own.
pub(super) fn begun(preset: &series::Preset, own: &[(&str, Value)]) -> Sheet {
    let mut sheet = Sheet::default();
    for (name, text) in [(series::NAME, preset.name), (series::PURPOSE, preset.purpose)] {
        sheet.texts.insert(name.to_owned(), text.to_owned());
    }
    let usual = [
        (series::PRESET, preset.word.into()),
        (series::ZONE, "Europe/Lisbon".into()),
        (series::MINUTES, f64::from(preset.minutes).into()),
    ];
    put_all(&mut sheet.values, &usual);
    put_all(&mut sheet.values, own);
    let standing = preset.standing.iter().filter_map(|(title, sort, minutes)| {
        let values = [(series::TYPE, (*sort).into()), (series::ITEM_MINUTES, f64::from(*minutes).into())];
        row("standing", &[(series::TITLE, title)], &values)
    });
    sheet.lists.insert(series::STANDING.to_owned(), standing.collect());
    sheet
}

fn the_series(moved: Moved) -> Sheet {
    let own = [
        (series::FACILITATOR, "Pauline Achterberg".into()),
        (series::FIRST, moved.slot("2026-10-20T10:00").into()),
        (series::RHYTHM, "FREQ=WEEKLY".into()),
    ];
    let mut sheet = begun(&series::PRESETS[0], &own);
    let parked = [
        ("furnished", "Furnished homes in self check-in", "strategy", "Sanjay Pillai", "2026-10-27", "2026-11-24"),
        ("pets", "Homes that take a dog", "topic", "Jonas Adeyemi", "2026-11-03", ""),
    ];
    let parked = parked.into_iter().filter_map(|(id, title, sort, by, parked, back)| {
        let slot = |day: &str| moved.slot(&format!("{day}T10:00"));
        let values = [
            (series::TYPE, sort.into()),
            (series::PRESENTER, by.into()),
            (series::PARKED_IN, slot(parked).into()),
            (series::ORIGIN, format!("{}/{}", slot(parked), example(id)).into()),
            (series::BACK_IN, if back.is_empty() { "".into() } else { slot(back).into() }),
        ];
        row(id, &[(series::TITLE, title)], &values)
    });
    sheet.lists.insert(series::PARKED.to_owned(), parked.collect());
    sheet
}

#[cfg(test)]
mod tests;
