//! The functions of all teams: where people stand for one, where one is required and nobody does, and who could lend.

use std::collections::BTreeMap;

use super::Map;
use crate::kinds::charter::Summary;
use crate::kinds::org::required_functions;
use crate::names;
use crate::order;
use crate::sheet::Sheet;

/// A function as a row: a cell for each team of the map, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// How each team stands to it.
    pub cells: Vec<Cell>,
}

/// How a team stands to a function.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cell {
    /// The people who stand for it.
    pub people: usize,
    /// Their weeks together: half a person's week is 0.5. Somebody whose share nobody said is there for a whole one.
    pub weeks: f64,
    /// Whether the team needs it.
    pub is_required: bool,
}

impl Cell {
    /// Whether the team needs it and has nobody.
    pub fn is_hole(self) -> bool {
        self.is_required && self.people == 0
    }
}

impl Function {
    /// The teams, by their places, that need it and have nobody.
    pub fn holes(&self) -> impl Iterator<Item = usize> {
        self.cells.iter().enumerate().filter(|(_, cell)| cell.is_hole()).map(|(team, _)| team)
    }

    /// The teams, by their places, that could lend somebody, the one with the most weeks first. A team that needs the function
    /// itself keeps one person.
    pub fn lenders(&self) -> Vec<usize> {
        let may = |(_, cell): &(usize, &Cell)| cell.people > usize::from(cell.is_required);
        let mut lenders: Vec<(usize, &Cell)> = self.cells.iter().enumerate().filter(may).collect();
        order::sort_by(&mut lenders, |(_, one), (_, other)| other.weeks.total_cmp(&one.weeks));
        lenders.into_iter().map(|(team, _)| team).collect()
    }
}

impl Map {
    /// The functions that teams need or have, by their names. `summary_of` gives a team's summary by its place.
    pub fn functions<'a>(&self, org: &Sheet, summary_of: impl Fn(usize) -> Option<&'a Summary>) -> Vec<Function> {
        let mut found: BTreeMap<String, Function> = BTreeMap::new();
        let n_teams = self.teams.len();
        let mut cell_of = |name: &str, team: usize, change: &dyn Fn(&mut Cell)| {
            let key = names::key(name);
            if key.is_empty() {
                return;
            }
            let new = || Function { name: name.trim().to_owned(), cells: vec![Cell::default(); n_teams] };
            if let Some(cell) = found.entry(key).or_insert_with(new).cells.get_mut(team) {
                change(cell);
            }
        };
        for (at, team) in self.teams.iter().enumerate() {
            for (_, name) in required_functions(org, &team.doc) {
                cell_of(name, at, &|cell| cell.is_required = true);
            }
            for (name, weeks) in summary_of(at).into_iter().flat_map(|summary| &summary.functions) {
                cell_of(name, at, &|cell| {
                    cell.people += 1;
                    cell.weeks += weeks;
                });
            }
        }
        let mut functions: Vec<Function> = found.into_values().collect();
        order::sort_by_key(&mut functions, |function| names::sought(&function.name));
        functions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_lends_what_it_does_not_need_itself_and_the_one_with_most_weeks_first() {
        let cell = |people, weeks, is_required| Cell { people, weeks, is_required };
        for (cells, holes, lenders) in [
            (vec![cell(0, 0.0, true), cell(2, 1.5, true), cell(1, 2.0, false)], vec![0], vec![2, 1]),
            (vec![cell(0, 0.0, true), cell(1, 1.0, true)], vec![0], vec![]),
            (vec![cell(0, 0.0, false), cell(0, 0.0, true)], vec![1], vec![]),
            (vec![cell(1, 0.0, false), cell(3, 0.5, true)], vec![], vec![1, 0]),
        ] {
            let function = Function { name: "Data".to_owned(), cells };
            assert_eq!(function.holes().collect::<Vec<_>>(), holes);
            assert_eq!(function.lenders(), lenders);
        }
    }
}
