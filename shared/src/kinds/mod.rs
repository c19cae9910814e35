//! The kinds of document there are. A new kind is a folder here, a folder of faces in the app, and one variant below.

pub mod charter;
pub mod org;
pub mod outline;
pub mod talk;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::sheet::Schema;
use outline::Outline;

/// Every kind of document, matched exhaustively wherever a kind matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A team's charter.
    Charter,
    /// The workspace: who captains which team, which functions a team needs, which surfaces there are.
    Org,
    /// What is said about a charter: comments and suggestions.
    Talk,
}

/// A word that names no kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no kind of document called `{0}`")]
pub struct NoSuchKind(pub String);

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Charter, Self::Org, Self::Talk];

    /// The kind's short lower-case name, as in element names and in the API.
    pub fn name(self) -> &'static str {
        self.schema().kind
    }

    /// What a document of this kind may hold.
    pub fn schema(self) -> &'static Schema {
        match self {
            Self::Charter => &charter::SCHEMA,
            Self::Org => &org::SCHEMA,
            Self::Talk => &talk::SCHEMA,
        }
    }

    /// How a document of this kind reads.
    pub fn outline(self) -> &'static Outline {
        match self {
            Self::Charter => &charter::OUTLINE,
            Self::Org => &org::OUTLINE,
            Self::Talk => &talk::OUTLINE,
        }
    }
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
