//! The origin of words: the meeting, the reading or the decision that they came from, as far as the document says it.

use super::OfRow;
use crate::kinds::Kind;
use crate::sheet::Sheet;

/// The origin of what a row says, in a sentence.
pub fn origin(kind: Kind, sheet: &Sheet, row: &OfRow) -> Option<String> {
    let list = kind.schema().list(&row.list)?.name;
    let found = sheet.all_rows(list).iter().find(|one| one.id == row.row)?;
    kind.origin(sheet, list, found)
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::kinds::{charter, log, review, series};
    use crate::sheet::{Register, Row, Value, Write};

    fn row(id: &str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Row {
        let mut row = Row::new(id.parse().expect("an id"));
        row.texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        for (name, value) in values {
            let write = Write { id: "w".to_owned(), value: value.clone(), by: "Ada".to_owned(), at_ms: 1 };
            row.values.insert((*name).to_owned(), Register { writes: vec![write] });
        }
        row
    }

    /// The origin of the last row of the last list.
    fn told(kind: Kind, lists: &[(&str, Row)]) -> Option<String> {
        let mut sheet = Sheet::default();
        for (list, row) in lists {
            sheet.lists.entry((*list).to_owned()).or_default().push(row.clone());
        }
        let (list, row) = lists.last()?;
        origin(kind, &sheet, &OfRow { list: (*list).to_owned(), row: row.id.clone(), name: String::new() })
    }

    #[test]
    fn words_are_told_with_the_reading_the_meeting_or_the_decision_that_they_came_from() {
        let on = || ("on", Value::from("2026-11-24"));
        let metric = row("m1", &[("name", "Keys on time")], &[]);
        let reading = row("r1", &[], &[("metric", "m1".into()), on(), ("value", 70.0.into())]);
        let heard =
            row("h1", &[], &[(charter::HEARD_BY, "Mei <@p2>".into()), (charter::HEARD_ON, "2026-11-24".into())]);
        let carried =
            |times: f64| row("i1", &[], &[(review::FIRST, "2026-11-17T10:00".into()), (review::CARRIED, times.into())]);
        let item = row("i1", &[(review::TITLE, "Keys at night")], &[]);
        let advice = row("a1", &[], &[(review::ITEM, "i1".into())]);
        let decision = row("d1", &[], &[(log::QUESTION, "Who inspects?".into()), on()]);
        let record = row("d2", &[], &[(log::RECORD, "0007-keys".into()), on()]);
        let outcome = row("o1", &[], &[(log::DECISION, "d1".into())]);
        let parked = row("p1", &[], &[(series::PARKED_IN, "2026-11-24T10:00".into())]);
        let line = row("l1", &[(charter::LINE, "Whom we train")], &[]);
        for (kind, lists, origin) in [
            (
                charter::KIND,
                vec![(charter::METRICS, metric), (charter::READINGS, reading.clone())],
                Some("A reading of the metric “Keys on time”, of 24 November 2026."),
            ),
            (charter::KIND, vec![(charter::READINGS, reading)], None),
            (charter::KIND, vec![(charter::HEARD, heard)], Some("Heard from a customer by Mei on 24 November 2026.")),
            (charter::KIND, vec![(charter::DECIDE, line)], None),
            (
                review::KIND,
                vec![(review::ITEMS, carried(1.0))],
                Some("Carried over from the review of 17 November 2026."),
            ),
            (review::KIND, vec![(review::ITEMS, carried(0.0))], None),
            (
                review::KIND,
                vec![(review::ITEMS, item), (review::ADVICE, advice)],
                Some("Said of the item “Keys at night”."),
            ),
            (log::KIND, vec![(log::DECISIONS, decision.clone())], Some("A decision of 24 November 2026.")),
            (log::KIND, vec![(log::DECISIONS, record)], Some("The record 0007-keys.")),
            (
                log::KIND,
                vec![(log::DECISIONS, decision), (log::OUTCOMES, outcome)],
                Some("What became of the decision “Who inspects?”."),
            ),
            (series::KIND, vec![(series::PARKED, parked)], Some("Parked in the review of 24 November 2026.")),
        ] {
            let shown = format!("{lists:?}");
            assert_eq!(told(kind, &lists).as_deref(), origin, "{shown}");
        }
    }
}
