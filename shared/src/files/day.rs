//! Days as people write them into files.

use std::ops::Range;

use crate::sheet::Is;
use crate::text::words::SMALL_MONTHS as MONTHS;

/// Other names that months go by in three letters and one more.
const OTHER_NAMES: [(&str, usize); 3] = [("juni", 6), ("juli", 7), ("sept", 9)];

/// A day as `YYYY-MM-DD`, from that or from “1 September 2026” or “September 1, 2026”.
pub(super) fn day_of(text: &str) -> Option<String> {
    let words: Vec<&str> = words(text).map(|at| &text[at]).collect();
    match words[..] {
        [first, second, third] => of_words(first, second, third),
        _ => None,
    }
}

/// The first day in a text, and what stands behind it.
pub(super) fn day_in(text: &str) -> Option<(String, &str)> {
    let words: Vec<Range<usize>> = words(text).collect();
    let whole = |at: &Range<usize>| Some((of_digits(&text[at.clone()])?, &text[at.end..]));
    (0..words.len()).find_map(|at| {
        let [first, second, third] = match words.get(at..at + 3) {
            Some([first, second, third]) => [first, second, third],
            _ => return whole(&words[at]),
        };
        let are_apart = |one: &Range<usize>, next: &Range<usize>| next.start - one.end > 2;
        if are_apart(first, second) || are_apart(second, third) {
            return whole(&words[at]);
        }
        let last = before_time(&text[third.clone()]);
        let day = of_words(&text[first.clone()], &text[second.clone()], last);
        day.map(|day| (day, &text[third.start + last.len()..])).or_else(|| whole(&words[at]))
    })
}

/// Where the words of a text stand: runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    text.split(|char: char| !char.is_alphanumeric()).filter_map(move |word| {
        let start = from + text[from..].find(word).unwrap_or_default();
        from = start + word.len();
        (!word.is_empty()).then_some(start..from)
    })
}

fn of_words(first: &str, second: &str, third: &str) -> Option<String> {
    let day = match (month(first), month(second)) {
        _ if first.len() == 4 && second.len() == 2 && third.len() == 2 => format!("{first}-{second}-{third}"),
        (_, Some(month)) => format!("{third}-{month:02}-{:0>2}", plain_number(first)),
        (Some(month), None) => format!("{third}-{month:02}-{:0>2}", plain_number(second)),
        (None, None) => return None,
    };
    known(day)
}

/// `20260901`, as names of files have it.
fn of_digits(word: &str) -> Option<String> {
    let is_one = word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then(|| format!("{}-{}-{}", &word[..4], &word[4..6], &word[6..])).and_then(known)
}

fn known(day: String) -> Option<String> {
    Is::Day.check(&day.as_str().into()).is_ok().then_some(day)
}

/// The number of a month, by its name, the beginning of it, or another one for it.
fn month(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    let by_name = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word));
    by_name.map(|at| at + 1).or_else(|| OTHER_NAMES.iter().find(|(name, _)| *name == word).map(|(_, month)| *month))
}

/// `1` of “1st”.
fn plain_number(word: &str) -> &str {
    let ending = ["st", "nd", "rd", "th"].into_iter().find_map(|ending| word.strip_suffix(ending));
    ending.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(word)
}

/// `24` of “24T10”, where a time follows.
fn before_time(word: &str) -> &str {
    let day = word.split(['T', 't']).next().unwrap_or(word);
    if day.len() == 2 && day.bytes().all(|byte| byte.is_ascii_digit()) { day } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_known_however_people_write_it_and_what_is_none_is_not() {
        for (text, day) in [
            ("2026-09-01", Some("2026-09-01")),
            ("1 September 2026", Some("2026-09-01")),
            ("September 1st, 2026", Some("2026-09-01")),
            ("sept 1 2026", Some("2026-09-01")),
            ("31 Mar 2027", Some("2027-03-31")),
            ("31 February 2027", None),
            ("Decision 12 2026", None),
            ("2026-9-1", None),
            ("from 2026-09-01", None),
            ("", None),
        ] {
            assert_eq!(day_of(text).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn the_first_day_in_a_text_is_found_with_what_stands_behind_it() {
        for (text, found) in [
            ("2026-11-24", Some(("2026-11-24", ""))),
            ("* Meeting date: 2026-11-24T10:00", Some(("2026-11-24", "T10:00"))),
            ("Tuesday, 24th November 2026, 10:00", Some(("2026-11-24", ", 10:00"))),
            ("weekly-20261124-notes", Some(("2026-11-24", "-notes"))),
            ("rfc 3067 2026/11/24 é", Some(("2026-11-24", " é"))),
            ("2026 … 11 … 24", None),
            ("é 99999999", None),
            ("ticket 12345678", None),
            ("3 items of 2026", None),
        ] {
            assert_eq!(day_in(text).as_ref().map(|(day, rest)| (day.as_str(), *rest)), found, "{text}");
        }
    }
}
