//! Which decisions are looked for: by what became of them, by class, by words.

use leptos::prelude::*;
use muster_shared::kinds::log::Decision;
use muster_shared::names;

use crate::form::UseNames;

/// So many decisions are shown at a time.
const AT_A_TIME: usize = 25;

/// Whether a decision is one of some that are looked for together.
type Holds = fn(&Decision) -> bool;

/// The sorts of decisions that are looked for, by what became of them.
pub(super) const SORTS: [(&str, Holds); 4] = [
    ("All", |_| true),
    ("Looked at again", |one| !one.outcomes.is_empty()),
    ("Reversed", |one| !one.stands()),
    ("Taken above us", Decision::is_above),
];

/// The words and choices of a search.
#[derive(Clone, Copy)]
pub(super) struct Sift {
    /// The place of a sort in [`SORTS`].
    pub(super) sort: RwSignal<usize>,
    pub(super) class: RwSignal<String>,
    pub(super) words: RwSignal<String>,
    pub(super) at_most: RwSignal<usize>,
}

impl Sift {
    pub(super) fn new() -> Self {
        Self {
            sort: RwSignal::new(0),
            class: RwSignal::new(String::new()),
            words: RwSignal::new(String::new()),
            at_most: RwSignal::new(AT_A_TIME),
        }
    }

    /// Shows all decisions.
    pub(super) fn show_all(self) {
        self.sort.set(0);
        self.class.set(String::new());
        self.words.set(String::new());
        self.at_most.set(usize::MAX);
    }

    /// Whether a decision is one of those that are looked for.
    pub(super) fn holds(self, one: &Decision, people: UseNames) -> bool {
        let sought = names::sought(&self.words.get());
        let of_class = self.class.with(|class| class.is_empty() || one.class() == class);
        // People by their names of now, and by those they had then.
        let said = || names::sought(&format!("{} {}", people.label(one.decided_by()), one.said()));
        let is_found = sought.is_empty() || names::has_words(&said(), &sought);
        SORTS[self.sort.get()].1(one) && of_class && is_found
    }
}
