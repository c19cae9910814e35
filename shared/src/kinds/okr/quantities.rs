//! Numbers and times in the words of a key result, as somebody reads them who asks: how much, and by when.

use std::ops::Range;

use crate::text::numbers::{Plain, first};
use crate::text::words::SMALL_MONTHS as MONTHS;

/// A number that says how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Where it stands with its sign of percent, in bytes.
    pub at: Range<usize>,
    /// The number.
    pub value: f64,
    /// Whether it is in percent.
    pub is_percent: bool,
    /// Whether a word says what is counted, or a sign does.
    pub has_unit: bool,
}

/// The time that words give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day, a month or a quarter by which it is.
    Deadline,
    /// The next survey, of which nobody knows the day.
    NextSurvey,
    /// How often, and not until when.
    Cadence,
    /// None.
    Never,
}

const SPANS: [&str; 10] = ["day", "days", "week", "weeks", "month", "months", "quarter", "quarters", "year", "years"];
const CADENCES: [&str; 8] = ["daily", "weekly", "fortnightly", "monthly", "quarterly", "annually", "annual", "yearly"];
/// The numbers that say how much: quarters, years and spans of time are none.
pub fn quantities(text: &str) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(digit) = text[from..].find(|char: char| char.is_ascii_digit()).map(|at| from + at) {
        let end = end_of_digits(text, digit);
        let read = first(&text[digit..]).map(|(range, plain)| (digit + range.start..digit + range.end, plain));
        let (at, plain) = match read {
            Some((at, plain)) if at.start == digit => (at, Some(plain)),
            Some(_) | None => (digit..end, None),
        };
        from = at.end.max(end);
        found.extend(plain.and_then(|plain| quantity(text, at, &plain)));
    }
    found
}

fn end_of_digits(text: &str, from: usize) -> usize {
    text[from..].find(|char: char| !char.is_ascii_digit()).map_or(text.len(), |n| from + n)
}

fn quantity(text: &str, at: Range<usize>, plain: &Plain) -> Option<Quantity> {
    // A sign between thousands is meant more often than one before decimals.
    let (Plain::One(number) | Plain::Either(number, _)) = plain;
    let value: f64 = number.parse().ok()?;
    let before = text[..at.start].chars().next_back();
    let is_name = before.is_some_and(|char| char.is_alphabetic() || char == '#');
    let behind = text[at.end..].trim_start();
    let is_percent = behind.starts_with('%');
    let next = word(behind);
    let is_span = !is_percent && SPANS.contains(&next.as_str());
    let is_year = !is_percent && next.is_empty() && number.len() == 4 && (1990.0..2100.0).contains(&value);
    if is_name || is_span || is_year {
        return None;
    }
    let end = if is_percent { at.end + (text[at.end..].len() - behind.len()) + 1 } else { at.end };
    let is_money = before.is_some_and(|char| ['€', '$', '£', '¥'].contains(&char));
    Some(Quantity { at: at.start..end, value, is_percent, has_unit: is_percent || is_money || !next.is_empty() })
}

/// The first word of a text, in small letters; none where a sign stands there.
pub(super) fn word(text: &str) -> String {
    let letters = text.trim_start().chars().take_while(|char| char.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The words of a text in small letters, without signs.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The time that a text gives: a day before a survey, that before a rhythm.
pub fn when(text: &str) -> When {
    let words = words(text);
    let after = |at: usize| words.get(at + 1).map(String::as_str).unwrap_or_default();
    let is_deadline = |(at, word): (usize, &String)| match word.as_str() {
        "by" | "until" | "before" => is_day(after(at)) || (after(at) == "the" && after(at + 1) == "end"),
        "within" => after(at).bytes().all(|byte| byte.is_ascii_digit()) && SPANS.contains(&after(at + 1)),
        _ => false,
    };
    let is_survey =
        |(at, word): (usize, &String)| word == "next" && words.iter().skip(at).take(4).any(|word| word == "survey");
    let is_cadence = |(at, word): (usize, &String)| {
        CADENCES.contains(&word.as_str())
            || (["per", "every", "each"].contains(&word.as_str()) && SPANS.contains(&after(at)))
    };
    if words.iter().enumerate().any(is_deadline) {
        When::Deadline
    } else if words.iter().enumerate().any(is_survey) {
        When::NextSurvey
    } else if words.iter().enumerate().any(is_cadence) {
        When::Cadence
    } else {
        When::Never
    }
}

/// Whether a word is a quarter, a month, a year or the number of a day.
fn is_day(word: &str) -> bool {
    let is_quarter = word.len() == 2 && word.starts_with('q') && word.ends_with(['1', '2', '3', '4']);
    let is_year = word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit());
    is_quarter || is_year || MONTHS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_say_how_much_are_read_and_those_that_say_when_are_not() {
        for (text, values) in [
            ("with 90% of managers by Q4", &[90.0][..]),
            ("within 6 months for 80 % of teams", &[80.0]),
            ("Hire 1,000 interns", &[1000.0]),
            ("Allocate 10% of time, at least 5 ideas", &[10.0, 5.0]),
            ("KR #1: the rest", &[]),
            ("More people are happy in 2027", &[]),
            ("nothing", &[]),
        ] {
            let read: Vec<f64> = quantities(text).iter().map(|one| one.value).collect();
            assert_eq!(read, values, "{text}");
        }
    }

    #[test]
    fn a_number_knows_its_sign_and_whether_a_word_says_what_it_counts() {
        for (text, is_percent, has_unit, quoted) in [
            ("20 % more", true, true, "20 %"),
            ("by 25%, as measured", true, true, "25%"),
            ("5 ideas", false, true, "5"),
            ("from 5.", false, false, "5"),
            ("€200", false, true, "200"),
        ] {
            let found = quantities(text);
            assert_eq!(found.len(), 1, "{text}");
            for one in found {
                let told = (one.is_percent, one.has_unit, &text[one.at]);
                assert_eq!(told, (is_percent, has_unit, quoted), "{text}");
            }
        }
    }

    #[test]
    fn a_deadline_counts_before_a_survey_and_that_before_a_rhythm() {
        for (text, time) in [
            ("weekly updates for all teams by Q3", When::Deadline),
            ("within 6 months", When::Deadline),
            ("by the end of June", When::Deadline),
            ("by 25%, as measured by the next employee survey", When::NextSurvey),
            ("monthly forums", When::Cadence),
            ("4 hours per week", When::Cadence),
            ("by 50%", When::Never),
            ("30% of legacy systems", When::Never),
        ] {
            assert_eq!(when(text), time, "{text}");
        }
    }
}
