//! The advice that a team takes, by function and never by person: a function of few people, or with little advice, is told together
//! with others or not at all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::part::{EVENTS_MIN, PEOPLE_MIN, Part};
use crate::names;

/// The name of several functions that are told together.
const OTHERS: &str = "Other functions";

/// How it is counted.
pub const VOICES_HOW: &str = "Advice on the team’s items in reviews of eight weeks, by the function that its writer has in a charter; taken is what was promised or done. Spoken is what was written in silence and is out, questions, and advice. A function is named from four people and five pieces of advice on, and others are told together from the same numbers on: nobody can be told from it.";

/// A piece of advice: its writer, and whether it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised {
    /// The writer’s name.
    pub by: String,
    /// Whether the team promised it, or has done it.
    pub is_taken: bool,
}

/// The functions of people, by their names as names are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Functions(BTreeMap<String, String>);

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
            self.0.entry(name).or_insert_with(|| function.to_owned());
        }
    }

    /// How many people have a function.
    fn n_people(&self, function: &str) -> usize {
        self.0.values().filter(|one| names::same(one, function)).count()
    }

    /// How often people of each function spoke, told by the same rule: of these `taken` says nothing.
    pub fn spoken(&self, by: &[String]) -> Vec<(String, usize)> {
        let all: Vec<Advised> = by.iter().map(|by| Advised { by: by.clone(), is_taken: false }).collect();
        self.voices(&all).into_iter().map(|voice| (voice.function, voice.taken.of)).collect()
    }

    /// The voices of some advice, by function, in the order of the functions’ names.
    pub fn voices(&self, advice: &[Advised]) -> Vec<Voice> {
        let mut by_function: BTreeMap<String, (String, Part)> = BTreeMap::new();
        for one in advice {
            let Some(function) = self.0.get(&names::key(&one.by)) else { continue };
            let (_, taken) =
                by_function.entry(names::key(function)).or_insert_with(|| (function.clone(), Part::default()));
            *taken = taken.with(Part::new(usize::from(one.is_taken), 1));
        }
        let (mut voices, mut others, mut n_people) = (Vec::new(), Part::default(), 0);
        for (function, taken) in by_function.into_values() {
            let n = self.n_people(&function);
            if n >= PEOPLE_MIN && taken.of >= EVENTS_MIN {
                voices.push(Voice { function, taken });
            } else {
                (others, n_people) = (others.with(taken), n_people + n);
            }
        }
        if n_people >= PEOPLE_MIN && others.of >= EVENTS_MIN {
            voices.push(Voice { function: OTHERS.to_owned(), taken: others });
        }
        voices
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
            (vec![("Ada", 1, 2), ("bo ", 2, 3)], vec![("Design", "3 of 5")]),
            // Four pieces are too few, and so are two people.
            (vec![("Ada", 1, 4)], vec![]),
            (vec![("Eva", 3, 9)], vec![]),
            (vec![("Eva", 1, 3), ("Gus", 1, 1), ("Hal", 0, 1)], vec![("Other functions", "2 of 5")]),
            (vec![("Ada", 5, 6), ("Hal", 1, 5), ("Nobody", 9, 9)], vec![("Design", "5 of 6")]),
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
