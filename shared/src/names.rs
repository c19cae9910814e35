//! How names are compared, everywhere: those of people, teams, functions and surfaces.
//!
//! Two names are the same when they differ in nothing that is heard when they are read aloud: letter case, white space,
//! the form of a letter (composed or not, wide, a ligature), dashes and apostrophes of different keyboards, and signs
//! that are not seen at all. Accents make other names.

use std::sync::OnceLock;

/// A name as names are compared. Different spellings of one name have one key; it is not for showing.
pub fn key(name: &str) -> String {
    if name.is_ascii() {
        return joined(&name.to_ascii_lowercase());
    }
    joined(&folded(&name.chars().filter(|sign| !is_unseen(*sign)).collect::<String>()))
}

/// Whether two names are the same.
pub fn same(one: &str, other: &str) -> bool {
    one == other || key(one) == key(other)
}

/// Words with single spaces between them, and one way to write what keyboards write in several.
fn joined(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().filter(|sign| !is_unseen(*sign)).map(plain));
    }
    key
}

fn plain(sign: char) -> char {
    match sign {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bb}' | '\u{2bc}' | '\u{2b9}' | '\u{60}' | '\u{b4}' => '\'',
        // A sigma at the end of a word makes no other name.
        'ς' => 'σ',
        sign => sign,
    }
}

/// Whether a sign shows nothing: controls, directions, joiners, fillers, selectors. White space is not among them.
pub fn is_unseen(sign: char) -> bool {
    matches!(sign,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{34f}'
        | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text as it is compared when somebody looks for words in it: as names are, and accents aside.
pub fn sought(text: &str) -> String {
    let key = key(text);
    if key.is_ascii() {
        return key;
    }
    apart(&key).chars().filter(|sign| !('\u{300}'..='\u{36f}').contains(sign)).collect()
}

/// Whether every word of `sought` stands in `text`. Both are as [`sought`] makes them.
pub fn has_words(text: &str, sought: &str) -> bool {
    sought.split(' ').all(|word| text.contains(word))
}

/// Tables of letters that a host has.
#[derive(Debug, Clone, Copy)]
pub struct Tables {
    /// Makes compatible forms one (NFKC), then small letters, capitals of them, and small letters again.
    pub fold: fn(&str) -> String,
    /// Parts letters from their marks (NFKD).
    pub apart: fn(&str) -> String,
}

static LENT: OnceLock<Tables> = OnceLock::new();

/// Lends the tables of the host, where a crate's would weigh more than all that compares names: in the page. Once, before
/// any name is compared.
pub fn lend_tables(tables: Tables) {
    let _ = LENT.set(tables);
}

/// Compatible forms made one, and letter case aside: over capitals `ß` is `ss` and `ſ` is `s`, and before them `ẞ` is `ß`.
fn folded(text: &str) -> String {
    LENT.get().map_or_else(|| folded_here(text), |lent| (lent.fold)(text))
}

fn apart(text: &str) -> String {
    LENT.get().map_or_else(|| apart_here(text), |lent| (lent.apart)(text))
}

#[cfg(not(target_family = "wasm"))]
fn folded_here(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let small = text.nfkc().flat_map(char::to_lowercase);
    small.flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect()
}

#[cfg(not(target_family = "wasm"))]
fn apart_here(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkd().collect()
}

/// There are no tables in the module: the page lends its own before anything is compared.
#[cfg(target_family = "wasm")]
fn folded_here(text: &str) -> String {
    text.to_ascii_lowercase()
}

#[cfg(target_family = "wasm")]
fn apart_here(text: &str) -> String {
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_spelled_in_many_ways() {
        for (one, other) in [
            ("Key Handover", "  key \t handover\n"),
            ("Key Handover", "Key\u{a0}Handover"),
            ("Key Handover", "Key\u{3000}\u{2009}Handover"),
            ("José", "Jose\u{301}"),
            ("JOSÉ", "josé"),
            ("Straße", "STRASSE"),
            ("STRAẞE", "straße"),
            ("ΟΔΥΣΣΕΥΣ", "Οδυσσεύσ".replace('ύ', "υ").as_str()),
            ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
            ("ﬁnance", "Finance"),
            ("Ｓａｌｅｓ", "sales"),
            ("Platform²", "platform2"),
            ("O’Brien", "O'Brien"),
            ("Müller–Lindt", "mu\u{308}ller-lindt"),
            ("Sales\u{200b}", "Sales"),
            ("A\u{ad}na", "Ana"),
            ("\u{202e}Ana\u{202c}", "Ana"),
            ("\u{feff}Ana", "ana"),
            ("❤\u{fe0f} Care", "❤ care"),
            ("नी\u{200d}ता", "नीता"),
            ("ПЛАТФОРМА", "платформа"),
        ] {
            assert!(same(one, other), "{one:?} {other:?}: {:?} {:?}", key(one), key(other));
            assert_eq!(key(&key(one)), key(one), "{one:?}");
        }
    }

    #[test]
    fn other_names_stay_other_names() {
        for (one, other) in [
            ("Ana", "Anna"),
            ("Jose", "José"),
            ("Ana Silva", "AnaSilva"),
            ("Sales", "Ѕales"),
            ("Team 1", "Team l"),
            ("", "a"),
            ("Ops", "Ops 2"),
            ("व", "वा"),
        ] {
            assert!(!same(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn words_are_found_whatever_their_case_and_accents_and_only_when_all_of_them_are_there() {
        let text = sought("How much may a crew give? Up to €150, said Zoë Müller-Straße.");
        for words in ["", "crew", "CREW give", "zoe muller", "Zoë", "strasse", "150 crew", "ew"] {
            assert!(has_words(&text, &sought(words)), "{words:?} in {text:?}");
        }
        for words in ["crews", "crew takes", "zoé müllar"] {
            assert!(!has_words(&text, &sought(words)), "{words:?} in {text:?}");
        }
    }

    #[test]
    fn what_shows_nothing_has_no_key() {
        for name in ["", " ", "\u{200b}", "\u{2800}", "\u{3164}", "\u{202e}\u{2066}\t", "\u{e0041}\u{fe0f}", "\u{ad}"] {
            assert_eq!(key(name), "", "{name:?}");
        }
    }
}
