//! An objective or a key result that is two things, and the two that it becomes.

use super::lint::{CHANGES, WORK};
use super::quantities::{quantities, word};

/// The words that stand between two things, those that say so most clearly first.
const BETWEEN: [&str; 4] = ["; ", ", and ", ", with ", " and "];

/// The two things that one sentence says; nothing of one that says one thing, as far as its words show.
pub fn halves(sentence: &str) -> Option<(String, String)> {
    let sentence = sentence.trim();
    BETWEEN.iter().find_map(|between| {
        sentence.match_indices(between).find_map(|(at, _)| {
            let (one, other) = (sentence.get(..at)?.trim(), sentence.get(at + between.len()..)?.trim());
            are_two(one, other).then(|| (one.trim_end_matches([',', ';']).to_owned(), begun_large(other)))
        })
    })
}

/// Whether both are things of their own: the second one begins with what is done, or each has a number.
fn are_two(one: &str, other: &str) -> bool {
    let begins = word(other);
    let is_done = CHANGES.contains(&begins.as_str()) || WORK.contains(&begins.as_str());
    let have_numbers = !quantities(one).is_empty() && !quantities(other).is_empty();
    !one.is_empty() && !other.is_empty() && (is_done || have_numbers)
}

fn begun_large(words: &str) -> String {
    let mut words = words.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_of_two_things_is_split_where_the_second_begins_and_one_thing_stays_whole() {
        for (sentence, two) in [
            (
                "Train every crew on lockboxes and cut calls to the desk",
                Some(("Train every crew on lockboxes", "Cut calls to the desk")),
            ),
            ("Allocate 10% of time, with 5 ideas tested", Some(("Allocate 10% of time", "5 ideas tested"))),
            ("Raise trust to 80%, and reduce handovers", Some(("Raise trust to 80%", "Reduce handovers"))),
            ("Keys on the day; hire two people", Some(("Keys on the day", "Hire two people"))),
            ("Renters and landlords get their keys", None),
            ("Keys on the promised day", None),
            ("and cut calls", None),
            ("", None),
        ] {
            let two = two.map(|(one, other)| (one.to_owned(), other.to_owned()));
            assert_eq!(halves(sentence), two, "{sentence}");
        }
    }
}
