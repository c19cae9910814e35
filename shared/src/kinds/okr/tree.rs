//! The tree of objectives: from the company's to the teams', with the gaps on both sides.

use crate::id::DocId;
use crate::kinds::aims::{Aim, Aims};

/// The goals of one cycle, as a list knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// The document.
    pub doc: DocId,
    /// The name of the team, as its charter has it now; empty where the goals are the company's.
    pub team: String,
    /// Its objectives.
    pub aims: Aims,
}

/// An objective in the tree: the place of its cycle, and that of the objective in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// The cycle.
    pub cycle: usize,
    /// The objective.
    pub aim: usize,
}

/// The tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// The cycles in it.
    pub cycles: Vec<Cycle>,
    /// Objectives of the company, each with those of teams that point to it.
    pub tops: Vec<(Node, Vec<Node>)>,
    /// Objectives of teams that point to none of these.
    pub loose: Vec<Node>,
    /// Teams with a charter and no goals for the time.
    pub silent: Vec<String>,
}

/// Whether two cycles share a day. One that says no days shares them all.
fn meet(one: &Aims, other: &Aims) -> bool {
    let before = |ends: &str, starts: &str| !ends.is_empty() && !starts.is_empty() && ends < starts;
    !before(&one.ends, &other.starts) && !before(&other.ends, &one.starts)
}

/// Of the objectives that a team has on the day `today`, those that point to something above them or say why they stand alone,
/// and how many there are.
pub fn links_of(team: &DocId, cycles: &[Aims], today: &str) -> (usize, usize) {
    let now = Aims { starts: today.to_owned(), ends: today.to_owned(), ..Aims::default() };
    let own = cycles.iter().filter(|aims| aims.team == team.as_str() && meet(aims, &now));
    let objectives = own.flat_map(|aims| &aims.objectives);
    objectives.fold((0, 0), |(n, of), aim| (n + usize::from(aim.alone || !aim.towards.is_empty()), of + 1))
}

impl Tree {
    /// The tree around the goals of a document. `teams` are those that have a charter, by id and name.
    pub fn around(doc: &DocId, cycles: Vec<Cycle>, teams: &[(DocId, String)]) -> Self {
        let Some(own) = cycles.iter().find(|cycle| cycle.doc == *doc).map(|cycle| cycle.aims.clone()) else {
            return Self::default();
        };
        let cycles: Vec<Cycle> = cycles.into_iter().filter(|cycle| meet(&cycle.aims, &own)).collect();
        let nodes = |is_of_team: bool| {
            let of = |(cycle, one): (usize, &Cycle)| {
                (0..one.aims.objectives.len()).map(move |aim| Node { cycle, aim }).collect::<Vec<_>>()
            };
            let sort = move |(_, one): &(usize, &Cycle)| one.aims.team.is_empty() != is_of_team;
            cycles.iter().enumerate().filter(sort).flat_map(of).collect::<Vec<_>>()
        };
        let (tops, below) = (nodes(false), nodes(true));
        let place = |node: Node| {
            let cycle = &cycles[node.cycle];
            format!("{}/{}", cycle.doc, cycle.aims.objectives[node.aim].row)
        };
        let points = |node: &Node| cycles[node.cycle].aims.objectives[node.aim].towards.clone();
        let children = |top: Node| below.iter().copied().filter(|one| points(one) == place(top)).collect();
        let is_loose = |node: &&Node| !tops.iter().any(|top| place(*top) == points(node));
        let loose = below.iter().filter(is_loose).copied().collect();
        let is_silent = |(team, _): &&(DocId, String)| !cycles.iter().any(|cycle| cycle.aims.team == team.as_str());
        let silent = teams.iter().filter(is_silent).map(|(_, name)| name.clone()).collect();
        let tops = tops.iter().map(|top| (*top, children(*top))).collect();
        Self { cycles, tops, loose, silent }
    }

    /// The cycle and the objective of a node.
    pub fn of(&self, node: Node) -> Option<(&Cycle, &Aim)> {
        let cycle = self.cycles.get(node.cycle)?;
        Some((cycle, cycle.aims.objectives.get(node.aim)?))
    }

    /// Objectives of the company that no team works towards.
    pub fn unserved(&self) -> impl Iterator<Item = Node> {
        self.tops.iter().filter(|(_, below)| below.is_empty()).map(|(top, _)| *top)
    }

    /// Objectives of teams with nothing above them, and nobody says why.
    pub fn astray(&self) -> impl Iterator<Item = Node> {
        let is_gap = |node: &&Node| self.of(**node).is_some_and(|(_, aim)| aim.towards.is_empty() && !aim.alone);
        self.loose.iter().filter(is_gap).copied()
    }

    /// The number of gaps on both sides. Where the company has set no goals a team's can point to none of them.
    pub fn n_gaps(&self) -> usize {
        self.unserved().count() + self.astray().count() + self.silent.len()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    fn cycle(doc: &str, team: &str, days: (&str, &str), aims: &[(&str, &str, bool)]) -> Cycle {
        let aim = |(row, towards, alone): &(&str, &str, bool)| Aim {
            row: row.parse().unwrap(),
            words: (*row).to_owned(),
            towards: (*towards).to_owned(),
            alone: *alone,
        };
        let aims = Aims {
            team: team.to_owned(),
            starts: days.0.to_owned(),
            ends: days.1.to_owned(),
            objectives: aims.iter().map(aim).collect(),
        };
        Cycle { doc: doc.parse().unwrap(), team: team.to_uppercase(), aims }
    }

    #[test]
    fn gaps_are_seen_on_both_sides_of_the_tree_and_in_teams_that_have_set_no_goals() {
        let quarter = ("2026-10-01", "2026-12-31");
        let cycles = vec![
            cycle("oriel", "", quarter, &[("day", "", false), ("again", "", false)]),
            cycle("keys-q4", "keys", quarter, &[("door", "oriel/day", false), ("route", "", false)]),
            cycle("desk-q4", "desk", quarter, &[("own", "", true), ("focus", "strategy/row", false)]),
            // The goals of another quarter stand in no tree of this one.
            cycle("keys-q1", "keys", ("2027-01-01", "2027-03-31"), &[("next", "", false)]),
        ];
        let teams: Vec<(DocId, String)> = [("keys", "Keys"), ("desk", "Desk"), ("front", "Front Door")]
            .map(|(id, name)| (id.parse().unwrap(), name.to_owned()))
            .into();
        let tree = Tree::around(&"keys-q4".parse().unwrap(), cycles.clone(), &teams);
        let words = |node: Node| tree.of(node).unwrap().1.words.clone();
        let below: Vec<Vec<String>> =
            tree.tops.iter().map(|(_, below)| below.iter().map(|node| words(*node)).collect()).collect();
        assert_eq!(below, [vec!["door".to_owned()], vec![]]);
        assert_eq!(tree.unserved().map(words).collect::<Vec<_>>(), ["again"]);
        assert_eq!(tree.astray().map(words).collect::<Vec<_>>(), ["route"]);
        assert_eq!((tree.silent.clone(), tree.n_gaps()), (vec!["Front Door".to_owned()], 3));
        assert_eq!(Tree::around(&"none".parse().unwrap(), cycles, &teams), Tree::default());
    }

    #[test]
    fn n13_objectives_of_today_that_point_upwards_or_say_why_not_are_links_of_their_team() {
        let quarter = ("2026-10-01", "2026-12-31");
        let cycles = [
            cycle("keys-q4", "keys", quarter, &[("door", "oriel/day", false), ("route", "", false), ("own", "", true)]),
            cycle("keys-q1", "keys", ("2027-01-01", "2027-03-31"), &[("next", "", false)]),
            cycle("desk-q4", "desk", quarter, &[("calls", "oriel/day", false)]),
        ]
        .map(|cycle| cycle.aims);
        let keys: DocId = "keys".parse().unwrap();
        for (today, links) in [("2026-11-29", (2, 3)), ("2027-02-01", (0, 1)), ("2026-01-01", (0, 0))] {
            assert_eq!(links_of(&keys, &cycles, today), links, "{today}");
        }
    }

    #[test]
    fn cycles_meet_on_a_day_and_one_without_days_meets_all() {
        for (one, other, is_so) in [
            (("2026-10-01", "2026-12-31"), ("2026-12-31", "2027-03-31"), true),
            (("2026-10-01", "2026-12-31"), ("2027-01-01", "2027-03-31"), false),
            (("", ""), ("2027-01-01", "2027-03-31"), true),
            (("2026-10-01", ""), ("2025-01-01", "2025-03-31"), false),
        ] {
            let aims = |(starts, ends): (&str, &str)| Aims {
                starts: starts.to_owned(),
                ends: ends.to_owned(),
                ..Aims::default()
            };
            assert_eq!(meet(&aims(one), &aims(other)), is_so, "{one:?} {other:?}");
            assert_eq!(meet(&aims(other), &aims(one)), is_so, "{other:?} {one:?}");
        }
    }
}
