//! `/livez`, `/readyz` and `/metrics`: whether the process runs, whether it can keep what it is given, and how it is.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use muster_shared::access::Rank;
use tokio::time::timeout;

use super::problem::Problem;
use super::state::App;
use super::tokens::Asker;

/// How long a write may take before the server counts as not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /livez`.
pub(super) async fn live() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: really writes something, and waits until the disk has it.
pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    let not_ready = |detail| Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail);
    match timeout(PATIENCE, app.rooms.log().probe()).await {
        Ok(Ok(())) => Ok("ready\n"),
        Ok(Err(_)) => Err(not_ready("the log cannot be written")),
        Err(_) => Err(not_ready("the disk does not answer")),
    }
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
