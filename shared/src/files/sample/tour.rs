//! The example to be read and kept nowhere: its charters, each with the decisions of its team, goals, and forums, each with what was
//! said in it, as sheets under ids that no server has. A device without a network shows them so.

use super::{forums, goals, linked, logs, sample_on};
use crate::files::import::{Draft, join, place};
use crate::id::DocId;
use crate::kinds::Kind;
use crate::sheet::Sheet;

/// The documents of the example, and the workspace's own document that they are read with.
#[derive(Debug, Clone, Default)]
pub struct Tour {
    /// The part of the made-up company that stands in no charter: captains, functions, surfaces.
    pub org: Sheet,
    /// The charters of the teams, each with their decisions, where the example tells of some.
    pub teams: Vec<Toured>,
    /// Goals, and the series of forums, each with a meeting.
    pub others: Vec<Toured>,
}

/// A document of the example, and one that is about it.
#[derive(Debug, Clone)]
pub struct Toured {
    /// The document.
    pub itself: Shown,
    /// The one about it.
    pub beside: Option<Shown>,
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
        let Some(doc) = id_of(&draft.source) else { continue };
        let placed = place(&draft, &doc, &tour.org);
        join(&mut tour.org, placed.org);
        let beside = logs.iter().find(|log| log.source == draft.source).and_then(|log| about(log, &doc));
        let itself = Shown { doc, kind: draft.kind, sheet: placed.sheet };
        tour.teams.push(Toured { itself, beside });
    }
    let (begun, held): (Vec<Draft>, Vec<Draft>) = forums(today).into_iter().partition(|draft| draft.slot.is_none());
    for draft in goals(today).into_iter().chain(begun) {
        let Some(doc) = id_of(&draft.source) else { continue };
        let draft = linked(draft, id_of);
        let beside = held.iter().find(|held| held.source == draft.source).and_then(|held| about(held, &doc));
        tour.others.push(Toured { itself: Shown { doc, kind: draft.kind, sheet: draft.sheet }, beside });
    }
    tour
}

/// The id, which is nobody's, of what is made from a source.
fn id_of(source: &str) -> Option<DocId> {
    source.replace(':', "-").parse().ok()
}

fn about(draft: &Draft, host: &DocId) -> Option<Shown> {
    let doc = match &draft.slot {
        Some(slot) => draft.kind.about_slot(host, slot),
        None => draft.kind.about(host),
    };
    Some(Shown { doc: doc?, kind: draft.kind, sheet: draft.sheet.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::charter::{self, CharterView};
    use crate::kinds::org::Captain;
    use crate::kinds::{okr, series};

    #[test]
    fn every_team_of_the_tour_has_its_name_and_its_captain_and_three_have_their_decisions() {
        let tour = tour("2026-11-30");
        assert_eq!(tour.teams.len(), 6);
        assert_eq!(tour.teams.iter().filter(|team| team.beside.is_some()).count(), 3);
        for Toured { itself, beside } in &tour.teams {
            let view = CharterView::of(&itself.sheet, &tour.org, &itself.doc);
            assert!(!itself.sheet.text(charter::NAME).is_empty());
            assert!(matches!(view.captain, Captain::One { .. }), "{}", itself.doc);
            assert!(view.claims.iter().all(|claim| !claim.name.is_empty()), "{}: surfaces have names", itself.doc);
            assert!(beside.iter().all(|log| log.kind.subject_of(&log.doc).as_ref() == Some(&itself.doc)));
        }
    }

    #[test]
    fn the_tour_has_four_sets_of_goals_that_lead_to_its_own_documents_and_two_forums_with_a_meeting_each() {
        let tour = tour("2026-11-30");
        let kinds: Vec<Kind> = tour.others.iter().map(|one| one.itself.kind).collect();
        let (goals, forum) = (okr::KIND, series::KIND);
        assert_eq!(kinds, [goals, goals, goals, goals, forum, forum]);
        for Toured { itself, beside } in &tour.others {
            assert_eq!(beside.is_some(), itself.kind == forum, "{}", itself.doc);
            assert!(beside.iter().all(|held| held.kind.subject_of(&held.doc).as_ref() == Some(&itself.doc)));
        }
        let team = tour.others[1].itself.sheet.value(okr::TEAM).words();
        assert!(tour.teams.iter().any(|one| one.itself.doc.as_str() == team), "{team}");
    }
}
