//! Lines of a text in a picture, which cannot break its lines by itself: letters are measured by a small table.

/// The width of a letter of a plain typeface, where its size is 1: a little more than most have, so that lines fit.
fn width_of(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '’' => 0.29,
        'f' | 'r' | 't' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' | '"' | '·' | ' ' | '\u{a0}' => 0.37,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 0.95,
        'A'..='Z' => 0.72,
        'a'..='z' | '0'..='9' => 0.59,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        letter if (letter as u32) < 0x1100 => 0.66,
        _ => 1.05,
    }
}

/// The width of a text of a size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    size * text.chars().map(width_of).sum::<f64>()
}

/// The text in lines of a width. Of more lines than `n_max` the last ends in `…`.
pub fn wrap(text: &str, size: f64, wide: f64, n_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= wide {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line = broken(word, size, wide, &mut lines);
        if lines.len() > n_max {
            break;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > n_max {
        lines.truncate(n_max);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last} …"), size, wide);
        }
    }
    lines
}

/// A text on one line of a width, cut where it is longer.
pub(super) fn cut(text: &str, size: f64, wide: f64) -> String {
    if width(text, size) <= wide {
        return text.to_owned();
    }
    let (mut kept, mut taken) = (String::new(), size * width_of('…'));
    for letter in text.chars() {
        taken += size * width_of(letter);
        if taken > wide {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

/// A word that may be longer than a line: its full lines go to the others, and what is left begins the next.
fn broken(word: &str, size: f64, wide: f64, lines: &mut Vec<String>) -> String {
    let (mut part, mut taken) = (String::new(), 0.0);
    for letter in word.chars() {
        let more = size * width_of(letter);
        if !part.is_empty() && taken + more > wide {
            lines.push(std::mem::take(&mut part));
            taken = 0.0;
        }
        taken += more;
        part.push(letter);
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_breaks_between_words_and_a_long_word_between_letters() {
        for (text, wide, n_max, lines) in [
            ("", 100.0, 3, &[][..]),
            ("one two", 100.0, 3, &["one two"]),
            ("one two three", 50.0, 3, &["one two", "three"]),
            ("one two three four five", 50.0, 2, &["one two", "three fo…"]),
            ("  spaces\n\nand  lines ", 500.0, 3, &["spaces and lines"]),
            ("aaaaaaaaaaaaaaaaaaaaaaaaa", 50.0, 9, &["aaaaaaaa", "aaaaaaaa", "aaaaaaaa", "a"]),
            ("漢字漢字漢字", 50.0, 9, &["漢字漢字", "漢字"]),
            ("one", 0.0, 2, &["o", "n…"]),
        ] {
            let got = wrap(text, 10.0, wide, n_max);
            if wide > 0.0 {
                assert_eq!(got, lines, "{text}");
                assert!(got.iter().all(|line| width(line, 10.0) <= wide), "{got:?}");
            } else {
                assert!(got.len() <= n_max, "a width of nothing ends too: {got:?}");
            }
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_and_says_so() {
        assert_eq!(cut("short", 10.0, 100.0), "short");
        let long = cut("a sentence that is longer", 10.0, 60.0);
        assert!(long.ends_with('…') && width(&long, 10.0) <= 60.0, "{long}");
    }

    #[test]
    fn letters_that_take_no_room_are_measured_once_each() {
        // Measured anew for each letter, these would take minutes.
        let unseen = "\u{301}".repeat(500_000);
        assert!(cut(&format!("{unseen}{}", "a".repeat(20)), 10.0, 60.0).ends_with("aaaaaaaa…"));
        assert_eq!(wrap(&format!("{unseen}{}", "a".repeat(20)), 10.0, 50.0, 9).len(), 3);
    }
}
