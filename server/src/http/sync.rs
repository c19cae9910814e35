//! `/sync/{doc}`: the upgrade to a WebSocket.

use axum::extract::rejection::QueryRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Path, Query, State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use muster_shared::id::DocId;
use muster_shared::room::Protocol;
use muster_shared::wire::SUBPROTOCOL;
use serde::Deserialize;
use tracing::debug;

use super::problem::Problem;
use super::state::App;
use crate::connections::Permit;
use crate::rooms::Unknown;
use crate::socket;

/// tungstenite keeps a buffer of this size for reading with each connection; its default is 128 KiB.
const READ_BUFFER_BYTES: usize = 4 << 10;
/// What is written at once.
const WRITE_BUFFER_BYTES: usize = 16 << 10;

/// What a client may say with the address.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// The kind of document it looks for. Looking for a charter must not make one, so with a kind nothing is made.
    kind: Option<String>,
}

/// `GET /sync/{doc}`. On an open server an unknown document is made, without a kind, for clients that name none.
pub(super) async fn upgrade(
    State(app): State<App>,
    Path(doc): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    permit: Option<axum::Extension<Permit>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let doc: DocId = doc.parse().map_err(|error| Problem::bad_request(format!("{error}")))?;
    let Query(wanted) = wanted.map_err(|refused| Problem::bad_request(refused.body_text()))?;
    let upgrade = upgrade.map_err(|refused| {
        let status = refused.into_response().status();
        Problem::new(status, "this address is for WebSockets")
    })?;
    let frame_bytes = app.rooms.limits().first_sync_bytes_max();
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        // The longest frame we send is a whole document; beyond it nothing is buffered below our own outbox.
        .max_write_buffer_size(WRITE_BUFFER_BYTES + 2 * frame_bytes)
        .max_message_size(frame_bytes)
        .max_frame_size(frame_bytes)
        .on_failed_upgrade(|error| debug!(%error, "an upgrade failed"));
    let protocol = if upgrade.selected_protocol().is_some() { Protocol::Muster } else { Protocol::Plain };
    let makes = app.config.visitors.open && wanted.kind.is_none();
    let unknown = if makes { Unknown::Make } else { Unknown::Refuse };
    Ok(upgrade.on_upgrade(async move |socket| {
        socket::serve(socket, app.rooms, doc, protocol, unknown).await;
        // The connection counts as one until here, not only until it was upgraded.
        drop(permit);
    }))
}

/// `/sync` without a document.
pub(super) async fn no_document() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "a document's id belongs at the end of this address")
}
