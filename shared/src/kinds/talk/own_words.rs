//! The mission in the words of those who are asked to agree with it: whether they mean the same is seen side by side.

use super::threads::{Remark, remark};
use super::{ON, OWN_WORDS, TEXT};
use crate::order;
use crate::sheet::Sheet;

/// How somebody says a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OwnWords {
    /// Its writer and its time.
    pub remark: Remark,
    /// The words.
    pub words: String,
}

/// How people say a section, those who sent theirs first come first. Of each writer, whom `whose` tells apart, the last
/// words count.
pub fn own_words(talk: &Sheet, section: &str, whose: &dyn Fn(&Remark) -> String) -> Vec<OwnWords> {
    let rows = talk.rows(OWN_WORDS).filter(|row| row.value(ON).words() == section && !row.text(TEXT).trim().is_empty());
    let said = rows.map(|row| OwnWords { remark: remark(OWN_WORDS, row), words: row.text(TEXT).trim().to_owned() });
    let mut said: Vec<OwnWords> = said.collect();
    order::sort_by_key(&mut said, |one| one.remark.at_ms);
    let mut last: Vec<(String, OwnWords)> = Vec::new();
    for one in said {
        let writer = whose(&one.remark);
        match last.iter_mut().find(|(known, _)| *known == writer) {
            Some((_, before)) => *before = one,
            None => last.push((writer, one)),
        }
    }
    last.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Row, Write};

    fn row(id: &str, by: &str, at_ms: u64, on: &str, words: &str) -> Row {
        let mut row = Row::new(id.parse().expect("an id"));
        let write = Write { id: "w".to_owned(), value: on.into(), by: by.to_owned(), at_ms };
        row.values.insert(ON.to_owned(), Register { writes: vec![write] });
        row.texts.insert(TEXT.to_owned(), words.to_owned());
        row
    }

    #[test]
    fn a15_the_last_words_of_each_stand_beside_each_other_and_empty_ones_are_not_said() {
        let mut talk = Sheet::default();
        talk.lists.insert(
            OWN_WORDS.to_owned(),
            vec![
                row("c-1", "Cy", 30, "mission", "Keys on time"),
                row("a-1", "Ada", 10, "mission", "We hand over keys"),
                row("a-2", "Ada", 20, "mission", " We hand over keys on the day "),
                row("b-1", "Bo", 15, "mission", "  "),
                row("b-2", "Bo", 16, "metrics", "Not this"),
            ],
        );
        let said = own_words(&talk, "mission", &|remark| remark.by.clone());
        let said: Vec<(&str, &str)> = said.iter().map(|one| (&*one.remark.by, &*one.words)).collect();
        assert_eq!(said, [("Ada", "We hand over keys on the day"), ("Cy", "Keys on time")]);
    }
}
