//! Wording that states a decision, or an order. A review gives advice and decides nothing, so the page asks about a sentence
//! that states a decision once: whose decision is it, and should it stand in their log? Advice that is worded as an order is
//! a signal of how much is left to the team.

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

/// Words with which people tell a team what to do, in lower case. Advice on facts, as that renters must sign, has none.
const ORDERS: &[&str] = &[
    "you must",
    "you have to",
    "you've got to",
    "you need to",
    "you will have to",
    "you are to",
    "you shall",
    "you are not to",
    "you cannot just",
    "you can't just",
    "we must",
    "we have to",
    "the team must",
    "the team has to",
    "this must",
    "this has to",
    "that has to",
    "it must",
    "it has to",
    "must be done",
    "has to be done",
    "must stop",
    "has to stop",
    "has to go",
    "i want you to",
    "i expect you to",
    "i need you to",
    "i don't want you to",
    "i do not want you to",
    "make sure you",
    "i approve",
    "i don't approve",
    "i do not approve",
    "not without my",
    "no discussion",
    "is not negotiable",
];

/// The first sentence of advice that is worded as an order, in bytes. Lines that quote somebody, words between quotation
/// marks and questions are none.
pub fn is_an_order(text: &str) -> Option<Range<usize>> {
    sentences(text).find(|sentence| has_one(&text[sentence.clone()], ORDERS))
}

/// The first sentence of a text that states a decision, in bytes. Lines that quote somebody, words between quotation
/// marks and questions state none.
pub fn states_a_decision(text: &str) -> Option<Range<usize>> {
    sentences(text).find(|sentence| has_one(&text[sentence.clone()], PHRASES))
}

fn has_one(sentence: &str, phrases: &[&str]) -> bool {
    if sentence.trim_end().ends_with('?') {
        return false;
    }
    let plain = unquoted(sentence).to_lowercase().replace('’', "'");
    phrases.iter().any(|phrase| at_a_word(&plain, phrase))
}

/// Whether a phrase stands in a text as words of their own.
fn at_a_word(text: &str, phrase: &str) -> bool {
    let is_of_a_word = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    text.match_indices(phrase).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        !is_of_a_word(before.chars().next_back()) && !is_of_a_word(after.chars().next())
    })
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

    #[test]
    fn v15_advice_that_is_worded_as_an_order_is_told_from_advice_on_facts() {
        for (text, is_order) in [
            ("You must stop the same-morning inspections.", true),
            ("A fine plan. This has to be done by Friday.", true),
            ("I’d do it. You’ve got to ask Ledger though!", true),
            ("I do not approve of the second van.", true),
            ("Try it in Matosinhos alone for two weeks.", false),
            ("Renters must sign before they get the keys.", false),
            ("Must you do it this month?", false),
            ("Do you have to ask Ledger?", false),
            ("Halima said “you must stop” and was right.", false),
            ("> You must stop.", false),
            ("We mustard the plan.", false),
            ("", false),
        ] {
            assert_eq!(is_an_order(text).is_some(), is_order, "{text}");
        }
    }
}
