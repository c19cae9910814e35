//! Content lines of RFC 5545: escaped, folded at 75 octets, each with CR and LF.

/// The most octets of a line, its end not counted.
const OCTETS_MAX: usize = 75;

/// The lines of a calendar.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A property; `name` has its parameters with it, and `value` is written as it is.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let (mut rest, mut room) = (line.as_str(), OCTETS_MAX);
        while rest.len() > room {
            let (head, tail) = rest.split_at(fold(rest, room));
            self.0.push_str(head);
            self.0.push_str("\r\n ");
            // The space that marks a folded line is one of its octets.
            (rest, room) = (tail, OCTETS_MAX - 1);
        }
        self.0.push_str(rest);
        self.0.push_str("\r\n");
    }

    /// A property of words.
    pub(super) fn text(&mut self, name: &str, words: &str) {
        self.add(name, &escaped(words));
    }

    /// A component with the lines that `inner` adds.
    pub(super) fn component(&mut self, name: &str, inner: impl FnOnce(&mut Self)) {
        self.add("BEGIN", name);
        inner(self);
        self.add("END", name);
    }

    /// All lines.
    pub(super) fn written(self) -> String {
        self.0
    }
}

/// Where a line of more than `room` octets is folded: between characters, and not within an escape, as some programs read
/// each half of one by itself.
fn fold(line: &str, room: usize) -> usize {
    let (mut end, mut is_escaped) = (0, false);
    for (at, letter) in line.char_indices() {
        if !is_escaped {
            end = at;
        }
        if at + letter.len_utf8() > room {
            break;
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    end
}

/// Words as a value. Characters that calendars do not take are left out.
fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(letter),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfolded(written: &str) -> String {
        written.replace("\r\n ", "")
    }

    #[test]
    fn a_line_of_any_length_and_alphabet_is_folded_at_75_octets_between_characters_and_escapes() {
        for words in ["a", "é", "漢", "👩🏽‍🎓", "\\", ";", ",", "\n", "a\n", "漢,", " "] {
            for length in [1, 24, 36, 37, 38, 74, 75, 76, 300] {
                let (mut lines, words) = (Lines::default(), words.repeat(length));
                lines.text("SUMMARY", &words);
                let written = lines.written();
                for line in written.trim_end_matches("\r\n").split("\r\n") {
                    assert!(line.len() <= OCTETS_MAX, "{line}");
                    let n_marks = line.chars().rev().take_while(|letter| *letter == '\\').count();
                    assert_eq!(n_marks % 2, 0, "an escape in two: {line}");
                }
                assert_eq!(unfolded(&written), format!("SUMMARY:{}\r\n", escaped(&words)));
            }
        }
    }

    #[test]
    fn words_keep_their_lines_and_signs_and_lose_what_no_calendar_takes() {
        assert_eq!(escaped("a, b; c\\d\r\ne\u{0}\u{7}\tf"), "a\\, b\\; c\\\\d\\ne\tf");
    }
}
