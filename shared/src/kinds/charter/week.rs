//! The share of a week that a team has of each of its people, as small as a list of all teams needs it: people are in several
//! teams.

use serde::{Deserialize, Serialize};

use super::schema::{CLOSED, MEMBERS};
use crate::id::RowId;
use crate::sheet::{Named, Sheet};

/// A whole week, and as much as sums of its parts are off by.
pub(super) const WEEK: f64 = 1.001;

/// A person of a team, with their share of a week there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The person, as a person field names them: see [`Named`].
    pub person: String,
    /// Their row in the charter, the last one where they have several.
    pub row: RowId,
    /// All their shares in the team together, where a whole week is 1.
    pub share: f64,
}

impl Share {
    /// The people of whom somebody said a share, each once, of all rows with their names and shares.
    pub(super) fn all<'a>(rows: impl Iterator<Item = (&'a RowId, &'a str, Option<f64>)>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (row, name, share) in rows.filter(|(_, name, _)| !name.trim().is_empty()) {
            let Some(share) = share.filter(|share| *share > 0.0) else { continue };
            let named = Named::read(name);
            match all.iter_mut().find(|known| Named::read(&known.person).is(&named)) {
                Some(known) => {
                    known.share += share;
                    known.row = row.clone();
                }
                None => all.push(Self { person: name.to_owned(), row: row.clone(), share }),
            }
        }
        all
    }

    /// Those of a charter as it is written, where people are named by their ids; none of a team that was closed.
    pub fn of(charter: &Sheet) -> Vec<Self> {
        if !charter.value(CLOSED).is_vacant() {
            return Vec::new();
        }
        let rows = charter.rows(MEMBERS);
        Self::all(rows.map(|row| (&row.id, row.value("name").words(), row.value("allocation").number())))
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_counted_once_with_all_shares_and_only_where_somebody_said_one() {
        let rows = [
            ("m1", "Ada <@p1>", Some(0.5)),
            ("m2", "Bo", None),
            ("m3", "Ada L. <@p1>", Some(0.25)),
            ("m4", "ada l.", Some(0.25)),
            ("m5", " ", Some(1.0)),
            ("m6", "Cleo", Some(0.0)),
            ("m7", "Dee", Some(1.0)),
        ];
        let rows = rows.map(|(row, name, share)| (row.parse::<RowId>().expect("an id"), name, share));
        let all = Share::all(rows.iter().map(|(row, name, share)| (row, *name, *share)));
        let told: Vec<_> = all.iter().map(|one| (one.person.as_str(), one.row.as_str(), one.share)).collect();
        assert_eq!(told, [("Ada <@p1>", "m3", 0.75), ("ada l.", "m4", 0.25), ("Dee", "m7", 1.0)]);
    }
}
