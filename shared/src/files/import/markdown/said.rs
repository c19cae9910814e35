//! Words as people write them into a page: labels, days, numbers, shares, and that there is nothing to say.

use crate::text::numbers::{self, Plain};

/// A heading as headings are compared: lower-case words, with nothing but letters and digits in them.
pub(super) fn plain(heading: &str) -> String {
    let letters = heading.to_lowercase().replace(|char: char| !char.is_alphanumeric(), " ");
    letters.split_whitespace().skip_while(|word| word.parse::<u32>().is_ok()).collect::<Vec<_>>().join(" ")
}

/// A line that says the value of something: the label's section and the value.
pub(super) fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    let is_label = !label.trim().is_empty() && label.chars().count() <= 40 && !label.contains('\n');
    (is_label && !value.starts_with("//")).then(|| (label.trim(), value.trim()))
}

/// Whether somebody writes here that there is nothing. Numbers alone say something, though no heading is made of them.
pub(super) fn says_nothing(line: &str) -> bool {
    match plain(line).as_str() {
        "" => !line.contains(char::is_alphanumeric),
        said => ["none", "n a", "nobody", "nobody yet", "tbd", "vacant", "open"].contains(&said),
    }
}

/// A number and the unit that follows or leads it: `71 %`, `€ 1 200`, `-3.5`. None where it may be read in two ways.
pub(super) fn number(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let (range, Plain::One(written)) = numbers::first(text)? else { return None };
    let number = written.parse::<f64>().ok().filter(|number| number.is_finite())?;
    let lead = text[..range.start].trim();
    let unit = if lead.is_empty() { text[range.end..].trim() } else { lead };
    let is_unit = unit.chars().count() <= 20 && lead.chars().all(|char| !char.is_alphanumeric());
    is_unit.then(|| (number, unit.trim_matches(['.', ',', ';', ' ']).to_owned()))
}

/// The sentence about a number that may be read in two ways.
pub(super) fn either(text: &str) -> Option<String> {
    match numbers::first(text)? {
        (range, Plain::Either(thousands, decimals)) => Some(format!(
            "“{}” may be {thousands} or {decimals}: it is no number yet, and stands as text",
            &text[range]
        )),
        (_, Plain::One(_)) => None,
    }
}

/// A share of a week, 0 to 1, where a column says that it is one: `50 %`, `0.5`, `1/2`, `½`, `full`.
pub(super) fn share_of(text: &str) -> Option<f64> {
    let text = text.trim().to_lowercase();
    let bare = text.trim_end_matches("fte").trim();
    let number = |text: &str| match numbers::first(text.trim())? {
        (range, Plain::One(one)) if range == (0..text.trim().len()) => one.parse::<f64>().ok(),
        _ => None,
    };
    if let Some(percent) = bare.strip_suffix('%') {
        return number(percent).map(|percent| percent / 100.0).filter(is_share);
    }
    let share = match bare {
        "½" => Some(0.5),
        "¼" => Some(0.25),
        "¾" => Some(0.75),
        "full" | "full time" | "full-time" => Some(1.0),
        _ => match bare.split_once('/') {
            Some((part, whole)) => Some(number(part)? / number(whole).filter(|whole| *whole > 0.0)?),
            None => number(bare).map(|share| if share > 5.0 { share / 100.0 } else { share }),
        },
    };
    share.filter(is_share)
}

/// A share that says itself that it is one: a number does with `%` or `fte`.
pub(super) fn plain_share_of(text: &str) -> Option<f64> {
    let says = text.contains(['%', '½', '¼', '¾']) || text.to_lowercase().trim().ends_with("fte");
    share_of(text).filter(|_| says)
}

fn is_share(share: &f64) -> bool {
    (0.0..=1.0).contains(share)
}

/// Whether words read like the name of a person or a team: a few words, none of them a sentence's.
pub(super) fn is_name(words: &str) -> bool {
    const PARTICLES: [&str; 14] =
        ["von", "van", "der", "den", "de", "da", "di", "del", "la", "bin", "al", "el", "und", "and"];
    let n_words = words.split_whitespace().count();
    let is_of_a_name = |word: &str| {
        PARTICLES.contains(&word)
            || word.chars().find(|char| char.is_alphabetic()).is_none_or(|char| !char.is_lowercase())
    };
    (1..=5).contains(&n_words)
        && !words.trim_end().ends_with(['.', ':', '!', '?'])
        && words.split_whitespace().all(is_of_a_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_unit_and_one_that_may_be_two_is_told() {
        for (text, value, unit) in [
            ("99,5 %", 99.5, "%"),
            ("1 200", 1200.0, ""),
            ("€ 12 500", 12500.0, "€"),
            ("0,8 s", 0.8, "s"),
            ("-3.5", -3.5, ""),
        ] {
            assert_eq!(number(text), Some((value, unit.to_owned())), "{text}");
            assert_eq!(either(text), None);
        }
        assert_eq!(number("1.200 €"), None);
        assert!(either("1.200 €").is_some_and(|told| told.contains("1200 or 1.200")));
        assert_eq!((number("soon"), either("soon")), (None, None));
    }

    #[test]
    fn only_what_says_so_is_a_share_and_none_is_more_than_everything() {
        for (text, plain, column) in [
            ("50 %", Some(0.5), Some(0.5)),
            ("12,5 %", Some(0.125), Some(0.125)),
            ("½", Some(0.5), Some(0.5)),
            ("0.8 FTE", Some(0.8), Some(0.8)),
            ("1/2", None, Some(0.5)),
            ("0.5", None, Some(0.5)),
            ("80", None, Some(0.8)),
            ("2", None, None),
            ("2021", None, None),
            ("2021 %", None, None),
            ("2019-2023", None, None),
            ("Engineer", None, None),
        ] {
            assert_eq!((plain_share_of(text), share_of(text)), (plain, column), "{text}");
        }
    }

    #[test]
    fn names_are_told_from_half_sentences() {
        for (words, is_it) in [
            ("Mara Quist", true),
            ("Anna von der Au", true),
            ("李 雷", true),
            ("ליה", true),
            ("The Chairs of the SIG run operations.", false),
            ("run operations", false),
            ("Ask in the channel", false),
            ("", false),
        ] {
            assert_eq!(is_name(words), is_it, "{words}");
        }
    }
}
