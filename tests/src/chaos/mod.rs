//! A simulated network of honest peers around one hub, all of them behind a gate.
//!
//! Everything follows from one seed: who takes part, what they write, what the network drops, doubles and reorders.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests: what fails here fails the test")]

pub mod edits;
pub mod hostile;
pub mod hub;
pub mod ordeal;
pub mod peer;
pub mod render;
pub mod scenario;
pub mod yjs;

use muster_shared::sync::gate::{Class, Root, Schema};

/// The kind of document a scenario is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Everything stock clients may do: [`Schema::Any`].
    Free,
    /// Text roots, and maps of values, rows and their texts, as our own kinds have them.
    Typed,
}

const TYPED: &[Root] = &[
    Root { name: "text", class: Class::Text },
    Root { name: "map", class: Class::Map },
    Root { name: "rows", class: Class::Map },
];

impl Shape {
    /// The schema that the gate is given.
    pub fn schema(self) -> Schema {
        match self {
            Self::Free => Schema::Any,
            Self::Typed => Schema::Roots(TYPED.to_vec()),
        }
    }

    /// The roots and what they are read as.
    pub fn roots(self) -> &'static [Root] {
        const FREE: &[Root] = &[
            Root { name: "text", class: Class::Text },
            Root { name: "map", class: Class::Map },
            Root { name: "list", class: Class::Array },
            Root { name: "xml", class: Class::Xml },
        ];
        match self {
            Self::Free => FREE,
            Self::Typed => TYPED,
        }
    }
}
