//! Mentions: an @ in a remark that is typed picks a person, and the person is asked once it is sent.

use std::collections::BTreeSet;

use crate::names;
use crate::order::{gather, sort_by_key};
use crate::sheet::{Named, units};

/// The most words of a name behind an @.
const WORDS_MAX: usize = 3;
/// The most letters of a name that is typed.
const CHARS_MAX: usize = 40;

/// The beginning of a name behind an @ at which a caret stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Where the @ stands, in UTF-16 units.
    pub at: u32,
    /// The letters behind it.
    pub letters: String,
}

/// The name that is typed at a caret, in UTF-16 units; nothing where none is.
pub fn begun(text: &str, caret: u32) -> Option<Begun> {
    let before = up_to(text, caret);
    let (front, letters) = before.rsplit_once('@')?;
    let is_first = front.chars().next_back().is_none_or(|sign| sign.is_whitespace() || sign == '(');
    let is_name = !letters.starts_with(char::is_whitespace)
        && !letters.ends_with(' ')
        && !letters.contains('\n')
        && letters.split(' ').count() <= WORDS_MAX
        && letters.chars().count() <= CHARS_MAX;
    (is_first && is_name).then(|| Begun { at: units(front), letters: letters.to_owned() })
}

/// Whether a name has the letters at the beginning of one of its words.
pub fn is_meant(name: &str, letters: &str) -> bool {
    let (name, letters) = (names::key(name), names::key(letters));
    let begins = |at: usize| at == 0 || name[..at].ends_with([' ', '-', '\'']);
    letters.is_empty() || name.match_indices(&*letters).any(|(at, _)| begins(at))
}

/// The text with a whole name in place of its beginning, and the caret behind it.
pub fn completed(text: &str, caret: u32, begun: &Begun, name: &str) -> (String, u32) {
    let front = up_to(text, begun.at);
    let rest = &text[up_to(text, caret.max(begun.at)).len()..];
    let space = if rest.starts_with(' ') { "" } else { " " };
    let with_name = format!("{front}@{}", name.trim());
    let caret = units(&with_name) + 1;
    (format!("{with_name}{space}{rest}"), caret)
}

/// The people whom a text still mentions, of those that were picked for it; each as a person field has them, and once.
pub fn mentioned<'a>(text: &str, picked: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut people: Vec<&str> = Vec::new();
    for words in picked {
        let named = Named::read(words);
        if named.id.is_some() && !people.iter().any(|known| Named::read(known).is(&named)) {
            people.push(words);
        }
    }
    let mut names: Vec<&str> = people.iter().copied().map(|words| Named::read(words).name).collect();
    // Of two names of which one begins with the other, the longer one is meant.
    sort_by_key(&mut names, |name| std::cmp::Reverse(name.len()));
    let named = named_in(text, &names);
    people.retain(|words| named.contains(Named::read(words).name));
    people
}

/// The names that stand behind an @ in a text, of those given, the longest first. A name ends where no letter follows.
fn named_in<'a>(text: &str, names: &[&'a str]) -> BTreeSet<&'a str> {
    let is_at =
        |rest: &str, name: &str| rest.strip_prefix(name).is_some_and(|after| !after.starts_with(char::is_alphanumeric));
    let behind = text.match_indices('@').map(|(at, sign)| &text[at + sign.len()..]);
    gather(behind.filter_map(|rest| names.iter().copied().find(|name| is_at(rest, name))))
}

/// The text before an offset in UTF-16 units.
fn up_to(text: &str, offset: u32) -> &str {
    let mut at = 0;
    let end = text.char_indices().find(|(_, sign)| {
        let is_behind = at >= offset;
        at += sign.len_utf16() as u32;
        is_behind
    });
    &text[..end.map_or(text.len(), |(end, _)| end)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_at_begins_a_name_where_a_word_could_begin_and_the_name_is_short() {
        for (text, caret, expected) in [
            ("@", 1, Some((0, ""))),
            ("Ask @Ma", 7, Some((4, "Ma"))),
            ("Ask @Mara Qu", 12, Some((4, "Mara Qu"))),
            ("Ask @Mara Quist now", 9, Some((4, "Mara"))),
            ("😀 @Ma", 6, Some((3, "Ma"))),
            ("(@Ma", 4, Some((1, "Ma"))),
            ("mara@example.org", 16, None),
            ("Ask @ Mara", 10, None),
            ("Ask @Mara ", 10, None),
            ("Ask @Mara\nthen", 14, None),
            ("@one two three four", 19, None),
            ("Ask Mara", 8, None),
            ("Ask @Ma", 3, None),
        ] {
            let found = begun(text, caret);
            let found = found.as_ref().map(|begun| (begun.at, begun.letters.as_str()));
            assert_eq!(found, expected, "{text} at {caret}");
        }
    }

    #[test]
    fn letters_mean_a_name_of_which_a_word_begins_with_them() {
        for (name, letters, is_so) in [
            ("Mara Quist", "", true),
            ("Mara Quist", "ma", true),
            ("Mara Quist", "QUI", true),
            ("Mara Quist", "mara q", true),
            ("Anne-Marie Roth", "mar", true),
            ("Mara Quist", "ara", false),
            ("Mara Quist", "bo", false),
        ] {
            assert_eq!(is_meant(name, letters), is_so, "{name}: {letters}");
        }
    }

    #[test]
    fn a_picked_name_takes_the_place_of_its_beginning_and_the_caret_goes_on_behind_it() {
        for (text, caret, expected, at) in [
            ("Ask @Ma", 7, "Ask @Mara Quist ", 16),
            ("Ask @Ma soon", 7, "Ask @Mara Quist soon", 16),
            ("Ask @Ma, soon", 7, "Ask @Mara Quist , soon", 16),
            ("😀 @", 4, "😀 @Mara Quist ", 15),
        ] {
            let name = begun(text, caret).map(|begun| completed(text, caret, &begun, "Mara Quist"));
            assert_eq!(name, Some((expected.to_owned(), at)), "{text}");
        }
    }

    #[test]
    fn people_are_mentioned_who_were_picked_and_still_stand_in_the_text() {
        let (mara, bo, plain) = ("Mara Quist <@p1>", "Bo <@p2>", "Cy");
        for (text, expected) in [
            ("@Mara Quist and @Bo: who?", vec![mara, bo]),
            ("@Mara: who?", vec![]),
            ("Bo and @Cy", vec![]),
            ("@Bo @Bo", vec![bo]),
            ("@Bob: who?", vec![]),
            ("@Bo, @Bob", vec![bo]),
            ("(@Bo)", vec![bo]),
        ] {
            assert_eq!(mentioned(text, [mara, bo, plain, bo]), expected, "{text}");
        }
    }

    #[test]
    fn of_two_names_of_which_one_begins_with_the_other_the_one_that_is_written_is_meant() {
        let (bo, bob, bo_quist) = ("Bo <@p1>", "Bob <@p2>", "Bo Quist <@p3>");
        for (text, expected) in [
            ("@Bob", vec![bob]),
            ("@Bo Quist, when?", vec![bo_quist]),
            ("@Bo Quist and @Bo", vec![bo, bo_quist]),
            ("@Bo Quistian", vec![bo]),
            ("@Bo, @Bob, @Bo Quist", vec![bo, bob, bo_quist]),
            ("@", vec![]),
        ] {
            assert_eq!(mentioned(text, [bo, bob, bo_quist]), expected, "{text}");
        }
    }
}
