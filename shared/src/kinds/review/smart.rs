//! SMART for an action: whether it is specific, whether anybody sees that it is done, and by when are read from it; whether it can
//! be done and whether it matters is asked of people.

use super::schema::{DUE, OWNER};
use crate::kinds::charter::{Mark, Smart, begins_with_work};
use crate::names;
use crate::sheet::Row;
use crate::text::vague;
use crate::text::words::{listed, long_day};

/// An action of fewer words says a topic.
const WORDS_MIN: usize = 3;
/// Words with which an action begins of which anybody sees that it is done, beside those that name work.
const SEEN: [&str; 30] = [
    "add", "agree", "ask", "book", "buy", "call", "close", "count", "delete", "draw", "fix", "hire", "invite",
    "measure", "meet", "move", "name", "order", "pay", "print", "publish", "put", "remove", "send", "set", "show",
    "sign", "tell", "test", "write",
];

/// The five of an action, which `words` say. `owner` is the name of the person who takes it on, and `item` the title of what it
/// is about; each is empty where there is none.
pub fn smart(words: &str, row: &Row, owner: &str, item: &str) -> [Smart; 5] {
    let words = words.trim();
    [specific(words), measurable(words), achievable(row, owner), relevant(item), timed(row)]
}

fn told(word: &'static str, gap: Option<String>, so: &str) -> Smart {
    match gap {
        Some(why) => Smart { word, mark: Mark::Not, why },
        None => Smart { word, mark: Mark::Yes, why: so.to_owned() },
    }
}

fn specific(words: &str) -> Smart {
    let vague = vague(words);
    let gap = match () {
        () if words.split_whitespace().count() < WORDS_MIN => Some("It names a topic. Say what is done.".to_owned()),
        () if !vague.is_empty() => Some(format!("{} can mean anything.", listed(&vague))),
        () => None,
    };
    told("Specific", gap, "It says what is done.")
}

fn measurable(words: &str) -> Smart {
    let first = names::key(words.split_whitespace().next().unwrap_or_default());
    let is_seen =
        words.contains(|sign: char| sign.is_ascii_digit()) || begins_with_work(words) || SEEN.contains(&first.as_str());
    let gap = (!is_seen)
        .then(|| "Nobody can see when it is done. Begin with what is sent, written, asked or counted.".to_owned());
    told("Measurable", gap, "Anybody can see whether it is done.")
}

fn achievable(row: &Row, owner: &str) -> Smart {
    let day = row.value(DUE).words();
    let by = if day.is_empty() { String::new() } else { format!(" by {}", long_day(day)) };
    match owner {
        "" if row.value(OWNER).is_vacant() => told("Achievable", Some("Nobody takes it on yet.".to_owned()), ""),
        owner => Smart {
            word: "Achievable",
            mark: Mark::Ask,
            why: format!("Can {owner} do it{by}? Ask, before the meeting ends."),
        },
    }
}

fn relevant(item: &str) -> Smart {
    let of = if item.is_empty() { "the team".to_owned() } else { format!("“{item}”") };
    Smart { word: "Relevant", mark: Mark::Ask, why: format!("Does it bring {of} on?") }
}

fn timed(row: &Row) -> Smart {
    let day = row.value(DUE).words();
    let gap = day.is_empty().then(|| "It has no day yet.".to_owned());
    told("Time-bound", gap, &format!("It is due on {}.", long_day(day)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Write};

    #[test]
    fn a26_an_action_is_smart_as_far_as_it_says_so_and_people_are_asked_for_the_rest() {
        let (yes, not, ask) = (Mark::Yes, Mark::Not, Mark::Ask);
        for (words, owner, due, marks) in [
            ("Send the list of keys to Porto", "Ada", "2026-12-04", [yes, yes, ask, ask, yes]),
            ("Launch the checklist in Porto", "Ada", "", [yes, yes, ask, ask, not]),
            ("Crews in 3 cities know it", "Ada", "", [yes, yes, ask, ask, not]),
            ("Think about the keys", "", "", [yes, not, not, ask, not]),
            ("Keys", "", "", [not, not, not, ask, not]),
            ("Write a holistic plan", "Ada", "", [not, yes, ask, ask, not]),
        ] {
            let mut row = Row::new("a1".parse().unwrap());
            for (name, value) in [(OWNER, owner), (DUE, due)].into_iter().filter(|(_, value)| !value.is_empty()) {
                let write = Write { id: "w".to_owned(), value: value.into(), by: String::new(), at_ms: 1 };
                row.values.insert(name.to_owned(), Register { writes: vec![write] });
            }
            let five = smart(words, &row, owner, "Keys at night");
            assert_eq!(five.each_ref().map(|one| one.mark), marks, "{words}");
            assert!(five.iter().all(|one| one.why.ends_with(['.', '?'])), "{five:?}");
        }
    }
}
