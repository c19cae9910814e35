//! Ways to trespass on rows of every rule, for `rules_own`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_shared::access::Role;
use muster_shared::id::{DocId, RowId, SessionId};
use muster_shared::sheet::{Edit, Field, Is, List, Place, Row, Schema, Sheet, Splice, Value};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::gate;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{About, Protocol, Room};
use muster_shared::sync::wire::Frame;
use muster_tests::network::lineage;
use muster_tests::words::{ADA, BO, CY, make, person, send};
use yrs::{Any, Map, MapPrelim, MapRef, Out, Text, TextPrelim, TextRef, TransactionMut, WriteTxn};

/// Lists of every rule, in one schema.
pub(super) static SCHEMA: Schema = Schema {
    kind: "ruled",
    version: 1,
    writer: Role::Commenter,
    common: Role::Commenter,
    texts: &["free"],
    values: &[],
    keyed: &[Field::new("votes", Is::Words).of_person(), Field::new("open", Is::Words)],
    lists: &[
        List::new("own", &["text"], &[Field::new("on", Is::Words), Field::new("hidden", Is::Flag)]).own(&["hidden"]),
        List::new("once", &[], &[Field::new("on", Is::Words), Field::new("more", Is::Words)]).append(),
        List::new("reveals", &[], &[Field::new("on", Is::Words)]).append_for_good(),
        List::new("editors", &[], &[Field::new("on", Is::Words)]).append().added_by(Role::Editor),
        List::new("anyone", &["text"], &[Field::new("on", Is::Words)]),
        List::new("theirs", &["text"], &[Field::new("on", Is::Words)]).written_by(Role::Editor),
    ],
};

/// The room's three: Ada and Bo comment, Cy may do everything a captain, a leader or an owner may.
pub(super) const ROLES: [(SessionId, &str, Role); 3] =
    [(ADA, "ada", Role::Commenter), (BO, "bo", Role::Commenter), (CY, "cy", Role::Editor)];

pub(super) fn room_of(schema: &'static Schema) -> Room {
    let about = About {
        doc: DocId::from_random(7),
        schema: Some(schema),
        lineage: lineage(),
        epoch: 0,
        limits: Limits::DEFAULT.into(),
    };
    let mut room = Room::new(about, 1 << 50);
    room.fill(&Sheet::default(), false).expect("an empty sheet fits");
    for (session, name, role) in ROLES {
        room.join(session, Protocol::Muster, person(name, role), 0);
        room.receive(session, &Frame::Step1(&[0]).write(), 0);
    }
    room
}

/// A copy of what a room holds, by a device of its own.
pub(super) fn copy_of(room: &mut Room, client: u64) -> GatedDoc {
    let mut copy = GatedDoc::new(Some(&SCHEMA), client);
    copy.admit(&room.encode().into()).unwrap();
    copy
}

pub(super) fn adds(copy: &mut GatedDoc, list: &str, text: &str, on: &str) -> (RowId, Arc<[u8]>) {
    let texts = if text.is_empty() { Vec::new() } else { vec![("text".to_owned(), text.to_owned())] };
    let values = vec![("on".to_owned(), Value::from(on))];
    let before: Vec<Row> = copy.sheet().unwrap().all_rows(list).to_vec();
    let update = make(copy, &Edit::Add { list: list.to_owned(), after: None, texts, values });
    let after = copy.sheet().unwrap();
    let row = after.all_rows(list).iter().find(|row| before.iter().all(|other| other.id != row.id)).unwrap();
    (row.id.clone(), update)
}

/// A row of a list, made by Ada, in the room.
pub(super) fn with_row(list: &str) -> (Room, GatedDoc, RowId) {
    let (mut room, maker) = (room_of(&SCHEMA), if matches!(list, "editors" | "theirs") { CY } else { ADA });
    let mut copy = copy_of(&mut room, 1);
    let text = if matches!(list, "own" | "anyone" | "theirs") { "Why?" } else { "" };
    let (row, update) = adds(&mut copy, list, text, "goal");
    assert!(was_taken(&send(&mut room, maker, &update)), "{list}");
    (room, copy, row)
}

pub(super) fn was_taken(heard: &[String]) -> bool {
    heard.iter().any(|word| word.starts_with("append"))
}

/// Every row of the room, by list.
pub(super) fn rows(room: &mut Room) -> Vec<(String, Vec<Row>)> {
    room.sheet().unwrap().lists.into_iter().collect()
}

/// The same without one row.
pub(super) fn rows_but(room: &mut Room, row: &RowId) -> Vec<(String, Vec<Row>)> {
    let mut rows = rows(room);
    rows.iter_mut().for_each(|(_, rows)| rows.retain(|one| one.id != *row));
    rows
}

pub(super) fn by_hand(copy: &mut GatedDoc, change: impl FnOnce(&mut TransactionMut<'_>)) -> Arc<[u8]> {
    copy.transact("test", change).updates.into_iter().next().expect("something changes")
}

pub(super) fn row_of(txn: &mut TransactionMut<'_>, list: &str, row: &RowId) -> MapRef {
    match txn.get_or_insert_map(list).get(txn, row.as_str()) {
        Some(Out::YMap(map)) => map,
        other => panic!("a row: {other:?}"),
    }
}

pub(super) fn key_of(txn: &mut TransactionMut<'_>, list: &str, row: &RowId, field: &str) -> String {
    let map = row_of(txn, list, row);
    let mut keys = map.keys(txn).filter(|key| key.split(':').next() == Some(field));
    keys.next().expect("a field that was written").to_owned()
}

pub(super) fn text_of(txn: &mut TransactionMut<'_>, row: &RowId) -> TextRef {
    match row_of(txn, "own", row).get(txn, "text") {
        Some(Out::YText(text)) => text,
        other => panic!("a text: {other:?}"),
    }
}

pub(super) fn stamp() -> Any {
    Any::Map(Arc::new([("by".to_owned(), Any::from("x")), ("at".to_owned(), Any::from(1.0))].into_iter().collect()))
}

pub(super) fn value(words: &str) -> Any {
    Any::Map(Arc::new([("v".to_owned(), Any::from(words))].into_iter().collect()))
}

pub(super) type Detour = fn(&mut GatedDoc, &str, &RowId) -> Arc<[u8]>;

/// Ways to change a row of any list.
pub(super) const DETOURS: [(&str, Detour); 13] = [
    ("a value is set", |copy, list, row| {
        make(copy, &Edit::Set { at: Place::in_row(list, row, "on"), to: Value::from("mission") })
    }),
    ("a value is taken back", |copy, list, row| make(copy, &Edit::Clear { at: Place::in_row(list, row, "on") })),
    ("a second value stands beside the first", |copy, list, row| {
        by_hand(copy, |txn| {
            row_of(txn, list, row).insert(txn, "on:zz-zz", value("other"));
        })
    }),
    ("a value is written under the same key", |copy, list, row| {
        by_hand(copy, |txn| {
            let key = key_of(txn, list, row, "on");
            row_of(txn, list, row).insert(txn, key, value("other"));
        })
    }),
    ("the row is moved", |copy, list, row| {
        make(copy, &Edit::Move { list: list.to_owned(), row: row.clone(), after: Some(RowId::made_by(9, 9)) })
    }),
    ("the order is taken away", |copy, list, row| {
        by_hand(copy, |txn| drop(row_of(txn, list, row).remove(txn, "order")))
    }),
    ("a map is put into the row", |copy, list, row| {
        by_hand(copy, |txn| {
            row_of(txn, list, row).insert(txn, "on:map", MapPrelim::from([("v", "x")]));
        })
    }),
    ("a text is put into the row", |copy, list, row| {
        by_hand(copy, |txn| {
            row_of(txn, list, row).insert(txn, "more", TextPrelim::new("more"));
        })
    }),
    ("a text is put under the key of a value", |copy, list, row| {
        by_hand(copy, |txn| {
            let key = key_of(txn, list, row, "on");
            row_of(txn, list, row).insert(txn, key, TextPrelim::new("more"));
        })
    }),
    ("the row is deleted", |copy, list, row| {
        by_hand(copy, |txn| drop(txn.get_or_insert_map(list).remove(txn, row.as_str())))
    }),
    ("another row is put under its id", |copy, list, row| {
        by_hand(copy, |txn| {
            txn.get_or_insert_map(list).insert(txn, row.as_str(), MapPrelim::from([("order", "a")]));
        })
    }),
    ("a word is put under its id", |copy, list, row| {
        by_hand(copy, |txn| {
            txn.get_or_insert_map(list).insert(txn, row.as_str(), "mine");
        })
    }),
    ("every key of the row goes", |copy, list, row| {
        by_hand(copy, |txn| {
            let map = row_of(txn, list, row);
            let keys: Vec<String> = map.keys(txn).map(str::to_owned).collect();
            keys.iter().for_each(|key| drop(map.remove(txn, key)));
        })
    }),
];

/// Ways to change a row of an `Own` list that has a text.
pub(super) const DETOURS_OF_TEXT: [(&str, Detour); 6] = [
    ("words go", |copy, list, row| writes(copy, list, row, 2, "")),
    ("words come", |copy, list, row| writes(copy, list, row, 0, "No. ")),
    ("words are marked", |copy, _, row| {
        by_hand(copy, |txn| {
            text_of(txn, row).format(txn, 0, 2, [(Arc::from("strike"), Any::Bool(true))].into_iter().collect());
        })
    }),
    ("an embed comes into the words", |copy, _, row| {
        by_hand(copy, |txn| {
            text_of(txn, row).insert_embed(txn, 0, Any::from("look"));
        })
    }),
    ("a text comes into the text", |copy, _, row| {
        by_hand(copy, |txn| {
            text_of(txn, row).insert_embed(txn, 0, TextPrelim::new("within"));
        })
    }),
    ("another text is put in the place of the text", |copy, list, row| {
        by_hand(copy, |txn| {
            row_of(txn, list, row).insert(txn, "text", TextPrelim::new("Because."));
        })
    }),
];

pub(super) fn writes(copy: &mut GatedDoc, list: &str, row: &RowId, remove: u32, insert: &str) -> Arc<[u8]> {
    let splice = Splice { at: 0, remove, insert: insert.to_owned() };
    make(copy, &Edit::Write { at: Place::in_row(list, row, "text"), splice })
}

/// The deletions of an update, and its blocks without them.
pub(super) fn parted(update: &[u8]) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    let parts = |at: usize| ([&[0], &update[at..]].concat(), [&update[..at], &[0]].concat());
    let reads = |bytes: &[u8]| gate::parse(bytes).is_ok();
    let (deletes, blocks) =
        (1..update.len()).map(parts).find(|(deletes, blocks)| reads(deletes) && reads(blocks)).expect("two parts");
    let something = |bytes: Vec<u8>| (bytes.len() > 2).then_some(bytes);
    (something(deletes), something(blocks))
}

/// The forms in which an update may come, each with how many frames of it there are.
pub(super) fn forms(update: &Arc<[u8]>, free: &Arc<[u8]>) -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let (deletes, blocks) = parted(update);
    let mut forms = vec![("in one update", vec![update.to_vec()])];
    forms.push(("split, behind an honest edit", [free, update].iter().map(|bytes| bytes.to_vec()).collect()));
    forms.push(("in pieces", gate::split(update, 64).unwrap()));
    forms.extend(deletes.map(|deletes| ("as deletions alone", vec![deletes])));
    forms.extend(blocks.map(|blocks| ("without its deletions", vec![blocks])));
    forms
}
