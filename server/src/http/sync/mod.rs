//! `/sync/{doc}`: the upgrade to a WebSocket. It is our own, so that `socket` may send a document in small pieces: a
//! library that takes whole messages keeps a buffer as long as the longest for as long as the connection lasts.

mod connection_rights;
mod socket;

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use muster_shared::id::DocId;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::Protocol;
use muster_shared::sync::room::close::OTHER_KIND;
use muster_shared::sync::wire::SUBPROTOCOL;
use serde::Deserialize;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tracing::debug;

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::connections::{Peer, Permit};
use crate::intake::Held;
use crate::rooms::Unknown;
use crate::rooms::outbox::Closing;
use connection_rights::Entry;
use socket::{NO_DOCUMENT, Reading, WRITE_BUFFER_BYTES};

/// The library keeps a buffer of this size for reading with each connection; its default is 128 KiB.
const READ_BUFFER_BYTES: usize = 4 << 10;

/// The words that a client may say with the address.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// The kind of document it looks for. Looking for a charter must not make one, so with a kind nothing is made.
    kind: Option<String>,
    /// The person a page was opened for: whoever signed in there since must not be taken for them.
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
    let Query(wanted) = wanted.map_err(|refused| Problem::bad_request(refused.body_text()))?;
    let accept = accept_key(&request)?;
    if app.config.visitors.open
        && let Some(kind) = app.companion_to_be(&doc).await?.filter(|kind| wanted.kind.as_deref() == Some(kind.name()))
    {
        app.make_to_be(&Caller::Anybody, &doc, Some(kind)).await?;
    }
    let entry = connection_rights::admit(&app, &doc, request.headers(), wanted.token, wanted.person, peer).await?;
    let entry = app.of_the_kind(entry, &doc, wanted.kind.as_deref()).await?;
    let permit = request.extensions_mut().remove::<Permit>();
    let held = request.extensions_mut().remove::<Arc<Held>>().ok_or_else(not_a_socket)?;
    let reading = app.reading(held);
    let upgrade = request.extensions_mut().remove::<OnUpgrade>().ok_or_else(not_a_socket)?;
    let protocol = if offers_ours(request.headers()) { Protocol::Muster } else { Protocol::Plain };
    let makes = app.config.visitors.open && wanted.kind.is_none();
    let unknown = if makes { Unknown::Make } else { Unknown::Refuse };
    let config = config(&app.rooms.limits());
    tokio::spawn(async move {
        match upgrade.await {
            Ok(upgraded) => {
                let io = TokioIo::new(upgraded);
                let socket = WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await;
                socket::serve(socket, app.rooms, doc, protocol, unknown, entry, reading).await;
            }
            Err(error) => debug!(%error, "an upgrade failed"),
        }
        // The connection counts as one until here, not only until it was upgraded.
        drop(permit);
    });
    Ok(switch(&accept, protocol))
}

impl App {
    /// The same entry, unless the document is of another kind than the client looks for: it is of an older version, or
    /// was given a wrong address.
    async fn of_the_kind(&self, entry: Entry, doc: &DocId, wanted: Option<&str>) -> Result<Entry, Problem> {
        let (Entry::In(..), Some(wanted)) = (&entry, wanted) else { return Ok(entry) };
        let Some(row) = self.rooms.log().doc(doc).await? else { return Ok(entry) };
        if row.kind.is_some_and(|kind| kind.name() == wanted) {
            return Ok(entry);
        }
        let newer = row.newer_kind.map(|name| format!("document of the kind `{name}`"));
        let noun = row.kind.map(|kind| kind.spec().noun.one.to_owned()).or(newer);
        let noun = noun.unwrap_or_else(|| "document without a kind".to_owned());
        let reason = format!("{OTHER_KIND} a {noun}, not what was looked for");
        Ok(Entry::Out(Closing { code: NO_DOCUMENT, reason }))
    }

    /// How a connection is read.
    fn reading(&self, held: Arc<Held>) -> Reading {
        let message_time = Duration::from_millis(self.bounds.message_ms_max);
        Reading { held, purses: Arc::clone(&self.purses), message_time }
    }
}

/// The key that proves that we understood the handshake.
fn accept_key(request: &Request) -> Result<String, Problem> {
    if request.method() != Method::GET {
        return Err(Problem::method_not_allowed());
    }
    let headers = request.headers();
    let upgrades = has_word(headers, header::CONNECTION, "upgrade") && has_word(headers, header::UPGRADE, "websocket");
    if !upgrades || !has_word(headers, header::SEC_WEBSOCKET_VERSION, "13") {
        return Err(not_a_socket());
    }
    headers.get(header::SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes())).ok_or_else(not_a_socket)
}

fn not_a_socket() -> Problem {
    Problem::bad_request("this address is for WebSockets")
}

fn offers_ours(headers: &HeaderMap) -> bool {
    has_word(headers, header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL)
}

/// Whether a word is in a header's list, in large letters or small.
fn has_word(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    let lists = headers.get_all(name).into_iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|listed| listed.trim().eq_ignore_ascii_case(word))
}

fn switch(accept: &str, protocol: Protocol) -> Response {
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    if protocol == Protocol::Muster {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    }
    response
}

fn config(limits: &Limits) -> WebSocketConfig {
    let frame_bytes = limits.first_sync_bytes_max();
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        // Frames go out in pieces no longer than this; beyond it nothing is buffered below our own outbox.
        .max_write_buffer_size(4 * WRITE_BUFFER_BYTES)
        .max_message_size(Some(frame_bytes))
        .max_frame_size(Some(frame_bytes))
}

/// `/sync` without a document.
pub(super) async fn no_document() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "a document's id belongs at the end of this address")
}
