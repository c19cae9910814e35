//! `/livez`, `/readyz` and `/metrics`: whether the process runs, whether it can keep what it is given, and how it is.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use muster_shared::access::Rank;

use super::problem::Problem;
use super::state::App;
use super::tokens::Asker;

/// `GET /livez`.
pub(super) async fn live() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: really writes something, and waits until the disk has it, or has not answered for too long.
pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    let not_ready = |_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the log cannot be written");
    app.rooms.log().probe().await.map(|()| "ready\n").map_err(not_ready)
}

/// `GET /metrics`: for owners, and for programs with an API key as their bearer token.
pub(super) async fn metrics(State(app): State<App>, asker: Asker) -> Result<Response, Problem> {
    if let Asker::Caller(caller) = &asker {
        caller.must(|rank| rank == Rank::Owner, "only owners, and programs with a key, read the metrics")?;
    }
    let unwritten = |_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the metrics cannot be written");
    let text = app.rooms.metrics().text().map_err(unwritten)?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
