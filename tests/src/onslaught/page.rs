//! The other way round: a malicious server, and the page's own copy of a charter, which must survive it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests: what fails here fails the test")]

use fastrand::Rng;
use muster_shared::access::Role;
use muster_shared::kinds::Kind;
use muster_shared::sheet::Stamp;
use muster_shared::sync::replica::{Output, Replica, Status};
use muster_shared::sync::wire::{Frame, Hello, Nack, NackCode};

use super::findings;
use super::inputs::Attacker;
use crate::network::lineage;
use crate::script;

/// The first edits of a charter.
const SCRIPT: &str =
    "add a; add b; type hello; note why in a; ends 5; move b; archive a; ends 7; cut 2 at 1; restore a";
/// Frames of one malicious server.
const FRAMES: usize = 40;

/// Lets a server say hostile things to a page that has unsaved work; answers how many frames it said.
///
/// # Panics
/// When the page loses what it had, or does.
pub fn survive(seed: u64) -> usize {
    let mut rng = Rng::with_seed(seed);
    let mut page = Replica::new(Kind::Charter.schema(), rng.u64(1..9), || 0);
    let honest = write(&mut page);
    let before = page.sheet();
    let mut server = Attacker::new(rng.fork(), honest, findings().expect("the findings"));
    page.opened();
    page.receive(&Frame::Hello(hello(&mut rng)).write());
    for _ in 0..FRAMES {
        let frame = if rng.u8(0..10) == 0 { refusal(&mut rng) } else { server.frame() };
        for output in page.receive(&frame) {
            if let Output::Send(frame) = output {
                Frame::read(&frame).expect("what a page says can be read");
            }
        }
        assert!(page.status() != Status::Saved || page.n_unsaved() == 0, "it shows what is not so");
        if rng.u8(0..8) == 0 {
            page.closed();
            page.opened();
            page.receive(&Frame::Hello(hello(&mut rng)).write());
        }
    }
    let after = page.sheet();
    assert!(before.lists.keys().eq(after.lists.keys()), "its lists are others");
    if page.can_edit() {
        let edit = script::edit("type still-here", &after);
        page.edit(&edit, &Stamp::default()).expect("people can go on");
        assert!(page.sheet().text("mission").ends_with("still-here"));
    }
    FRAMES
}

/// Writes a charter; answers its updates.
fn write(page: &mut Replica) -> Vec<Vec<u8>> {
    page.begin(lineage());
    let mut updates = Vec::new();
    for command in script::commands(SCRIPT) {
        let edit = script::edit(command, &page.sheet());
        let (_, outputs) = page.edit(&edit, &Stamp::default()).expect("an edit that fits");
        let stored = outputs.into_iter().filter_map(|output| match output {
            Output::Store { bytes, .. } => Some(bytes.to_vec()),
            _ => None,
        });
        updates.extend(stored);
    }
    updates
}

fn hello(rng: &mut Rng) -> Hello {
    Hello {
        version: rng.u64(0..4),
        lineage: lineage(),
        epoch: rng.u64(0..2),
        kind: "charter".to_owned(),
        schema: rng.u64(0..3),
        role: Role::Editor,
        state_vector: (0..rng.usize(0..8)).map(|_| rng.u8(0..20)).collect(),
        frame_bytes_max: rng.u64(..),
        upload_bytes: rng.choice([0, 1, 512, u64::MAX]).unwrap_or_default(),
    }
}

/// Acks and refusals of what was never sent.
fn refusal(rng: &mut Rng) -> Vec<u8> {
    if rng.bool() {
        return Frame::Ack(rng.u64(0..40)).write();
    }
    let code = rng.choice([NackCode::Resync, NackCode::Unavailable]).unwrap_or(NackCode::Resync);
    Frame::Nack(Nack { seq: rng.u64(0..40), code, retryable: true, detail: "no".repeat(rng.usize(0..300)) }).write()
}
