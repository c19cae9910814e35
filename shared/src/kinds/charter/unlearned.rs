//! Metrics that were read and of which nobody wrote what was learned: learnings stand in the team's log.

use super::schema::{METRICS, READINGS};
use crate::names;
use crate::sheet::{Row, Sheet};

/// The metrics with readings to which no learning applies; `learned` are the things that learnings of the team apply to.
pub fn unlearned<'a>(charter: &'a Sheet, learned: &[String]) -> Vec<&'a str> {
    let is_read = |row: &Row| charter.rows(READINGS).any(|one| one.value("metric").words() == row.id.as_str());
    let read = charter.rows(METRICS).filter(|row| is_read(row)).map(|row| row.text("name").trim());
    read.filter(|name| !name.is_empty() && !learned.iter().any(|to| names::same(to, name))).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Write};

    #[test]
    fn a76_a_metric_that_was_read_is_named_until_a_learning_applies_to_it() {
        let metric = |id: &str, name: &str| {
            let mut row = Row::new(id.parse().unwrap());
            row.texts.insert("name".to_owned(), name.to_owned());
            row
        };
        let mut reading = Row::new("r1".parse().unwrap());
        let write = Write { id: "w".to_owned(), value: "m1".into(), by: String::new(), at_ms: 0 };
        reading.values.insert("metric".to_owned(), Register { writes: vec![write] });
        let mut charter = Sheet::default();
        charter.lists.insert(METRICS.to_owned(), vec![metric("m1", "Late keys"), metric("m2", "Calls")]);
        charter.lists.insert(READINGS.to_owned(), vec![reading]);
        for (learned, named) in
            [(vec![], vec!["Late keys"]), (vec!["late keys"], vec![]), (vec!["Calls"], vec!["Late keys"])]
        {
            let learned: Vec<String> = learned.into_iter().map(ToOwned::to_owned).collect();
            assert_eq!(unlearned(&charter, &learned), named, "{learned:?}");
        }
    }
}
