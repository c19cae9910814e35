//! How much of a charter is agreed as a whole.

use serde::{Deserialize, Serialize};

use super::agreement::{Agreed, Coverage, asked};
use crate::kinds::charter::CharterView;
use crate::order;
use crate::sheet::Labels;

/// The people whose agreement counts, and how many of them stand by every section that they are asked about. It is the one
/// count of the whole: on the page and on paper, in other people's pages, and on home.
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
        let counted = || covered.iter().flat_map(Coverage::counted);
        let mut people: Vec<String> = asked(view, labels).iter().chain(counted()).map(Agreed::identity).collect();
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
        Self { agreed, stale, of: people.len() }
    }

    /// The count in words.
    pub fn says(self) -> String {
        format!("{} of {} agree to everything", self.agreed, self.of)
    }

    /// The same; nothing while nobody has signed anything.
    pub fn begun(self, covered: &[Coverage]) -> Option<Self> {
        covered.iter().flat_map(|one| &one.people).any(|one| one.signature.is_some()).then_some(self)
    }

    /// The count in lines, the whole before its sections; none while nobody has signed anything.
    pub fn lines(self, covered: &[Coverage]) -> Vec<String> {
        let Some(whole) = self.begun(covered) else { return Vec::new() };
        let sections = covered.iter().map(|one| format!("{}: {}", one.section.title(), one.says()));
        std::iter::once(whole.says()).chain(sections).collect()
    }
}
