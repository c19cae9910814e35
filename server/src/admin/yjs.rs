//! A Yjs update file becomes the document it was exported from, named by the file. It goes the way of any client: what
//! the gate would refuse from a client is refused here.

use std::sync::Arc;

use axum::body::Bytes;
use muster_shared::access::{Role, Visitor};
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::sheet;
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::room::Protocol;
use muster_shared::sync::wire::Frame;
use yrs::{Any, Transact};

use super::NamedFile;
use super::imported::Imported;
use super::work::WorkError;
use crate::clock;
use crate::log::Created;
use crate::people::People;
use crate::rooms::outbox::Next;
use crate::rooms::{Rooms, Unknown};

/// Why a file was not taken: the line, which an update has not, and a sentence.
type Refusal = (Option<usize>, String);

/// Takes a file. A document that is there already is left alone: an update of another history would say everything
/// in it twice.
pub(super) async fn import(
    rooms: &Rooms,
    people: &People,
    file: NamedFile,
) -> Result<Result<Imported, Refusal>, WorkError> {
    let refused = |reason: &str| Ok(Err((None, reason.to_owned())));
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    let Ok(doc) = stem.parse::<DocId>() else {
        return refused("a Yjs file is named after its document: 1 to 64 letters, digits, `-` or `_`");
    };
    if people.is_deleted(&doc).await? {
        return refused(
            "this document was deleted here; bring it back on the page People, or give the file another name",
        );
    }
    let bytes: Arc<[u8]> = file.bytes.into();
    let kind = match kind_of(&bytes, clock::random_client()?) {
        Ok(kind) => kind,
        Err(reason) => return refused(&reason),
    };
    if let Some(kind) = kind.filter(|kind| kind.is_private()) {
        return refused(&format!("a {} is its people’s alone, and comes in by no file", kind.spec().noun.one));
    }
    let made = rooms.make(&doc, kind, None).await?;
    let is_new = matches!(made, Created::New(_)) || made.row().last_seq == 0;
    // A sender who may only read is told whether their update is here already, and changes nothing.
    let role = if is_new { Role::Editor } else { Role::Reader };
    Ok(match (send(rooms, &doc, role, &bytes).await?, is_new) {
        (Ok(()), true) => Ok(Imported::one(Some(doc))),
        (Ok(()), false) => Ok(Imported::one(None)),
        (Err(reason), true) => Err((None, reason)),
        (Err(_), false) => {
            Err((None, "there is a document of this name already, and it says something else".to_owned()))
        }
    })
}

/// The kind a document says it is of.
fn kind_of(bytes: &Arc<[u8]>, client: u64) -> Result<Option<Kind>, String> {
    let mut copy = GatedDoc::new(None, client);
    copy.admit(bytes).map_err(|refusal| format!("this is not a whole Yjs update: {refusal}"))?;
    match sheet::about(&copy.doc().transact(), "kind") {
        Some(Any::String(name)) => name.parse().map(Some).map_err(|error| format!("{error}")),
        _ => Ok(None),
    }
}

/// Sends an update into a room and waits until it is flushed or refused.
async fn send(rooms: &Rooms, doc: &DocId, role: Role, bytes: &[u8]) -> Result<Result<(), String>, WorkError> {
    let outbox = Arc::new(rooms.outbox());
    let visitor = Visitor { role, ..Visitor::anybody() };
    let seat = rooms.join(doc, Protocol::Muster, visitor, Unknown::Refuse, &outbox).await?;
    seat.frame(Bytes::from(Frame::Update(bytes).write())).await;
    let answer = loop {
        match outbox.next().await {
            Next::Close(closing) => break Err(closing.reason),
            Next::CatchUp => seat.catch_up().await,
            Next::Send(frames) => {
                if let Some(answer) = frames.iter().find_map(|frame| answer_in(frame)) {
                    break answer;
                }
            }
        }
    };
    seat.leave().await;
    Ok(answer)
}

fn answer_in(frame: &[u8]) -> Option<Result<(), String>> {
    match Frame::read(frame) {
        Ok(Frame::Ack(_)) => Some(Ok(())),
        Ok(Frame::Nack(nack)) => Some(Err(nack.detail)),
        _ => None,
    }
}
