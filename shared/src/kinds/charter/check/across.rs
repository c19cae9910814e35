//! The checks that show only beside other charters: two owners of one surface, one mission twice, a captain of many teams.

use std::collections::BTreeSet;

use super::super::view::Summary;
use super::found::Check;
use super::sort::{CAPTAIN_OF_MANY, CONTESTED, SAME_MISSION};
use crate::{names, order};

/// A person captains so many teams at most.
pub const CHARTERS_MAX: usize = 2;
/// Two missions are nearly the same when so large a part of their words is.
const ALIKE: f64 = 0.75;
/// Missions of fewer words are alike by chance.
const WORDS_MIN: usize = 4;

/// The checks on a charter that others tell of, dismissed or not. Each of the others has its name in its summary; the example's
/// and real ones do not meet.
pub fn across(own: &Summary, others: &[&Summary]) -> Vec<Check> {
    let others: Vec<&Summary> = others.iter().filter(|other| other.example == own.example).copied().collect();
    let contested = own.contested(&others).into_iter();
    let contested = contested.map(|(surface, teams)| Check::of(&CONTESTED, teams.join(" and ")).part(surface));
    captain_of_many(own, &others).into_iter().chain(same_mission(own, &others)).chain(contested).collect()
}

fn captain_of_many(own: &Summary, others: &[&Summary]) -> Option<Check> {
    let [captain] = own.captains.as_slice() else { return None };
    let is_theirs = |other: &&&Summary| other.captains.iter().any(|name| names::same(name, captain));
    let n = 1 + others.iter().filter(is_theirs).count();
    let about = || format!("{captain} captains {n} teams");
    (n > CHARTERS_MAX && !captain.trim().is_empty()).then(|| Check::of(&CAPTAIN_OF_MANY, about()))
}

fn same_mission(own: &Summary, others: &[&Summary]) -> Option<Check> {
    let mine = words_of(&own.mission);
    let other = others.iter().find(|other| are_alike(&mine, &words_of(&other.mission)))?;
    Some(Check::of(&SAME_MISSION, other.name.clone()).part(names::key(&other.name)))
}

/// The words of a mission as they are compared, signs aside.
fn words_of(mission: &str) -> BTreeSet<String> {
    let words = mission.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    order::gather(words.map(names::key))
}

fn are_alike(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let (both, all) = (one.intersection(other).count(), one.union(other).count());
    one.len().min(other.len()) >= WORDS_MIN && both as f64 >= all as f64 * ALIKE
}
