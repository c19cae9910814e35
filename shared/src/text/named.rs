//! Names that stand in a text.

use std::cmp::Reverse;

use crate::{names, order};

/// Those of the names `all` that a text has as whole words, and that are none of `held`. Of names within each other the longest
/// counts: a text about “Key handover kits” says nothing of “Key handover”. Names are as they are compared.
pub fn foreign<'a>(text: &str, all: impl Iterator<Item = &'a String>, held: &'a [String]) -> Vec<&'a str> {
    let mut rest = names::key(text);
    let mut named: Vec<&str> =
        all.chain(held).map(String::as_str).filter(|name| !name.is_empty() && rest.contains(name)).collect();
    order::sort_by_key(&mut named, |name| (Reverse(name.len()), *name));
    named.dedup();
    let mut found = Vec::new();
    for name in named {
        if !has_name(&rest, name) {
            continue;
        }
        rest = rest.replace(name, "\n");
        if held.iter().all(|own| own != name) {
            found.push(name);
        }
    }
    found
}

/// Whether a name stands in a text, and is no part of another word there.
fn has_name(text: &str, name: &str) -> bool {
    let is_bounded = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric());
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
        is_bounded(before) && is_bounded(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_a_surface_by_whole_words_and_of_names_within_each_other_the_longest() {
        let all = ["key handover", "key handover kits", "keys", "c++ (old)", "ö"].map(ToOwned::to_owned);
        for (text, held, found) in [
            ("The steps of Key  Handover", &[][..], &["key handover"][..]),
            ("The steps of Key Handover", &["key handover"], &[]),
            ("What is in Key handover kits", &[], &["key handover kits"]),
            ("Key handover kits, and Key handover", &[], &["key handover kits", "key handover"]),
            ("Key handover kits", &["key handover kits"], &[]),
            ("Key handover at night", &["key handover at night"], &[]),
            ("Monkeys", &[], &[]),
            ("Keys.", &[], &["keys"]),
            ("“Keys”", &[], &["keys"]),
            ("Monkeys and keys", &[], &["keys"]),
            ("c++ (old)", &[], &["c++ (old)"]),
            ("Größe", &[], &[]),
            ("", &[], &[]),
        ] {
            let held: Vec<String> = held.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(foreign(text, all.iter(), &held), found, "{text} {held:?}");
        }
    }
}
