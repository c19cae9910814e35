//! The share of a week that a team has of each of its people, as small as a list of all teams needs it: people are in several
//! teams.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::schema::{CLOSED, MEMBERS};
use super::view::Member;
use crate::id::RowId;
use crate::order;
use crate::sheet::{Named, Sheet};
use crate::text::words::days_later;

/// A whole week, and as much as sums of its parts are off by.
pub(super) const WEEK: f64 = 1.001;

/// A person of a team, with their share of a week there in one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The person, as a person field names them: see [`Named`].
    pub person: String,
    /// Their row in the charter, the last one where they have several of one time.
    pub row: RowId,
    /// All their shares in the team in that time together, where a whole week is 1.
    pub share: f64,
    /// The first day of the time; empty where they were there from the start.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// The last one; empty where they stay.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub until: String,
}

/// A time in which shares add up to more than a week.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Over {
    /// Its first day; empty where it has none.
    pub(super) from: String,
    /// Its last day; empty where it has none.
    pub(super) until: String,
    /// The sum.
    pub(super) sum: f64,
    /// The shares in it, by their places.
    pub(super) places: Vec<usize>,
}

/// The times in which these shares of one person add up to more than a week, one after the other.
pub(super) fn over(shares: &[&Share]) -> Vec<Over> {
    let begins = shares.iter().map(|share| share.from.clone());
    let ends = shares.iter().filter(|share| !share.until.is_empty()).map(|share| days_later(&share.until, 1));
    let days: BTreeSet<String> = order::gather(std::iter::once(String::new()).chain(begins).chain(ends));
    let days: Vec<String> = days.into_iter().collect();
    let nexts = days.iter().skip(1).map(|next| days_later(next, -1)).chain([String::new()]);
    let time = |(from, until): (&String, String)| {
        let is_in = |share: &Share| share.from <= *from && (share.until.is_empty() || share.until >= *from);
        let places: Vec<usize> =
            (0..shares.len()).filter(|at| shares.get(*at).is_some_and(|share| is_in(share))).collect();
        let sum = places.iter().filter_map(|at| shares.get(*at)).map(|share| share.share).sum();
        Over { from: from.clone(), until, sum, places }
    };
    days.iter().zip(nexts).map(time).filter(|time| time.sum > WEEK).collect()
}

impl Share {
    /// The people of whom somebody said a share, each once in one time.
    pub(super) fn all<'a>(members: impl Iterator<Item = &'a Member>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for member in members.filter(|member| !member.name.trim().is_empty()) {
            let Some(share) = member.allocation.filter(|share| *share > 0.0) else { continue };
            let (named, (from, until)) = (Named::read(&member.name), member.days.clone());
            let is_it =
                |known: &&mut Self| known.from == from && known.until == until && Named::read(&known.person).is(&named);
            match all.iter_mut().find(is_it) {
                Some(known) => {
                    known.share += share;
                    known.row = member.row.clone();
                }
                None => all.push(Self { person: member.name.clone(), row: member.row.clone(), share, from, until }),
            }
        }
        all
    }

    /// Those of a charter as it is written, where people are named by their ids; none of a team that was closed.
    pub fn of(charter: &Sheet) -> Vec<Self> {
        if !charter.value(CLOSED).is_vacant() {
            return Vec::new();
        }
        Self::all(charter.rows(MEMBERS).map(Member::of).collect::<Vec<_>>().iter())
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    fn member(row: &str, name: &str, share: Option<f64>, (from, until): (&str, &str)) -> Member {
        Member {
            row: row.parse().expect("an id"),
            name: name.to_owned(),
            function: String::new(),
            allocation: share,
            days: (from.to_owned(), until.to_owned()),
        }
    }

    #[test]
    fn a17_shares_add_up_in_the_days_in_which_their_people_are_there_and_in_no_others() {
        let (may, june) = ("2026-05-31", "2026-06-01");
        for (shares, times) in [
            (vec![(1.0, "", ""), (0.5, "", "")], vec![("", "", 1.5)]),
            (vec![(1.0, "", may), (0.5, june, "")], vec![]),
            (vec![(1.0, "", june), (0.5, june, "")], vec![(june, june, 1.5)]),
            (vec![(0.5, june, ""), (0.75, "", ""), (0.5, "", may)], vec![("", may, 1.25), (june, "", 1.25)]),
            (vec![(1.0, june, may)], vec![]),
        ] {
            let row = |(at, (share, from, until)): (usize, &(f64, &str, &str))| {
                member(&format!("m{at}"), "Ada", Some(*share), (from, until))
            };
            let members: Vec<Member> = shares.iter().enumerate().map(row).collect();
            let all = Share::all(members.iter());
            let found = over(&all.iter().collect::<Vec<_>>());
            let told: Vec<_> = found.iter().map(|one| (one.from.as_str(), one.until.as_str(), one.sum)).collect();
            assert_eq!(told, times, "{shares:?}");
        }
    }

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
        let all = Share::all(rows.map(|(row, name, share)| member(row, name, share, ("", ""))).iter());
        let told: Vec<_> = all.iter().map(|one| (one.person.as_str(), one.row.as_str(), one.share)).collect();
        assert_eq!(told, [("Ada <@p1>", "m3", 0.75), ("ada l.", "m4", 0.25), ("Dee", "m7", 1.0)]);
    }
}
