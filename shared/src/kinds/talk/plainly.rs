//! *Say it plainly*: anybody asks the author of a sentence for plain words, and those stand beside it. The sentence itself
//! stays as it is.

use std::collections::BTreeMap;

use super::threads::{Anchor, Remark, remark};
use super::{ANSWERS, OF, ON, PLAINLY, TEXT};
use crate::order;
use crate::sheet::{Row, Sheet};

/// A request for plain words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The request, by the person who asks.
    pub remark: Remark,
    /// The author who is asked, as a person field says it; empty where nobody is known to be.
    pub of: String,
}

/// All that was asked and said of one sentence, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Plainly {
    /// Requests.
    pub asked: Vec<Asked>,
    /// Plain words.
    pub said: Vec<Remark>,
}

impl Plainly {
    /// The request that waits for plain words: the first one, until somebody writes some.
    pub fn waits(&self) -> Option<&Asked> {
        self.asked.first().filter(|_| self.said.is_empty())
    }
}

/// Requests and plain words, by the place that they are about. Words that are still empty are not said yet, unless they
/// are `is_own`.
pub fn plainly(talk: &Sheet, is_own: &dyn Fn(&str, &Row) -> bool) -> BTreeMap<Anchor, Plainly> {
    let mut all: BTreeMap<Anchor, Plainly> = BTreeMap::new();
    for row in talk.rows(PLAINLY) {
        let is_request = row.value(ANSWERS).is_vacant();
        if !is_request && row.text(TEXT).trim().is_empty() && !is_own(PLAINLY, row) {
            continue;
        }
        let about = all.entry(Anchor::read(row.value(ON).words())).or_default();
        let remark = remark(PLAINLY, row);
        match is_request {
            true => about.asked.push(Asked { remark, of: row.value(OF).words().to_owned() }),
            false => about.said.push(remark),
        }
    }
    for about in all.values_mut() {
        order::sort_by_key(&mut about.asked, |asked| asked.remark.at_ms);
        order::sort_by_key(&mut about.said, |said| said.at_ms);
    }
    all
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Value, Write};

    fn row(id: &str, at_ms: u64, text: &str, values: &[(&str, &str)]) -> Row {
        let mut row = Row::new(id.parse().expect("an id"));
        row.texts.insert(TEXT.to_owned(), text.to_owned());
        for (name, value) in values {
            let write = Write { id: "w".to_owned(), value: Value::from(*value), by: "Mo".to_owned(), at_ms };
            row.values.insert((*name).to_owned(), Register { writes: vec![write] });
        }
        row
    }

    #[test]
    fn v20_plain_words_stand_with_the_sentence_they_are_about_and_a_request_waits_until_there_are_some() {
        let on = (ON, "remarks/r1");
        let ask = row("a", 10, "", &[on, (OF, "Ines <@p1eCf>")]);
        let again = row("b", 20, "", &[on, (OF, "Ines <@p1eCf>")]);
        let begun = row("c", 30, " ", &[on, (ANSWERS, "a")]);
        let said = row("d", 40, "We look two days ahead.", &[on, (ANSWERS, "a")]);
        let place = Anchor::read("remarks/r1");
        let read = |rows: &[&Row], is_own: bool| {
            let mut talk = Sheet::default();
            talk.lists.insert(PLAINLY.to_owned(), rows.iter().map(|row| (*row).clone()).collect());
            let of_place = plainly(&talk, &|_, _| is_own).remove(&place).unwrap_or_default();
            let waits = of_place.waits().map(|asked| (asked.remark.row.to_string(), asked.of.clone()));
            (waits, of_place.said.len())
        };
        let asked = Some(("a".to_owned(), "Ines <@p1eCf>".to_owned()));
        assert_eq!(read(&[&again, &ask], false), (asked.clone(), 0), "the first who asked");
        assert_eq!(read(&[&ask, &begun], false), (asked, 0), "words that are empty are not said");
        assert_eq!(read(&[&ask, &begun], true), (None, 1), "but for their author");
        assert_eq!(read(&[&ask, &said, &again], false), (None, 1));
    }
}
