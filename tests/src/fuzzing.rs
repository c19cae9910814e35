//! The properties that must hold of any bytes at all. The fuzzer looks for bytes of which they do not (`tests/fuzz`),
//! and every bytes it found worth keeping are tried by an ordinary test.
//!
//! This file is compiled into the fuzzer too, so it knows nothing but `shared`.

use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::gate::{CLIENTS_MAX, Gate, Schema, parse};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::state_vector::StateVector;
use muster_shared::sync::wire::many::{FromPage, FromServer};
use muster_shared::sync::wire::{Frame, presence};

/// A reader of bytes that come from anywhere.
pub type Target = fn(&[u8]);

/// Every target, by the name of its folder of bytes.
pub const TARGETS: [(&str, Target); 6] = [
    ("frame", frame),
    ("many", many),
    ("state_vector", state_vector),
    ("awareness", awareness),
    ("gate", gate),
    ("copy", copy),
];

/// A frame that is read is written as it was, but for what later versions may add.
///
/// # Panics
/// When it is not.
pub fn frame(bytes: &[u8]) {
    let Ok(frame) = Frame::read(bytes) else { return };
    if matches!(frame, Frame::Unknown | Frame::Auth) {
        return;
    }
    let written = frame.write();
    assert_eq!(Frame::read(&written).as_ref(), Ok(&frame));
    assert!(
        written == bytes || matches!(frame, Frame::Hello(_) | Frame::Nack(_)),
        "{frame:?} can be written in two ways"
    );
}

/// A message of a socket that documents share is written as it was, whichever end sends it.
///
/// # Panics
/// When it is not.
pub fn many(bytes: &[u8]) {
    if let Ok((channel, said)) = FromPage::read(bytes) {
        assert_eq!(said.write(channel), bytes, "{said:?} can be written in two ways");
    }
    if let Ok((channel, said)) = FromServer::read(bytes) {
        assert_eq!(said.write(channel), bytes, "{said:?} can be written in two ways");
    }
}

/// A state vector that is read says the same when it is written and read again.
///
/// # Panics
/// When it does not.
pub fn state_vector(bytes: &[u8]) {
    let Ok(vector) = StateVector::decode(bytes, CLIENTS_MAX) else { return };
    let again = StateVector::decode(&vector.encode(), CLIENTS_MAX);
    // A client that stands at 0 need not be listed.
    let same = again.is_ok_and(|again| again.covers(&vector) && vector.covers(&again));
    assert!(same, "{vector:?} does not come back");
}

/// A message of presences too.
///
/// # Panics
/// When it does not.
pub fn awareness(bytes: &[u8]) {
    let Ok(presences) = presence::read(bytes, Limits::DEFAULT.presences_max) else { return };
    let written = presence::write(presences.iter());
    assert_eq!(presence::read(&written, Limits::DEFAULT.presences_max).as_ref(), Ok(&presences));
    presences.iter().filter_map(|presence| presence.state.as_deref()).for_each(|state| drop(presence::name_in(state)));
}

/// A gate lets an update in as a whole or not at all, and grows no more than in proportion.
///
/// # Panics
/// When it does otherwise.
pub fn gate(bytes: &[u8]) {
    let mut gate = Gate::new(Schema::Any);
    for bytes in updates(bytes) {
        let Ok(update) = parse(bytes) else { continue };
        let before = gate.clone();
        match gate.admit(&update) {
            Ok(_) => assert!(gate.knows(&update), "it does not know what it let in"),
            Err(refusal) => assert!(gate == before, "the gate changed though it refuses: {refusal}"),
        }
        let growth = gate.bytes().saturating_sub(before.bytes());
        assert!(growth <= 4096 + 64 * bytes.len(), "{} bytes made the gate grow by {growth}", bytes.len());
    }
}

/// Updates that a copy has taken it can write, and another one can read.
///
/// # Panics
/// When it cannot.
pub fn copy(bytes: &[u8]) {
    let mut copy = GatedDoc::new(None, 1);
    for bytes in updates(bytes) {
        let _ = copy.admit(&bytes.into());
    }
    let mut reread = GatedDoc::new(None, 2);
    if let Err(refusal) = reread.admit(&copy.encode().into()) {
        panic!("what was let in is refused when it comes back: {refusal}");
    }
    let _ = (copy.content(), reread.content());
    assert_eq!(reread.state_vector(), copy.state_vector());
}

/// Updates in a row, each after its length as two bytes, lowest first; what is left at the end is one too.
fn updates(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut updates = Vec::new();
    while let Some((len, rest)) = bytes.split_first_chunk() {
        let (update, rest) = rest.split_at(usize::from(u16::from_le_bytes(*len)).min(rest.len()));
        updates.push(update);
        bytes = rest;
    }
    updates
}
