//! Words that tell who somebody is. An interview is read by everybody in the review, so the page says where it names a person
//! outside. It only says so: nothing is taken out, and nothing is held back.

use std::ops::Range;

/// A sort of words that tell who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// An address for mail.
    Address,
    /// A telephone number.
    Phone,
    /// A name behind a form of address.
    Name,
    /// Many digits in a row, as of an account or a contract.
    Number,
}

/// Forms of address that a name follows.
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sr", "sra", "herr", "frau", "mme"];
/// From so many digits on a number is of somebody's account or contract.
const DIGITS_LONG: usize = 8;
/// A telephone number in groups has at least so many digits.
const DIGITS_PHONE: usize = 7;

impl Personal {
    /// A few words for it.
    pub fn says(self) -> &'static str {
        match self {
            Self::Address => "a mail address",
            Self::Phone => "a phone number",
            Self::Name => "a name",
            Self::Number => "a long number",
        }
    }
}

/// Everything in a text that tells who somebody is, in bytes, in its order.
pub fn personal(text: &str) -> Vec<(Personal, Range<usize>)> {
    let words: Vec<Range<usize>> = words(text);
    let mut found: Vec<(Personal, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (sort, n) = match of(text, &words[at..]) {
            Some(found) => found,
            None => {
                at += 1;
                continue;
            }
        };
        found.push((sort, words[at].start..words[at + n - 1].end));
        at += n;
    }
    found
}

/// The sort of thing that the first of these words begin, and how many of them belong to it.
fn of(text: &str, words: &[Range<usize>]) -> Option<(Personal, usize)> {
    let word = |at: usize| words.get(at).map(|range| &text[range.clone()]);
    let first = word(0)?;
    if is_address(first) {
        return Some((Personal::Address, 1));
    }
    if is_title(first) && word(1).is_some_and(begins_large) {
        return Some((
            Personal::Name,
            if word(2).is_some_and(|word| begins_large(word) && ends_inside(text, &words[1])) { 3 } else { 2 },
        ));
    }
    number(first, words.iter().skip(1).map(|range| &text[range.clone()]))
}

/// A number in one word or in groups. A date, a year, an amount or a time is none.
fn number<'t>(first: &'t str, following: impl Iterator<Item = &'t str>) -> Option<(Personal, usize)> {
    if !first.starts_with(|sign: char| sign.is_ascii_digit() || matches!(sign, '+' | '(')) {
        return None;
    }
    let mut groups = vec![first];
    groups.extend(following.take_while(|word| is_group(word)));
    if !is_group(first) {
        return None;
    }
    let n_digits = |words: &[&str]| words.iter().map(|word| digits(word)).sum::<usize>();
    let all = n_digits(&groups);
    let is_split = groups.len() > 1 || first.contains(['-', '(', '/']) || first.starts_with('+');
    let is_day = is_date(first);
    match all {
        _ if is_day => None,
        DIGITS_PHONE..=15 if is_split && (first.starts_with(['+', '(', '0']) || groups.len() == 1) => {
            Some((Personal::Phone, groups.len()))
        }
        // Groups that are no telephone number are numbers each.
        _ if digits(first) >= DIGITS_LONG => Some((Personal::Number, 1)),
        _ if all >= DIGITS_LONG && groups.len() > 2 && groups.iter().all(|group| digits(group) == group.len()) => {
            Some((Personal::Number, groups.len()))
        }
        _ => None,
    }
}

fn digits(word: &str) -> usize {
    word.bytes().filter(u8::is_ascii_digit).count()
}

/// Whether a word is digits and the signs that part them.
fn is_group(word: &str) -> bool {
    digits(word) > 0 && word.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '+' | '(' | ')' | '-' | '/'))
}

/// Whether a word reads as a day, as `2026-11-24` or `24/11/2026`.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['-', '/']).collect();
    parts.len() == 3
        && parts.iter().all(|part| digits(part) == part.len() && (1..=4).contains(&part.len()))
        && digits(word) <= 8
}

fn is_address(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else { return false };
    let ending = host.rsplit_once('.').map_or("", |(_, ending)| ending);
    !name.is_empty() && ending.len() >= 2 && ending.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_title(word: &str) -> bool {
    let plain = word.strip_suffix('.').unwrap_or(word);
    begins_large(plain) && TITLES.iter().any(|title| plain.eq_ignore_ascii_case(title))
}

fn begins_large(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Whether nothing but a space follows a word.
fn ends_inside(text: &str, word: &Range<usize>) -> bool {
    text[word.end..].starts_with(' ')
}

/// The words of a text, without the signs around them that belong to its sentences.
fn words(text: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let tidy = |word: &str| {
        let word = word.trim_start_matches(['"', '“', '‘', '<', '[', '*', '_']);
        let word = word.trim_end_matches([',', ';', ':', '!', '?', '"', '”', '’', '>', ']', '*', '_']);
        let is_short = |word: &str| is_title(word);
        let word = if is_short(word) { word } else { word.trim_end_matches('.') };
        start(word)..start(word) + word.len()
    };
    text.split_whitespace().map(tidy).filter(|range| !range.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v17_what_tells_who_somebody_is_is_noticed_and_days_amounts_and_times_are_not() {
        use Personal::{Address, Name, Number, Phone};
        let found = |text: &str| -> Vec<(Personal, String)> {
            personal(text).into_iter().map(|(sort, range)| (sort, text[range].to_owned())).collect()
        };
        for (text, expected) in [
            ("Write to ana.sousa@example.pt, she said.", vec![(Address, "ana.sousa@example.pt")]),
            ("Mr. Costa and Mrs Ana Lima waited.", vec![(Name, "Mr. Costa"), (Name, "Mrs Ana Lima")]),
            ("We met Dr Lima. He was late.", vec![(Name, "Dr Lima")]),
            ("Call +351 912 345 678 or 0171 2345678!", vec![(Phone, "+351 912 345 678"), (Phone, "0171 2345678")]),
            ("(020) 7946 0958", vec![(Phone, "(020) 7946 0958")]),
            ("Her contract is 4711000815.", vec![(Number, "4711000815")]),
            ("Card 4929 1234 5678 9012", vec![(Number, "4929 1234 5678 9012")]),
            ("On 2026-11-24 at 10:30 we saw 212 homes, 61 late, for 1.250.000 € in 2025.", vec![]),
            ("24/11/2026, 3 of 8 people, 48 hours, flat 12.", vec![]),
            ("Ms is a word, and so is mr or @home and a@b.", vec![]),
            ("", vec![]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(sort, words)| (sort, words.to_owned())).collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
