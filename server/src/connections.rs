//! Accepting connections: our own loop, because it must bound how many there are, how long a request's head may take,
//! and how long a small frame may lie around.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
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

use crate::config::Serve;
use crate::metrics::{Counted, Metrics};

/// How long connections may take to end when the server stops.
const FAREWELL: Duration = Duration::from_secs(4);
/// How long to wait when the operating system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(100);
/// What one connection may make us buffer before it is a WebSocket, in bytes; a longer head is refused.
const BUFFER_BYTES_MAX: usize = 64 << 10;

/// The bounds of accepting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    connections_max: usize,
    per_address_max: Option<usize>,
    /// axum's own `serve` has no timer and would wait for ever.
    head_timeout: Duration,
}

impl Bounds {
    pub(crate) fn of(config: &Serve) -> Self {
        Self {
            connections_max: config.listen.connections_max,
            per_address_max: config.connections_per_address_max(),
            head_timeout: Duration::from_millis(config.listen.head_timeout_ms),
        }
    }
}

/// A connection's place among those that are served at once; a WebSocket keeps it after the upgrade.
#[derive(Clone)]
pub(crate) struct Permit {
    _place: Arc<(OwnedSemaphorePermit, Address, Counted)>,
}

/// How many connections each address has.
#[derive(Clone, Default)]
struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl Addresses {
    /// One more from this address, if it may have one.
    fn admit(&self, ip: IpAddr, max: Option<usize>) -> Option<Address> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(ip).or_insert(0);
        if max.is_some_and(|max| *count >= max) {
            return None;
        }
        *count += 1;
        drop(counts);
        Some(Address { ip, all: self.clone() })
    }
}

/// One connection of an address, until it is dropped.
struct Address {
    ip: IpAddr,
    all: Addresses,
}

impl Drop for Address {
    fn drop(&mut self) {
        let mut counts = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.ip) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.ip);
            }
        }
    }
}

/// The address a request came from: whoever connects, which may be a proxy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Where connections come in.
struct Door(TcpListener);

impl Door {
    /// The next connection. It sends small frames at once: else each waits for the answer to the one before, 18 ms
    /// instead of 0.3 ms, measured.
    async fn next(&self) -> io::Result<(TcpStream, SocketAddr)> {
        loop {
            let (stream, from) = self.0.accept().await?;
            match stream.set_nodelay(true) {
                Ok(()) => return Ok((stream, from)),
                Err(error) => debug!(%error, "a connection broke at once"),
            }
        }
    }
}

/// Accepts connections until `stopping`, then waits a little for them to end.
pub(crate) async fn accept(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    metrics: Arc<Metrics>,
    mut stopping: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(bounds.connections_max));
    let (door, addresses) = (Door(listener), Addresses::default());
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, door.next().await)
        };
        let accepted = tokio::select! {
            accepted = next => accepted,
            () = told(&mut stopping) => break,
        };
        match accepted {
            (Ok(place), Ok((stream, from))) => {
                let Some(address) = addresses.admit(from.ip(), bounds.per_address_max) else {
                    metrics.refused_connections.inc();
                    debug!("an address has too many connections");
                    continue;
                };
                let permit = Permit { _place: Arc::new((place, address, Counted::new(&metrics.connections))) };
                let router = router.clone();
                tokio::spawn(serve(stream, from.ip(), router, permit, bounds.head_timeout, stopping.clone()));
            }
            (_, Err(error)) => {
                warn!(%error, "a connection could not be accepted");
                sleep(PAUSE).await;
            }
            // Nobody closes the semaphore.
            (Err(_), _) => break,
        }
    }
    drop(door);
    // Whoever is still here is being told to come back; to end before it is said would be an error to them.
    let all = u32::try_from(bounds.connections_max).unwrap_or(u32::MAX);
    if timeout(FAREWELL, places.acquire_many(all)).await.is_err() {
        debug!("some connections took no goodbye");
    }
}

async fn serve(
    stream: TcpStream,
    from: IpAddr,
    router: Router,
    permit: Permit,
    head_timeout: Duration,
    mut stopping: watch::Receiver<bool>,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(permit.clone());
        request.extensions_mut().insert(Peer(from));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .max_buf_size(BUFFER_BYTES_MAX)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_in_is_sent_small_frames_at_once() -> io::Result<()> {
        let door = Door(TcpListener::bind("127.0.0.1:0").await?);
        let client = TcpStream::connect(door.0.local_addr()?).await?;
        assert!(!client.nodelay()?, "a socket nobody has set waits");
        assert!(door.next().await?.0.nodelay()?, "what the operating system says of the accepted socket");
        Ok(())
    }
}
