//! The names of people on the pages about the workspace, where tables hold ids.

use std::collections::HashMap;

use crate::people::invite::BY_THE_SERVER;
use crate::people::person::Person;

/// The names of people, by their ids.
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// The names of these people.
    pub(super) fn of_all(people: &[Person]) -> Self {
        Self(people.iter().map(|person| (person.id.clone(), person.name.clone())).collect())
    }

    /// The name under which a person is known here.
    pub(super) fn of<'a>(&'a self, id: &'a str) -> &'a str {
        match id {
            "" => "nobody known",
            BY_THE_SERVER => "the server",
            id => self.0.get(id).map_or(id, String::as_str),
        }
    }

    /// A detail of the record, with names where it says ids.
    pub(super) fn in_words(&self, detail: &str) -> String {
        let named = |word: &str| {
            let id = word.trim_end_matches(':');
            self.0.get(id).map_or_else(|| word.to_owned(), |name| format!("{name}{}", &word[id.len()..]))
        };
        detail.split(' ').map(named).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_names_people_it_knows() {
        let names = Names(HashMap::from([("p1".to_owned(), "Ada Lovelace".to_owned())]));
        for (detail, words) in [("p1: member to leader", "Ada Lovelace: member to leader"), ("p2", "p2"), ("", "")] {
            assert_eq!(names.in_words(detail), words);
        }
        assert_eq!([names.of("p1"), names.of(""), names.of("muster")], ["Ada Lovelace", "nobody known", "the server"]);
    }
}
