//! The talk about a document: comments, suggestions and agreements. It is a document of its own beside the other, so
//! that a commenter never touches that one, and its rights follow from the other's (`kinds::role_in`).

mod agreement;
mod asks;
mod count;
mod drift;
mod judged;
mod matter;
pub mod mentioned;
mod outline;
mod own_words;
mod plainly;
mod readers;
mod section;
mod threads;
mod whole;

pub use agreement::{Agreed, Coverage, Signature, Stand, coverage};
pub use count::Whole;
pub use drift::{drift, fingerprint};
pub use judged::Judged;
pub use matter::{Matter, matter};
pub use outline::OUTLINE;
pub use own_words::{OwnWords, own_words};
pub use plainly::{Asked, Plain, Plainly, counted_plainly, plainly, plainly_with_earlier};
pub use readers::{Reader, readers, unread, waits};
use section::CAPTAIN;
pub use section::Section;
pub use threads::{Anchor, Remark, Thread, Threads, in_order, step, threads, with_earlier};
pub use whole::{Tally, unconfirmed};

use crate::access::Role;
use crate::asks::Asks;
use crate::id::DocId;
use crate::kinds::{Kind, Noun, Rights, Spec, Subject, companion, rights};
use crate::sheet::{Field, Is, List, Schema};

/// Comments, and answers to them.
pub const COMMENTS: &str = "comments";
/// Other words proposed for a text of the charter.
pub const SUGGESTIONS: &str = "suggestions";
/// Requests to say something plainly, and the plain words that answer them.
pub const PLAINLY: &str = "plainly";
/// The agreements of people with a section, as they read it.
pub const AGREEMENTS: &str = "agreements";
/// Answers of editors to whether other words change what was agreed.
pub const JUDGED: &str = "judged";
/// The mission as each of those who are asked would say it.
pub const OWN_WORDS: &str = "own_words";
/// The people whom a comment or a suggestion mentions.
pub const MENTIONED: &str = "mentioned";

/// The readings of the document by people who say so.
pub const READS: &str = "reads";
/// A fingerprint of the words that somebody read.
pub const READ_AS: &str = "read_as";
/// The day on which they did.
pub const READ_ON: &str = "read_on";

/// The subject of a row: see [`Anchor`], or a [`Section`]'s name. Its author wrote the row: its stamp says when, and
/// under which name. The server knows the real author by the client id.
pub const ON: &str = "on";
/// The comment's words; of a suggestion, why; of an agreement, the reservation.
pub const TEXT: &str = "text";
/// Where the words stand that a comment is about: see [`crate::sheet::Span`]; vacant where nobody may change them.
pub const AT: &str = "at";
/// The words that a comment is about, as they were; vacant where it is about all of its subject.
pub const QUOTED: &str = "quoted";
/// The comment or suggestion it answers, or that mentions somebody.
pub const ANSWERS: &str = "answers";
/// The author who is asked for plain words, vacant where nobody is known to be; the person who is mentioned.
pub const OF: &str = "of";
/// Whether it is dealt with.
pub const RESOLVED: &str = "resolved";
/// The words proposed.
pub const PROPOSED: &str = "proposed";
/// The charter's words when they were agreed to, or when other words were proposed.
pub const SEEN: &str = "seen";
/// The words in the place of those that were agreed to.
pub const NOW: &str = "now";
/// Whether they change what was agreed.
pub const CHANGES: &str = "changes";
/// How somebody stands to a section: see [`Stand`].
pub const STAND: &str = "stand";

/// The things that one of its documents asks of people.
pub(super) const ASKS: Asks = Asks { of: asks::asks, needs_subject: true };

/// The kind.
pub const KIND: Kind = Kind::Talk;

/// All that is so of talks.
pub static SPEC: Spec = Spec {
    noun: Noun { one: "talk", many: "talks" },
    schema: &SCHEMA,
    rights: Rights { begin: None, ..rights::OF_A_CHARTER },
    subject: Subject::Of("-talk"),
    beside: &[],
    face: Err("What is said about a charter is shown beside the charter."),
};

/// The schema of a talk.
pub static SCHEMA: Schema = Schema {
    kind: "talk",
    version: 1,
    writer: Role::Commenter,
    common: Role::Editor,
    texts: &[],
    values: &[],
    keyed: &[],
    lists: &[
        List::new(
            COMMENTS,
            &[TEXT],
            &[
                Field::new(ON, Is::Words),
                Field::new(ANSWERS, Is::Words),
                Field::new(AT, Is::Words),
                Field::new(QUOTED, Is::Paragraphs),
                Field::new(RESOLVED, Is::Flag),
            ],
        )
        .own(&[RESOLVED])
        .copying(&[QUOTED]),
        List::new(SUGGESTIONS, &[TEXT, PROPOSED, SEEN], &[Field::new(ON, Is::Words), Field::new(RESOLVED, Is::Flag)])
            .own(&[RESOLVED])
            .copying(&[SEEN]),
        List::new(
            AGREEMENTS,
            &[TEXT, SEEN],
            &[Field::new(ON, Is::Words), Field::new(STAND, Is::OneOf(&["agree", "reserve", "object"]))],
        )
        .own(&[])
        .quoting(SEEN, (ON, CAPTAIN))
        .copying(&[SEEN]),
        List::new(
            PLAINLY,
            &[TEXT],
            &[Field::new(ON, Is::Words), Field::new(ANSWERS, Is::Words), Field::new(OF, Is::Person)],
        )
        .own(&[]),
        List::new(
            JUDGED,
            &[],
            &[
                Field::new(ON, Is::Words),
                Field::new(SEEN, Is::Paragraphs),
                Field::new(NOW, Is::Paragraphs),
                Field::new(CHANGES, Is::Flag),
            ],
        )
        .append()
        .added_by(Role::Editor)
        .copying(&[SEEN, NOW]),
        List::new(OWN_WORDS, &[TEXT], &[Field::new(ON, Is::Words)]).own(&[]),
        List::new(
            MENTIONED,
            &[],
            &[Field::new(ON, Is::Words), Field::new(ANSWERS, Is::Words), Field::new(OF, Is::Person)],
        )
        .own(&[]),
        List::new(
            READS,
            &[],
            &[Field::new(ON, Is::Words), Field::new(READ_AS, Is::Words), Field::new(READ_ON, Is::Day)],
        )
        .append(),
    ],
};

/// The talk about a charter. `None` when the charter's id is so long that no id is left: none that we make is.
pub fn about(charter: &DocId) -> Option<DocId> {
    KIND.about(charter)
}

/// The talks in which people speak of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talks {
    /// The talk that takes new words.
    pub own: DocId,
    /// The talk in which people spoke of its rows before it had one of its own: that of the document it is about.
    pub earlier: Option<DocId>,
}

impl Talks {
    /// The talks about a document. One whose id leaves no room for its own talk has that of the document it is about.
    pub fn of(doc: &DocId) -> Option<Self> {
        let earlier = companion(doc).and_then(|(_, subject)| about(&subject));
        match about(doc) {
            Some(own) => Some(Self { own, earlier }),
            None => earlier.map(|own| Self { own, earlier: None }),
        }
    }
}

/// The charter that a talk is about; `None` when the id is not a talk's.
pub fn charter_of(talk: &DocId) -> Option<DocId> {
    KIND.subject_of(talk)
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    #[test]
    fn a_talk_and_its_charter_are_found_by_each_others_ids() {
        let charter = DocId::from_random(u128::MAX);
        let talk = about(&charter).expect("an id we make leaves room");
        assert_eq!((talk.as_str().len() <= 64, charter_of(&talk)), (true, Some(charter.clone())));
        assert_eq!(charter_of(&charter), None);
        for (length, has_talk) in [(59, true), (60, false)] {
            let charter: DocId = "a".repeat(length).parse().expect("an id");
            assert_eq!(about(&charter).is_some(), has_talk, "{length}");
        }
        assert_eq!(charter_of(&"-talk".parse().expect("an id")), None);
    }

    #[test]
    fn what_is_said_of_a_log_goes_into_its_own_talk_and_was_said_in_its_charters() {
        let long = format!("{}-log", "a".repeat(58));
        for (doc, own, earlier) in [
            ("ours", "ours-talk", None),
            ("ours-log", "ours-log-talk", Some("ours-talk")),
            ("weekly-r20261124T1000", "weekly-r20261124T1000-talk", Some("weekly-talk")),
            // No room is left for a talk of its own.
            (&*long, &*format!("{}-talk", "a".repeat(58)), None),
        ] {
            let talks = Talks::of(&doc.parse().expect("an id")).expect("a talk");
            assert_eq!((talks.own.as_str(), talks.earlier.as_ref().map(DocId::as_str)), (own, earlier), "{doc}");
        }
    }
}
