//! Checks as a charter and a list keep them: those that somebody dismissed with a reason, and those that stand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::schema::{CHECK, DISMISSED, REASON};
use crate::id::RowId;
use crate::sheet::{Row, Sheet};

/// A check that stands, as a list of all charters carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The name of its sort.
    pub check: String,
    /// The row that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RowId>,
    /// The words that tell it from others of its sort, where it is about no row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// The words of its own in its advice.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// The day from which on it stands; empty where it stands already.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// The last day on which it stands; empty where it goes on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub until: String,
}

/// The dismissal of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// Its row.
    pub row: RowId,
    /// The key of the check.
    pub key: String,
    /// The reason.
    pub reason: String,
    /// The name of the person who wrote it, as they gave it.
    pub by: String,
    /// When, in milliseconds since 1970 by the writer's clock.
    pub at_ms: u64,
}

/// The longest part of a key: a value of words holds no more than 400 characters.
const PART_MAX: usize = 300;

/// The key of a check in documents: the name of its sort, and the part that tells it from others of that.
pub fn key_of(sort: &str, part: &str) -> String {
    let part: String = part.chars().take(PART_MAX).collect();
    if part.is_empty() { sort.to_owned() } else { format!("{sort}/{part}") }
}

/// The dismissals of a charter that hold. Of one check the row that stands last says how it is: one without a reason says that
/// the check is shown again.
pub fn dismissals(charter: &Sheet) -> Vec<Dismissal> {
    let mut last: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in charter.rows(DISMISSED) {
        last.insert(row.value(CHECK).words(), row);
    }
    let holds = |(key, row): &(&str, &Row)| !key.is_empty() && !row.value(REASON).words().trim().is_empty();
    last.into_iter().filter(holds).map(|(key, row)| Dismissal::of(key, row)).collect()
}

impl Dismissal {
    fn of(key: &str, row: &Row) -> Self {
        let written = row.value(CHECK).writes.first();
        Self {
            row: row.id.clone(),
            key: key.to_owned(),
            reason: row.value(REASON).words().trim().to_owned(),
            by: written.map(|write| write.by.clone()).unwrap_or_default(),
            at_ms: written.map_or(0, |write| write.at_ms),
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Value, Write};

    fn row(id: &str, key: &str, reason: &str) -> Row {
        let mut row = Row::new(id.parse().expect("an id"));
        for (name, words) in [(CHECK, key), (REASON, reason)] {
            let write = Write { id: "w".to_owned(), value: Value::from(words), by: "Ada".to_owned(), at_ms: 7 };
            row.values.insert(name.to_owned(), Register { writes: vec![write] });
        }
        row
    }

    #[test]
    fn the_last_row_of_a_check_says_whether_it_is_dismissed_and_why() {
        for (rows, holding) in [
            (vec![("a", "no-rules", "we have none")], vec![("no-rules", "we have none")]),
            (vec![("a", "no-rules", "we have none"), ("b", "no-rules", "")], vec![]),
            (vec![("a", "no-rules", ""), ("b", "no-rules", "later")], vec![("no-rules", "later")]),
            (vec![("a", "hole/design", "x"), ("b", "hole/product", " ")], vec![("hole/design", "x")]),
            (vec![("a", "", "about nothing")], vec![]),
        ] {
            let mut sheet = Sheet::default();
            let rows: Vec<Row> = rows.into_iter().map(|(id, key, reason)| row(id, key, reason)).collect();
            sheet.lists.insert(DISMISSED.to_owned(), rows);
            let found = dismissals(&sheet);
            let found: Vec<_> = found.iter().map(|one| (one.key.as_str(), one.reason.as_str())).collect();
            assert_eq!(found, holding);
            assert!(dismissals(&sheet).iter().all(|one| one.by == "Ada" && one.at_ms == 7));
        }
    }

    #[test]
    fn a_key_fits_a_value_of_words_however_long_the_name_of_a_surface_is() {
        assert_eq!(key_of("no-rules", ""), "no-rules");
        assert_eq!(key_of("contested", "checkout"), "contested/checkout");
        assert_eq!(key_of("contested", &"ä".repeat(400)).chars().count(), "contested/".len() + PART_MAX);
    }
}
