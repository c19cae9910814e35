//! The differences of two states, the edits that put one back, and the places that a reconnect leaves to look at.
#![allow(clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::slice::from_ref;
use std::sync::Arc;

use super::*;
use crate::id::{DocId, RowId};
use crate::kinds::charter;
use crate::kinds::outline::Sources;
use crate::sheet::{Edit, Register, Row, Sheet, Splice, Stamp, Value, Write, apply};
use crate::sync::document::GatedDoc;

fn id(row: &str) -> RowId {
    row.parse().expect("an id")
}

fn register(values: &[Value]) -> Register {
    let write = |(nth, value): (usize, &Value)| Write {
        id: format!("w{nth}"),
        value: value.clone(),
        by: String::new(),
        at_ms: 0,
    };
    Register { writes: values.iter().enumerate().map(write).collect() }
}

fn words(values: &[&str]) -> Register {
    register(&values.iter().map(|value| Value::from(*value)).collect::<Vec<_>>())
}

/// A row of a list with a text and values.
fn row(name: &str, texts: &[(&str, &str)], values: &[(&str, &[&str])]) -> Row {
    let mut row = Row::new(id(name));
    row.texts.extend(texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    row.values.extend(values.iter().map(|(name, value)| ((*name).to_owned(), words(value))));
    row
}

fn removed(row: Row, by: &str) -> Row {
    Row { archived: Some(Stamp { by: by.to_owned(), at_ms: 1 }), ..row }
}

/// A charter with a mission, and lists of rows.
fn sheet(mission: &str, lists: &[(&str, &[Row])]) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.texts.insert(charter::MISSION.to_owned(), mission.to_owned());
    sheet.lists.extend(lists.iter().map(|(list, rows)| ((*list).to_owned(), rows.to_vec())));
    sheet
}

fn decide(name: &str, line: &str) -> Row {
    row(name, &[("line", line)], &[])
}

fn with<T>(sheet: &Sheet, f: impl FnOnce(&Sources<'_>) -> T) -> T {
    let (org, doc) = (Sheet::default(), DocId::org());
    f(&Sources { sheet, org: &org, doc: &doc })
}

fn between(before: &Sheet, after: &Sheet) -> Vec<Changed> {
    with(before, |before| with(after, |after| changes(charter::KIND, before, after)))
}

/// A change in short: heading, name of the row, fate, and its words before and after.
fn told(changed: &Changed) -> String {
    let name = changed.row.as_ref().map_or("", |row| row.name.as_str());
    let said: Vec<String> =
        changed.said.iter().map(|said| format!("{}[{}>{}]", said.label, said.before, said.after)).collect();
    format!("{} {name} {:?} {}", changed.part, changed.fate, said.join(" "))
}

fn all_told(before: &Sheet, after: &Sheet) -> Vec<String> {
    between(before, after).iter().map(told).collect()
}

#[test]
fn a_change_is_told_under_its_heading_with_labels_and_words_of_before_and_after() {
    let member = |share: f64| {
        let mut row = row("m", &[], &[("name", &["Mei <@p1>"]), ("function", &["Ops"])]);
        row.values.insert("allocation".to_owned(), register(&[Value::Number(share)]));
        row
    };
    let claim = |mode: &str| row("c", &[("note", "All of it")], &[("surface", &["new:Keys"]), ("mode", &[mode])]);
    let before = sheet("Keys", &[("members", &[member(0.5)]), ("claims", &[claim("own")])]);
    let after = sheet("Keys on the day", &[("members", &[member(0.8)]), ("claims", &[claim("share")])]);
    let said = all_told(&before, &after);
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(said[0], "Mission  Changed [Keys>Keys on the day]");
    assert!(said[1].starts_with("Share ") && said[1].ends_with("Changed Under[Own>Share]"), "{said:?}");
    assert!(said[2].contains(" Mei Changed Share[50 %>80 %]"), "{said:?}");
    assert_eq!(all_told(&after, &after), [""; 0]);
}

#[test]
fn a_row_comes_goes_is_back_or_stands_elsewhere_and_one_that_says_nothing_is_no_news() {
    let [a, b] = [decide("a", "Whom we hire"), decide("b", "What we buy")];
    let bare = decide("c", " ");
    let list = |rows: &[Row]| sheet("", &[("decide", rows)]);
    for (before, after, said) in [
        (list(&[]), list(from_ref(&a)), "We decide Whom we hire Came [>Whom we hire]"),
        (list(from_ref(&a)), list(&[removed(a.clone(), "Bo")]), "We decide Whom we hire Gone [Whom we hire>]"),
        (list(&[removed(a.clone(), "Bo")]), list(from_ref(&a)), "We decide Whom we hire Back [>Whom we hire]"),
        (list(&[a.clone(), b.clone()]), list(&[b.clone(), a.clone()]), "We decide  Moved "),
        (list(from_ref(&a)), list(&[decide("a", "")]), "We decide Whom we hire Gone [Whom we hire>]"),
    ] {
        assert_eq!(all_told(&before, &after), [said]);
    }
    assert_eq!(all_told(&list(&[]), &list(&[bare])), [""; 0]);
    assert_eq!(all_told(&list(&[a.clone(), b.clone()]), &list(&[b])).len(), 1, "a row that is not in the copy");
}

#[test]
fn values_that_stand_side_by_side_are_all_told_and_each_place_counts() {
    let metric = |due: &[&str], unit: &str| row("m", &[("name", "Homes")], &[("due", due), ("unit", &[unit])]);
    let before = sheet("", &[("metrics", &[metric(&["2026-11-01"], "homes")])]);
    let after = sheet("", &[("metrics", &[metric(&["2026-12-01", "2026-12-24"], "%")])]);
    let said = all_told(&before, &after);
    assert_eq!(said, ["Metrics Homes Changed Unit[homes>%] Due[2026-11-01>2026-12-01 / 2026-12-24]"]);
    assert_eq!(n_places(&between(&before, &after)), 2);
}

#[test]
fn steps_of_one_sitting_are_told_once_and_no_words_of_others_with_them() {
    let say = |mission: &str| sheet(mission, &[]);
    let step = |before: &str, after: &str| between(&say(before), &say(after));
    let short = |all: Vec<Changed>| all.iter().map(told).collect::<Vec<_>>();
    assert_eq!(short(joined(step("a", "a b"), step("a b", "a b c"))), ["Mission  Changed [a>a b c]"]);
    assert_eq!(short(joined(step("a", "b"), step("b", "a"))), [""; 0]);
    assert_eq!(short(joined(step("a", "b"), step("b and theirs", "c"))), ["Mission  Changed [a>b] [b and theirs>c]"]);
    let list = |rows: &[Row]| sheet("", &[("decide", rows)]);
    let (none, one) = (list(&[]), list(&[decide("a", "x")]));
    let (more, gone) = (list(&[decide("a", "x y")]), list(&[removed(decide("a", "x"), "")]));
    let come = between(&none, &one);
    assert_eq!(short(joined(come.clone(), between(&one, &more))), ["We decide x y Came [>x y]"]);
    assert_eq!(short(joined(come, between(&one, &gone))), [""; 0]);
    assert_eq!(short(joined(between(&one, &gone), between(&gone, &one))), [""; 0]);
}

fn put_back(now: &Sheet, then: &Sheet, scope: &Scope) -> Restored {
    with(now, |now| with(then, |then| restored(charter::KIND, now, then, scope)))
}

#[test]
fn what_is_put_back_is_edits_of_now_in_the_document_a_section_or_a_row() {
    let then = sheet("Keys", &[("decide", &[decide("a", "Hire"), decide("b", "Buy")])]);
    let now =
        sheet("Doors", &[("decide", &[removed(decide("a", "Hire"), "Bo"), decide("b", "Buy"), decide("c", "Sell")])]);
    let list = || "decide".to_owned();
    let mission = Edit::Write {
        at: Place::on_sheet(charter::MISSION),
        splice: Splice { at: 0, remove: 4, insert: "Key".to_owned() },
    };
    let back = Edit::Restore { list: list(), row: id("a") };
    let away = Edit::Archive { list: list(), row: id("c") };
    for (scope, edits) in [
        (Scope::Document, vec![mission.clone(), back.clone(), away.clone()]),
        (Scope::Section("Mission".to_owned()), vec![mission]),
        (Scope::Section("How we decide".to_owned()), vec![back.clone(), away]),
        (Scope::Row { list: list(), row: id("a") }, vec![back]),
        (Scope::Row { list: list(), row: id("b") }, vec![]),
        (Scope::Section("No such heading".to_owned()), vec![]),
    ] {
        assert_eq!(put_back(&now, &then, &scope), Restored { edits, n_left: 0 }, "{scope:?}");
    }
    assert_eq!(put_back(&then, &then, &Scope::Document).edits, []);
}

/// A copy of a charter.
fn copy_of(client: u64) -> GatedDoc {
    GatedDoc::new(Some(charter::KIND.schema()), client)
}

/// Makes edits in a copy; answers the updates.
fn made(copy: &mut GatedDoc, edits: &[Edit]) -> Vec<Arc<[u8]>> {
    let schema = charter::KIND.schema();
    let make = |edit| {
        let written = copy.transact("test", |txn| apply(schema, txn, edit, &Stamp::default()));
        written.result.expect("an edit that fits");
        written.updates
    };
    edits.iter().flat_map(make).collect()
}

fn take(copy: &mut GatedDoc, updates: &[Arc<[u8]>]) {
    for update in updates {
        copy.admit(update).expect("an update that is let in");
    }
}

#[test]
fn words_between_two_that_are_put_back_stay_and_so_does_what_somebody_writes_there_meanwhile() {
    let write = |at, remove, insert: &str| {
        let splice = Splice { at, remove, insert: insert.to_owned() };
        Edit::Write { at: Place::on_sheet(charter::MISSION), splice }
    };
    for (now, then, meanwhile, says) in [
        ("Doors open at nine", "Keys open at ten", write(10, 0, " late"), "Keys open late at ten"),
        ("One door, two doors", "door, two", write(9, 0, " and"), "door, and two"),
        ("😀 open 😀", "😃 open 😃", write(7, 0, "s"), "😃 opens 😃"),
        ("open", "all open now", write(2, 0, "-"), "all op-en now"),
        ("same", "same", write(4, 0, "s"), "sames"),
    ] {
        let (mut one, mut other) = (copy_of(1), copy_of(2));
        take(&mut other, &made(&mut one, &[write(0, 0, now)]));
        let edits = put_back(&sheet(now, &[]), &sheet(then, &[]), &Scope::Document).edits;
        let back = made(&mut one, &edits);
        assert_eq!(one.sheet().expect("a sheet").text(charter::MISSION), then, "{now}");
        let words = made(&mut other, &[meanwhile]);
        take(&mut one, &words);
        take(&mut other, &back);
        for copy in [&mut one, &mut other] {
            assert_eq!(copy.sheet().expect("a sheet").text(charter::MISSION), says, "{now}");
        }
    }
}

#[test]
fn values_order_and_rows_of_others_are_put_back_kept_and_left_as_they_are() {
    let [a, b, c] = ["a", "b", "c"].map(|name| decide(name, name));
    let reading = |value: &str| row("r", &[], &[("metric", &["m"]), ("on", &[value])]);
    let dated = |day: &[&str], rows: &[Row], readings: &[Row]| {
        let mut sheet = sheet("", &[("decide", rows), ("readings", readings)]);
        sheet.values.insert(charter::ENDS.to_owned(), words(day));
        sheet
    };
    let then = dated(&["2026-12-01"], &[a.clone(), b.clone(), c.clone()], &[]);
    let now = dated(&["2027-01-01", "2027-02-01"], &[c, a, b], &[reading("2026-11-20")]);
    let at = || Place::on_sheet(charter::ENDS);
    let first = put_back(&now, &then, &Scope::Document);
    let moves = [("a", None), ("b", Some("a"))];
    let moves = moves.map(|(row, after)| Edit::Move { list: "decide".to_owned(), row: id(row), after: after.map(id) });
    let set = Edit::Set { at: at(), to: Value::from("2026-12-01") };
    assert_eq!(first, Restored { edits: std::iter::once(set).chain(moves).collect(), n_left: 1 });
    let clear = put_back(&now, &dated(&[], &[], &[reading("2026-11-20")]), &Scope::Section("Runs until".to_owned()));
    assert_eq!(clear, Restored { edits: vec![Edit::Clear { at: at() }], n_left: 0 });
}

/// The receipt after the steps of own edits and those of others, of whom the last wrote up to a state.
fn received(steps: &[Sheet], mine: &Sheet, came: &Sheet, after: &Sheet) -> Receipt {
    let mut all = steps[..1].to_vec();
    for pair in steps[1..].iter().chain([came]).collect::<Vec<_>>().chunks_exact(2) {
        others_wrote(&mut all, pair[0], pair[1].clone());
    }
    let (org, doc) = (Sheet::default(), DocId::org());
    let from = |sheet| Sources { sheet, org: &org, doc: &doc };
    let steps: Vec<Sources<'_>> = all.iter().map(from).collect();
    receipt(charter::KIND, &steps, &from(mine), &from(after))
}

#[test]
fn edits_are_counted_as_whose_they_are_also_those_before_the_line_dropped_and_while_it_settles() {
    let say = |mission: &str, lines: &[&str]| {
        let rows: Vec<Row> = lines.iter().map(|line| decide(line, line)).collect();
        sheet(mission, &[("decide", rows.as_slice())])
    };
    // Others write before the line drops, then the person without a server, then others again, then the person.
    let base = say("Keys", &[]);
    let others_first = say("Keys", &["theirs"]);
    let mine = say("Keys on the day", &["theirs"]);
    let others_again = say("Keys on the day", &["theirs", "later"]);
    let after = say("Keys on the day, always", &["theirs", "later"]);
    let steps = [base.clone(), base.clone(), others_first, mine.clone()];
    let told = received(&steps, &mine, &others_again, &after);
    assert_eq!((told.n_own, told.n_others), (1, 2), "{told:?}");
    let own: Vec<String> = told.own.iter().map(self::told).collect();
    assert_eq!(own, ["Mission  Changed [Keys>Keys on the day, always]"]);

    let mut steps = vec![base.clone()];
    others_wrote(&mut steps, &base, say("a", &[]));
    others_wrote(&mut steps, &say("a", &[]), say("b", &[]));
    assert_eq!(steps, [base.clone(), base, say("b", &[])], "two in one go");
    let mut none = Vec::new();
    others_wrote(&mut none, &say("a", &[]), say("b", &[]));
    assert_eq!(none, []);
}

#[test]
fn a_reconnect_tells_what_went_in_what_came_and_which_places_to_look_at() {
    let metric = |due: &[&str]| row("m", &[("name", "Homes")], &[("due", due)]);
    let base = sheet(
        "Keys",
        &[("metrics", &[metric(&["2026-11-01"])]), ("decide", &[decide("a", "Hire"), decide("b", "Buy")])],
    );
    let mine = sheet(
        "Keys",
        &[
            ("metrics", &[metric(&["2026-12-01"])]),
            ("decide", &[decide("a", "Hire whom"), removed(decide("b", "Buy"), "me")]),
        ],
    );
    let rows = [removed(decide("a", "Hire whom"), "Bruno"), removed(decide("b", "Buy all"), "me")];
    let after = sheet("Keys today", &[("metrics", &[metric(&["2026-12-01", "2026-11-15"])]), ("decide", &rows)]);
    let told = received(&[base, mine.clone()], &mine, &after, &after);
    assert_eq!((told.n_own, told.n_others, told.is_empty()), (3, 3, false));
    let [removed, edited, several] = told.look.as_slice() else { panic!("{:?}", told.look) };
    assert_eq!((removed.section.as_str(), removed.name.as_str()), ("How we decide", "Hire whom"));
    assert!(matches!(&removed.why, Why::Removed(row, by) if row.row == id("a") && by == "Bruno"), "{removed:?}");
    assert!(matches!(&edited.why, Why::Edited(row) if row.row == id("b")), "{edited:?}");
    assert_eq!(several.name, "Due of Homes");
    assert!(matches!(&several.why, Why::Several(_, writes) if writes.len() == 2), "{several:?}");
    assert_eq!(told.sentence(), "Your 3 changes went in, 3 came from others, 3 places to look at.");
    let alone = Receipt { n_others: 0, look: Vec::new(), ..told.clone() };
    assert!(alone.is_empty(), "what went in by itself is said by its being saved");
    let quiet = received(from_ref(&mine), &mine, &mine, &mine);
    assert!(quiet.is_empty() && quiet.look.is_empty());
}
