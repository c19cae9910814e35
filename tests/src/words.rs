//! A room spoken to and heard in words, for the tests of its rules.
#![allow(clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::sync::Arc;

use muster_server::rooms::receipts::Receipts;
use muster_shared::access::{Author, ByRank, Role, Visitor};
use muster_shared::id::{DocId, SessionId, Since};
use muster_shared::kinds::Kind;
use muster_shared::sheet::{self, Edit, Place, Splice, Stamp};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::{About, Notary, Output, Protocol, Room};
use muster_shared::sync::wire::Frame;
use muster_shared::sync::wire::presence::{self, Presence};

use crate::network::lineage;

/// A session.
pub const ADA: SessionId = SessionId(1);
/// Another session.
pub const BO: SessionId = SessionId(2);
/// A third one.
pub const CY: SessionId = SessionId(3);

/// A visitor of an open server, in this role.
pub fn anybody(role: Role) -> Visitor {
    Visitor { role, ..Visitor::anybody() }
}

/// A visitor whom the server knows.
pub fn person(name: &str, role: Role) -> Visitor {
    Visitor { author: Author::new(name), name: Some(name.to_owned()), role, ..Visitor::anybody() }
}

/// The empty room of a charter, under bounds.
pub fn room_with(limits: impl Into<ByRank<Limits>>) -> Room {
    room_for(Some(Kind::Charter), limits)
}

/// The empty room of a document of this kind.
pub fn room_for(kind: Option<Kind>, limits: impl Into<ByRank<Limits>>) -> Room {
    Room::new(
        About {
            doc: DocId::from_random(7),
            schema: kind.map(Kind::schema),
            lineage: lineage(),
            epoch: 0,
            limits: limits.into(),
        },
        1 << 50,
    )
}

/// A room that these are in, each told what it lacked.
pub fn room_of(sessions: &[(SessionId, Protocol, Role)]) -> Room {
    let mut room = room_with(Limits::DEFAULT);
    for (id, protocol, role) in sessions {
        room.join(*id, *protocol, anybody(*role), 0);
        room.receive(*id, &Frame::Step1(&[0]).write(), 0);
    }
    room
}

/// A room that these are in, as editors with our own client.
pub fn editors(sessions: &[SessionId]) -> Room {
    let sessions: Vec<_> = sessions.iter().map(|id| (*id, Protocol::Muster, Role::Editor)).collect();
    room_of(&sessions)
}

/// A room that Ada and Bo are in, as editors whom the server knows.
pub fn ada_and_bo() -> Room {
    let mut room = room_with(Limits::DEFAULT);
    for (session, name) in [(ADA, "ada"), (BO, "bo")] {
        room.join(session, Protocol::Muster, person(name, Role::Editor), 0);
        room.receive(session, &Frame::Step1(&[0]).write(), 0);
    }
    room
}

/// The maker of receipts for the broadcasts of [`with_receipts`].
pub fn notary() -> Box<dyn Notary> {
    Receipts::new(&[7; 32]).of(&DocId::from_random(7), &lineage())
}

/// The same room, on a server that gives a receipt with what it tells.
pub fn with_receipts(mut room: Room) -> Room {
    room.give_receipts_by(notary());
    room
}

/// An empty copy of a charter.
pub fn copy(client: u64) -> GatedDoc {
    GatedDoc::new(Some(Kind::Charter.schema()), client)
}

/// The update of one edit.
pub fn make(copy: &mut GatedDoc, edit: &Edit) -> Arc<[u8]> {
    let stamp = Stamp { by: "Ada".to_owned(), at_ms: 1 };
    let schema = copy.schema().expect("a document of a kind");
    let written = copy.transact("test", |txn| sheet::apply(schema, txn, edit, &stamp));
    written.result.expect("an edit that fits");
    written.updates.into_iter().next().expect("an edit that changes something")
}

/// The update of typing at the start of the mission.
pub fn types(copy: &mut GatedDoc, letters: &str) -> Arc<[u8]> {
    let splice = Splice { at: 0, remove: 0, insert: letters.to_owned() };
    make(copy, &Edit::Write { at: Place::on_sheet("mission"), splice })
}

/// The outputs of a room that is sent an update.
pub fn send(room: &mut Room, from: SessionId, update: &[u8]) -> Vec<String> {
    said(room.receive(from, &Frame::Update(update).write(), 0))
}

/// The outputs of a room, in words: `append 1`, `2: ack 1`.
pub fn said(outputs: Vec<Output>) -> Vec<String> {
    let words = |output| match output {
        Output::Append { ticket, author, binds, .. } if !binds.is_empty() => {
            let of = |since: Since| match since {
                Since { client, clock: 0 } => client.to_string(),
                Since { client, clock } => format!("{client} from {clock}"),
            };
            let binds = binds.into_iter().map(of).collect::<Vec<_>>().join(", ");
            format!("append {ticket}, [{binds}] are of {}", author.as_str())
        }
        Output::Append { ticket, .. } => format!("append {ticket}"),
        Output::Close { session, code, .. } => format!("{}: close {code}", session.0),
        Output::Send { to, frame } => {
            let frame = match Frame::read(&frame).expect("a well-formed frame") {
                Frame::Step1(_) => "step 1".to_owned(),
                Frame::Step2(_) => "step 2".to_owned(),
                Frame::Update(_) => "update".to_owned(),
                Frame::Receipted(receipted) => {
                    let author = notary().author_of(&receipted).expect("a receipt of this server");
                    format!("update of {}, {} at risk", author.as_str(), receipted.n_at_risk)
                }
                Frame::Awareness(_) => "awareness".to_owned(),
                Frame::Hello(_) => "hello".to_owned(),
                Frame::Ack(seq) => format!("ack {seq}"),
                Frame::Nack(nack) if nack.retryable => format!("nack {} {} again", nack.seq, nack.code),
                Frame::Nack(nack) => format!("nack {} {}", nack.seq, nack.code),
                Frame::Role(role) => format!("role {}", role.name()),
                other => format!("{other:?}"),
            };
            format!("{}: {frame}", to.0)
        }
    };
    outputs.into_iter().map(words).collect()
}

/// The text of the mission.
pub fn mission(room: &mut Room) -> String {
    room.sheet().expect("a charter").text("mission").to_owned()
}

/// A presence frame of a client.
pub fn present(client: u64, clock: u32) -> Vec<u8> {
    let state = Some("{\"user\":{\"name\":\"Ada\"}}".to_owned());
    Frame::Awareness(&presence::write([Presence { client, clock, state }].iter())).write()
}
