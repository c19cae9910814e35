//! Accepting connections: our own loop, because it must bound how many there are, how long a request's head may take,
//! and how long a small frame may lie around.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tracing::{debug, warn};

use crate::metrics::{Counted, Metrics};

/// How long a request's head may take. axum's own `serve` has no timer and would wait for ever.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long connections may take to end when the server stops.
const FAREWELL: Duration = Duration::from_secs(4);
/// How long to wait when the operating system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(100);

/// A connection's place among those that are served at once; a WebSocket keeps it after the upgrade.
#[derive(Clone)]
pub(crate) struct Permit {
    _place: Arc<(OwnedSemaphorePermit, Counted)>,
}

/// Accepts connections until `stopping`, then waits a little for them to end.
pub(crate) async fn accept(
    listener: TcpListener,
    router: Router,
    connections_max: usize,
    metrics: &Metrics,
    mut stopping: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(connections_max));
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let accepted = tokio::select! {
            accepted = next => accepted,
            () = told(&mut stopping) => break,
        };
        match accepted {
            (Ok(place), Ok((stream, _))) => {
                let permit = Permit { _place: Arc::new((place, Counted::new(&metrics.connections))) };
                tokio::spawn(serve(stream, router.clone(), permit, stopping.clone()));
            }
            (_, Err(error)) => {
                warn!(%error, "a connection could not be accepted");
                sleep(PAUSE).await;
            }
            // Nobody closes the semaphore.
            (Err(_), _) => break,
        }
    }
    drop(listener);
    // Whoever is still here is being told to come back; to end before it is said would be an error to them.
    let all = u32::try_from(connections_max).unwrap_or(u32::MAX);
    if timeout(FAREWELL, places.acquire_many(all)).await.is_err() {
        debug!("some connections took no goodbye");
    }
}

async fn serve(stream: TcpStream, router: Router, permit: Permit, mut stopping: watch::Receiver<bool>) {
    // Without this a small frame waits for the answer to the one before: 18 ms instead of 0.3 ms, measured.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "a connection broke at once");
        return;
    }
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(permit.clone());
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = told(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        debug!(%error, "a connection broke");
    }
}

/// Waits until the server stops.
async fn told(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stopping| *stopping).await;
}
