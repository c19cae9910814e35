//! The checks on a charter's mandate.

use super::super::stand::Mode;
use super::super::view::{CharterView, Claim};
use super::found::Check;
use super::sort::{CONTESTED, NO_MANDATE, NO_OUT_OF_SCOPE, UNREGISTERED};
use crate::names;

/// The checks on the mandate. `contested` gives, for a surface's compared name, the other teams that own it.
pub(super) fn of_mandate(view: &CharterView, contested: &dyn Fn(&str) -> Vec<String>) -> Vec<Check> {
    if view.claims.is_empty() {
        return vec![Check::of(&NO_MANDATE, "")];
    }
    let mut found: Vec<Check> = view.claims.iter().filter_map(|claim| of_claim(claim, contested)).collect();
    found.extend((view.n_out_of_scope == 0).then(|| Check::of(&NO_OUT_OF_SCOPE, "")));
    found
}

fn of_claim(claim: &Claim, contested: &dyn Fn(&str) -> Vec<String>) -> Option<Check> {
    if claim.name.is_empty() {
        // A row somebody has just added is not a mistake yet.
        return (!claim.surface.is_empty()).then(|| Check::in_row(&UNREGISTERED, &claim.row, ""));
    }
    let key = names::key(&claim.name);
    let teams = if claim.mode == Mode::Own { contested(&key) } else { Vec::new() };
    (!teams.is_empty()).then(|| Check::in_row(&CONTESTED, &claim.row, teams.join(" and ")).part(key))
}
