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
    fn words_count_that_begin_before_an_offset() {
        for (offset, n) in [(0, 0), (1, 1), (14, 1), (15, 2), (99, 2)] {
            assert_eq!(times_before("rent is paid, rent is due", "rent", offset), n, "{offset}");
        }
    }
}
