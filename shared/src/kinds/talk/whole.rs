//! How much of a charter is agreed as a whole.

use serde::{Deserialize, Serialize};

use super::agreement::{Agreed, Coverage, Section, asked};
use crate::kinds::charter::CharterView;
use crate::kinds::org::Captain;
use crate::sheet::Labels;

/// The captain and the team, and how many of them stand by every section that says something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// The people who agree with every section as it reads now.
    pub agreed: usize,
    /// Those who signed other words of at least one section.
    pub stale: usize,
    /// All of them.
    pub of: usize,
}

impl Whole {
    /// The agreement with a charter, out of that with each of its sections.
    pub fn of(view: &CharterView, labels: &Labels, covered: &[Coverage]) -> Self {
        let of = asked(view, labels).len();
        // Every section names these people first, in one order.
        let of_person = |at: usize| covered.iter().filter_map(move |one| one.people.get(at));
        let is_stale = |one: &Agreed| one.signature.as_ref().is_some_and(|given| given.is_stale);
        let agreed = (0..of).filter(|at| !covered.is_empty() && of_person(*at).all(Agreed::is_current)).count();
        let stale = (0..of).filter(|at| of_person(*at).any(is_stale)).count();
        Self { agreed, stale, of }
    }
}

/// Those of mission, mandate and metrics to which the captain does not agree as they read now; none where nobody is the captain.
pub fn unconfirmed(view: &CharterView, covered: &[Coverage]) -> Vec<Section> {
    if !matches!(&view.captain, Captain::One { name, .. } if !name.trim().is_empty()) {
        return Vec::new();
    }
    let is_owned = |section: Section| matches!(section, Section::Mission | Section::Mandate | Section::Metrics);
    // Every section names the captain first.
    let is_open = |one: &&Coverage| is_owned(one.section) && !one.people.first().is_some_and(Agreed::is_current);
    covered.iter().filter(is_open).map(|one| one.section).collect()
}

#[cfg(test)]
mod tests {
    use super::super::agreement::{Signature, Stand};
    use super::*;
    use crate::id::{DocId, RowId};
    use crate::sheet::Sheet;

    fn covered(section: Section, stand: Stand, is_stale: bool) -> Coverage {
        let (seen, note) = (String::new(), String::new());
        let signature = Signature { row: RowId::made_by(1, 1), at_ms: 1, stand, seen, note, is_stale };
        let captain = Agreed { id: None, name: "Ada".to_owned(), is_asked: true, signature: Some(signature) };
        Coverage { section, words: "words".to_owned(), people: vec![captain], unproven: Vec::new() }
    }

    #[test]
    fn a_captain_has_confirmed_what_they_agree_to_as_it_reads_now() {
        let id: DocId = "team-1".parse().unwrap_or_else(|_| DocId::org());
        let vacant = CharterView::of(&Sheet::default(), &Sheet::default(), &id);
        let captain = Captain::One { name: "Ada".to_owned(), since: None };
        let view = CharterView { captain, ..vacant.clone() };
        let (of_captain, mandate, mission) = (Section::Captain, Section::Mandate, Section::Mission);
        for (covered, open) in [
            (vec![], vec![]),
            (vec![covered(mission, Stand::Agrees, false)], vec![]),
            (vec![covered(mission, Stand::Reserves, false)], vec![]),
            (vec![covered(mission, Stand::Agrees, true)], vec![mission]),
            (vec![covered(mission, Stand::Objects, false), covered(mandate, Stand::Agrees, false)], vec![mission]),
            (vec![covered(of_captain, Stand::Objects, false)], vec![]),
        ] {
            assert_eq!(unconfirmed(&view, &covered), open);
            assert!(unconfirmed(&vacant, &covered).is_empty());
        }
    }
}
