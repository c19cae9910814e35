//! Names of surfaces that look like one: written apart or in one word, in another order, in the plural, with another ending, or
//! with one letter wrong. Names that are the same as names are compared are one surface already, and so not near.

use crate::names;
use crate::order;
use crate::text::is_one_letter_off;

/// Words that make no other name.
const SMALL: &[&str] = &["a", "and", "for", "in", "of", "on", "our", "the", "to", "with"];
/// Endings that make no other name, the longest first, and the letters in their place.
const ENDINGS: &[(&str, &str)] = &[("ing", ""), ("ies", "y"), ("es", ""), ("s", "")];
/// So many letters of a word are left without its ending, at least.
const STEM_MIN: usize = 3;
/// A word is as long as this before one letter in it may be wrong; short ones that differ are other words.
const TYPO_MIN: usize = 5;

/// The parts of a name that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    key: String,
    stems: Vec<String>,
    joined: String,
    letters: Vec<char>,
}

impl Likeness {
    /// Reads a name.
    pub fn of(name: &str) -> Self {
        let sought = names::sought(name);
        let words = sought.split(|sign: char| sign.is_ascii() && !sign.is_ascii_alphanumeric());
        let stems: Vec<String> = words.filter(|word| !word.is_empty() && !SMALL.contains(word)).map(stem).collect();
        let joined = stems.concat();
        let mut letters: Vec<char> = joined.chars().collect();
        order::sort(&mut letters);
        Self { key: names::key(name), stems, joined, letters }
    }

    /// Whether two names look like one surface.
    pub fn is_near(&self, other: &Self) -> bool {
        if self.key == other.key || self.joined.is_empty() || !self.digits().eq(other.digits()) {
            return false;
        }
        self.joined == other.joined || self.says_the_same(other) || self.has_a_typo_of(other)
    }

    /// Whether the words of one are those of the other, in any order and however they are joined.
    fn says_the_same(&self, other: &Self) -> bool {
        let is_of = |stems: &[String], joined: &str| stems.iter().all(|stem| joined.contains(stem.as_str()));
        self.letters == other.letters && (is_of(&self.stems, &other.joined) || is_of(&other.stems, &self.joined))
    }

    /// Whether they differ in one letter of one long word.
    fn has_a_typo_of(&self, other: &Self) -> bool {
        if self.stems.len() != other.stems.len() {
            return false;
        }
        let mut differing = self.stems.iter().zip(&other.stems).filter(|(one, other)| one != other);
        matches!((differing.next(), differing.next()), (Some((one, other)), None) if is_one_off(one, other))
    }

    fn digits(&self) -> impl Iterator<Item = char> {
        self.joined.chars().filter(char::is_ascii_digit)
    }
}

fn stem(word: &str) -> String {
    let ending = ENDINGS.iter().find_map(|(ending, instead)| {
        let stem = word.strip_suffix(ending)?;
        let is_whole = stem.len() >= STEM_MIN && !(*ending == "s" && stem.ends_with('s'));
        is_whole.then(|| format!("{stem}{instead}"))
    });
    ending.unwrap_or_else(|| word.to_owned())
}

/// Whether two long words differ in one letter: another one, one more, or two that changed places.
fn is_one_off(one: &str, other: &str) -> bool {
    one.chars().count().min(other.chars().count()) >= TYPO_MIN && is_one_letter_off(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_like_one_surface_are_found_and_others_are_not() {
        for (one, other, near) in [
            ("Key handover", "Handing over keys", true),
            ("Payouts", "Pay-outs", true),
            ("Check out", "Checkout", true),
            ("Repair dispatch", "Repairs dispatch", true),
            ("Search and map", "Search & map", true),
            ("Deposit return", "Return of deposits", true),
            ("Rent collection", "Rent colection", true),
            ("Rent collection", "Rent collectoin", true),
            ("Rent collection", "Rent collectison", true),
            ("Énergie", "Energie", true),
            ("Policies", "Policy", true),
            // The same name is one surface already.
            ("Key Handover", "key  handover", false),
            ("Platform 1", "Platform 2", false),
            ("Platform 12", "Platform 21", false),
            ("kubernetes-csi", "kubernetes-cosi", false),
            ("Listings", "Listing quality", false),
            ("Rent collection", "Debt collection", false),
            ("Search", "Arches", false),
            ("", "The", false),
            ("Access", "Accesses", true),
        ] {
            let (a, b) = (Likeness::of(one), Likeness::of(other));
            assert_eq!(a.is_near(&b), near, "{one} and {other}");
            assert_eq!(b.is_near(&a), near, "{other} and {one}");
        }
    }
}
