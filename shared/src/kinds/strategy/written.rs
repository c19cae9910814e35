//! Remarks on what a strategy has in writing: its narrative and its map.

use super::check::Remark;
use super::schema::*;
use super::view::StrategyView;
use crate::sheet::Sheet;
use crate::text::links::is_harmless;

/// The remarks, each with the text or the value it stands beside. Of a strategy that is hardly begun nothing is said.
pub(super) fn remarks(sheet: &Sheet, view: &StrategyView) -> impl Iterator<Item = (&'static str, Remark)> {
    let narrative = sheet.text(NARRATIVE).trim();
    let is_begun = !view.focuses.is_empty() || !narrative.is_empty();
    let no_narrative = (is_begun && narrative.is_empty()).then_some((NARRATIVE, Remark::NoNarrative));
    let no_map = (is_begun && !is_harmless(sheet.value(MAP).words().trim())).then_some((MAP, Remark::NoMap));
    no_narrative.into_iter().chain(no_map)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Row, Write};

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
            let found: Vec<_> = remarks(&sheet, &StrategyView::of(&sheet)).map(|(beside, _)| beside).collect();
            assert_eq!(found, beside, "{focus} {narrative} {map}");
        }
    }
}
