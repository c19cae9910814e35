//! Which decisions are looked for: by what became of them, by class, by words.

use leptos::prelude::*;
use muster_shared::kinds::log::Decision;
use muster_shared::names;

/// So many decisions are shown at a time.
const AT_A_TIME: usize = 25;

/// Which decisions are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    All,
    LookedAtAgain,
    Reversed,
    Above,
}

impl Which {
    pub(super) const ALL: [(Self, &'static str); 4] = [
        (Self::All, "All"),
        (Self::LookedAtAgain, "Looked at again"),
        (Self::Reversed, "Reversed"),
        (Self::Above, "Taken above us"),
    ];

    pub(super) fn holds(self, one: &Decision) -> bool {
        match self {
            Self::All => true,
            Self::LookedAtAgain => !one.outcomes.is_empty(),
            Self::Reversed => !one.stands(),
            Self::Above => one.is_above(),
        }
    }
}

/// The words and choices of a search.
#[derive(Clone, Copy)]
pub(super) struct Sift {
    pub(super) which: RwSignal<Which>,
    pub(super) class: RwSignal<String>,
    pub(super) words: RwSignal<String>,
    pub(super) at_most: RwSignal<usize>,
}

impl Sift {
    pub(super) fn new() -> Self {
        Self {
            which: RwSignal::new(Which::All),
            class: RwSignal::new(String::new()),
            words: RwSignal::new(String::new()),
            at_most: RwSignal::new(AT_A_TIME),
        }
    }

    /// Shows all decisions.
    pub(super) fn show_all(self) {
        self.which.set(Which::All);
        self.class.set(String::new());
        self.words.set(String::new());
        self.at_most.set(usize::MAX);
    }

    /// Whether a decision is one of those that are looked for.
    pub(super) fn holds(self, one: &Decision) -> bool {
        let sought = names::key(&self.words.get());
        let of_class = self.class.with(|class| class.is_empty() || one.class() == class);
        let said = || names::key(&one.row.values.values().map(|value| value.words()).collect::<Vec<_>>().join(" "));
        let is_found = sought.is_empty() || {
            let said = said();
            sought.split(' ').all(|word| said.contains(word))
        };
        self.which.get().holds(one) && of_class && is_found
    }
}
