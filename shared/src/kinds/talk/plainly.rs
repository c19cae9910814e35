//! *Say it plainly*: anybody asks the author of a sentence for plain words, and those stand beside it. The sentence itself
//! stays as it is.

use std::collections::BTreeMap;

use super::threads::{Anchor, Remark, remark};
use super::{ANSWERS, OF, ON, PLAINLY, TEXT};
use crate::order;
use crate::sheet::{Row, Sheet};
use crate::text::words::counted;

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

/// Requests and plain words, by the place that they are about.
pub type Plain = BTreeMap<Anchor, Plainly>;

/// Requests and plain words, by the place that they are about. Words that are still empty are not said yet, unless they
/// are `is_own`.
pub fn plainly(talk: &Sheet, is_own: &dyn Fn(&str, &Row) -> bool) -> Plain {
    let mut all = Plain::new();
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
    all.values_mut().for_each(sort);
    all
}

/// How often plain words were asked for in a document, and at how many places there are some; none where nobody asked. It is
/// about the document, and about nobody who asked or wrote.
pub fn counted_plainly(all: &Plain) -> Option<String> {
    let asked: usize = all.values().map(|about| about.asked.len()).sum();
    let said = all.values().filter(|about| !about.said.is_empty()).count();
    (asked + said > 0).then(|| {
        let (asked, said) = (counted(asked, "time", "times"), counted(said, "place has", "places have"));
        format!("Plain words were asked for {asked}; {said} some.")
    })
}

/// The plain words in a document's own talk with those of elsewhere from before it had one, of which `is_here` picks the
/// ones about its rows.
pub fn plainly_with_earlier(mut own: Plain, earlier: Plain, is_here: &dyn Fn(&Anchor) -> bool) -> Plain {
    for (on, before) in earlier.into_iter().filter(|(on, _)| is_here(on)) {
        let about = own.entry(on).or_default();
        about.asked.extend(before.asked);
        about.said.extend(before.said);
        sort(about);
    }
    own
}

/// The oldest comes first.
fn sort(about: &mut Plainly) {
    order::sort_by_key(&mut about.asked, |asked| asked.remark.at_ms);
    order::sort_by_key(&mut about.said, |said| said.at_ms);
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

    #[test]
    fn plain_words_of_before_a_document_had_a_talk_of_its_own_stand_with_those_of_now() {
        let read = |rows: Vec<Row>| {
            let mut talk = Sheet::default();
            talk.lists.insert(PLAINLY.to_owned(), rows);
            plainly(&talk, &|_, _| false)
        };
        let on = (ON, "decisions/d1");
        let before = read(vec![row("a", 10, "", &[on]), row("m", 5, "", &[(ON, "mission")])]);
        let now = read(vec![row("b", 20, "We look two days ahead.", &[on, (ANSWERS, "a")])]);
        let all = plainly_with_earlier(now, before, &|on| on.name == "decisions");
        let count = |about: &Plainly| (about.asked.len(), about.said.len(), about.waits().is_some());
        let told: Vec<(String, _)> = all.iter().map(|(on, about)| (on.to_string(), count(about))).collect();
        assert_eq!(told, [("decisions/d1".to_owned(), (1, 1, false))]);
    }

    #[test]
    fn a68_plain_words_are_counted_for_the_document_and_name_nobody() {
        let mut talk = Sheet::default();
        assert_eq!(counted_plainly(&plainly(&talk, &|_, _| false)), None);
        let asked = [(ON, "mission"), (OF, "Ines")];
        let rows = vec![
            row("a-1", 1, "", &asked),
            row("a-2", 2, "", &asked),
            row("b-1", 3, "", &[(ON, "metrics"), (OF, "Ines")]),
            row("a-3", 4, "Keys on the day", &[(ON, "mission"), (ANSWERS, "a-1")]),
        ];
        talk.lists.insert(PLAINLY.to_owned(), rows);
        let says = counted_plainly(&plainly(&talk, &|_, _| false));
        assert_eq!(says.as_deref(), Some("Plain words were asked for 3 times; 1 place has some."));
        assert!(says.is_none_or(|says| !says.contains("Ines") && !says.contains("Mo")));
    }
}
