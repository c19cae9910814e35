//! `/sync/{doc}` and `/sync`: the WebSocket of a document, and the one that all documents of a page share.

mod apart;
mod connection_rights;
mod entry;
mod handshake;
mod heads;
mod many;
mod renewals;
mod serving;
mod socket;
mod ways;

use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use muster_shared::id::DocId;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::Protocol;
use muster_shared::sync::wire::{MANY, SUBPROTOCOL};
use serde::Deserialize;
use tokio_tungstenite::WebSocketStream;

use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;
use crate::intake::Held;
use connection_rights::shown_by;
use entry::Asked;
use handshake::{Handshake, offers};
use serving::{Call, Joining, Reading};
use socket::Stream;

/// The words that a client may say with the address.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// The kind of document it looks for.
    kind: Option<String>,
    /// The person a page was opened for.
    person: Option<String>,
    /// A token, for stock Yjs clients that cannot say it elsewhere.
    token: Option<String>,
}

/// `GET /sync/{doc}`. On an open server an unknown document is made, without a kind, for clients that name none.
pub(super) async fn upgrade(
    State(app): State<App>,
    Path(doc): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    Extension(peer): Extension<Peer>,
    mut request: Request,
) -> Result<Response, Problem> {
    let doc: DocId = doc.parse().map_err(|error| Problem::bad_request(format!("{error}")))?;
    let Query(Wanted { kind, person, token }) = wanted.map_err(|refused| Problem::bad_request(refused.body_text()))?;
    let handshake = Handshake::of(&mut request)?;
    let shown = shown_by(request.headers(), token, peer);
    let asked = Asked { doc: doc.clone(), kind, person, shown };
    let (entry, unknown) = app.entry(asked, request.headers()).await?;
    let ours = offers(request.headers(), SUBPROTOCOL);
    let (protocol, name) = if ours { (Protocol::Muster, SUBPROTOCOL) } else { (Protocol::Plain, "yjs") };
    let call = Call { doc, protocol, name, unknown, entry };
    let held = Arc::clone(&handshake.held);
    let reading = Reading::of(&app, Arc::clone(&held));
    // No idle connection needs room for the rest of the app's state.
    let limits = app.rooms.limits();
    let joining = serving::join(app.rooms, call, reading);
    let serve = move |socket| alone(socket, &limits, joining, held);
    Ok(handshake.finish(ours.then_some(SUBPROTOCOL), limits.first_sync_bytes_max(), serve))
}

/// Serves a document that has a socket of its own.
fn alone<S: Stream + 'static>(
    socket: WebSocketStream<S>,
    limits: &Limits,
    joining: Joining,
    held: Arc<Held>,
) -> impl Future<Output = ()> + Send + use<S> {
    let (mut ear, mut mouth) = socket::halves(socket, limits);
    async move {
        if serving::serve(&mut ear, &mut mouth, joining).await.was_refused {
            // Boxed: no idle connection needs room for it.
            Box::pin(socket::drain(ear, mouth, &held)).await;
        }
    }
}

/// `GET /sync`: one connection for all documents of a page, for clients that ask for it. Nobody is let in here: each
/// document is asked for on the connection, with a credential of its own.
pub(super) async fn upgrade_many(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    mut request: Request,
) -> Result<Response, Problem> {
    if !offers(request.headers(), MANY) {
        return Err(no_document().await);
    }
    let handshake = Handshake::of(&mut request)?;
    let (held, permit) = (Arc::clone(&handshake.held), handshake.permit.clone());
    let page = Arc::new(many::Page::new(app, request.headers(), peer, permit));
    let serve = move |socket| many::serve(socket, page, held);
    Ok(handshake.finish(Some(MANY), many::MESSAGE_BYTES_MAX, serve))
}

/// `/sync` without a document.
pub(super) async fn no_document() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "a document's id belongs at the end of this address")
}

#[cfg(test)]
mod tests {
    use prometheus_client::metrics::gauge::Gauge;
    use tokio_tungstenite::tungstenite::protocol::Role;

    use super::*;
    use crate::intake::Budget;

    /// The bytes that the task of a connection may take, whatever the connection does.
    const TASK_BYTES_MAX: usize = 2_560;

    #[tokio::test]
    async fn the_task_of_a_connection_is_small() {
        let (near, _far) = tokio::io::duplex(1);
        let socket = WebSocketStream::from_raw_socket(near, Role::Server, None).await;
        let held = Held::new(&Budget::new(usize::MAX, Gauge::default()));
        let task = alone(socket, &Limits::DEFAULT, Box::pin(std::future::pending()), held);
        let n_bytes = size_of_val(&task);
        assert!(n_bytes <= TASK_BYTES_MAX, "{n_bytes} bytes");
    }
}
