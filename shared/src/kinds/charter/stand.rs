//! How a team stands to a surface, as small as a list of all teams needs it.

use serde::{Deserialize, Serialize};

/// How a team stands to a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It answers for it, alone.
    Own,
    /// It answers for it with another team.
    Share,
    /// It is asked before it changes.
    Consult,
}

/// The stand of a team to one surface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// The surface's id in the registry, or a proposal: see [`crate::kinds::org::proposed`].
    pub surface: String,
    /// How the team stands to it.
    pub mode: Mode,
    /// When that was last written, in milliseconds since 1970 by the writer's clock; 0 where nobody knows.
    #[serde(default)]
    pub since_ms: u64,
}

impl Mode {
    /// The word that names it in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Share => "share",
            Self::Consult => "consult",
        }
    }

    /// The mode a word names; what nobody said counts as consulting, the least of the three.
    pub fn of(word: &str) -> Self {
        match word {
            "own" => Self::Own,
            "share" => Self::Share,
            _ => Self::Consult,
        }
    }
}
