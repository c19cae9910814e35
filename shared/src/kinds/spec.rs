//! The spec of a kind: one table of all that is so of its documents.

use super::Kind;
use super::rights::Rights;
use super::slot::Slot;
use crate::id::DocId;
use crate::sheet::Schema;

/// All that differs from kind to kind.
#[derive(Debug)]
pub struct Spec {
    /// The kind's names in sentences.
    pub noun: Noun,
    /// The fields that a document of this kind may hold, and the kind's short lower-case name.
    pub schema: &'static Schema,
    /// The least rank or grant for everything that can be done with it.
    pub rights: Rights,
    /// The document that one of this kind stands for.
    pub subject: Subject,
    /// The kinds of documents that may stand beside one of this kind, about it.
    pub beside: &'static [Kind],
    /// The page that shows it in the app; else a sentence for the person who asks for one.
    pub face: Result<Face, &'static str>,
}

/// A kind's names in sentences.
#[derive(Debug, Clone, Copy)]
pub struct Noun {
    /// One document of the kind, without an article.
    pub one: &'static str,
    /// Several of them.
    pub many: &'static str,
}

/// The document that one stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// It stands for itself: people begin it, and its grants and history are its own.
    Itself,
    /// It is the workspace's own document: one, made with the workspace under a fixed id, and never deleted.
    Workspace,
    /// Another document: its id is that one's with this ending, and its grants and history are that one's. It is made
    /// when somebody first comes to it, and goes with the other.
    Of(&'static str),
    /// The same for one document of many about another: its id is that one's, this mark, and a slot.
    Each(&'static str),
    /// The same for one document a person: its id is that one's, this mark, and the person's id. It is that person's alone,
    /// and the other's audience may take part in the other without ever knowing of it.
    Personal(&'static str),
}

/// A page of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A charter.
    Charter,
    /// A decision log.
    Log,
    /// A series of reviews.
    Series,
    /// A review.
    Review,
    /// A strategy.
    Strategy,
    /// Goals for a cycle.
    Okr,
    /// The one that is drawn from the kind's outline, for a kind that draws nothing itself.
    Outline,
}

impl Face {
    /// Whether it is also an element for other people's pages, named after the kind.
    pub fn is_element(self) -> bool {
        match self {
            Self::Charter | Self::Log | Self::Series | Self::Review | Self::Okr => true,
            Self::Strategy | Self::Outline => false,
        }
    }

    /// The name of the table that such a document is also taken away as; `None` where it has none.
    pub fn table(self) -> Option<&'static str> {
        match self {
            Self::Charter => Some("metrics"),
            Self::Log => Some("decisions"),
            Self::Okr => Some("key-results"),
            Self::Series | Self::Review | Self::Strategy | Self::Outline => None,
        }
    }

    /// Whether another document can be begun with the words of such a one.
    pub fn is_copied(self) -> bool {
        self == Self::Charter
    }
}

impl Kind {
    /// The id of the document of this kind about `subject`. `None` where a kind is about nothing else, where there are many
    /// about one, or where no room is left in the id.
    pub fn about(self, subject: &DocId) -> Option<DocId> {
        match self.spec().subject {
            Subject::Of(ending) => format!("{subject}{ending}").parse().ok(),
            Subject::Itself | Subject::Workspace | Subject::Each(_) | Subject::Personal(_) => None,
        }
    }

    /// The id of the document of this kind about `subject` for a slot. `None` where a kind has no slots, or no room is left
    /// in the id.
    pub fn about_slot(self, subject: &DocId, slot: &Slot) -> Option<DocId> {
        match self.spec().subject {
            Subject::Each(mark) => format!("{subject}{mark}{}", slot.in_id()).parse().ok(),
            Subject::Itself | Subject::Workspace | Subject::Of(_) | Subject::Personal(_) => None,
        }
    }

    /// The id of the document of this kind about `subject` that is one person's. `None` where a kind is nobody's, where the
    /// person's id is none of an account, or where no room is left in the id.
    pub fn about_for(self, subject: &DocId, person: &str) -> Option<DocId> {
        let Subject::Personal(mark) = self.spec().subject else { return None };
        let id = format!("{subject}{mark}{person}").parse().ok()?;
        // An id that does not read back would be another document's.
        (self.person_of(&id) == Some(person)).then_some(id)
    }

    /// The document that one of this kind is about; `None` where it stands for itself.
    pub fn subject_of(self, doc: &DocId) -> Option<DocId> {
        match self.spec().subject {
            Subject::Of(ending) => doc.as_str().strip_suffix(ending)?.parse().ok(),
            Subject::Each(mark) => split(doc, mark)?.0.parse().ok(),
            Subject::Personal(mark) => self.personal(doc, mark).map(|(subject, _)| subject),
            Subject::Itself | Subject::Workspace => None,
        }
    }

    /// The slot of a document of this kind, where it has one.
    pub fn slot_of(self, doc: &DocId) -> Option<Slot> {
        match self.spec().subject {
            Subject::Each(mark) => split(doc, mark).map(|(_, slot)| slot),
            Subject::Itself | Subject::Workspace | Subject::Of(_) | Subject::Personal(_) => None,
        }
    }

    /// The person whose document of this kind has this id.
    pub fn person_of(self, doc: &DocId) -> Option<&str> {
        match self.spec().subject {
            Subject::Personal(mark) => self.personal(doc, mark).map(|(_, person)| person),
            Subject::Itself | Subject::Workspace | Subject::Of(_) | Subject::Each(_) => None,
        }
    }

    /// Whether documents of this kind are about others, and everybody's who may come to those.
    pub fn is_about_another(self) -> bool {
        matches!(self.spec().subject, Subject::Of(_) | Subject::Each(_))
    }

    /// Whether documents of this kind are one person's each, and nobody else's to know of.
    pub fn is_personal(self) -> bool {
        matches!(self.spec().subject, Subject::Personal(_))
    }

    /// The subject's id and the person in an id with this mark, where documents of this kind stand beside the subject.
    fn personal<'a>(self, doc: &'a DocId, mark: &str) -> Option<(DocId, &'a str)> {
        let (subject, person) = doc.as_str().rsplit_once(mark)?;
        let subject: DocId = subject.parse().ok()?;
        let is_account = !person.is_empty() && person.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let has_one = |host: Kind| host.spec().beside.contains(&self) && host.subject_of(&subject).is_some();
        (is_account && Self::ALL.into_iter().any(has_one)).then_some((subject, person))
    }
}

/// The subject's id and the slot in an id with this mark.
fn split<'a>(doc: &'a DocId, mark: &str) -> Option<(&'a str, Slot)> {
    let (subject, slot) = doc.as_str().rsplit_once(mark)?;
    Slot::of_id(slot).map(|slot| (subject, slot))
}
