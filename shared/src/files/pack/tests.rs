//! Packs as files: they come back whole, and whatever is not whole is a sentence.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::kinds::review::{ITEMS, KIND, PRESENTER, TEAM};
use crate::kinds::{Slot, charter, series};
use crate::sheet::{Register, Row, Sheet, Value, Write};

fn doc(id: &str) -> DocId {
    id.parse().unwrap()
}

fn update(client: u64, n: u64, unsaved: bool, bytes: &[u8]) -> Stored {
    Stored { key: StoreKey { client, n }, bytes: bytes.into(), unsaved }
}

fn a_pack() -> Pack {
    let review = Packed {
        doc: doc("weekly-r20261124T1000"),
        kind: KIND,
        lineage: "first".parse().unwrap(),
        epoch: Some(2),
        reads: false,
        confined: true,
        people: vec![("p1".to_owned(), "Ines “Nes” Okafor-Lund\n".to_owned())],
        updates: vec![update(7, 0, false, b"one"), update(9, 4, true, b"\0two\n"), update(7, 1, true, b"")],
    };
    let of_series = Packed {
        doc: doc("weekly"),
        kind: series::KIND,
        epoch: None,
        reads: true,
        confined: false,
        people: Vec::new(),
        updates: vec![update(8, 0, false, b"three")],
        ..review.clone()
    };
    let label = Label {
        title: "Product review, 24 November".to_owned(),
        workspace: Some("org-history".parse().unwrap()),
        origin: "https://muster.example".to_owned(),
        by: "Ines Okafor-Lund".to_owned(),
        at_ms: 1_795_000_000_000,
        dates: "{\"past\":[]}".to_owned(),
        left_out: Vec::new(),
    };
    Pack { label, docs: vec![review, of_series] }
}

fn written(pack: &Pack) -> Vec<u8> {
    write(pack, |packed| packed.doc.to_string())
}

#[test]
fn a_pack_is_read_as_it_was_written_and_written_as_it_was_before() {
    let pack = a_pack();
    let file = written(&pack);
    assert_eq!(read(&file).unwrap(), pack);
    assert_eq!(written(&read(&file).unwrap()), file);
    assert_eq!((pack.n_waiting(), pack.review().unwrap().as_str()), (2, "weekly-r20261124T1000"));
}

#[test]
fn a_pack_that_is_cut_anywhere_or_changed_anywhere_is_refused_and_never_half_read() {
    let file = written(&a_pack());
    for length in 0..file.len() {
        let refused = read(&file[..length]).unwrap_err();
        let is_told = matches!(refused, Damage::Cut { .. }) || (length == 0 && refused == Damage::Empty);
        assert!(is_told, "{length} bytes: {refused}");
    }
    for at in 0..file.len() {
        for flip in [0x01, 0x20, 0x80, 0xFF] {
            let mut other = file.clone();
            other[at] ^= flip;
            assert!(read(&other).is_err(), "byte {at} with {flip:#x}");
        }
    }
}

#[test]
fn whatever_is_no_pack_of_this_version_is_told_in_a_sentence() {
    let file = written(&a_pack());
    let with = |from: &[u8], to: &[u8]| {
        let at = file.windows(from.len()).position(|window| window == from).unwrap();
        [&file[..at], to, &file[at + from.len()..]].concat()
    };
    let resealed = |mut file: Vec<u8>| {
        let length = format!("{:010}", file.len());
        file[MARK.len() + 3..MARK.len() + 13].copy_from_slice(length.as_bytes());
        let end = file.len() - SUM;
        let sum = sum(file[..end].iter().copied()).to_be_bytes();
        file[end..].copy_from_slice(&sum);
        file
    };
    let unreadable = |file: Vec<u8>| matches!(read(&resealed(file)), Err(Damage::Unreadable(_)));
    for (file, refusal) in [
        (Vec::new(), Damage::Empty),
        (b"# Minutes\n\nof a meeting that is longer than the first line of a pack".to_vec(), Damage::NoPack),
        (vec![0; 4096], Damage::NoPack),
        (b"MUSTERPACKS 1 0000000001\n".to_vec(), Damage::NoPack),
        (with(b"PACK 1 ", b"PACK 2 "), Damage::OtherVersion(2)),
        (with(b"PACK 1 ", b"PACK 17 "), Damage::OtherVersion(17)),
        (b"MUSTERPACK 2 a form of its own".to_vec(), Damage::OtherVersion(2)),
        ([&file[..], &[0; 10 << 20]].concat(), Damage::TooLarge),
        (with(b"PACK 1 0000", b"PACK 1 9999"), Damage::TooLarge),
        (with(b"PACK 1 0000", b"PACK 1 0x00"), Damage::Changed),
        ([&file[..], b"\n"].concat(), Damage::Changed),
        (with(b"\n{", b"\r\n{"), Damage::Changed),
    ] {
        assert_eq!(read(&file).unwrap_err(), refusal);
        let sentence = refusal.to_string();
        assert!(sentence.starts_with(char::is_uppercase) && sentence.ends_with('.'), "{sentence}");
    }
    for (from, to) in [
        (&b"\"docs\":"[..], &b"\"dogs\":"[..]),
        (b"weekly-r20261124T1000", b"../../../etc/password"),
        (b"\"lineage\":\"first\"", b"\"lineage\":\"fir t\""),
        (b"\"weekly\"", b"\"weekly-r20261124T1000\""),
        (b"[8,0,0,5]", b"[8,0,0,6]"),
        (b"[8,0,0,5]", b"[8,0,0,4]"),
        (b"[8,0,0,5]", b"[8,0,0,18446744073709551615]"),
        (b"{\"label\"", b"{\0label\""),
        (b"\n{\"label\"", b"\n\n\"label\""),
    ] {
        assert!(unreadable(with(from, to)), "{}", String::from_utf8_lossy(to));
    }
    // A document of a kind to come is left out, and named.
    let read = read(&resealed(with(b"\"kind\":\"series\"", b"\"kind\":\"zettel\""))).unwrap();
    assert_eq!((read.docs.len(), read.label.left_out.len()), (1, 1));
}

/// A document of a kind, with one text or none, by its own updates.
fn whole(id: &str, kind: Kind, text: Option<(&str, &str)>) -> Packed {
    let mut page = crate::sync::replica::Replica::new(kind.schema(), 7, || 0);
    page.begin("first".parse().unwrap());
    let texts = text.map(|(name, words)| (name.to_owned(), words.to_owned())).into_iter().collect();
    page.fill(&Sheet { texts, ..Sheet::default() }, false).unwrap();
    let updates = vec![update(7, 0, false, &page.copy().encode())];
    Packed { doc: doc(id), kind, updates, ..a_pack().docs[1].clone() }
}

#[test]
fn a_pack_becomes_drafts_those_first_that_others_are_about_and_a_bad_document_costs_itself() {
    let review = whole("weekly-r20261124T1000", KIND, None);
    let of_series = whole("weekly", series::KIND, Some((series::NAME, "Weekly")));
    let bad = Packed { updates: vec![update(1, 0, false, b"no update")], ..whole("first-keys", charter::KIND, None) };
    let personal = Kind::ALL.into_iter().find(|kind| kind.is_personal()).unwrap();
    let personal = Packed { doc: doc("weekly-r20261124T1000-d1"), kind: personal, ..review.clone() };
    let pack = Pack { docs: vec![review, bad, personal, of_series], ..a_pack() };
    let (read, refused) = drafts(&pack, 1);
    let ids: Vec<&str> = read.iter().filter_map(|draft| draft.doc.as_ref()).map(DocId::as_str).collect();
    assert_eq!(ids, ["weekly", "weekly-r20261124T1000"]);
    assert_eq!(read[0].sheet.text(series::NAME), "Weekly");
    let refused: Vec<&str> = refused.iter().map(|(doc, _)| doc.as_str()).collect();
    assert_eq!(refused, ["first-keys", "weekly-r20261124T1000-d1"]);
    // A document that is made anew has a history of its own, the same one each time.
    let lineages: Vec<_> = read.iter().map(|draft| draft.lineage.clone().unwrap()).collect();
    assert!(lineages.iter().all(|lineage| *lineage != pack.docs[0].lineage && *lineage == lineages[0]));
    assert_eq!(drafts(&pack, 2).0, read);
}

#[test]
fn what_finds_no_room_is_named_and_the_review_comes_first() {
    let mut pack = a_pack();
    let mebibytes = |n: usize| vec![update(1, 0, false, &vec![1; n << 20])];
    pack.docs[1].updates = mebibytes(9);
    let small = Packed { doc: doc("small"), updates: mebibytes(7), ..pack.docs[1].clone() };
    pack.docs.push(small);
    let file = written(&pack);
    assert!(file.len() <= BYTES_MAX);
    let read = read(&file).unwrap();
    let kept: Vec<&str> = read.docs.iter().map(|packed| packed.doc.as_str()).collect();
    assert_eq!((kept, &read.label.left_out[..]), (vec!["weekly-r20261124T1000", "small"], &["weekly".to_owned()][..]));
}

#[test]
fn a_pack_holds_as_many_documents_as_it_may_names_the_next_one_and_is_read() {
    for (n_docs, left_out) in [(DOCS_MAX, vec![]), (DOCS_MAX + 1, vec![format!("d{DOCS_MAX}")])] {
        let mut pack = a_pack();
        let one = pack.docs.remove(1);
        let updates = vec![update(1, 0, false, b"word")];
        pack.docs = (0..n_docs)
            .map(|n| Packed { doc: doc(&format!("d{n}")), updates: updates.clone(), ..one.clone() })
            .collect();
        let read = read(&written(&pack)).unwrap();
        assert_eq!((read.docs.len(), read.label.left_out), (DOCS_MAX, left_out), "{n_docs}");
    }
}

#[test]
fn names_of_more_documents_than_there_is_room_to_name_are_counted_and_the_pack_is_read() {
    let mut pack = a_pack();
    pack.label.left_out = (0..10_000).map(|n| format!("A team with quite a long name, number {n}")).collect();
    let file = written(&pack);
    let read = read(&file).unwrap();
    assert!(file.len() < BYTES_MAX && read.docs == pack.docs);
    let (last, named) = read.label.left_out.split_last().unwrap();
    assert_eq!(*last, format!("{} more", 10_000 - named.len()));
}

#[test]
fn nothing_more_is_looked_at_once_a_pack_is_full() {
    let of = |mebibytes: usize| Packed {
        updates: vec![update(1, 0, false, &vec![1; mebibytes << 20])],
        ..a_pack().docs[1].clone()
    };
    // The documents that are looked at in their order, whether each finds room, and whether the pack is full then.
    for (docs, is_full) in [
        (vec![(of(7), true)], false),
        (vec![(of(9), false), (of(7), true)], false),
        (vec![(of(7), true), (of(1), false)], false),
        (vec![(of(9), false); 8], true),
        (vec![(of(0), true); DOCS_MAX - 1], false),
        (vec![(of(0), true); DOCS_MAX], true),
    ] {
        let mut space = Space::default();
        for (nth, (packed, fits)) in docs.iter().enumerate() {
            assert!(!space.is_full(), "{nth}");
            assert_eq!(space.takes(packed), *fits, "{nth}");
        }
        assert_eq!(space.is_full(), is_full, "{} documents", docs.len());
    }
}

#[test]
fn a_device_takes_as_its_own_only_what_it_knows_to_be_its_own_and_keeps_the_same_rows_every_time() {
    let packed = &a_pack().docs[0];
    let none = packed.to_keep(|_| false);
    assert!(none.iter().all(|update| !update.unsaved && update.key.n == 0));
    assert_eq!(none, packed.to_keep(|_| false));
    let mine = packed.to_keep(|client| client == 9);
    assert_eq!(mine.iter().filter(|update| update.unsaved).map(|update| update.key.client).collect::<Vec<_>>(), [9]);
    let keys: std::collections::BTreeSet<StoreKey> = none.iter().map(|update| update.key).collect();
    assert_eq!(keys.len(), none.len());
    assert!(none.iter().all(|update| update.key.client < 1 << 53));
}

#[test]
fn a_workspace_is_known_by_its_history_and_by_its_address_where_that_is_not_known() {
    let (pack, other): (Pack, Lineage) = (a_pack(), "another".parse().unwrap());
    let ours = pack.label.workspace.clone().unwrap();
    let here = "https://muster.example";
    for (workspace, origin, is_of) in [
        (Some(&ours), here, true),
        (Some(&ours), "https://moved.example", true),
        (Some(&other), here, false),
        (None, here, true),
        (None, "https://muster.example.evil", false),
    ] {
        assert_eq!(pack.is_of(workspace, origin), is_of, "{workspace:?} {origin}");
    }
}

#[test]
fn the_charters_of_the_items_teams_go_along_with_their_logs_and_talks() {
    let one = |words: &str| Register {
        writes: vec![Write { id: "w".to_owned(), value: Value::from(words), by: String::new(), at_ms: 0 }],
    };
    let item = |id: &str, field: &str, words: &str| {
        let mut row = Row::new(id.parse().unwrap());
        row.values.insert(field.to_owned(), one(words));
        row
    };
    let items = vec![
        item("a", TEAM, "c1"),
        item("b", TEAM, "HOMECARE"),
        item("c", PRESENTER, "Sanjay Pillai <@p1eCf0123456789abcdefg>"),
        item("d", PRESENTER, ""),
    ];
    let sheet = Sheet { lists: [(ITEMS.to_owned(), items)].into(), ..Sheet::default() };
    let team = |name: &str, captain: &str| Team { name: name.to_owned(), captains: vec![captain.to_owned()] };
    let teams = [
        (doc("c1"), team("First Keys", "Ines")),
        (doc("c2"), team("Homecare", "Leila")),
        (doc("c3"), team("Front Door", "Sanjay Pillai")),
        (doc("c4"), team("Ledger", "")),
    ];
    let review = KIND.about_slot(&doc("s"), &"2026-11-24T10:00".parse::<Slot>().unwrap()).unwrap();
    let wanted = wanted(&review, &sheet, Some(doc("s-r20261117T1000")), &teams);
    let wanted: Vec<&str> = wanted.iter().map(DocId::as_str).collect();
    assert_eq!(
        wanted,
        [
            "s-r20261124T1000",
            "s",
            "org",
            "s-r20261117T1000",
            "s-r20261124T1000-talk",
            "s-talk",
            "c1",
            "c2",
            "c3",
            "c1-log",
            "c2-log",
            "c3-log",
            "c1-talk",
            "c2-talk",
            "c3-talk",
            "c1-log-talk",
            "c2-log-talk",
            "c3-log-talk"
        ]
    );
    assert_eq!(charter::KIND.about(&doc("c1")), None);
}

#[test]
fn a_pack_is_named_after_its_review() {
    for (title, name) in [
        ("Product review, Tuesday 1 December", "product-review-tuesday-1-december.musterpack"),
        ("../../Ü & 日本", "ü-日本.musterpack"),
        ("…", "review.musterpack"),
    ] {
        assert_eq!(file_name(title), name);
    }
}
