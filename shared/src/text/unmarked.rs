//! Texts without any Markdown: most are, and the page shows them without the parser.

/// Whether a parser would find no mark in a text: no sign that begins one, and no line that begins as a list's item does.
#[must_use]
pub fn is_unmarked(text: &str) -> bool {
    !text.contains(['\\', '`', '*', '_', '[', ']', '<']) && !text.lines().any(may_be_item)
}

fn may_be_item(line: &str) -> bool {
    line.trim_start_matches(' ').starts_with(|first: char| first.is_ascii_digit() || "-+".contains(first))
}

/// The paragraphs of a text without marks, each as its lines.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    let mut all = Vec::new();
    let mut paragraph = Vec::new();
    for line in text.lines().map(str::trim) {
        match line {
            "" if paragraph.is_empty() => {}
            "" => all.push(std::mem::take(&mut paragraph)),
            line => paragraph.push(line),
        }
    }
    if !paragraph.is_empty() {
        all.push(paragraph);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::markdown::{Event, Tag, events};

    /// The events that the paragraphs stand for.
    fn as_events(text: &str) -> Vec<Event> {
        let mut all = Vec::new();
        for lines in paragraphs(text) {
            all.push(Event::Start(Tag::Paragraph));
            for (at, line) in lines.into_iter().enumerate() {
                all.extend((at > 0).then_some(Event::Break));
                all.push(Event::Text(line.to_owned()));
            }
            all.push(Event::End);
        }
        all
    }

    #[test]
    fn a_text_without_marks_reads_as_the_parser_reads_it() {
        for text in [
            "",
            "Rent is paid on time",
            "  two \nlines\r\nof one\n\n\n and another paragraph ",
            "\n\nlate – with a dash, an & and a > sign; 5 > 3",
            "a-b 3. c) (d) #1 ~x~ !",
            "\ttabbed\n \t \nblank between",
        ] {
            assert!(is_unmarked(text), "{text:?}");
            assert_eq!(as_events(text), events(text), "{text:?}");
        }
    }

    #[test]
    fn whatever_could_be_a_mark_is_left_to_the_parser() {
        for text in
            ["*a*", "_a_", "a `b`", "[a](b)", "<https://a.example>", "a\\*", "- a", "a\n  + b", "1. a", "x\n2) y"]
        {
            assert!(!is_unmarked(text), "{text:?}");
        }
    }
}
