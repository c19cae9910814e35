//! The writing of a strategy: remarks on mission, narrative and map, and a fingerprint of the words that people read.

use super::remark::Remark;
use super::schema::*;
use super::view::StrategyView;
use crate::sheet::Sheet;
use crate::text::links::is_harmless;
use crate::text::words::{days_later, listed};
use crate::text::{hashed, vague};

/// Context is added every few weeks: it was not for so many days.
const QUIET_DAYS: i64 = 28;

/// The remarks, each with the text or the value it stands beside. Of a strategy that is hardly begun nothing is said.
pub(super) fn remarks(sheet: &Sheet, view: &StrategyView, today: &str) -> impl Iterator<Item = (&'static str, Remark)> {
    let narrative = sheet.text(NARRATIVE).trim();
    let is_begun = !view.focuses.is_empty() || !narrative.is_empty();
    let no_narrative = (is_begun && narrative.is_empty()).then_some((NARRATIVE, Remark::NoNarrative));
    let no_map = (is_begun && !is_harmless(sheet.value(MAP).words().trim())).then_some((MAP, Remark::NoMap));
    let vague = [MISSION, NARRATIVE].into_iter().filter_map(move |text| {
        let words = vague(sheet.text(text));
        (!words.is_empty()).then(|| (text, Remark::Vague(listed(&words))))
    });
    let quiet = quiet(view, today).filter(|_| is_begun).map(|remark| (NOTES, remark));
    no_narrative.into_iter().chain(no_map).chain(vague).chain(quiet)
}

/// The remark that no context was added for weeks, since the last note or since the strategy holds.
fn quiet(view: &StrategyView, today: &str) -> Option<Remark> {
    let notes = view.notes.iter().map(|note| note.row.value(ON).words());
    let last = notes.max().unwrap_or_default();
    let since = if last.is_empty() { view.since.as_str() } else { last };
    let is_long = !since.is_empty() && days_later(since, QUIET_DAYS).as_str() < today;
    is_long.then(|| Remark::QuietContext(since.to_owned()))
}

/// A fingerprint of the words that a strategy is read for: mission, narrative, and the areas of focus with their reasons.
pub fn read_as(sheet: &Sheet) -> String {
    let focuses = sheet.rows(FOCUSES).flat_map(|row| [row.text(NAME), row.text(WHY)]);
    let words = [sheet.text(MISSION), sheet.text(NARRATIVE)].into_iter().chain(focuses);
    let words: Vec<&str> = words.flat_map(str::split_whitespace).collect();
    format!("{:08x}", hashed(&words.join(" ")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Row, Write};

    const TODAY: &str = "2026-11-30";

    #[test]
    fn a2_a_strategy_that_is_begun_without_a_narrative_or_without_a_link_to_its_map_says_so() {
        for (focus, narrative, map, beside) in [
            ("", "", "", &[][..]),
            ("The day", "", "https://example.com/map", &[NARRATIVE]),
            ("The day", "We keep our word.", "", &[MAP]),
            ("", "We keep our word.", "", &[MAP]),
            // Words that lead nowhere are no link.
            ("", "We keep our word.", "on the wall", &[MAP]),
            ("", "We keep our word.", " https://example.com/map ", &[]),
            ("The day", " ", "", &[NARRATIVE, MAP]),
        ] {
            let mut sheet = Sheet::default();
            sheet.texts.insert(NARRATIVE.to_owned(), narrative.to_owned());
            let write = Write { id: "w".to_owned(), value: map.into(), by: String::new(), at_ms: 0 };
            sheet.values.insert(MAP.to_owned(), Register { writes: vec![write] });
            let mut row = Row::new("f1".parse().unwrap());
            row.texts.insert(NAME.to_owned(), focus.to_owned());
            sheet.lists.insert(FOCUSES.to_owned(), vec![row]);
            let found: Vec<_> = remarks(&sheet, &StrategyView::of(&sheet), TODAY).map(|(beside, _)| beside).collect();
            assert_eq!(found, beside, "{focus} {narrative} {map}");
        }
    }

    #[test]
    fn a8_vague_words_in_mission_and_narrative_are_said_and_a_fingerprint_knows_other_words_and_no_other_breaks() {
        let with = |mission: &str, narrative: &str| {
            let mut sheet = Sheet::default();
            sheet.texts.insert(MISSION.to_owned(), mission.to_owned());
            sheet.texts.insert(NARRATIVE.to_owned(), narrative.to_owned());
            sheet
        };
        let clear = with("Homes to trust", "We keep our word.");
        let found = |sheet: &Sheet| {
            let view = StrategyView::of(sheet);
            let all = remarks(sheet, &view, TODAY).filter(|(_, remark)| matches!(remark, Remark::Vague(_)));
            all.map(|(beside, remark)| (beside, remark.advice())).collect::<Vec<_>>()
        };
        assert_eq!(found(&clear), []);
        let advice = |word: &str| format!("“{word}” can mean anything. Say what a customer or a colleague would see.");
        let vague = with("A seamless home", "We strive.");
        assert_eq!(found(&vague), [(MISSION, advice("seamless")), (NARRATIVE, advice("strive"))]);
        assert_eq!(read_as(&clear), read_as(&with("Homes  to trust", "We keep\nour word.")));
        assert_ne!(read_as(&clear), read_as(&vague));
    }

    #[test]
    fn a9_weeks_without_a_context_note_are_noticed_since_the_last_one_or_since_the_strategy_holds() {
        let held = |day: &str| Register {
            writes: vec![Write { id: "w".to_owned(), value: day.into(), by: String::new(), at_ms: 0 }],
        };
        for (narrative, since, notes, is_noticed) in [
            ("We keep our word.", "2026-11-01", &[][..], true),
            ("We keep our word.", "2026-11-02", &[], false),
            ("We keep our word.", "", &[], false),
            ("We keep our word.", "2026-01-01", &["2026-11-02", "2026-03-01"], false),
            ("We keep our word.", "", &["2026-11-01"], true),
            ("", "2026-01-01", &[], false),
        ] {
            let mut sheet = Sheet::default();
            sheet.texts.insert(NARRATIVE.to_owned(), narrative.to_owned());
            if !since.is_empty() {
                sheet.values.insert(SINCE.to_owned(), held(since));
            }
            let note = |(nth, day): (usize, &&str)| {
                let mut row = Row::new(format!("n{nth}").parse().unwrap());
                row.values.insert(ON.to_owned(), held(day));
                row
            };
            sheet.lists.insert(NOTES.to_owned(), notes.iter().enumerate().map(note).collect());
            let view = StrategyView::of(&sheet);
            let found = remarks(&sheet, &view, TODAY).any(|(_, remark)| matches!(remark, Remark::QuietContext(_)));
            assert_eq!(found, is_noticed, "{since} {notes:?}");
        }
    }
}
