//! How edits merge, as tables: what Ada made first, what she and Bo then did without seeing each other, what comes of it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::org::{self, Captain};
use muster_shared::sheet::{
    self, BadValue, Edit, EditError, Filled, Place, Register, Row, Sheet, Splice, Stamp, Value, Write,
};
use muster_shared::sync::document::GatedDoc;
use muster_tests::script::{commands, edit, show};

struct Person {
    copy: GatedDoc,
    now_ms: u64,
    made: Vec<Arc<[u8]>>,
}

impl Person {
    fn new(kind: Kind, client: u64) -> Self {
        Self { copy: GatedDoc::new(Some(kind.schema()), client), now_ms: client, made: Vec::new() }
    }

    fn sheet(&mut self) -> Sheet {
        self.copy.sheet().expect("it has a kind")
    }

    fn make(&mut self, edit: &Edit) -> Result<(), EditError> {
        let schema = self.copy.schema().expect("it has a kind");
        self.now_ms += 10;
        let stamp = Stamp { by: format!("{}", self.copy.client()), at_ms: self.now_ms };
        let written = self.copy.transact("test", |txn| sheet::apply(schema, txn, edit, &stamp));
        assert!(written.result.is_ok() || written.updates.is_empty(), "an edit that fails changes nothing");
        self.made.extend(written.updates);
        written.result.map(drop)
    }

    fn run(&mut self, script: &str) {
        for command in commands(script) {
            let edit = edit(command, &self.sheet());
            self.make(&edit).expect("an edit that fits");
        }
    }

    fn hear(&mut self, other: &mut Self) {
        other.made.iter().for_each(|update| drop(self.copy.admit(update).expect("an honest update")));
    }
}

/// Both people's copies after each has heard of what the other did.
fn merged(before: &str, ada: &str, bo: &str) -> (Person, Person) {
    let (mut left, mut right) = (Person::new(Kind::Charter, 1), Person::new(Kind::Charter, 2));
    left.run(before);
    right.hear(&mut left);
    left.run(ada);
    right.run(bo);
    left.hear(&mut right);
    right.hear(&mut left);
    assert_eq!(left.copy.content(), right.copy.content(), "{before} / {ada} / {bo}");
    assert_eq!(left.sheet(), right.sheet());
    (left, right)
}

fn check(before: &str, ada: &str, bo: &str, after: &str) {
    let (mut left, _) = merged(before, ada, bo);
    assert_eq!(show(&left.sheet()), after, "{before} / {ada} / {bo}");
}

#[test]
fn a_value_supersedes_what_it_saw_and_stands_beside_what_it_did_not() {
    check("", "ends 1", "", "ends=01");
    check("ends 1", "ends 2; ends 3", "", "ends=03");
    check("ends 1", "ends 2", "ends 3", "ends=02|03");
    check("", "ends 2", "ends 3", "ends=03|02");
    check("ends 1", "", "ends 3", "ends=03");
    check("ends 1", "ends 1", "", "ends=01");
    check("ends 1", "ends 2", "ends 2", "ends=02|02");
}

#[test]
fn taking_a_value_back_takes_back_what_it_saw_and_nothing_else() {
    check("ends 1", "clear", "", "");
    check("ends 1", "clear", "ends 2", "ends=02");
    check("ends 1", "clear", "clear", "");
}

#[test]
fn picking_one_of_several_values_keeps_that_one() {
    let (mut ada, mut bo) = merged("", "ends 2", "ends 3");
    ada.run("keep 2");
    bo.hear(&mut ada);
    assert_eq!(show(&bo.sheet()), "ends=02");
    ada.run("keep 9");
    assert_eq!(show(&ada.sheet()), "ends=02", "a write that is not there keeps nothing from nobody");
    let (mut ada, mut bo) = merged("", "ends 2", "ends 3");
    ada.run("ends 3");
    bo.hear(&mut ada);
    assert_eq!(show(&bo.sheet()), "ends=03", "writing the shown value again settles it too");
}

#[test]
fn a_value_put_back_is_what_it_was_under_its_own_stamp() {
    let mut ada = Person::new(Kind::Charter, 1);
    ada.run("ends 1");
    let writes = ada.sheet().value("ends").writes.clone();
    ada.run("ends 2");
    ada.make(&Edit::PutBack { at: Place::on_sheet("ends"), writes: writes.clone() }).unwrap();
    let [now] = ada.sheet().value("ends").writes.clone().try_into().expect("one write");
    assert_eq!((now.value, now.by, now.at_ms), (writes[0].value.clone(), writes[0].by.clone(), writes[0].at_ms));
    let odd = Write { id: String::new(), value: Value::from(1.0), by: String::new(), at_ms: 0 };
    ada.make(&Edit::PutBack { at: Place::on_sheet("ends"), writes: vec![odd] }).unwrap();
    assert_eq!(ada.sheet().value("ends").number(), Some(1.0), "another program may have written what no person can");
}

#[test]
fn rows_are_where_they_were_put() {
    check("add a; add b after a; add c after b", "", "", "a b c");
    check("add a; add b", "", "", "b a");
    check("add a; add b after a; add c after a", "", "", "a c b");
    check("add a; add b after a; add c after b", "move c", "", "c a b");
    check("add a; add b after a; add c after b", "move a after c", "", "b c a");
    check("add a; add b after a; add c after b", "move b after b", "", "a b c");
    check("add a; add b after a; add c after b", "move b after a", "", "a b c");
}

#[test]
fn two_rows_in_one_gap_stand_side_by_side_in_one_order() {
    check("add a; add b after a", "add x after a", "add y after a", "a x y b");
    check("add a; add b after a", "add x after a; add z after x", "add y after a", "a x y z b");
    let (mut ada, _) = merged("add a; add b after a", "add x after a", "add y after a");
    ada.run("add m after x");
    assert_eq!(show(&ada.sheet()), "a x y m b", "there is nothing between equal keys: behind both, before the next");
}

#[test]
fn a_row_moved_twice_at_once_is_there_once() {
    check("add a; add b after a; add c after b", "move a after c", "move a after b", "b a c");
    check("add a; add b after a", "move a after b", "archive a", "b [a]");
}

#[test]
fn an_edit_under_an_archived_row_survives() {
    check("add a", "archive a", "note why in a", "[a(why)]");
    check("add a", "archive a", "note why in a; restore a", "[a(why)]");
    check("add a; archive a", "restore a", "note why in a", "a(why)");
    check("add a", "archive a; restore a", "", "a");
    check("add a", "archive a", "archive a", "[a]");
    check("add a", "restore a", "", "a");
}

#[test]
fn who_archived_a_row_stays_its_archiver() {
    let (mut ada, mut bo) = merged("add a", "archive a", "");
    let stamp = ada.sheet().all_rows("non_negotiables")[0].archived.clone();
    bo.run("archive a");
    assert_eq!(bo.sheet().all_rows("non_negotiables")[0].archived, stamp);
}

#[test]
fn two_who_type_at_once_keep_every_letter() {
    check("type hello", "type !", "type Oh, at 0", "Oh,hello!");
    check("type hello", "cut 5 at 0", "type y at 5", "y");
    check("", "type aa", "type bb", "aabb");
    check("type x😀y", "cut 2 at 1", "type z at 3", "xzy");
}

#[test]
fn captains_targets_and_claims_of_two_people_at_once_stand_side_by_side() {
    let charter = DocId::from_random(9);
    let (mut ada, mut bo) = (Person::new(Kind::Org, 1), Person::new(Kind::Org, 2));
    let name = |who: &str| Edit::Set { at: Place::under_key(org::CAPTAINS, charter.as_str()), to: Value::from(who) };
    ada.make(&name("Ada")).unwrap();
    bo.make(&name("Bo")).unwrap();
    ada.hear(&mut bo);
    let Captain::Several(register) = org::captain(&ada.sheet(), &charter) else { panic!("two captains") };
    assert_eq!(register.writes.len(), 2);
    ada.make(&name("Cy")).unwrap();
    let one = Captain::One { name: "Cy".to_owned(), since: None };
    assert_eq!(org::captain(&ada.sheet(), &charter), one);

    for (list, value, both) in
        [("metrics", "target", [1.0.into(), 2.0.into()]), ("claims", "mode", ["own".into(), "share".into()])]
    {
        let (mut ada, mut bo) = (Person::new(Kind::Charter, 1), Person::new(Kind::Charter, 2));
        ada.make(&Edit::Add { list: list.to_owned(), after: None, texts: Vec::new(), values: Vec::new() }).unwrap();
        bo.hear(&mut ada);
        let row = bo.sheet().all_rows(list)[0].id.clone();
        let [first, second]: [Value; 2] = both;
        ada.make(&Edit::Set { at: Place::in_row(list, &row, value), to: first }).unwrap();
        bo.make(&Edit::Set { at: Place::in_row(list, &row, value), to: second }).unwrap();
        ada.hear(&mut bo);
        assert_eq!(ada.sheet().all_rows(list)[0].value(value).writes.len(), 2, "{list}");
    }
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let mut ada = Person::new(Kind::Charter, 1);
    ada.run("type x😀y; add a");
    let gone = "1-2".parse().unwrap();
    let write = |at, remove| Edit::Write {
        at: Place::on_sheet("mission"),
        splice: Splice { at, remove, insert: "!".to_owned() },
    };
    let set = |name: &str, to: Value| Edit::Set { at: Place::on_sheet(name), to };
    let unknown = |name: &str| EditError::Unknown(name.to_owned());
    let add = |texts: &[&str]| Edit::Add {
        list: "non_negotiables".to_owned(),
        after: None,
        texts: texts.iter().map(|name| ((*name).to_owned(), String::new())).collect(),
        values: Vec::new(),
    };
    for (edit, error) in [
        (write(5, 0), EditError::OutOfText),
        (write(0, 5), EditError::OutOfText),
        (write(u32::MAX, 2), EditError::OutOfText),
        (write(2, 0), EditError::OutOfText),
        (write(1, 1), EditError::OutOfText),
        (write(2, 2), EditError::OutOfText),
        (set("ends", Value::from("soon")), EditError::BadValue(BadValue::NotADay)),
        (set("begins", Value::from("soon")), unknown("begins")),
        (Edit::Archive { list: "non_negotiables".to_owned(), row: gone }, EditError::NoRow),
        (Edit::Archive { list: "rows".to_owned(), row: "1".parse().unwrap() }, unknown("rows")),
        (
            Edit::Write { at: Place::in_row("claims", &"1".parse().unwrap(), "note"), splice: Splice::default() },
            EditError::NoRow,
        ),
        (Edit::Write { at: Place::on_sheet("poem"), splice: Splice::default() }, unknown("poem")),
        (add(&["poem"]), unknown("poem")),
    ] {
        assert_eq!(ada.make(&edit), Err(error), "{edit:?}");
        assert_eq!(show(&ada.sheet()), "x😀y a", "{edit:?}");
    }
    ada.make(&write(4, 0)).unwrap();
    assert_eq!(show(&ada.sheet()), "x😀y! a");
}

#[test]
fn a_long_splice_comes_in_pieces_that_say_the_same() {
    let splice = Splice { at: 3, remove: 2, insert: "é😀a".repeat(50) };
    for bytes_max in [1, 5, 7, 64, 1000] {
        let mut units: Vec<u16> = "0123456789".encode_utf16().collect();
        for piece in splice.in_pieces(bytes_max) {
            assert!(piece.insert.len() <= bytes_max.max(4));
            let at = piece.at as usize;
            units.splice(at..at + piece.remove as usize, piece.insert.encode_utf16());
        }
        assert_eq!(String::from_utf16(&units).unwrap(), format!("012{}56789", splice.insert));
    }
    assert_eq!(Splice { at: 1, remove: 1, insert: String::new() }.in_pieces(9).len(), 1);
}

fn a_sheet() -> Sheet {
    let mut sheet = Sheet::default();
    sheet.texts.insert("mission".to_owned(), "Ship it".to_owned());
    let write = Write { id: "w".to_owned(), value: Value::from("2026-11-22"), by: "Ada".to_owned(), at_ms: 5 };
    sheet.values.insert("ends".to_owned(), Register { writes: vec![write] });
    let rows = ["r1", "r2", "r3"].map(|id| {
        let mut row = Row::new(id.parse().expect("an id"));
        row.texts.insert("rule".to_owned(), id.to_owned());
        row
    });
    sheet.lists.insert("non_negotiables".to_owned(), rows.to_vec());
    sheet
}

#[test]
fn planting_twice_changes_nothing() {
    let mut ada = Person::new(Kind::Charter, 1);
    let fill = |ada: &mut Person, sheet: &Sheet| {
        ada.copy.transact("import", |txn| sheet::fill(Kind::Charter.schema(), txn, sheet, true))
    };
    let first = fill(&mut ada, &a_sheet());
    assert_eq!(first.result, Ok(Filled { texts: 1, values: 1, rows: 3 }));
    assert_eq!(show(&ada.sheet()), "Ship it r1 r2 r3 ends=22");
    assert!(ada.copy.is_example());
    let second = fill(&mut ada, &a_sheet());
    assert_eq!((second.result, second.updates.len()), (Ok(Filled::default()), 0));
    ada.run("type !; archive r2; note why in r1; ends 5");
    assert_eq!(fill(&mut ada, &a_sheet()).updates.len(), 0, "what people have changed stays as it is");
    assert_eq!(show(&ada.sheet()), "Ship it! r1(why) [r2] r3 ends=05");
}

#[test]
fn a_sheet_that_does_not_fit_plants_nothing() {
    let mut sheet = a_sheet();
    sheet.texts.insert("poem".to_owned(), "Roses".to_owned());
    let mut ada = Person::new(Kind::Charter, 1);
    let written = ada.copy.transact("import", |txn| sheet::fill(Kind::Charter.schema(), txn, &sheet, false));
    assert_eq!((written.result, written.updates.len()), (Err(EditError::Unknown("poem".to_owned())), 0));
}

#[test]
fn an_order_key_that_nobody_should_write_stops_nothing() {
    let mut sheet = a_sheet();
    let keys = ["0", "V0", "~~"];
    let rows = sheet.lists.get_mut("non_negotiables").expect("three rows");
    rows.iter_mut().zip(keys).for_each(|(row, key)| row.order = key.to_owned());
    let mut ada = Person::new(Kind::Charter, 1);
    let written = ada.copy.transact("import", |txn| sheet::fill(Kind::Charter.schema(), txn, &sheet, false));
    assert!(written.result.is_ok());
    ada.run("add a; add b after r1; add c after r2; add d after r3; move r3; move r1 after a");
    assert_eq!(ada.sheet().all_rows("non_negotiables").len(), 7);
}

#[test]
fn who_made_a_row_is_told_apart_where_two_lists_have_one_of_the_same_id() {
    use muster_shared::kinds::talk;
    use yrs::{Map, MapPrelim, Transact, WriteTxn};

    let mut ada = GatedDoc::new(Some(Kind::Talk.schema()), 1);
    let add = Edit::Add { list: talk::COMMENTS.to_owned(), after: None, texts: Vec::new(), values: Vec::new() };
    let stamp = Stamp { by: "Ada".to_owned(), at_ms: 1 };
    let made = ada.transact("test", |txn| sheet::apply(Kind::Talk.schema(), txn, &add, &stamp));
    let row = made.result.unwrap().unwrap();
    let mut bo = GatedDoc::new(Some(Kind::Talk.schema()), 2);
    for update in &made.updates {
        bo.admit(update).unwrap();
    }
    let under_the_same_id = |txn: &mut yrs::TransactionMut<'_>| {
        txn.get_or_insert_map(talk::AGREEMENTS).insert(txn, row.as_str(), MapPrelim::default());
    };
    bo.transact("test", under_the_same_id);
    let txn = bo.doc().transact();
    let made_in = |list| sheet::maker_of_row(&txn, list, &row).map(|made| made.client);
    assert_eq!(
        (made_in(talk::COMMENTS), made_in(talk::AGREEMENTS), made_in(talk::SUGGESTIONS)),
        (Some(1), Some(2), None)
    );
}
