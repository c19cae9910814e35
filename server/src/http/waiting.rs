//! The answers of a server that waits for its turn: it is alive, and has nothing to tell.

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;

use super::health;
use super::problem::Problem;

/// When to ask again, in seconds.
const RETRY_AFTER_S: &str = "1";

/// Every address. An answer bears no mark of a release: a service worker takes it for no page of the app.
pub(crate) fn router() -> Router {
    Router::new().route("/livez", get(health::live)).fallback(waits)
}

async fn waits() -> impl IntoResponse {
    let sentence = "this server waits for its turn: another muster has the workspace";
    let headers = [(header::RETRY_AFTER, RETRY_AFTER_S), (header::CACHE_CONTROL, "no-store")];
    (headers, Problem::new(StatusCode::SERVICE_UNAVAILABLE, sentence))
}
