//! Documents written by earlier versions still open and say what they said.
//!
//! Each is an update in `golden/<name>.update` and its sheet in `golden/<name>.json`. `MUSTER_GOLDEN=write` writes those
//! of this version that are not there yet; a file that is there is never written again.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::fs;
use std::path::{Path, PathBuf};

use muster_shared::kinds::Kind;
use muster_shared::sheet::{self, Edit, Place, Sheet, Splice, Stamp, Value};
use muster_shared::sync::document::GatedDoc;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// Two people write a document: every text, every value, every list; some of it at once, some of it removed.
fn write_document(kind: Kind) -> GatedDoc {
    let (mut ada, mut bo) = (GatedDoc::new(Some(kind.schema()), 1001), GatedDoc::new(Some(kind.schema()), 1002));
    let schema = kind.schema();
    for name in schema.texts {
        write(&mut ada, Place::on_sheet(name), &format!("The {name}, naïvely: 😀\nsecond line"));
    }
    for field in schema.values {
        set(&mut ada, Place::on_sheet(field.name), field.is);
    }
    for field in schema.keyed {
        set(&mut ada, Place::under_key(field.name, "team-1"), field.is);
    }
    for list in schema.lists {
        for at in 0..3 {
            // Rows of their makers alone are whole from the start.
            if list.rule.is_own() && list.texts.is_empty() {
                let values = list.values.iter().map(|field| (field.name.to_owned(), value(field.is, 1 + at)));
                let add =
                    Edit::Add { list: list.name.to_owned(), after: None, texts: Vec::new(), values: values.collect() };
                run(&mut ada, &add);
                continue;
            }
            let after = ada.sheet().unwrap().all_rows(list.name).last().map(|row| row.id.clone()).filter(|_| at < 2);
            run(&mut ada, &Edit::Add { list: list.name.to_owned(), after, texts: Vec::new(), values: Vec::new() });
        }
    }
    let sheet = ada.sheet().unwrap();
    hear(&mut bo, &mut ada);
    for list in schema.lists {
        let [first, second, third] = sheet.all_rows(list.name) else { panic!("three rows") };
        for name in list.texts {
            write(&mut ada, Place::in_row(list.name, &first.id, name), "Ada's ");
            write(&mut bo, Place::in_row(list.name, &first.id, name), "Bo's ");
        }
        if list.rule.is_own() && list.texts.is_empty() {
            continue;
        }
        for field in list.values {
            set(&mut ada, Place::in_row(list.name, &first.id, field.name), field.is);
            set(&mut bo, Place::in_row(list.name, &first.id, field.name), field.is);
        }
        run(&mut ada, &Edit::Move { list: list.name.to_owned(), row: first.id.clone(), after: Some(third.id.clone()) });
        run(&mut bo, &Edit::Archive { list: list.name.to_owned(), row: second.id.clone() });
    }
    hear(&mut ada, &mut bo);
    ada
}

fn run(copy: &mut GatedDoc, edit: &Edit) {
    let stamp = Stamp { by: format!("person {}", copy.client()), at_ms: 1_700_000_000_000 + copy.client() };
    let schema = copy.schema().unwrap();
    copy.transact("golden", |txn| sheet::apply(schema, txn, edit, &stamp)).result.expect("an edit that fits");
}

fn write(copy: &mut GatedDoc, at: Place, text: &str) {
    run(copy, &Edit::Write { at: at.clone(), splice: Splice { at: 0, remove: 0, insert: text.to_owned() } });
    run(copy, &Edit::Write { at, splice: Splice { at: 1, remove: 1, insert: String::new() } });
}

fn set(copy: &mut GatedDoc, at: Place, is: sheet::Is) {
    let to = value(is, copy.client() % 1000);
    run(copy, &Edit::Set { at, to });
}

fn value(is: sheet::Is, number: u64) -> Value {
    match is {
        sheet::Is::Words | sheet::Is::Person => Value::from(format!("words {number}")),
        sheet::Is::Paragraphs => Value::from(format!("line {number}\n\n* and a point")),
        sheet::Is::Number => Value::from(number as f64 + 0.5),
        sheet::Is::Day => Value::from(format!("2026-11-{number:02}")),
        sheet::Is::OneOf(words) => Value::from(words[number as usize % words.len()]),
        sheet::Is::Flag => Value::from(number.is_multiple_of(2)),
    }
}

fn hear(copy: &mut GatedDoc, other: &mut GatedDoc) {
    let update = other.encode_diff(&copy.state_vector());
    copy.admit(&update.into()).expect("an honest update");
}

/// The last change of a kind under the same version of its schema, as the end of its document's name. A field that is new
/// gets a new end here, such as `.sponsor`; the document of before stays, and still says what it said.
const SINCE: [(&str, &str); 6] = [
    // Charters of before dismissed no checks, had no day to be read again, no named editions, and no notes of what was heard from
    // customers and read of teams beside. Later none said why a target moved,
    // nor listed research.
    ("charter", ".research"),
    // Nobody could ask for plain words, nor say whether other words change what was agreed; comments were about whole lines,
    // and mentioned nobody. Later nobody said in it that they had read the document.
    ("talk", ".reads"),
    // No series named teams, and no review had voices on their metrics or days for answers.
    // Later none said how many people it hopes for, marked or counted all series, or was of one of the later sorts; and in no
    // review were times booked or people thanked. Later nobody said whether they want to stand in the picture of thanks, and no
    // item named a job, no answer a theme and no win a link. Later no question was told without a name.
    ("series", ".drawn"),
    ("review", ".nameless"),
    // Logs of before have no levels, no readiness and no words beside signals.
    // Later no decision knew its review; then none said how sure somebody is, had bets, or brought learnings to a forum.
    // Later none said which rule it crosses, nor what the team had proposed where a leader decided.
    ("log", ".proposed"),
    // No strategy had named editions, and later none had a map.
    ("strategy", ".map"),
];

/// The name of the document that this version writes of a kind.
fn name_of(kind: Kind) -> String {
    let since = SINCE.iter().find(|(name, _)| *name == kind.name()).map_or("", |(_, since)| since);
    format!("{kind}.{}{since}", kind.schema().version)
}

fn write_missing(name: &str, kind: Kind) {
    let (update, json) = (folder().join(format!("{name}.update")), folder().join(format!("{name}.json")));
    if update.exists() || std::env::var("MUSTER_GOLDEN").as_deref() != Ok("write") {
        return;
    }
    let mut copy = write_document(kind);
    fs::create_dir_all(folder()).unwrap();
    fs::write(update, copy.encode()).unwrap();
    fs::write(json, serde_json::to_string_pretty(&copy.sheet().unwrap()).unwrap() + "\n").unwrap();
}

/// All that a document says: a list that it has no rows of may be one that there was not yet.
fn said(mut sheet: Sheet) -> Sheet {
    sheet.lists.retain(|_, rows| !rows.is_empty());
    sheet
}

#[test]
fn every_document_ever_written_still_says_what_it_said() {
    for kind in Kind::ALL {
        write_missing(&name_of(kind), kind);
    }
    let files = fs::read_dir(folder()).expect("golden documents").map(|entry| entry.unwrap().path());
    let updates: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "update")).collect();
    assert!(updates.len() >= Kind::ALL.len());
    for path in updates {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let kind: Kind = name.split('.').next().unwrap().parse().expect("named by its kind");
        let mut copy = GatedDoc::new(Some(kind.schema()), 1);
        copy.admit(&fs::read(&path).unwrap().into()).expect("the gate admits it");
        let golden: Sheet = serde_json::from_str(&fs::read_to_string(path.with_extension("json")).unwrap()).unwrap();
        let mut read = copy.sheet().map(said).expect("a document of its kind");
        // A text that came later says nothing there.
        read.texts.retain(|text, words| !words.is_empty() || golden.texts.contains_key(text));
        read.keyed.retain(|map, keys| !keys.is_empty() || golden.keyed.contains_key(map));
        assert_eq!(read, said(golden), "{name}");
        assert!(copy.broken().is_none(), "{name}");
    }
}

#[test]
fn this_version_writes_what_it_wrote_when_it_was_new() {
    for kind in Kind::ALL {
        let name = name_of(kind);
        let Ok(json) = fs::read_to_string(folder().join(format!("{name}.json"))) else {
            panic!("there is no golden document {name} yet: run this file's tests once with MUSTER_GOLDEN=write");
        };
        let golden: Sheet = serde_json::from_str(&json).unwrap();
        assert_eq!(
            write_document(kind).sheet(),
            Some(golden),
            "a {kind} is written otherwise than {name}. If it only has a field more, its version stays: give the kind a \
             new end in `SINCE`, and run this file's tests once with MUSTER_GOLDEN=write. If documents of before read \
             otherwise now, its schema needs a new version."
        );
    }
}
