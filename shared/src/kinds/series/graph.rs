//! Thanks as a picture: lines between people, from the one who thanks to the one who is thanked. Nobody stands in it who did
//! not ask for it, and nothing in it says how often.

use super::schema::DRAWN;
use crate::kinds::review::Record;
use crate::names;
use crate::order::sort_by_key;
use crate::sheet::{Named, Sheet, Value};

/// The picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// The names of the people in it.
    pub people: Vec<String>,
    /// Its lines.
    pub threads: Vec<Thread>,
}

/// A line between two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The place of the person who thanks.
    pub from: usize,
    /// The place of the person who is thanked.
    pub to: usize,
    /// The latest day.
    pub on: String,
}

/// Everybody who wants to be drawn: their keys, and their names as they wrote them last.
fn wanting(series: &Sheet) -> Vec<(&str, &str)> {
    let said = series.keyed.get(DRAWN).into_iter().flatten();
    let wants = said.filter(|(_, wish)| wish.shown() == Some(&Value::Flag(true)));
    let named = wants.filter_map(|(key, wish)| Some((key.as_str(), wish.writes.last()?.by.as_str())));
    let mut all: Vec<(&str, &str)> = named.collect();
    sort_by_key(&mut all, |(_, name)| names::key(name));
    all
}

impl Graph {
    /// The thanks in these reviews, the newest first, between people who want to be drawn.
    pub fn of(series: &Sheet, reviews: &[Record]) -> Self {
        let people = wanting(series);
        let place = |words: &str| {
            let who = Named::read(words);
            people.iter().position(|(id, name)| match who.id {
                Some(known) => known == *id,
                None => names::same(who.name, name),
            })
        };
        let mut threads: Vec<Thread> = Vec::new();
        for review in reviews {
            for thanks in &review.thanks {
                let Some((from, to)) = place(&thanks.by).zip(place(&thanks.to)) else { continue };
                if !threads.iter().any(|one| (one.from, one.to) == (from, to)) {
                    threads.push(Thread { from, to, on: review.day.clone() });
                }
            }
        }
        Self { people: people.into_iter().map(|(_, name)| name.to_owned()).collect(), threads }
    }

    /// The place of a person on a circle in a box of a hundred by a hundred.
    pub fn place(&self, nth: usize) -> (f64, f64) {
        let turn = std::f64::consts::TAU * nth as f64 / self.people.len().max(1) as f64;
        (50.0 + 34.0 * turn.sin(), 50.0 - 34.0 * turn.cos())
    }

    /// A line in names: who thanks, and who is thanked.
    pub fn names(&self, thread: &Thread) -> (&str, &str) {
        let name = |nth: usize| self.people.get(nth).map_or("", String::as_str);
        (name(thread.from), name(thread.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::review::Thanked;
    use crate::sheet::{Register, Write};

    fn wish(name: &str, wants: bool) -> Register {
        Register { writes: vec![Write { id: "w".to_owned(), value: wants.into(), by: name.to_owned(), at_ms: 1 }] }
    }

    fn review(day: &str, thanks: &[(&str, &str)]) -> Record {
        let thanks =
            thanks.iter().map(|(by, to)| Thanked { by: (*by).to_owned(), to: (*to).to_owned(), is_for_effort: false });
        Record {
            day: day.to_owned(),
            is_held: true,
            items: Vec::new(),
            voices: Vec::new(),
            wins: Vec::new(),
            thanks: thanks.collect(),
        }
    }

    #[test]
    fn a65_nobody_is_drawn_who_did_not_ask_for_it() {
        let reviews = [
            review("2026-11-24", &[("Ines", "Bruno <@pB>"), ("Cleo", "Ines <@pI>"), ("Ines", "Dan")]),
            review("2026-11-17", &[("ines", "bruno"), ("Bruno", "Ines")]),
        ];
        for (wishes, people, threads) in [
            (vec![], vec![], vec![]),
            (vec![("pI", "Ines", true)], vec!["Ines"], vec![]),
            (
                vec![("pI", "Ines", true), ("pB", "Bruno", true), ("pC", "Cleo", false)],
                vec!["Bruno", "Ines"],
                vec![("Ines", "Bruno", "2026-11-24"), ("Bruno", "Ines", "2026-11-17")],
            ),
        ] {
            let mut series = Sheet::default();
            let keyed = wishes.iter().map(|(key, name, wants)| ((*key).to_owned(), wish(name, *wants)));
            series.keyed.insert(DRAWN.to_owned(), keyed.collect());
            let graph = Graph::of(&series, &reviews);
            assert_eq!(graph.people, people);
            let said: Vec<(&str, &str, &str)> = graph
                .threads
                .iter()
                .map(|thread| {
                    let (from, to) = graph.names(thread);
                    (from, to, thread.on.as_str())
                })
                .collect();
            assert_eq!(said, threads);
        }
    }
}
