//! The aims of a cycle in a few facts that a list can carry: their team, their days, and the thing that each of them points to.

use serde::{Deserialize, Serialize};

use crate::id::RowId;

/// The aims of a team or of the company for a cycle.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aims {
    /// The charter of the team, by its id; empty where they are the company's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub team: String,
    /// The first day of the cycle; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub starts: String,
    /// The last day; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ends: String,
    /// The objectives in their order.
    pub objectives: Vec<Aim>,
}

/// An objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aim {
    /// Its row.
    pub row: RowId,
    /// Its words, on one line.
    pub words: String,
    /// The document and the row above it, with a `/` between; empty where nothing is, or it is only named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub towards: String,
    /// Whether somebody said why it stands alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
}
