//! Words that are quoted from a text, found in it again: somebody selects them where the text is shown, with its Markdown
//! rendered, and means those in the text itself. Offsets count UTF-16 units.

use crate::sheet::units;

/// How often words stand in a text before an offset.
pub fn times_before(text: &str, words: &str, offset: u32) -> usize {
    places(text, words).take_while(|(at, _)| *at < offset).count()
}

/// Where words stand in a text for the n-th time, counted from nought. Where they stand less often, the last time counts.
pub fn nth(text: &str, words: &str, n: usize) -> Option<(u32, u32)> {
    places(text, words).take(n + 1).last()
}

/// The same where a text stands in pieces: the piece and the offset in it at which the words begin, and those at which they
/// end.
pub fn nth_in_pieces(pieces: &[String], words: &str, n: usize) -> Option<[(usize, u32); 2]> {
    let (from, to) = nth(&pieces.concat(), words, n)?;
    let ends: Vec<u32> = pieces
        .iter()
        .scan(0, |end, piece| {
            *end += units(piece);
            Some(*end)
        })
        .collect();
    let place = |offset: u32, is_in: fn(u32, u32) -> bool| {
        let at = ends.iter().position(|end| is_in(offset, *end))?;
        let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
        Some((at, offset - start))
    };
    Some([place(from, |offset, end| offset < end)?, place(to, |offset, end| offset <= end)?])
}

/// The lines of words that stand in a text from an offset on, each with how often it stands there before: words that go over
/// several lines are shown in several pieces.
pub fn lines_of(text: &str, words: &str, from: u32) -> Vec<(String, usize)> {
    let mut at = from;
    let mut lines = Vec::new();
    for line in words.split('\n') {
        let bare = line.trim_start();
        let start = at + units(&line[..line.len() - bare.len()]);
        let bare = bare.trim_end();
        if !bare.is_empty() {
            lines.push((bare.to_owned(), times_before(text, bare, start)));
        }
        at += units(line) + 1;
    }
    lines
}

/// The part of a text between two offsets.
pub fn part(text: &str, from: u32, to: u32) -> String {
    let units = text.encode_utf16().skip(from as usize).take(to.saturating_sub(from) as usize);
    char::decode_utf16(units).map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn places<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = (u32, u32)> + 'a {
    let len = units(words);
    let found = (!words.is_empty()).then(|| text.match_indices(words));
    found.into_iter().flatten().map(move |(at, _)| {
        let from = units(&text[..at]);
        (from, from + len)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again_by_how_often_they_stood_before() {
        for (text, words, n, expected) in [
            ("rent is paid, rent is due", "rent", 0, Some((0, 4))),
            ("rent is paid, rent is due", "rent", 1, Some((14, 18))),
            ("rent is paid, rent is due", "rent", 7, Some((14, 18))),
            ("😀 rent", "rent", 0, Some((3, 7))),
            ("**rent** is paid", "rent is", 0, None),
            ("rent", "", 0, None),
            ("", "rent", 0, None),
        ] {
            assert_eq!(nth(text, words, n), expected, "{words} in {text}, {n} times before");
        }
    }

    #[test]
    fn words_are_found_across_the_pieces_that_a_text_is_shown_in() {
        for (pieces, words, n, expected) in [
            (&["Rent is ", "paid", " 😀 on time"][..], "paid", 0, Some([(1, 0), (1, 4)])),
            (&["Rent is ", "paid", " 😀 on time"][..], "is paid", 0, Some([(0, 5), (1, 4)])),
            (&["Rent is ", "paid", " 😀 on time"][..], "on", 0, Some([(2, 4), (2, 6)])),
            (&["Rent ", "", "is"][..], "is", 0, Some([(2, 0), (2, 2)])),
            (&["rent, ", "rent"][..], "rent", 1, Some([(1, 0), (1, 4)])),
            (&["Rent"][..], "due", 0, None),
            (&[][..], "due", 0, None),
        ] {
            let pieces: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
            assert_eq!(nth_in_pieces(&pieces, words, n), expected, "{words} in {pieces:?}");
        }
    }

    #[test]
    fn words_over_several_lines_are_looked_for_line_by_line() {
        let text = "one\ntwo\n- one\n\n two ";
        let found = |words: &str, from| lines_of(text, words, from);
        let line = |words: &str, n| (words.to_owned(), n);
        assert_eq!(found("one\ntwo", 0), [line("one", 0), line("two", 0)]);
        assert_eq!(found("one\n\n two ", 10), [line("one", 1), line("two", 1)]);
        assert_eq!(found(" ", 3), []);
    }

    #[test]
    fn a_part_of_a_text_never_splits_more_than_it_must() {
        for (from, to, expected) in [(0, 4, "Rent"), (5, 7, "😀"), (5, 6, "\u{fffd}"), (8, 99, "due"), (4, 2, "")] {
            assert_eq!(part("Rent 😀 due", from, to), expected, "{from} to {to}");
        }
    }

    #[test]
    fn words_count_that_begin_before_an_offset() {
        for (offset, n) in [(0, 0), (1, 1), (14, 1), (15, 2), (99, 2)] {
            assert_eq!(times_before("rent is paid, rent is due", "rent", offset), n, "{offset}");
        }
    }
}
