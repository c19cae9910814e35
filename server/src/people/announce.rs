//! Changes of rights are announced to the connections they concern. A connection names the topics its rights depend on,
//! and is woken by a change of one of those and by no other: a change of one person costs nothing to everybody else.

use muster_shared::id::DocId;
use muster_shared::kinds::subjects;

use crate::announcements;

/// Where changes of rights are announced.
pub type Announcements = announcements::Announcements<Topic>;
/// A connection that wants to be woken by changes of rights.
pub type Listener = announcements::Listener<Topic>;

/// Something that rights depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A person, by id: their rank, grants, sessions and name.
    Person(String),
    /// A document: whether it is deleted.
    Doc(DocId),
    /// A key that tokens are signed with, by id.
    Key(String),
    /// A read link, by id: whether it is withdrawn, and the names that its holders say.
    Link(String),
    /// Somebody's rank: whatever they gave to others may be worth something else, wherever that is.
    Everybody,
}

impl Topic {
    /// A person.
    pub fn person(id: &str) -> Self {
        Self::Person(id.to_owned())
    }

    /// Every document that a connection to `doc` depends on: a talk is deleted with its charter, or with the series of the
    /// review that it is about.
    pub fn docs(doc: &DocId) -> impl Iterator<Item = Self> {
        subjects(doc).map(Self::Doc)
    }
}
