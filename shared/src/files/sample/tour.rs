//! The example to be read and kept nowhere: its charters, each with the decisions of its team, as sheets under ids that no
//! server has. A device without a network shows them so.

use super::{logs, sample_on};
use crate::files::import::{Draft, join, place};
use crate::id::DocId;
use crate::kinds::Kind;
use crate::sheet::Sheet;

/// The documents of the example, and the workspace's own document that they are read with.
#[derive(Debug, Clone, Default)]
pub struct Tour {
    /// The part of the made-up company that stands in no charter: captains, functions, surfaces.
    pub org: Sheet,
    /// The teams.
    pub teams: Vec<Toured>,
}

/// A team of the example.
#[derive(Debug, Clone)]
pub struct Toured {
    /// Its charter.
    pub charter: Shown,
    /// Its decisions, where the example tells of some.
    pub log: Option<Shown>,
}

/// A document that is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its id, which is nobody's.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Its content.
    pub sheet: Sheet,
}

/// The example as it is on the day `today`.
pub fn tour(today: &str) -> Tour {
    let (mut tour, logs) = (Tour::default(), logs(today));
    for draft in sample_on(today) {
        let Ok(doc) = draft.source.replace(':', "-").parse::<DocId>() else { continue };
        let placed = place(&draft, &doc, &tour.org);
        join(&mut tour.org, placed.org);
        let log = logs.iter().find(|log| log.source == draft.source).and_then(|log| beside(log, &doc));
        let charter = Shown { doc, kind: draft.kind, sheet: placed.sheet };
        tour.teams.push(Toured { charter, log });
    }
    tour
}

fn beside(log: &Draft, charter: &DocId) -> Option<Shown> {
    Some(Shown { doc: log.kind.about(charter)?, kind: log.kind, sheet: log.sheet.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::charter::{self, CharterView};
    use crate::kinds::org::Captain;

    #[test]
    fn every_team_of_the_tour_has_its_name_and_its_captain_and_three_have_their_decisions() {
        let tour = tour("2026-11-30");
        assert_eq!(tour.teams.len(), 6);
        assert_eq!(tour.teams.iter().filter(|team| team.log.is_some()).count(), 3);
        for Toured { charter, log } in &tour.teams {
            let view = CharterView::of(&charter.sheet, &tour.org, &charter.doc);
            assert!(!charter.sheet.text(charter::NAME).is_empty());
            assert!(matches!(view.captain, Captain::One { .. }), "{}", charter.doc);
            assert!(view.claims.iter().all(|claim| !claim.name.is_empty()), "{}: surfaces have names", charter.doc);
            assert!(log.iter().all(|log| log.kind.subject_of(&log.doc).as_ref() == Some(&charter.doc)));
        }
    }
}
