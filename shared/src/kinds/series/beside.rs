//! Teams to invite to a session across teams: those that claim a surface which a team of the series claims too.

use std::collections::BTreeSet;

use crate::kinds::charter::Summary;

/// The teams of a list that are not on a series and own or share a surface with one that is: their places, and the surfaces.
pub fn teams_beside(all: &[&Summary], is_on: impl Fn(usize) -> bool) -> Vec<(usize, Vec<String>)> {
    let surfaces = |one: &Summary| one.owns.iter().chain(&one.shares).cloned().collect::<BTreeSet<String>>();
    let places = || all.iter().enumerate();
    let ours: BTreeSet<String> = places().filter(|(at, _)| is_on(*at)).flat_map(|(_, one)| surfaces(one)).collect();
    let others = places().filter(|(at, one)| !is_on(*at) && !one.name.trim().is_empty());
    let shared = others.map(|(at, one)| (at, surfaces(one).intersection(&ours).cloned().collect::<Vec<String>>()));
    shared.filter(|(_, both)| !both.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::DocId;
    use crate::kinds::charter::CharterView;
    use crate::sheet::Sheet;

    fn team(name: &str, owns: &[&str], shares: &[&str]) -> Summary {
        let empty = CharterView::of(&Sheet::default(), &Sheet::default(), &DocId::org()).summary(false);
        let said = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        Summary { name: name.to_owned(), owns: said(owns), shares: said(shares), ..empty }
    }

    #[test]
    fn a44_teams_are_invited_by_the_surfaces_next_to_theirs() {
        let keys = team("First Keys", &["key handover"], &["payouts"]);
        for (other, found) in [
            (team("Desk", &["payouts"], &[]), &["payouts"][..]),
            (team("Desk", &["listings"], &["payouts", "key handover"]), &["key handover", "payouts"]),
            (team("Desk", &["listings"], &[]), &[]),
            (team(" ", &["payouts"], &[]), &[]),
        ] {
            let beside = teams_beside(&[&keys, &other], |at| at == 0);
            let surfaces: Vec<&str> = beside.iter().flat_map(|(_, all)| all).map(String::as_str).collect();
            assert_eq!(surfaces, found, "{other:?}");
            assert!(teams_beside(&[&keys, &other], |_| true).is_empty(), "a team that is on it already");
        }
    }
}
