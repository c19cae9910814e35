//! The line of sight: from the mission of each team to an area of focus, with the gaps on both sides.

use serde::{Deserialize, Serialize};

use super::job::Job;
use super::view::Focus;
use crate::id::{DocId, RowId};
use crate::names;

/// A focus that a team says its mission serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// The strategy and the row of the focus, with a `/` between; empty where a file named it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub focus: String,
    /// The name of the focus, as it was when it was chosen.
    pub name: String,
}

/// A team, as far as the line of sight knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// The team's charter.
    pub doc: DocId,
    /// Its name.
    pub name: String,
    /// Its mission.
    pub mission: String,
    /// The areas of focus that its mission serves.
    pub serves: Vec<Served>,
    /// The surfaces that it owns, by their compared names.
    pub owns: Vec<String>,
    /// Those that it shares.
    pub shares: Vec<String>,
    /// The jobs of customers that it knows.
    pub jobs: Vec<Job>,
}

/// How a team stands to a strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It serves an area of focus of it.
    Here,
    /// It serves one of another strategy.
    Elsewhere,
    /// It serves none that is there.
    Nowhere,
}

/// The teams as they are seen from a strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// Each area of focus, and the places of its teams in `teams`.
    pub focuses: Vec<(Focus, Vec<usize>)>,
    /// The teams, in the order of their names.
    pub teams: Vec<(Team, Seen)>,
}

impl Served {
    /// A focus of a strategy.
    pub fn new(strategy: &DocId, focus: &RowId, name: &str) -> Self {
        Self { focus: format!("{strategy}/{focus}"), name: name.to_owned() }
    }

    /// The strategy and the row; `None` where it is only named.
    pub fn place(&self) -> Option<(&str, &str)> {
        self.focus.split_once('/')
    }

    /// Whether it is this focus: by its row, and only where a file named it, by its name.
    pub fn is(&self, strategy: &DocId, row: &RowId, name: &str) -> bool {
        match self.place() {
            Some((doc, focus)) => doc == strategy.as_str() && focus == row.as_str(),
            None => names::same(&self.name, name),
        }
    }
}

impl Sight {
    /// The teams as they are seen from a strategy with these areas of focus.
    pub fn of(strategy: &DocId, focuses: &[Focus], teams: impl IntoIterator<Item = Team>) -> Self {
        let serves =
            |team: &Team, focus: &Focus| team.serves.iter().any(|one| one.is(strategy, &focus.row, &focus.name));
        let seen = |team: &Team| {
            let is_elsewhere = |one: &Served| one.place().is_some_and(|(doc, _)| doc != strategy.as_str());
            match focuses.iter().any(|focus| serves(team, focus)) {
                true => Seen::Here,
                false if team.serves.iter().any(is_elsewhere) => Seen::Elsewhere,
                false => Seen::Nowhere,
            }
        };
        let with_seen = |team: Team| {
            let seen = seen(&team);
            (team, seen)
        };
        let mut teams: Vec<(Team, Seen)> = teams.into_iter().map(with_seen).collect();
        crate::order::sort_by_key(&mut teams, |(team, _)| (names::key(&team.name), team.doc.clone()));
        let of = |focus: &Focus| (0..teams.len()).filter(|at| serves(&teams[*at].0, focus)).collect();
        Self { focuses: focuses.iter().map(|focus| (focus.clone(), of(focus))).collect(), teams }
    }

    /// Areas of focus that no team serves, and that do not wait for one on the day `today`.
    pub fn without_team<'a>(&'a self, today: &'a str) -> impl Iterator<Item = &'a Focus> {
        let lacks = move |(focus, teams): &&(Focus, Vec<usize>)| teams.is_empty() && !focus.waits(today);
        self.focuses.iter().filter(lacks).map(|(focus, _)| focus)
    }

    /// Teams that serve no focus.
    pub fn astray(&self) -> impl Iterator<Item = &Team> {
        self.teams.iter().filter(|(_, seen)| *seen == Seen::Nowhere).map(|(team, _)| team)
    }

    /// The number of gaps on both sides.
    pub fn n_gaps(&self, today: &str) -> usize {
        self.without_team(today).count() + self.astray().count()
    }

    /// The areas of focus that a team serves, by its place among the teams.
    pub fn focuses_of(&self, team: usize) -> impl Iterator<Item = &Focus> {
        self.focuses.iter().filter(move |(_, teams)| teams.contains(&team)).map(|(focus, _)| focus)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    fn focus(row: &str, name: &str, waits: &str) -> Focus {
        Focus { row: row.parse().unwrap(), name: name.to_owned(), waits_until: waits.to_owned() }
    }

    fn team(name: &str, serves: &[(&str, &str)]) -> Team {
        let served = |(focus, name): &(&str, &str)| Served { focus: (*focus).to_owned(), name: (*name).to_owned() };
        let serves = serves.iter().map(served).collect();
        let (doc, none) = (name.to_lowercase().parse().unwrap(), Vec::new);
        let mission = String::new();
        Team { doc, name: name.to_owned(), mission, serves, owns: none(), shares: none(), jobs: Vec::new() }
    }

    #[test]
    fn a_team_is_seen_by_the_focus_it_names_and_by_no_other() {
        for (serves, seen, at) in [
            (&[][..], Seen::Nowhere, &[][..]),
            (&[("ours/row1", "The day")], Seen::Here, &["row1"]),
            // The row counts, whatever the focus is called by now.
            (&[("ours/row1", "Another name")], Seen::Here, &["row1"]),
            (&[("ours/row1", "The day"), ("ours/row2", "Listings")], Seen::Here, &["row1", "row2"]),
            // A file knows names alone.
            (&[("", "  the DAY ")], Seen::Here, &["row1"]),
            (&[("", "Nothing of ours")], Seen::Nowhere, &[]),
            // A focus that was removed is none any more, and one of another strategy is no gap of this one.
            (&[("ours/gone", "The day")], Seen::Nowhere, &[]),
            (&[("theirs/row1", "The day")], Seen::Elsewhere, &[]),
            (&[("theirs/row1", "The day"), ("ours/row2", "Listings")], Seen::Here, &["row2"]),
        ] {
            let focuses = [focus("row1", "The day", ""), focus("row2", "Listings", "")];
            let sight = Sight::of(&"ours".parse().unwrap(), &focuses, [team("Keys", serves)]);
            assert_eq!(sight.teams[0].1, seen, "{serves:?}");
            assert_eq!(sight.focuses_of(0).map(|focus| focus.row.as_str()).collect::<Vec<_>>(), at, "{serves:?}");
        }
    }

    #[test]
    fn gaps_are_counted_on_both_sides_and_close_with_a_link_or_a_word_that_a_focus_waits() {
        let today = "2026-11-30";
        for (waits, serves, gaps) in [
            ("", &[][..], (2, 1)),
            ("", &[("ours/row1", "The day")], (1, 0)),
            ("2027-01-01", &[("ours/row1", "The day")], (0, 0)),
            ("2026-11-29", &[("ours/row1", "The day")], (1, 0)),
            ("", &[("ours/row1", ""), ("ours/row2", "")], (0, 0)),
            ("", &[("theirs/row1", "")], (2, 0)),
        ] {
            let focuses = [focus("row1", "The day", ""), focus("row2", "Listings", waits)];
            let sight = Sight::of(&"ours".parse().unwrap(), &focuses, [team("Keys", serves)]);
            let found = (sight.without_team(today).count(), sight.astray().count());
            assert_eq!((found, sight.n_gaps(today)), (gaps, gaps.0 + gaps.1), "{waits} {serves:?}");
        }
    }
}
