//! `/livez`, `/readyz` and `/metrics`: whether the process runs, whether it can keep what it is given, and how it is.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use muster_shared::access::Rank;
use tokio::time::Instant;

use super::problem::Problem;
use super::state::App;
use super::tokens::Asker;
use crate::log::{Log, LogError};

/// How long a probe that went well speaks for the disk.
const READY_FOR: Duration = Duration::from_millis(100);
/// How long a disk that has failed is probed for each who asks alone.
const DOUBTFUL_FOR: Duration = Duration::from_secs(10);
/// How long a probe may be on its way.
const PROBE_MAX: Duration = Duration::from_secs(2);

type Probe = Shared<BoxFuture<'static, Result<(), LogError>>>;

/// Whether the server may be sent to: it stays, and the log can be written. Anybody may ask, and each probe waits for the
/// disk, so all who ask at the same time share one, and so does whoever asks right after it went well.
#[derive(Default)]
pub(crate) struct Readiness {
    last: Mutex<Option<(Instant, Probe)>>,
    is_going_down: AtomicBool,
}

impl Readiness {
    /// From now on a proxy that asks sends others elsewhere.
    pub(crate) fn go_down(&self) {
        self.is_going_down.store(true, Ordering::Relaxed);
    }

    /// # Errors
    /// [`LogError`] when it cannot be written.
    async fn probe(&self, log: &Log) -> Result<(), LogError> {
        let probe = {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let doubtful = log.metrics().log_failed_within(DOUBTFUL_FOR);
            match last.as_ref().filter(|(begun, probe)| speaks(*begun, probe, doubtful)) {
                Some((_, probe)) => probe.clone(),
                None => {
                    let log = log.clone();
                    let probe = async move { log.probe().await }.boxed().shared();
                    *last = Some((Instant::now(), probe.clone()));
                    probe
                }
            }
        };
        probe.await
    }
}

/// Whether a probe is on its way, or went well a moment ago and nothing has failed of late. One that nobody waits for any
/// more says nothing.
fn speaks(begun: Instant, probe: &Probe, doubtful: bool) -> bool {
    let age = begun.elapsed();
    probe.peek().map_or(age < PROBE_MAX, |outcome| outcome.is_ok() && !doubtful && age < READY_FOR)
}

/// `GET /livez`.
pub(super) async fn live() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: really writes something, and waits until the disk has it, or has not answered for too long. A server that
/// goes down says so instead, and so does one that may tell nobody what it holds.
pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    let not_ready = |why| Problem::new(StatusCode::SERVICE_UNAVAILABLE, why);
    if app.readiness.is_going_down.load(Ordering::Relaxed) {
        return Err(not_ready("the server is going down"));
    }
    let log = app.rooms.log();
    match app.readiness.probe(log).await {
        Ok(()) if log.is_live() => Ok("ready\n"),
        Ok(()) => Err(not_ready("it is not certain that this server still has the workspace")),
        Err(_) => Err(not_ready("the log cannot be written")),
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
