//! The kinds of document there are. A new kind is a folder here, a folder of faces in the app, a variant and an arm below.

pub mod charter;
mod digest;
pub mod log;
pub mod org;
pub mod outline;
mod rights;
mod spec;
pub mod talk;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use digest::{Digest, Line};
pub use rights::{Right, Rights, role_in};
pub use spec::{Face, Noun, Spec, Subject};

use crate::id::DocId;
use crate::sheet::{Schema, Sheet};
use outline::Outline;

/// Every kind of document. Nothing outside this folder names one: it asks the kind's [`Spec`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A team's charter.
    Charter,
    /// The workspace: who captains which team, which functions a team needs, which surfaces there are.
    Org,
    /// The talk about a charter: comments and suggestions.
    Talk,
    /// The decisions of a team, and their outcomes.
    Log,
}

/// A word that names no kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no kind of document called `{0}`")]
pub struct NoSuchKind(pub String);

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Charter, Self::Org, Self::Talk, Self::Log];

    /// The kind's short lower-case name, as in element names and in the API.
    pub fn name(self) -> &'static str {
        self.schema().kind
    }

    /// All that differs from kind to kind: the one place that tells them apart.
    pub fn spec(self) -> &'static Spec {
        match self {
            Self::Charter => &charter::SPEC,
            Self::Org => &org::SPEC,
            Self::Talk => &talk::SPEC,
            Self::Log => &log::SPEC,
        }
    }

    /// The schema of documents of this kind.
    pub fn schema(self) -> &'static Schema {
        self.spec().schema
    }

    /// How a document of this kind reads.
    pub fn outline(self) -> &'static Outline {
        self.spec().outline
    }
}

impl Kind {
    /// The digest of a document of this kind; `None` where charters' summaries say more, or a list says nothing.
    ///
    /// It stands in no [`Spec`]: a page that lists nothing does not carry the code for it.
    pub fn digest(self, sheet: &Sheet) -> Option<Digest> {
        self.has_digest().then(|| log::digest(sheet))
    }

    /// Whether a list says more of a document of this kind than that it is there, and not as a summary.
    pub fn has_digest(self) -> bool {
        self == log::KIND
    }
}

/// Every document there may be about `subject`.
pub fn companions(subject: &DocId) -> impl Iterator<Item = DocId> {
    Kind::ALL.into_iter().filter_map(|kind| kind.about(subject))
}

/// The kind and the subject that a document of this id has, if it is one about another: such an id is no other
/// document's.
pub fn companion(doc: &DocId) -> Option<(Kind, DocId)> {
    Kind::ALL.into_iter().find_map(|kind| Some((kind, kind.subject_of(doc)?)))
}

impl FromStr for Kind {
    type Err = NoSuchKind;

    fn from_str(name: &str) -> Result<Self, NoSuchKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| NoSuchKind(name.to_owned()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
