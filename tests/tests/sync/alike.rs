//! Every copy of a document counts its texts alike, whatever a Yjs program puts into them.
//!
//! `MUSTER_ALIKE=n` runs n scenarios instead of the usual number, `MUSTER_SEED=n` runs that one alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use fastrand::Rng;
use muster_shared::id::Lineage;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Place, Splice, Value};
use muster_shared::sync::document::GatedDoc;
use muster_tests::alike::page::Page;
use muster_tests::alike::{House, Refused, Tally, run};
use muster_tests::chaos::yjs::Yjs;
use yrs::{Any, Map, WriteTxn};

/// Seeds that once failed.
const REGRESSIONS: &[u64] = &[];
/// How many scenarios run if nothing else is said.
const SCENARIOS: u64 = 2_400;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn seeds() -> Vec<u64> {
    match number("MUSTER_SEED") {
        Some(seed) => vec![seed],
        None => REGRESSIONS.iter().copied().chain(0..number("MUSTER_ALIKE").unwrap_or(SCENARIOS)).collect(),
    }
}

#[test]
fn pages_room_and_yjs_agree_on_every_text_after_every_edit() {
    let started = Instant::now();
    let yjs = Yjs::start();
    let (mut sum, mut failed) = (Tally::default(), Vec::new());
    let seeds = seeds();
    for seed in &seeds {
        let Ok(tally) = catch_unwind(AssertUnwindSafe(|| run(*seed, &yjs))) else {
            println!("seed {seed} failed: MUSTER_SEED={seed} runs it alone");
            failed.push(seed);
            continue;
        };
        sum.by_pages += tally.by_pages;
        sum.by_yjs += tally.by_yjs;
        sum.comparisons += tally.comparisons;
        sum.embedded += tally.embedded;
    }
    println!("{} scenarios in {:.1?}: {sum:?}", seeds.len(), started.elapsed());
    assert!(failed.is_empty(), "failed seeds: {failed:?}");
    assert!(seeds.len() < 100 || sum.embedded > 1000, "too little was embedded to prove anything: {sum:?}");
}

/// The value that a program which knows nothing of the document puts into a root, and the type it takes it for; and the
/// text that is read then, or the reason why it is refused.
const TABLE: &[(&str, &str, &str, Result<&str, &str>)] = &[
    ("mission", "text", "letters", Ok("ab")),
    ("mission", "bold", "letters", Ok("ab")),
    ("mission", "text", "embed", Ok("\u{fffc}")),
    ("mission", "bold", "embed", Ok("\u{fffc}")),
    ("mission", "text", "number", Ok("\u{fffc}")),
    ("mission", "text", "text", Ok("\u{fffc}")),
    ("mission", "text", "map", Ok("\u{fffc}")),
    ("mission", "text", "list", Ok("\u{fffc}")),
    ("mission", "text", "element", Ok("\u{fffc}")),
    ("mission", "text", "fragment", Ok("\u{fffc}")),
    ("mission", "text", "XML text", Ok("\u{fffc}")),
    ("mission", "text", "hook", Err("malformed: an XML hook: XML here is elements, fragments and texts")),
    ("mission", "attribute", "letters", Ok("")),
    ("mission", "attribute", "text", Ok("")),
    ("mission", "map", "map", Ok("")),
    ("mission", "list", "letters", Err("it does not belong here: `mission` is a text and takes no plain values")),
    ("mission", "list", "bytes", Err("it does not belong here: `mission` is a text and takes no bytes")),
    ("mission", "list", "map", Ok("\u{fffc}")),
    ("mission", "list", "document", Err("malformed: a subdocument: no document here holds another")),
    ("mission", "XML", "element", Ok("\u{fffc}")),
    ("mission", "XML", "XML text", Ok("\u{fffc}")),
    ("values", "text", "letters", Err("it does not belong here: `values` is a map and takes no letters")),
    ("values", "bold", "letters", Err("it does not belong here: `values` is a map and takes no marks")),
    ("values", "text", "embed", Err("it does not belong here: `values` is a map and takes no embeds")),
    ("values", "list", "number", Err("it does not belong here: `values` is a map and takes no plain values")),
    ("values", "XML", "element", Err("it does not belong here: `values` is a map and takes no XML elements")),
    ("values", "map", "nothing", Ok("")),
    ("values", "map", "no value", Ok("")),
    ("values", "map", "no number", Ok("")),
    ("values", "map", "a long number", Ok("")),
    ("values", "map", "bytes", Ok("")),
    ("values", "map", "text", Ok("")),
    ("values", "map", "document", Err("malformed: a subdocument: no document here holds another")),
    ("claims", "map", "row", Ok("note")),
    ("claims", "map", "row with an empty text", Ok("")),
    ("claims", "map", "row with an embed", Ok("no\u{fffc}te")),
    ("claims", "map", "row without its text", Ok("")),
    ("claims", "map", "row with letters for a text", Ok("")),
    ("claims", "map", "row with XML for a text", Ok("")),
    ("claims", "map", "letters", Ok("")),
    ("claims", "map", "text", Ok("")),
    ("claims", "text", "letters", Err("it does not belong here: `claims` is a map and takes no letters")),
    (
        "prosemirror",
        "XML",
        "element",
        Err("it does not belong here: this kind of document has no root called `prosemirror`"),
    ),
    ("quill", "text", "letters", Err("it does not belong here: this kind of document has no root called `quill`")),
    ("content", "map", "letters", Err("it does not belong here: this kind of document has no root called `content`")),
];

#[test]
fn each_content_in_each_place_is_counted_alike_or_refused_with_a_reason() {
    let yjs = Yjs::start();
    for (root, way, what, outcome) in TABLE {
        let case = format!("{what} in `{root}` as {way}");
        let mut house = House::new(Kind::Charter, &yjs, 2, 1);
        let answer = house.hear_stranger(&yjs.put(7, root, way, what));
        let of_root = |texts: BTreeMap<String, String>| {
            let row = texts.iter().find(|(place, _)| place.starts_with("claims/")).map(|(_, text)| text.clone());
            if *root == "claims" { row.unwrap_or_default() } else { texts.get(*root).cloned().unwrap_or_default() }
        };
        match outcome {
            Ok(reads) => assert_eq!((answer, of_root(house.texts()).as_str()), (Ok(()), *reads), "{case}"),
            Err(reason) => {
                let refused = Refused { code: 4403, reason: reason.chars().take(100).collect() };
                assert_eq!(answer, Err(refused), "{case}");
                assert!(house.texts().values().all(String::is_empty), "{case}: it is refused and changes something");
            }
        }
        house.type_everywhere("é");
        house.type_everywhere("😀");
        house.compare(true, &mut Rng::with_seed(1));
    }
}

#[test]
fn a_caret_in_an_empty_text_stands_there_in_every_copy_and_before_what_others_type() {
    let yjs = Yjs::start();
    let mut house = House::new(Kind::Charter, &yjs, 2, 1);
    house.hear_stranger(&yjs.put(7, "claims", "map", "row with an empty text")).unwrap();
    let carets = house.tie_everywhere();
    for name in Kind::Charter.schema().texts.iter().chain(&["note"]) {
        assert!(carets.iter().any(|(place, _)| place.name == *name), "{name}");
    }
    for word in ["", "é", "😀"] {
        house.type_everywhere(word);
        carets.iter().for_each(|(place, anchor)| house.expect_caret(place, anchor, 0));
    }
}

#[test]
fn a_row_that_another_program_made_without_its_text_says_why_it_takes_none() {
    let yjs = Yjs::start();
    let at = Place::in_row("claims", &"r9".parse().unwrap(), "note");
    let edit = Edit::Write { at, splice: Splice { at: 0, remove: 0, insert: "a".to_owned() } };
    let sentence = "Another program made this row without a place for this text: write it in a new row.";
    for (what, answer) in [
        ("row with an empty text", Ok(())),
        ("row without its text", Err(sentence)),
        ("row with letters for a text", Err(sentence)),
        ("row with XML for a text", Err(sentence)),
    ] {
        let mut page = Page::new(Kind::Charter, 1);
        page.replica.begin(Lineage::from_random(1));
        page.replica.copy().admit(&yjs.put(7, "claims", "map", what).into()).unwrap();
        let before = page.replica.copy().state_vector();
        let written = page.edit(&edit).map(drop).map_err(|error| error.sentence());
        assert_eq!(written, answer.map_err(str::to_owned), "{what}");
        assert_eq!(
            page.replica.copy().state_vector() == before,
            answer.is_err(),
            "{what}: refused, nothing has changed"
        );
    }
}

/// A program's value of the field `ends`, and what every copy reads.
#[test]
fn a_value_that_no_person_could_write_is_read_alike_and_undo_gives_it_back() {
    let words = |words: &str| Some(Value::from(words));
    for (value, read) in [
        (Any::from("soon"), words("soon")),
        (Any::from("this\r\nyear"), words("this  year")),
        (Any::from(7.5), Some(Value::Number(7.5))),
        (Any::from(true), Some(Value::Flag(true))),
        (Any::from(f64::NAN), None),
        (Any::from(f64::INFINITY), None),
        (Any::Null, None),
        (Any::Undefined, None),
        (Any::Buffer(vec![1].into()), None),
        (Any::from_json("[1]").unwrap(), None),
    ] {
        let mut program = GatedDoc::new(Some(Kind::Charter.schema()), 9);
        let stamped = Any::from(std::collections::HashMap::from([("v".to_owned(), value.clone())]));
        let written = program.transact("program", |txn| {
            let map = txn.get_or_insert_map("values");
            map.insert(txn, "ends:a-1", stamped);
        });
        let mut page = Page::new(Kind::Charter, 1);
        page.replica.begin(Lineage::from_random(1));
        page.replica.copy().admit(&written.updates[0]).unwrap();
        let shown = |page: &mut Page| page.sheet().value("ends").shown().cloned();
        assert_eq!(shown(&mut page), read, "{value:?}");
        assert_eq!(program.sheet().unwrap().value("ends").shown(), read.as_ref(), "{value:?}");
        let set = Edit::Set { at: Place::on_sheet("ends"), to: "2026-11-28".into() };
        page.edit(&set).unwrap();
        assert_eq!(shown(&mut page), words("2026-11-28"));
        page.undo(false);
        assert_eq!(shown(&mut page), read, "{value:?} after undo");
        page.check();
    }
}
