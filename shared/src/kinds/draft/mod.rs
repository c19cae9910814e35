//! Words and votes of one person in one review, before they are shown to anybody: a document of its author alone. It has no
//! page, no place in a list, and nobody else ever opens it. At the reveal its author's devices put the words into the review.

mod asks;
mod outline;
mod schema;
mod view;

pub use outline::OUTLINE;
pub use schema::*;
pub use view::{Silent, Spent, StillOut, is_put_in};

use crate::asks::Asks;
use crate::id::DocId;
use crate::kinds::{Kind, Noun, Spec, Subject, rights};

/// The things that one of its documents asks of its author.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: true };

/// The kind.
pub const KIND: Kind = Kind::Draft;

/// All that is so of drafts.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "draft", many: "drafts" },
    schema: &SCHEMA,
    rights: rights::OF_NOBODY,
    subject: Subject::Personal("-d-"),
    beside: &[],
    face: Err("Words that are written in silence are shown in their review, to their author alone."),
};

/// The draft of a person in a review. `None` where the review's id leaves no room for another: none that we make is so long.
pub fn of(review: &DocId, person: &str) -> Option<DocId> {
    KIND.about_for(review, person)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::kinds::{companion, review, root};

    #[test]
    fn a_draft_is_found_by_its_review_and_its_person_and_no_other_id_reads_as_one() {
        let series = DocId::from_random(u128::MAX);
        let review = review::occurrence(&series, &"2026-11-24T10:00".parse().unwrap()).unwrap();
        let person = format!("p{}", DocId::from_random(u128::MAX));
        let draft = of(&review, &person).unwrap();
        assert!(draft.as_str().len() <= 64);
        assert_eq!(companion(&draft), Some((KIND, review.clone())));
        assert_eq!((KIND.person_of(&draft), root(&draft, Some(KIND))), (Some(person.as_str()), series.clone()));
        for person in ["", "a wiki:7", "p-1", "a b"] {
            assert_eq!(of(&review, person), None, "{person}");
        }
        for id in ["team-1-d-p1", "-d-p1", "weekly-r20261124T1000-d-", "weekly-r20261124T1000-d-p_1", "weekly-d-p1"] {
            assert_eq!(KIND.subject_of(&id.parse().unwrap()), None, "{id}");
        }
        assert_eq!(KIND.about(&series), None);
        assert_eq!(of(&"x".repeat(60).parse().unwrap(), "p1"), None, "no room is left");
    }
}
