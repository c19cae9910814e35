//! The table of a company's teams: its columns, and the order of its rows by each of them.

use std::cmp::Ordering;

use crate::kinds::talk::Whole;
use crate::order;

/// A column that the table can be put in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The team's name.
    Team,
    /// The captain.
    Captain,
    /// How far the charter is agreed.
    Agreed,
    /// The things that are to be looked at.
    Look,
    /// The team's next review.
    Review,
    /// The last change.
    Changed,
}

impl Column {
    /// All of them, as they stand beside each other.
    pub const ALL: [Self; 6] = [Self::Team, Self::Captain, Self::Agreed, Self::Look, Self::Review, Self::Changed];

    /// Its head.
    pub fn title(self) -> &'static str {
        match self {
            Self::Team => "Team",
            Self::Captain => "Captain",
            Self::Agreed => "Agreed",
            Self::Look => "Look at",
            Self::Review => "Review",
            Self::Changed => "Last change",
        }
    }

    /// Whether the largest comes first when its head is pressed: most to look at, and the latest change.
    fn begins_with_most(self) -> bool {
        matches!(self, Self::Look | Self::Changed)
    }
}

/// A team as the table puts it in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Team {
    /// Its name, as names are sought.
    pub name: String,
    /// Its captain, as names are sought; empty while there is none.
    pub captain: String,
    /// How far its charter is agreed; `None` where nobody knows.
    pub agreed: Option<Whole>,
    /// How many things are to be looked at.
    pub n_to_look: u64,
    /// When its next review begins, in milliseconds since 1970.
    pub review_ms: Option<u64>,
    /// Its last change, in milliseconds since 1970.
    pub changed_ms: u64,
}

/// The place of a team by one column.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    Words(&'a str),
    Number(u64),
}

/// So many steps lie between nobody and everybody who agrees.
const SHARES: u64 = 1_000_000;

impl Team {
    /// `None` where the column says nothing of the team.
    fn place(&self, by: Column) -> Option<Place<'_>> {
        match by {
            Column::Team => words(&self.name),
            Column::Captain => words(&self.captain),
            Column::Agreed => {
                let Whole { agreed, of, .. } = self.agreed.filter(|whole| whole.of > 0)?;
                Some(Place::Number(agreed as u64 * SHARES / of as u64))
            }
            Column::Look => Some(Place::Number(self.n_to_look)),
            Column::Review => self.review_ms.map(Place::Number),
            Column::Changed => Some(Place::Number(self.changed_ms)),
        }
    }
}

fn words(words: &str) -> Option<Place<'_>> {
    (!words.is_empty()).then_some(Place::Words(words))
}

/// The order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    by: Column,
    is_descending: bool,
}

impl Order {
    /// The order in which the table is first seen: the latest change first.
    pub const FIRST: Self = Self { by: Column::Changed, is_descending: true };

    /// The order after the head of a column was pressed: by that, and the other way round where it was by that already.
    pub fn pressed(self, by: Column) -> Self {
        let is_descending = if self.by == by { !self.is_descending } else { by.begins_with_most() };
        Self { by, is_descending }
    }

    /// The word on a column's head, as `aria-sort` has it; none on the others.
    pub fn on(self, column: Column) -> Option<&'static str> {
        let word = if self.is_descending { "descending" } else { "ascending" };
        (self.by == column).then_some(word)
    }

    /// Puts teams in this order. Those of which the column says nothing come last, whichever way it goes.
    pub fn sort<'a, T>(self, items: &mut Vec<T>, team: impl Fn(&T) -> Option<&'a Team>) {
        let place = |item: &T| team(item).and_then(|team| team.place(self.by));
        order::sort_by(items, |one, other| self.compare(place(one), place(other)));
    }

    fn compare(self, one: Option<Place<'_>>, other: Option<Place<'_>>) -> Ordering {
        match (one, other) {
            (Some(one), Some(other)) if self.is_descending => other.cmp(&one),
            (Some(one), Some(other)) => one.cmp(&other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(
        name: &str,
        captain: &str,
        agreed: Option<(usize, usize)>,
        review_ms: Option<u64>,
        rest: (u64, u64),
    ) -> Team {
        let agreed = agreed.map(|(agreed, of)| Whole { agreed, stale: 0, of });
        Team { name: name.into(), captain: captain.into(), agreed, review_ms, n_to_look: rest.0, changed_ms: rest.1 }
    }

    #[test]
    fn each_column_puts_teams_in_order_both_ways_and_those_of_which_it_says_nothing_last() {
        let teams = [
            team("keys", "ines", Some((6, 7)), Some(20), (1, 300)),
            team("desk", "", Some((5, 5)), None, (0, 100)),
            team("ledger", "marta", Some((0, 5)), Some(10), (4, 200)),
            team("", "ada", Some((0, 0)), None, (2, 50)),
        ];
        for (by, way, names) in [
            (Column::Team, "ascending", ["desk", "keys", "ledger", ""]),
            (Column::Team, "descending", ["ledger", "keys", "desk", ""]),
            (Column::Captain, "ascending", ["", "keys", "ledger", "desk"]),
            (Column::Captain, "descending", ["ledger", "keys", "", "desk"]),
            (Column::Agreed, "ascending", ["ledger", "keys", "desk", ""]),
            (Column::Agreed, "descending", ["desk", "keys", "ledger", ""]),
            (Column::Look, "descending", ["ledger", "", "keys", "desk"]),
            (Column::Look, "ascending", ["desk", "keys", "", "ledger"]),
            (Column::Review, "ascending", ["ledger", "keys", "desk", ""]),
            (Column::Review, "descending", ["keys", "ledger", "desk", ""]),
            (Column::Changed, "descending", ["keys", "ledger", "desk", ""]),
            (Column::Changed, "ascending", ["", "desk", "ledger", "keys"]),
        ] {
            let order = Order { by, is_descending: way == "descending" };
            let mut sorted: Vec<&Team> = teams.iter().collect();
            order.sort(&mut sorted, |team| Some(*team));
            assert_eq!(sorted.iter().map(|team| team.name.as_str()).collect::<Vec<_>>(), names, "{by:?}, {way}");
            assert_eq!(order.on(by), Some(way));
        }
    }

    #[test]
    fn a_head_puts_its_own_beginning_first_and_turns_round_when_it_is_pressed_again() {
        for (by, first, second) in [
            (Column::Team, "ascending", "descending"),
            (Column::Captain, "ascending", "descending"),
            (Column::Agreed, "ascending", "descending"),
            (Column::Look, "descending", "ascending"),
            (Column::Review, "ascending", "descending"),
        ] {
            let (once, twice) = (Order::FIRST.pressed(by), Order::FIRST.pressed(by).pressed(by));
            assert_eq!((once.on(by), twice.on(by)), (Some(first), Some(second)), "{by:?}");
            assert_eq!(once.on(Column::Changed), None);
        }
        assert_eq!(Order::FIRST.on(Column::Changed), Some("descending"));
        assert_eq!(Order::FIRST.pressed(Column::Changed).on(Column::Changed), Some("ascending"));
    }

    #[test]
    fn teams_that_are_alike_keep_the_order_they_have() {
        let mut teams = ["b", "a", "c"].map(|name| team(name, "ada", None, None, (0, 0))).to_vec();
        let all = teams.clone();
        let find = |name: &Team| all.iter().find(|one| one.name == name.name);
        Order::FIRST.pressed(Column::Captain).sort(&mut teams, find);
        assert_eq!(teams, all);
    }
}
