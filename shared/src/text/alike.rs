//! Texts that say nearly the same: those of which most words are in both, signs and order aside.

use std::collections::BTreeSet;

use crate::{names, order};

/// Two texts are nearly the same when so large a part of their words is.
const ALIKE: f64 = 0.75;
/// Texts of fewer words are alike by chance.
const WORDS_MIN: usize = 4;

/// The words of a text as they are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bag(BTreeSet<String>);

impl Bag {
    /// The words of a text.
    pub fn of(text: &str) -> Self {
        let words = text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
        Self(order::gather(words.map(names::key)))
    }

    /// Whether two texts say nearly the same.
    pub fn is_like(&self, other: &Self) -> bool {
        let both = self.0.intersection(&other.0).count();
        let all = self.0.len() + other.0.len() - both;
        self.0.len().min(other.0.len()) >= WORDS_MIN && both as f64 >= all as f64 * ALIKE
    }
}
