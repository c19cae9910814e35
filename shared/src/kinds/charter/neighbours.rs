//! The teams beside a team: those that claim a surface which it claims too. Their captains are asked whether they agree with
//! its mandate.

use std::collections::{BTreeMap, BTreeSet};

use super::{Mode, Stand, Summary};
use crate::id::DocId;
use crate::kinds::org::{self, Captain, SURFACES};
use crate::names;
use crate::sheet::Sheet;

/// Charters by the surfaces that they claim: made once for a list, so that it costs no look at all charters for each of them.
pub struct Neighbours<'a, 'o> {
    org: &'o Sheet,
    /// The names of registered surfaces, as names are compared, by their ids.
    registered: BTreeMap<&'o str, String>,
    listed: Vec<(&'a DocId, &'a Summary)>,
    /// Of each surface, the charters that claim it by their place in the list, and how each stands to it.
    claimed: BTreeMap<String, Vec<(usize, Mode)>>,
}

impl<'a, 'o> Neighbours<'a, 'o> {
    /// The charters of a list.
    pub fn of(listed: impl Iterator<Item = (&'a DocId, &'a Summary)>, org: &'o Sheet) -> Self {
        let (registered, listed) = (registered(org), listed.collect::<Vec<_>>());
        let mut claimed: BTreeMap<String, Vec<(usize, Mode)>> = BTreeMap::new();
        for (place, (_, summary)) in listed.iter().enumerate() {
            for (surface, mode) in surfaces(&summary.claims, &registered) {
                claimed.entry(surface).or_default().push((place, mode));
            }
        }
        Self { org, registered, listed, claimed }
    }

    /// The captains of the charters that share or border a surface with a charter, as person fields name them, in the order of
    /// those charters. Two teams that are both only asked about a surface are no neighbours by it.
    pub fn captains(&self, doc: &DocId, own: &Summary) -> Vec<String> {
        let captains = self.beside(doc, own).into_iter().filter_map(|(other, _)| match org::captain(self.org, other) {
            Captain::One { name, .. } => Some(name),
            Captain::Vacant | Captain::Several(_) => None,
        });
        captains.collect()
    }

    /// The charters that share or border a surface with a charter, in their order.
    pub(super) fn beside(&self, doc: &DocId, own: &Summary) -> Vec<(&'a DocId, &'a Summary)> {
        let mut places: BTreeSet<usize> = BTreeSet::new();
        for (surface, ours) in surfaces(&own.claims, &self.registered) {
            let claimants = self.claimed.get(&surface).into_iter().flatten();
            places.extend(claimants.filter(|(_, mode)| ours.min(*mode) != Mode::Consult).map(|(place, _)| *place));
        }
        let others = places.into_iter().filter_map(|place| self.listed.get(place).copied());
        let mut beside: Vec<(&DocId, &Summary)> =
            others.filter(|(other, summary)| *other != doc && summary.example == own.example).collect();
        crate::order::sort_by_key(&mut beside, |(other, _)| (*other).clone());
        beside
    }
}

/// The captains beside one charter of a list, as [`Neighbours::captains`].
pub fn neighbours<'a>(
    doc: &DocId,
    own: &Summary,
    listed: impl Iterator<Item = (&'a DocId, &'a Summary)>,
    org: &Sheet,
) -> Vec<String> {
    Neighbours::of(listed, org).captains(doc, own)
}

/// The names of registered surfaces, as names are compared, by their ids.
fn registered(org: &Sheet) -> BTreeMap<&str, String> {
    let mut registered = BTreeMap::new();
    for row in org.all_rows(SURFACES) {
        registered.entry(row.id.as_str()).or_insert_with(|| names::key(row.value("name").words()));
    }
    registered
}

/// The surfaces of claims, as names are compared, and how the team stands to each: by the claim that says most.
fn surfaces(claims: &[Stand], registered: &BTreeMap<&str, String>) -> BTreeMap<String, Mode> {
    let mut all: BTreeMap<String, Mode> = BTreeMap::new();
    for Stand { surface, mode, .. } in claims {
        let key = match org::proposed(surface) {
            Some(name) => names::key(name),
            None => registered.get(surface.as_str()).cloned().unwrap_or_default(),
        };
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
    use crate::sheet::{Register, Row, Write};

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

    #[test]
    fn a23_a_list_that_is_made_once_tells_the_neighbours_of_each_charter_in_it() {
        use Mode::{Consult, Own, Share};
        let write = |value: &str| Write { id: "w".to_owned(), value: value.into(), by: String::new(), at_ms: 1 };
        let ids: [DocId; 4] = ["a", "b", "c", "d"].map(|id| id.parse().expect("an id"));
        let captain = |id: &DocId| (id.to_string(), Register { writes: vec![write(&format!("captain {id}"))] });
        let captains: BTreeMap<String, Register> = ids.iter().map(captain).collect();
        let mut keys = Row::new("keys-row".parse().expect("an id"));
        keys.values.insert("name".to_owned(), Register { writes: vec![write("Keys")] });
        let org = Sheet {
            keyed: [(CAPTAINS.to_owned(), captains)].into(),
            lists: [(SURFACES.to_owned(), vec![keys])].into(),
            ..Sheet::default()
        };
        let of_registry = Stand { surface: "keys-row".to_owned(), mode: Share, since_ms: 0 };
        let registered = Summary { claims: vec![of_registry], ..summary(&[], false) };
        let all = [
            summary(&[("keys", Own), ("Repairs", Share)], false),
            registered,
            summary(&[("Repairs", Consult), ("Payouts", Consult)], false),
            summary(&[("Payouts", Consult)], false),
        ];
        let listed = Neighbours::of(ids.iter().zip(&all), &org);
        let told = ids.iter().zip(&all).map(|(id, own)| listed.captains(id, own));
        let expected: [&[&str]; 4] = [&["captain b", "captain c"], &["captain a"], &["captain a"], &[]];
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }
}
