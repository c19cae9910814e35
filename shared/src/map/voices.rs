//! The advice that a team takes, by function and never by person: a function of which few people wrote, or with little advice, is
//! told together with others or not at all.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::part::{EVENTS_MIN, PEOPLE_MIN, Part};
use crate::names;

/// The name of several functions that are told together.
const OTHERS: &str = "Other functions";

/// How it is counted.
pub const VOICES_HOW: &str = "Advice on the team’s items in reviews of eight weeks, by the function that its writer has in a charter; taken is what was promised or done. Spoken is what was written in silence and is out, questions, and advice. A function is named where four of its people or more wrote five pieces or more, and others are told together from the same numbers on: nobody can be told from it.";

/// A piece of advice: its writer, and whether it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised {
    /// The writer’s name.
    pub by: String,
    /// Whether the team promised it, or has done it.
    pub is_taken: bool,
}

/// The functions of people, by their names as names are compared: the function as such words are compared, and as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Functions(BTreeMap<String, (String, String)>);

/// The advice of one function, or of several, and those who wrote it.
#[derive(Debug, Default)]
struct Heard {
    writers: BTreeSet<String>,
    taken: Part,
}

/// The advice of a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// The function.
    pub function: String,
    /// The advice that was taken, of all.
    pub taken: Part,
}

impl Functions {
    /// Notes the function of somebody. The first one that is noted counts: nobody is in two.
    pub fn note(&mut self, name: &str, function: &str) {
        let (name, function) = (names::key(name), function.trim());
        if !name.is_empty() && !function.is_empty() {
            self.0.entry(name).or_insert_with(|| (names::key(function), function.to_owned()));
        }
    }

    /// How often people of each function spoke, told by the same rule: of these `taken` says nothing.
    pub fn spoken(&self, by: &[String]) -> Vec<(String, usize)> {
        let all: Vec<Advised> = by.iter().map(|by| Advised { by: by.clone(), is_taken: false }).collect();
        self.voices(&all).into_iter().map(|voice| (voice.function, voice.taken.of)).collect()
    }

    /// The voices of some advice, by function, in the order of the functions’ names.
    pub fn voices(&self, advice: &[Advised]) -> Vec<Voice> {
        let mut by_function: BTreeMap<&str, (&str, Heard)> = BTreeMap::new();
        for one in advice {
            let writer = names::key(&one.by);
            let Some((key, function)) = self.0.get(&writer) else { continue };
            let (_, heard) = by_function.entry(key).or_insert_with(|| (function, Heard::default()));
            heard.taken = heard.taken.with(Part::new(usize::from(one.is_taken), 1));
            heard.writers.insert(writer);
        }
        let (mut voices, mut others) = (Vec::new(), Heard::default());
        for (function, heard) in by_function.into_values() {
            if heard.is_shown() {
                voices.push(Voice { function: function.to_owned(), taken: heard.taken });
            } else {
                others.taken = others.taken.with(heard.taken);
                others.writers.extend(heard.writers);
            }
        }
        if others.is_shown() {
            voices.push(Voice { function: OTHERS.to_owned(), taken: others.taken });
        }
        voices
    }
}

impl Heard {
    /// Whether so many wrote so much that nobody can be told from it: people of a function who wrote nothing hide nobody.
    fn is_shown(&self) -> bool {
        self.writers.len() >= PEOPLE_MIN && self.taken.of >= EVENTS_MIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn functions() -> Functions {
        let mut functions = Functions::default();
        for (name, function) in [
            ("Ada", "Design"),
            ("Bo", "design"),
            ("Cy", "Design"),
            ("Di", "Design"),
            ("Eva", "Operations"),
            ("Fay", "Operations"),
            ("Gus", "Sales"),
            ("Hal", "Law"),
            ("Ada", "Sales"),
            ("", "Law"),
            ("Ivo", " "),
        ] {
            functions.note(name, function);
        }
        functions
    }

    #[test]
    fn a71_advice_is_counted_by_function_and_few_people_are_told_together_or_not_at_all() {
        let advice = |all: &[(&str, usize, usize)]| -> Vec<Advised> {
            let one = |(by, taken, of): &(&str, usize, usize)| {
                let by = (*by).to_owned();
                let taken = *taken;
                (0..*of).map(move |nth| Advised { by: by.clone(), is_taken: nth < taken }).collect::<Vec<_>>()
            };
            all.iter().flat_map(one).collect()
        };
        for (given, voices) in [
            (vec![], vec![]),
            (vec![("Ada", 1, 2), ("bo ", 1, 1), ("Cy", 0, 1), ("Di", 1, 1)], vec![("Design", "3 of 5")]),
            // Four pieces are too few, and so are three writers, of however many people.
            (vec![("Ada", 1, 1), ("Bo", 0, 1), ("Cy", 0, 1), ("Di", 0, 1)], vec![]),
            (vec![("Ada", 1, 4), ("Bo", 2, 3), ("Cy", 1, 1), ("ada", 1, 1)], vec![]),
            (vec![("Eva", 3, 9)], vec![]),
            (vec![("Eva", 1, 2), ("Fay", 0, 1), ("Gus", 1, 1), ("Hal", 0, 1)], vec![("Other functions", "2 of 5")]),
            (
                vec![("Ada", 2, 2), ("Bo", 1, 1), ("Cy", 1, 1), ("Di", 1, 2), ("Hal", 1, 5), ("Nobody", 9, 9)],
                vec![("Design", "5 of 6")],
            ),
        ] {
            let told: Vec<(String, String)> =
                functions().voices(&advice(&given)).into_iter().map(|one| (one.function, one.taken.says())).collect();
            let voices: Vec<_> = voices.into_iter().map(|(one, says)| (one.to_owned(), says.to_owned())).collect();
            assert_eq!(told, voices, "{given:?}");
        }
        let spoke = ["Ada", "Bo", "Cy", "Di", "Ada", "Hal", "Hal"].map(ToOwned::to_owned);
        assert_eq!(functions().spoken(&spoke), [("Design".to_owned(), 5)]);
    }
}
