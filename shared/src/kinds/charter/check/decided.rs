//! Decisions of a team that change a surface of another team, on which its log says no advice of that team.

use super::super::summary::Summary;
use super::found::Check;
use super::sort::DECIDED;
use crate::id::RowId;
use crate::names;
use crate::sheet::Named;
use crate::text::foreign;
use crate::text::words::listed;

/// A decision as it is held against the surfaces of other teams.
#[derive(Debug, Clone, Copy)]
pub struct Decided<'a> {
    /// Its row in the log.
    pub row: &'a RowId,
    /// The question and the choice.
    pub words: &'a str,
    /// The advice that was taken.
    pub advice: &'a str,
}

/// The surfaces of other teams that a decision names, and on which its advice names neither an owner nor an owner's captain.
/// The example's charters and real ones do not meet.
pub fn of_decision(own: &Summary, others: &[&Summary], decided: Decided<'_>) -> Vec<Check> {
    let others: Vec<&Summary> = others.iter().filter(|other| other.example == own.example).copied().collect();
    let held: Vec<String> = own.owns.iter().chain(&own.shares).cloned().collect();
    let named = foreign(decided.words, others.iter().flat_map(|other| &other.owns), &held);
    let check = |surface: &str| {
        let owners: Vec<&Summary> =
            others.iter().filter(|other| other.owns.iter().any(|owned| owned == surface)).copied().collect();
        let teams: Vec<String> = owners.iter().map(|owner| owner.name.clone()).collect();
        let about = format!("“{surface}”, which is owned by {}", listed(&teams));
        let is_asked = owners.iter().any(|owner| has_advised(owner, decided.advice));
        (!is_asked).then(|| Check::in_row(&DECIDED, decided.row, about).part(format!("{}/{surface}", decided.row)))
    };
    named.into_iter().filter_map(check).collect()
}

/// Whether advice names a team, or its captain.
fn has_advised(team: &Summary, advice: &str) -> bool {
    let captains = team.captains.iter().map(|captain| names::key(Named::read(captain).name));
    let voices: Vec<String> = std::iter::once(names::key(&team.name)).chain(captains).collect();
    !foreign(advice, voices.iter(), &[]).is_empty()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::super::super::view::CharterView;
    use super::*;
    use crate::sheet::Sheet;

    fn team(name: &str, captain: &str, owns: &[&str]) -> Summary {
        let sheet = Sheet::default();
        let summary = CharterView::of(&sheet, &sheet, &"team".parse().unwrap()).compared(&sheet, false);
        let owns = owns.iter().map(|surface| (*surface).to_owned()).collect();
        Summary { name: name.to_owned(), captains: vec![captain.to_owned()], owns, ..summary }
    }

    #[test]
    fn a_decision_about_a_surface_of_another_team_is_noticed_unless_that_team_gave_advice() {
        let own = Summary { shares: vec!["key boxes".to_owned()], ..team("Payouts", "Ines", &["refunds"]) };
        let treasury = team("Treasury", "Bo Ek", &["bank transfers", "key boxes"]);
        let example = Summary { example: true, ..team("Sample", "", &["refunds at night"]) };
        let row: RowId = "d1".parse().unwrap();
        for (words, advice, about) in [
            ("Bank transfers go out at night.", "", Some("“bank transfers”, which is owned by Treasury")),
            (
                "Bank transfers go out at night.",
                "Mei: wait a week",
                Some("“bank transfers”, which is owned by Treasury"),
            ),
            ("Bank transfers go out at night.", "Treasury: not on Fridays", None),
            ("Bank transfers go out at night.", "Not on Fridays, says Bo Ek.", None),
            ("Refunds are paid at once.", "", None),
            ("Key boxes at every door.", "", None),
            ("Refunds at night.", "", None),
            ("Embank transfers.", "", None),
        ] {
            let decided = Decided { row: &row, words, advice };
            let found = of_decision(&own, &[&treasury, &example], decided);
            assert_eq!(found.first().map(|check| check.about.as_str()), about, "{words} {advice}");
            for check in &found {
                assert_eq!(check.named(), "decided/d1/bank transfers");
                assert!(check.advice().starts_with("It changes “bank transfers”") && check.advice().ends_with('.'));
            }
        }
    }
}
