//! Long uploads in pieces: every piece fits a frame, fits on the pieces before it, and together they say it all.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use fastrand::Rng;
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::gate;
use muster_shared::sync::state_vector::StateVector;
use yrs::{Any, Array, Map, Text, TransactionMut, WriteTxn, XmlFragment};

/// Writes something into an untyped document: texts, keys that others overwrite, lists, XML, deletions.
fn scribble(rng: &mut Rng, txn: &mut TransactionMut<'_>) {
    let text = txn.get_or_insert_text("t");
    let len = yrs::GetString::get_string(&text, txn).encode_utf16().count() as u32;
    match rng.u8(0..8) {
        0..=2 => {
            let words = ["long ", "é", "word", "中文 ", "and more of it "];
            let insert: String = (0..rng.usize(1..200)).map(|_| words[rng.usize(..words.len())]).collect();
            text.insert(txn, rng.u32(0..=len), &insert);
        }
        3 if len > 10 => {
            let at = rng.u32(0..len - 5);
            text.remove_range(txn, at, rng.u32(1..5));
        }
        4 => {
            let map = txn.get_or_insert_map("m");
            map.insert(txn, format!("key {}", rng.u8(0..3)), Any::from(rng.u32(..).to_string()));
        }
        5 => {
            let array = txn.get_or_insert_array("a");
            let n_values = array.len(txn);
            array.insert(txn, rng.u32(0..=n_values), Any::from("x".repeat(rng.usize(1..50))));
        }
        6 => {
            let xml = txn.get_or_insert_xml_fragment("x");
            let n_children = xml.len(txn);
            if n_children > 2 && rng.bool() {
                xml.remove(txn, rng.u32(0..n_children));
            } else {
                xml.insert(txn, rng.u32(0..=n_children), yrs::XmlTextPrelim::new("child"));
            }
        }
        _ => {
            let map = txn.get_or_insert_map("m");
            map.remove(txn, &format!("key {}", rng.u8(0..3)));
        }
    }
}

/// Copies that have written side by side, and now and then told each other.
fn history(rng: &mut Rng) -> GatedDoc {
    let mut copies = [1, 2, 3].map(|client| GatedDoc::new(None, client));
    for _ in 0..rng.usize(20..60) {
        let writer = rng.usize(..copies.len());
        copies[writer].transact("test", |txn| scribble(rng, txn));
        let (from, to) = (rng.usize(..copies.len()), rng.usize(..copies.len()));
        let told: Arc<[u8]> = copies[from].encode().into();
        copies[to].admit(&told).expect("a whole document");
    }
    let [mut one, mut two, mut three] = copies;
    for other in [&mut two, &mut three] {
        one.admit(&other.encode().into()).expect("a whole document");
    }
    one
}

fn assert_pieces(update: &[u8], bytes_max: usize, into: &mut GatedDoc, seed: u64) {
    let pieces = gate::split(update, bytes_max).expect("an honest update");
    for (number, piece) in pieces.iter().enumerate() {
        into.admit(&piece.as_slice().into()).unwrap_or_else(|error| panic!("seed {seed}, piece {number}: {error}"));
        let is_long = piece.len() > bytes_max.max(256);
        assert!(!is_long, "seed {seed}: piece {number} of {} has {} bytes", pieces.len(), piece.len());
    }
}

#[test]
fn any_history_in_pieces_says_what_it_says_whole() {
    for seed in 0..150 {
        let mut rng = Rng::with_seed(seed);
        let mut whole = history(&mut rng);
        let update = whole.encode();
        for bytes_max in [1, 300, 1000, update.len() - 1, update.len()] {
            let mut copy = GatedDoc::new(None, 9);
            assert_pieces(&update, bytes_max, &mut copy, seed);
            assert_eq!(copy.content(), whole.content(), "seed {seed}, {bytes_max} bytes");
            assert_eq!(copy.state_vector(), whole.state_vector(), "seed {seed}");
            assert_eq!(copy.broken(), None, "seed {seed}");
        }
    }
}

#[test]
fn a_difference_in_pieces_fits_on_what_the_other_has() {
    for seed in 1000..1100 {
        let mut rng = Rng::with_seed(seed);
        let mut ada = history(&mut rng);
        let mut bo = GatedDoc::new(None, 8);
        bo.admit(&ada.encode().into()).expect("a whole document");
        for _ in 0..10 {
            ada.transact("test", |txn| scribble(&mut rng, txn));
            bo.transact("test", |txn| scribble(&mut rng, txn));
        }
        let update = ada.encode_diff(&bo.state_vector());
        assert_pieces(&update, 256, &mut bo, seed);
        ada.admit(&bo.encode().into()).expect("a whole document");
        assert_eq!(ada.content(), bo.content(), "seed {seed}");
    }
}

#[test]
fn a_text_of_megabytes_is_cut_between_characters() {
    let mut ada = GatedDoc::new(None, 1);
    ada.transact("test", |txn| {
        let text = txn.get_or_insert_text("t");
        text.insert(txn, 0, &"😀é".repeat(700_000));
        text.insert(txn, 3, "!");
        text.remove_range(txn, 6, 3_000);
    });
    let update = ada.encode();
    let mut bo = GatedDoc::new(None, 2);
    assert_pieces(&update, 512 << 10, &mut bo, 0);
    assert!(gate::split(&update, 512 << 10).unwrap().len() >= 8);
    assert_eq!(ada.content(), bo.content());
}

#[test]
fn what_waits_for_itself_and_what_is_no_update_is_refused() {
    assert!(gate::split(&[9, 9, 9], 1).is_err());
    let mut ada = GatedDoc::new(None, 1);
    ada.transact("test", |txn| txn.get_or_insert_text("t").insert(txn, 0, "abc"));
    // Each of the two says that it comes after the other.
    let circle = [2, 1, 2, 0, 0x84, 1, 0, 1, b'a', 1, 1, 0, 0x84, 2, 0, 1, b'b', 0];
    assert!(gate::parse(&circle).is_ok() && gate::split(&circle, 1).is_err());
    assert_eq!(gate::split(&ada.encode_diff(&StateVector::default()), 1 << 20).unwrap().len(), 1);
}
