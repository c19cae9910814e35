//! The upgrade of a request to a WebSocket. It is our own, so that a document may be sent in small pieces: a library that
//! takes whole messages keeps a buffer as long as the longest for as long as the connection lasts.

use std::future::Future;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tracing::debug;

use super::heads::Heads;
use super::socket::WRITE_BUFFER_BYTES;
use crate::connections::Permit;
use crate::http::problem::Problem;
use crate::intake::Held;

/// The library keeps a buffer of this size for reading with each connection, and reads so much at once of a message that is
/// longer; its default is 128 KiB. Most edits are a tenth of this.
const READ_BUFFER_BYTES: usize = 1 << 10;

/// A WebSocket of ours.
pub(super) type Socket = WebSocketStream<Heads<TokioIo<Upgraded>>>;

/// A request that may become a WebSocket.
pub(super) struct Handshake {
    accept: String,
    upgrade: OnUpgrade,
    /// The connection's place.
    pub(super) permit: Option<Permit>,
    /// The bytes that the connection holds half read.
    pub(super) held: Arc<Held>,
}

impl Handshake {
    /// Takes out of a request what an upgrade needs.
    ///
    /// # Errors
    /// 400 if it asks for none, 405 if it is no `GET`.
    pub(super) fn of(request: &mut Request) -> Result<Self, Problem> {
        let accept = accept_key(request)?;
        let extensions = request.extensions_mut();
        let permit = extensions.remove::<Permit>();
        let held = extensions.remove::<Arc<Held>>().ok_or_else(not_a_socket)?;
        let upgrade = extensions.remove::<OnUpgrade>().ok_or_else(not_a_socket)?;
        Ok(Self { accept, upgrade, permit, held })
    }

    /// Answers with the upgrade to a sub-protocol; the socket, with messages of at most so many bytes, is then served.
    pub(super) fn finish<F: Future<Output = ()> + Send + 'static>(
        self,
        protocol: Option<&'static str>,
        bytes_max: usize,
        serve: impl FnOnce(Socket) -> F + Send + 'static,
    ) -> Response {
        let Self { accept, upgrade, permit, .. } = self;
        // Boxed until it is called: what it holds would else be held a second time for as long as the connection lasts.
        let serve = Box::new(serve);
        tokio::spawn(async move {
            match upgrade.await {
                Ok(upgraded) => {
                    let (io, config) = (Heads::new(TokioIo::new(upgraded)), Some(config(bytes_max)));
                    serve(WebSocketStream::from_raw_socket(io, Role::Server, config).await).await;
                }
                Err(error) => debug!(%error, "an upgrade failed"),
            }
            // The connection counts as one until here, not only until it was upgraded.
            drop(permit);
        });
        switch(&accept, protocol)
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

/// Whether a client offers a sub-protocol.
pub(super) fn offers(headers: &HeaderMap, protocol: &str) -> bool {
    has_word(headers, header::SEC_WEBSOCKET_PROTOCOL, protocol)
}

/// Whether a word is in a header's list, in large letters or small.
fn has_word(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    let lists = headers.get_all(name).into_iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|listed| listed.trim().eq_ignore_ascii_case(word))
}

fn switch(accept: &str, protocol: Option<&'static str>) -> Response {
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    if let Some(protocol) = protocol {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(protocol));
    }
    response
}

fn config(bytes_max: usize) -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        // Frames go out in pieces no longer than this; beyond it nothing is buffered below our own outbox.
        .max_write_buffer_size(4 * WRITE_BUFFER_BYTES)
        .max_message_size(Some(bytes_max))
        .max_frame_size(Some(bytes_max))
}
