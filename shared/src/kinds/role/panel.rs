//! The check on a panel: people of two functions at least.

use std::collections::BTreeSet;

use super::schema::*;
use crate::names;
use crate::order::gather;
use crate::sheet::Sheet;
use crate::sheet::people::ByPerson;

/// Something that a panel lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It is one person's.
    OfOne,
    /// All of it is of one function.
    OneFunction,
}

impl Lack {
    /// The heading of the remark about it.
    pub fn head(self) -> &'static str {
        match self {
            Self::OfOne => "A panel of one",
            Self::OneFunction => "A panel of one function",
        }
    }

    /// The advice.
    pub fn advice(self) -> &'static str {
        match self {
            Self::OfOne => "One person sees one side. Name somebody of another function too.",
            Self::OneFunction => "Everybody on it speaks for the same function. Name somebody of another one.",
        }
    }
}

/// The thing that the panel of a canvas lacks, once somebody is on it.
pub fn lacks(sheet: &Sheet) -> Option<Lack> {
    let words = |field: &'static str| sheet.rows(PANEL).map(move |row| row.value(field).words());
    let people = ByPerson::count(words(PERSON).filter(|words| !words.trim().is_empty()));
    let functions: BTreeSet<String> = gather(words(SPEAKS_FOR).map(names::key).filter(|name| !name.is_empty()));
    match (people, functions.len()) {
        (0, _) => None,
        (1, _) => Some(Lack::OfOne),
        (_, ..2) => Some(Lack::OneFunction),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Row, Write};

    fn sheet(panel: &[(&str, &str)]) -> Sheet {
        let value = |words: &str| {
            let write = Write { id: "w".to_owned(), value: words.into(), by: String::new(), at_ms: 0 };
            Register { writes: vec![write] }
        };
        let row = |(at, (person, function)): (usize, &(&str, &str))| {
            let mut row = Row::new(format!("p-{at}").parse().expect("an id"));
            row.values = [(PERSON.to_owned(), value(person)), (SPEAKS_FOR.to_owned(), value(function))].into();
            row
        };
        let rows = panel.iter().enumerate().map(row).collect();
        Sheet { lists: [(PANEL.to_owned(), rows)].into(), ..Sheet::default() }
    }

    #[test]
    fn a_panel_is_of_two_people_and_two_functions_at_least() {
        for (panel, lack) in [
            (&[][..], None),
            (&[("", "Product")], None),
            (&[("Ada", "Product")], Some(Lack::OfOne)),
            (&[("Ada", "Product"), ("Ada", "Design")], Some(Lack::OfOne)),
            (&[("Ada", "Product"), ("Bo", "product ")], Some(Lack::OneFunction)),
            (&[("Ada", "Product"), ("Bo", "")], Some(Lack::OneFunction)),
            (&[("Ada", "Product"), ("Bo", "Design")], None),
        ] {
            assert_eq!(lacks(&sheet(panel)), lack, "{panel:?}");
        }
        for lack in [Lack::OfOne, Lack::OneFunction] {
            assert!(lack.advice().ends_with('.'), "{}", lack.head());
        }
    }
}
