//! Single values whose silent loss would hurt: concurrent writes are kept side by side.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::order;

/// A single value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A few words, a day, or one word of a set.
    Words(String),
}

impl From<&str> for Value {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Value {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl Value {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The words, if it is words.
    pub fn words(&self) -> Option<&str> {
        if let Self::Words(words) = self { Some(words) } else { None }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Self::Number(number) => write!(f, "{number}"),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// Why a value may not stand in a field: a sentence for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadValue {
    /// Not a finite number.
    #[error("write a number here")]
    NotANumber,
    /// Not a day of the calendar.
    #[error("write a day here, as 2026-11-22")]
    NotADay,
    /// Not one of the words that may stand here.
    #[error("choose one of: {0}")]
    NotOneOf(String),
    /// Over 400 characters.
    #[error("keep it under 400 characters")]
    TooLong,
    /// Over 20,000 characters.
    #[error("keep it under 20,000 characters")]
    FarTooLong,
    /// More than one line.
    #[error("keep it on one line")]
    ManyLines,
    /// A value of another kind.
    #[error("this value does not belong here")]
    WrongKind,
}

/// One write of a value: what, by whom, when by their own clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Write {
    /// Made once, with the write.
    pub id: String,
    /// The value that was written.
    pub value: Value,
    /// The writer's name as they gave it.
    #[serde(default)]
    pub by: String,
    /// When, in milliseconds since 1970 by the writer's clock.
    #[serde(default)]
    pub at_ms: u64,
}

/// A value and, where two people wrote it at once, every write until somebody picks one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Register {
    /// Writes nobody has superseded, latest first.
    pub writes: Vec<Write>,
}

impl Register {
    /// The value to show: the latest write by the writers' clocks.
    pub fn shown(&self) -> Option<&Value> {
        self.writes.first().map(|write| &write.value)
    }

    /// Whether somebody must pick one of several.
    pub fn is_open(&self) -> bool {
        self.writes.len() > 1
    }

    /// Whether nobody has written it.
    pub fn is_vacant(&self) -> bool {
        self.writes.is_empty()
    }

    /// The shown number.
    pub fn number(&self) -> Option<f64> {
        self.shown().and_then(Value::number)
    }

    /// The shown words; empty if there are none.
    pub fn words(&self) -> &str {
        self.shown().and_then(Value::words).unwrap_or("")
    }

    /// Puts the writes into the one order every copy shows.
    pub(super) fn sort(&mut self) {
        order::sort_by(&mut self.writes, |a, b| b.at_ms.cmp(&a.at_ms).then_with(|| a.id.cmp(&b.id)));
    }
}
