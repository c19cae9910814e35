//! How much of a charter is agreed as a whole.

use super::agreement::{Agreed, Coverage, asked};
use super::count::Whole;
use super::section::Section;
use crate::kinds::charter::CharterView;
use crate::kinds::org::Captain;
use crate::order;
use crate::sheet::Labels;
use crate::text::words::listed;

/// The people who agree to a charter or to one section of it, counted and in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// The section's title; empty for the whole.
    pub title: &'static str,
    /// The count in words.
    pub says: String,
    /// The people who agree with what it says now.
    pub agreed: usize,
    /// Those who agreed with what it said before.
    pub stale: usize,
    /// All of them.
    pub of: usize,
}

impl Whole {
    /// The agreement with a charter, out of that with each of its sections.
    pub fn of(view: &CharterView, labels: &Labels, covered: &[Coverage]) -> Self {
        let counted = || covered.iter().flat_map(Coverage::counted);
        let team = asked(view, labels);
        let mut people: Vec<String> = team.iter().chain(counted()).map(Agreed::identity).collect();
        order::sort(&mut people);
        people.dedup();
        let of_person = |who: &String| counted().filter(|one| one.identity() == *who).collect::<Vec<_>>();
        let is_stale = |one: &&Agreed| one.signature.as_ref().is_some_and(|given| given.is_stale);
        let (mut agreed, mut stale) = (0, 0);
        for who in &people {
            let theirs = of_person(who);
            agreed += usize::from(!theirs.is_empty() && theirs.iter().all(|one| one.is_current()));
            stale += usize::from(theirs.iter().any(is_stale));
        }
        let seen = Self { agreed, stale, of: people.len() };
        covered.iter().fold(seen, |whole, one| whole.with(one.unseen))
    }

    /// The same; nothing while nobody has signed anything.
    pub fn begun(self, covered: &[Coverage]) -> Option<Self> {
        covered.iter().flat_map(|one| &one.people).any(|one| one.signature.is_some()).then_some(self)
    }

    /// The counts, that of the whole before those of its sections; none while nobody has signed anything.
    pub fn tallies(self, covered: &[Coverage]) -> Vec<Tally> {
        let Some(whole) = self.begun(covered) else { return Vec::new() };
        let Self { agreed, stale, of } = whole;
        let sections = covered.iter().map(|one| Tally {
            title: one.section.title(),
            says: format!("{}: {}", one.section.title(), one.says()),
            agreed: one.n_agreed(),
            stale: one.n_stale(),
            of: one.counted().count(),
        });
        std::iter::once(Tally { title: "", says: whole.says(), agreed, stale, of }).chain(sections).collect()
    }

    /// The warning where a team decides by itself before enough people agree to its charter; `released` are the classes of
    /// decisions that are its to take. It takes nothing back: captain and leader see it, and go on as they like.
    pub fn too_early(self, released: &[String]) -> Option<String> {
        let is_early = self.of > 0 && self.agreed * 4 < self.of * 3;
        (is_early && !released.is_empty()).then(|| {
            format!(
                "Released too early: the team decides on {} by itself, while {}. High alignment and loose coupling: “One \
                 cannot exist without the other.”",
                listed(released),
                self.says()
            )
        })
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
        let signature = Signature { row: RowId::made_by(1, 1), at_ms: 1, stand, seen, note, is_stale, is_open: false };
        let captain = Agreed { id: None, name: "Ada".to_owned(), is_asked: true, signature: Some(signature) };
        let (words, unseen) = ("words".to_owned(), Whole::default());
        Coverage { section, words, people: vec![captain], unseen, unproven: Vec::new(), judged: Vec::new() }
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

    #[test]
    fn people_whom_the_reader_does_not_see_count_in_the_section_and_in_the_whole() {
        let id: DocId = "team-1".parse().unwrap_or_else(|_| DocId::org());
        let view = CharterView::of(&Sheet::default(), &Sheet::default(), &id);
        let unseen = Whole { agreed: 1, stale: 1, of: 3 };
        let mandate = Coverage { unseen, ..covered(Section::Mandate, Stand::Agrees, false) };
        assert_eq!(mandate.says(), "2 of 4 agree, 1 stale");
        let all = [covered(Section::Mission, Stand::Agrees, false), mandate];
        let whole = Whole::of(&view, &Labels::default(), &all);
        assert_eq!(whole, Whole { agreed: 2, stale: 1, of: 4 });
        assert_eq!(whole.without(unseen), Whole { agreed: 1, stale: 0, of: 1 });
        assert_eq!(unseen.without(whole), Whole::default(), "fewer than nobody there are not");
    }

    #[test]
    fn a25_a_team_that_decides_by_itself_before_three_in_four_agree_is_released_too_early() {
        let pricing = ["Pricing".to_owned()];
        for (agreed, of, released, is_early) in [
            (0, 4, &pricing[..], true),
            (2, 4, &pricing, true),
            (3, 4, &pricing, false),
            (4, 4, &pricing, false),
            (5, 7, &pricing, true),
            (6, 7, &pricing, false),
            (0, 4, &[], false),
            (0, 0, &pricing, false),
        ] {
            let said = Whole { agreed, stale: 0, of }.too_early(released);
            assert_eq!(said.is_some(), is_early, "{agreed} of {of}, {released:?}");
            assert!(
                said.is_none_or(|said| said.contains(&format!("{agreed} of {of} agree")) && said.contains("Pricing"))
            );
        }
    }
}
