//! Wording that states a decision. A review gives advice and decides nothing, so the page asks about such a sentence once:
//! whose decision is it, and should it stand in their log?

use std::ops::Range;

/// Words with which people write down that something was decided, in lower case.
const PHRASES: &[&str] = &[
    "we decided",
    "we have decided",
    "we've decided",
    "we will go with",
    "we'll go with",
    "we are going with",
    "we're going with",
    "it was decided",
    "it is decided",
    "was approved",
    "is approved",
    "we approved",
    "we agreed to",
    "we have agreed to",
    "the decision is",
    "decision:",
    "decided to",
    "final call:",
];

/// The first sentence of a text that states a decision, in bytes. Lines that quote somebody, words between quotation
/// marks and questions state none.
pub fn states_a_decision(text: &str) -> Option<Range<usize>> {
    sentences(text).find(|sentence| is_decision(&text[sentence.clone()]))
}

fn is_decision(sentence: &str) -> bool {
    if sentence.trim_end().ends_with('?') {
        return false;
    }
    let plain = unquoted(sentence).to_lowercase().replace('’', "'");
    PHRASES.iter().any(|phrase| at_a_word(&plain, phrase))
}

/// Whether a phrase stands in a text and begins at the beginning of a word.
fn at_a_word(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

/// A sentence without the words between its quotation marks.
fn unquoted(sentence: &str) -> String {
    let mut is_quoted = false;
    let outside = |sign: char| {
        match sign {
            '“' | '„' | '«' => is_quoted = true,
            '”' | '»' => is_quoted = false,
            '"' => is_quoted = !is_quoted,
            _ => {}
        }
        !is_quoted
    };
    sentence
        .chars()
        .filter({
            let mut outside = outside;
            move |sign| outside(*sign)
        })
        .collect()
}

/// The sentences of a text that quote nobody by their line, in bytes.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    });
    lines.filter(|(_, line)| !line.trim_start().starts_with('>')).flat_map(|(start, line)| in_line(start, line))
}

/// The sentences of one line: each ends after a sign that ends it and before a space, or with the line.
fn in_line(start: usize, line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let ends = line.char_indices().filter(|(_, sign)| matches!(sign, '.' | '!' | '?'));
    let ends = ends.map(|(at, sign)| at + sign.len_utf8()).filter(|end| line[*end..].starts_with([' ', '\n']));
    for end in ends.chain([line.trim_end().len()]) {
        let sentence = &line[from..end.max(from)];
        let begins = from + (sentence.len() - sentence.trim_start().len());
        if begins < end {
            found.push(start + begins..start + end);
        }
        from = end.max(from);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_state_a_decision_are_found_and_quotes_and_questions_are_not() {
        let said =
            "The rest need a clause. We decided to stop same-morning inspections in Porto from 1 December. More.";
        let found = states_a_decision(said).map(|range| &said[range]);
        assert_eq!(found, Some("We decided to stop same-morning inspections in Porto from 1 December."));
        for (text, states) in [
            ("We’ve decided: two crews.", true),
            ("Decision: two crews", true),
            ("- it was decided in Porto", true),
            ("It is undecided to this day.", false),
            ("> We decided to stop.", false),
            ("Halima said “we decided to stop” last week.", false),
            ("Ines: \"we decided\" is what people hear.", false),
            ("Have we decided to stop?", false),
            ("We decided to stop? No.", false),
            ("", false),
            ("Ünï… we decided\nnothing", true),
        ] {
            assert_eq!(states_a_decision(text).is_some(), states, "{text}");
        }
    }
}
