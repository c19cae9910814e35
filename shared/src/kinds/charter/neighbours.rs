//! The teams beside a team: those that claim a surface which it claims too. Their captains are asked whether they agree with
//! its mandate.

use std::collections::BTreeMap;

use super::{Mode, Stand, Summary};
use crate::id::DocId;
use crate::kinds::org::{self, Captain};
use crate::names;
use crate::sheet::Sheet;

/// The captains of the charters that share or border a surface with a charter, as person fields name them, in the order of
/// those charters. Two teams that are both only asked about a surface are no neighbours by it.
pub fn neighbours<'a>(
    doc: &DocId,
    own: &Summary,
    listed: impl Iterator<Item = (&'a DocId, &'a Summary)>,
    org: &Sheet,
) -> Vec<String> {
    let captains = beside(doc, own, listed, org).into_iter().filter_map(|(other, _)| match org::captain(org, other) {
        Captain::One { name, .. } => Some(name),
        Captain::Vacant | Captain::Several(_) => None,
    });
    captains.collect()
}

/// The charters that share or border a surface with a charter, in their order.
pub(super) fn beside<'a>(
    doc: &DocId,
    own: &Summary,
    listed: impl Iterator<Item = (&'a DocId, &'a Summary)>,
    org: &Sheet,
) -> Vec<(&'a DocId, &'a Summary)> {
    let claimed = surfaces(&own.claims, org);
    let is_beside = |other: &Summary| {
        surfaces(&other.claims, org)
            .iter()
            .any(|(surface, theirs)| claimed.get(surface).is_some_and(|ours| (*ours).min(*theirs) != Mode::Consult))
    };
    let others = listed.filter(|(other, summary)| *other != doc && summary.example == own.example);
    let mut beside: Vec<(&DocId, &Summary)> = others.filter(|(_, summary)| is_beside(summary)).collect();
    crate::order::sort_by_key(&mut beside, |(other, _)| (*other).clone());
    beside
}

/// The surfaces of claims, as names are compared, and how the team stands to each: by the claim that says most.
fn surfaces(claims: &[Stand], org: &Sheet) -> BTreeMap<String, Mode> {
    let mut all: BTreeMap<String, Mode> = BTreeMap::new();
    for Stand { surface, mode, .. } in claims {
        let key = names::key(org::surface_name(org, surface).unwrap_or_default());
        if !key.is_empty() {
            let known = all.entry(key).or_insert(*mode);
            *known = (*known).min(*mode);
        }
    }
    all
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::kinds::charter::CharterView;
    use crate::kinds::org::CAPTAINS;
    use crate::sheet::{Register, Write};

    fn summary(claims: &[(&str, Mode)], example: bool) -> Summary {
        let stand =
            |(surface, mode): &(&str, Mode)| Stand { surface: org::proposal(surface), mode: *mode, since_ms: 0 };
        let empty = CharterView::of(&Sheet::default(), &Sheet::default(), &DocId::org()).summary(example);
        Summary { claims: claims.iter().map(stand).collect(), ..empty }
    }

    #[test]
    fn a23_captains_of_teams_that_share_or_border_a_surface_are_neighbours() {
        use Mode::{Consult, Own, Share};
        let own = summary(&[("Keys", Own), ("Repairs", Share), ("Payouts", Consult)], false);
        for (why, theirs, example, is_neighbour) in [
            ("both own it", vec![("keys", Own)], false, true),
            ("it is asked about ours", vec![("Keys", Consult)], false, true),
            ("both share it", vec![("Repairs", Share)], false, true),
            ("we are asked about theirs", vec![("Payouts", Own)], false, true),
            ("both are only asked", vec![("Payouts", Consult)], false, false),
            ("another surface", vec![("Loans", Own)], false, false),
            ("no claim", vec![], false, false),
            ("the example is a company of its own", vec![("Keys", Own)], true, false),
        ] {
            let [ours, other]: [DocId; 2] = ["ours", "other"].map(|id| id.parse().expect("an id"));
            let write = Write { id: "w".to_owned(), value: "Mei <@p2>".into(), by: String::new(), at_ms: 1 };
            let captains = [(other.to_string(), Register { writes: vec![write] })].into();
            let org = Sheet { keyed: [(CAPTAINS.to_owned(), captains)].into(), ..Sheet::default() };
            let theirs = summary(&theirs, example);
            let listed = [(&ours, &own), (&other, &theirs)];
            let expected: &[&str] = if is_neighbour { &["Mei <@p2>"] } else { &[] };
            assert_eq!(neighbours(&ours, &own, listed.into_iter(), &org), expected, "{why}");
        }
    }
}
