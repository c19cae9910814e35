//! One step of the worksheet: the parts of the charter that it fills, and nothing else of it.

use leptos::prelude::*;

use super::parts::decide::{Decide, NonNegotiables};
use super::parts::mandate::Mandate;
use super::parts::mission::mission;
use super::parts::people::People;
use super::parts::title::title;
use super::use_charter::UseCharter;

/// A step; the last one, metrics, is a view of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    People,
    Relationships,
    Mission,
    Mandate,
}

impl Step {
    /// The step that a view is called after.
    pub(super) fn of(view: &str) -> Option<Self> {
        match view {
            "people" => Some(Self::People),
            "relationships" => Some(Self::Relationships),
            "mission" => Some(Self::Mission),
            "mandate" => Some(Self::Mandate),
            _ => None,
        }
    }
}

/// The step's parts.
#[component]
pub(super) fn Parts(cx: UseCharter, step: Step) -> impl IntoView {
    let parts = match step {
        Step::People => view! { {title(cx)}<People cx/> }.into_any(),
        Step::Relationships => view! { <Decide cx/><NonNegotiables cx/> }.into_any(),
        Step::Mission => mission(cx),
        Step::Mandate => view! { <Mandate cx/> }.into_any(),
    };
    view! { <div class="doc">{parts}</div> }
}
