//! How much of a charter is agreed as a whole.

use serde::{Deserialize, Serialize};

use super::agreement::{Agreed, Coverage, asked};
use crate::kinds::charter::CharterView;
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
