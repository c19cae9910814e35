//! Ids are types: `FromStr` is the only way in, so a raw string never stands where an id is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A string that cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an id: 1 to 64 letters, digits, `-` or `_` are")]
pub struct BadId(pub String);

fn is_plain(text: &str) -> bool {
    let letters = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    letters && (1..=64).contains(&text.len())
}

macro_rules! plain_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                if is_plain(text) { Ok(Self(text.to_owned())) } else { Err(BadId(text.chars().take(80).collect())) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadId;

            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

plain_id! {
    /// A document. 128 random bits when we make it; whatever fits the alphabet when a stock client does.
    DocId
}
plain_id! {
    /// A row of a list in a document: who made it and at which clock, so two devices never make the same one.
    RowId
}
plain_id! {
    /// The history a copy belongs to, made once with the document. Copies of two lineages must never be merged.
    Lineage
}

impl DocId {
    /// The workspace's one `org` document.
    pub fn org() -> Self {
        Self("org".to_owned())
    }

    /// An id made of 128 random bits, drawn by the caller.
    pub fn from_random(bits: u128) -> Self {
        Self(base_62(bits))
    }
}

impl Lineage {
    /// A lineage made of 128 random bits, drawn by the caller.
    pub fn from_random(bits: u128) -> Self {
        Self(base_62(bits))
    }
}

/// The word that ids of the worked example's rows begin with. No device makes such an id: those are digits and letters
/// around a `-`, and ids made of words have none of the two.
const EXAMPLE: &str = "example_";

impl RowId {
    /// The same id for a row of the worked example: it tells so for good, wherever it is copied.
    #[must_use]
    pub fn of_example(self) -> Self {
        Self(format!("{EXAMPLE}{}", self.0))
    }

    /// Whether a row belongs to the worked example.
    pub fn is_example(&self) -> bool {
        self.0.starts_with(EXAMPLE)
    }

    /// Whether the server made a row, of a file or of the example: its id is made of words, and no device makes such an id.
    pub fn is_of_a_file(&self) -> bool {
        is_of_a_file(&self.0)
    }

    /// The id of a row made by `client` at `clock`.
    pub fn made_by(client: u64, clock: u32) -> Self {
        Self(format!("{}-{}", base_62(client.into()), base_62(clock.into())))
    }
}

/// Whether an id is made of words, as the server makes them of files. It holds no `-`.
pub(crate) fn is_of_a_file(row: &str) -> bool {
    !row.contains('-')
}

/// A number in letters and digits, shortest first place last.
pub fn base_62(mut number: u128) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(DIGITS[(number % 62) as usize]));
        number /= 62;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

/// A client id from one of its clocks on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Since {
    /// The client id.
    pub client: u64,
    /// The clock; at 0 it is all that was ever written under the id.
    pub clock: u32,
}

/// One connection in a room. Numbered by the server, never reused while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_1_to_64_plain_characters() {
        for (text, fits) in [
            ("a", true),
            ("A_b-9", true),
            ("", false),
            ("a/b", false),
            ("..", false),
            ("ä", false),
            (&"x".repeat(65), false),
        ] {
            assert_eq!(text.parse::<DocId>().is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn random_bits_make_a_valid_id() {
        for bits in [0, 1, 61, 62, u128::MAX] {
            assert!(DocId::from_random(bits).as_str().parse::<DocId>().is_ok());
        }
    }
}
