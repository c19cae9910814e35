//! Words that somebody commented on move with the text, and are found gone once it has none of them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_shared::kinds::{Kind, charter};
use muster_shared::sheet::{self, Edit, Found, Place, Span, Splice, Stamp};
use muster_shared::sync::document::GatedDoc;
use yrs::Transact;

/// A copy of a charter whose mission somebody writes.
struct Writer(GatedDoc);

impl Writer {
    fn new(client: u64) -> Self {
        Self(GatedDoc::new(Some(Kind::Charter.schema()), client))
    }

    fn splice(&mut self, at: u32, remove: u32, insert: &str) {
        let splice = Splice { at, remove, insert: insert.to_owned() };
        let edit = Edit::Write { at: mission(), splice };
        let stamp = Stamp { by: "Ada".to_owned(), at_ms: 1 };
        let schema = Kind::Charter.schema();
        self.0.transact("test", |txn| sheet::apply(schema, txn, &edit, &stamp)).result.expect("an edit that fits");
    }

    fn tie(&mut self, from: u32, to: u32) -> Option<Span> {
        Span::tie(Kind::Charter.schema(), &self.0.doc().transact(), &mission(), from, to)
    }

    fn find(&mut self, span: &Span) -> Found {
        span.find(Kind::Charter.schema(), &self.0.doc().transact())
    }

    fn hear(&mut self, other: &mut Self) {
        let update = other.0.encode_diff(&self.0.state_vector());
        self.0.admit(&update.into()).expect("an honest update");
    }
}

fn mission() -> Place {
    Place::on_sheet(charter::MISSION)
}

/// `Rent is paid 😀 on time`, of which `is paid` is commented on.
fn written() -> (Writer, Span) {
    let mut ada = Writer::new(1);
    ada.splice(0, 0, "Rent is paid 😀 on time");
    let span = ada.tie(5, 12).expect("words");
    (ada, span.to_string().parse().expect("what it writes"))
}

#[test]
fn words_are_found_wherever_the_text_has_them_and_gone_when_it_has_none_of_them() {
    for (at, remove, insert, expected) in [
        (0, 0, "", Found::At(5, 12)),
        (0, 0, "All ", Found::At(9, 16)),
        (5, 0, "that ", Found::At(10, 17)),
        (12, 0, " early", Found::At(5, 12)),
        (8, 0, "always ", Found::At(5, 19)),
        (0, 5, "", Found::At(0, 7)),
        (0, 8, "", Found::At(0, 4)),
        (7, 5, "", Found::At(5, 7)),
        (5, 7, "", Found::Gone),
        (5, 7, "comes", Found::Gone),
        (0, 23, "", Found::Gone),
        (13, 2, "", Found::At(5, 12)),
    ] {
        let (mut ada, span) = written();
        if remove > 0 || !insert.is_empty() {
            ada.splice(at, remove, insert);
        }
        assert_eq!(ada.find(&span), expected, "{remove} letters go at {at}, {insert:?} comes");
    }
}

#[test]
fn words_are_found_by_everybody_who_has_them_and_unknown_to_who_has_not() {
    let (mut ada, span) = written();
    let mut bo = Writer::new(2);
    assert_eq!(bo.find(&span), Found::Unknown);
    bo.splice(0, 0, "Other words. ");
    assert_eq!(bo.find(&span), Found::Unknown, "not yet");
    bo.hear(&mut ada);
    ada.hear(&mut bo);
    let Found::At(from, to) = ada.find(&span) else { panic!("the words are there") };
    assert_eq!((to - from, bo.find(&span)), (7, Found::At(from, to)));
}

#[test]
fn no_words_make_no_span() {
    let (mut ada, _) = written();
    for (from, to) in [(5, 5), (12, 5), (23, 24), (90, 99)] {
        assert_eq!(ada.tie(from, to), None, "{from} to {to}");
    }
    assert_eq!(ada.tie(13, 99).map(|span| ada.find(&span)), Some(Found::At(13, 23)), "to the end");
    assert_eq!(Writer::new(3).tie(0, 5), None, "an empty text");
}
