//! The one reader of numbers that people write, for fields and for files: either habit of commas, thousands set apart by
//! spaces or apostrophes. A number that may be read in two ways is never guessed.

use std::ops::Range;

/// A number as it was written, in plain letters: digits, a sign, a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plain {
    /// One number.
    One(String),
    /// A number that may be read in two ways, as `1.200`: with its sign between thousands, and with it before decimals.
    Either(String, String),
}

/// The first number in a text, and where it stands, in bytes. Days, times and fractions are none.
#[must_use]
pub fn first(text: &str) -> Option<(Range<usize>, Plain)> {
    let digit = text.find(|char: char| char.is_ascii_digit())?;
    let before = text[..digit].chars().next_back().filter(|char| ['-', '−'].contains(char));
    let start = digit - before.map_or(0, char::len_utf8);
    let end = digit + length(&text[digit..]);
    let mut behind = text[end..].chars();
    let is_part_of_more = matches!(behind.next(), Some('-' | '–' | '/' | ':'));
    if is_part_of_more && behind.next().is_some_and(|char| char.is_ascii_digit()) {
        return None;
    }
    let plain = read(&text[digit..end])?;
    let signed = |digits: String| if before.is_some() { format!("-{digits}") } else { digits };
    let plain = match plain {
        Plain::One(one) => Plain::One(signed(one)),
        Plain::Either(thousands, decimals) => Plain::Either(signed(thousands), signed(decimals)),
    };
    Some((start..end, plain))
}

/// How many bytes of a text belong to the number that it begins with.
fn length(text: &str) -> usize {
    let mut length = 0;
    let mut rest = text;
    loop {
        let n_digits = digits(rest);
        length += n_digits;
        rest = &rest[n_digits..];
        let Some(sign) = rest.chars().next() else { return length };
        let n_next = digits(&rest[sign.len_utf8()..]);
        let goes_on = if is_space(sign) { n_next == 3 } else { ",.".contains(sign) && n_next > 0 };
        if !goes_on {
            return length;
        }
        length += sign.len_utf8();
        rest = &rest[sign.len_utf8()..];
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Signs that stand between thousands and nowhere else.
fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\'' | '’')
}

/// Digits with signs between them as a number; nothing where they are none, as `1.2.3`.
fn read(written: &str) -> Option<Plain> {
    let is_set_apart = written.contains(is_space);
    let written = written.replace(is_space, "");
    let [commas, points] = [',', '.'].map(|sign| written.matches(sign).count());
    let without = |sign: char| written.replace(sign, "");
    match (commas, points) {
        (0, 0) => Some(Plain::One(written)),
        (0, 1) => Some(one_sign(&written, '.', is_set_apart)),
        (1, 0) => Some(one_sign(&written, ',', is_set_apart)),
        (_, 0) => are_thousands(&written, ',').then(|| Plain::One(without(','))),
        (0, _) => are_thousands(&written, '.').then(|| Plain::One(without('.'))),
        _ => {
            let decimal = written.rfind(['.', ',']).and_then(|at| written[at..].chars().next())?;
            let thousands = if decimal == '.' { ',' } else { '.' };
            let whole = written.split(decimal).next().unwrap_or_default();
            let is_one = written.matches(decimal).count() == 1 && are_thousands(whole, thousands);
            is_one.then(|| Plain::One(without(thousands).replace(decimal, ".")))
        }
    }
}

/// A number with one sign in it: before decimals, unless exactly three digits follow it.
fn one_sign(written: &str, sign: char, is_set_apart: bool) -> Plain {
    let (whole, rest) = written.split_once(sign).unwrap_or((written, ""));
    let decimals = format!("{whole}.{rest}");
    let may_be_thousands = rest.len() == 3 && whole.len() <= 3 && !whole.starts_with('0') && !is_set_apart;
    if may_be_thousands { Plain::Either(format!("{whole}{rest}"), decimals) } else { Plain::One(decimals) }
}

fn are_thousands(written: &str, sign: char) -> bool {
    let mut groups = written.split(sign);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

/// The sentence about a number that may be read in two ways.
#[must_use]
pub fn which(thousands: &str, decimals: &str) -> String {
    format!("This may be {thousands} or {decimals}0: write it in one of these ways.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_every_habit_and_never_guessed() {
        for (text, plain, rest) in [
            ("92", "92", ""),
            ("92 %", "92", " %"),
            ("99,5 %", "99.5", " %"),
            ("99,95%", "99.95", "%"),
            ("1 200", "1200", ""),
            ("12\u{202f}500 €", "12500", " €"),
            ("1’200’300.5", "1200300.5", ""),
            ("1 200,500", "1200.500", ""),
            ("€ 1,250.50", "1250.50", ""),
            ("1.250,5", "1250.5", ""),
            ("1,250,000", "1250000", ""),
            ("1.250.000 Leute", "1250000", " Leute"),
            ("0,125", "0.125", ""),
            ("0.125", "0.125", ""),
            ("1234.567", "1234.567", ""),
            ("-3", "-3", ""),
            ("−3,5", "-3.5", ""),
            ("3, 4", "3", ", 4"),
            ("10 20", "10", " 20"),
            ("7.", "7", "."),
        ] {
            let (range, read) = first(text).unwrap_or((0..0, Plain::One("none".to_owned())));
            assert_eq!((read, &text[range.end..]), (Plain::One(plain.to_owned()), rest), "{text}");
        }
        for (text, thousands, decimals) in
            [("1.200 €", "1200", "1.200"), ("1,250", "1250", "1.250"), ("-12.500", "-12500", "-12.500")]
        {
            let both = Plain::Either(thousands.to_owned(), decimals.to_owned());
            assert_eq!(first(text).map(|(_, plain)| plain), Some(both), "{text}");
        }
        for text in ["soon", "", "2027-03-31", "9:00", "24/7", "31.03.2027", "1.2.3", "1,2,3", "1,20.5,1"] {
            assert_eq!(first(text), None, "{text}");
        }
    }

    #[test]
    fn the_ways_that_are_offered_are_read_as_one_number_each() {
        let (thousands, decimals) = ("1200", "1.200");
        for written in [thousands.to_owned(), format!("{decimals}0")] {
            assert!(matches!(first(&written), Some((_, Plain::One(one))) if one == written));
            assert!(which(thousands, decimals).contains(&written));
        }
    }
}
