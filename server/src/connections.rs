//! Accepting connections: our own loop, because it must bound how many there are, how long a request's head may take,
//! and how long a small frame may lie around.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use prometheus_client::metrics::counter::Counter;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tracing::{debug, warn};

use crate::config::{self, NONE};
use crate::intake::{Budget, Held, Intake};
use crate::metrics::{Counted, Metrics};
use crate::places::{Place, Places};
use crate::proxies::Proxies;

/// How long connections may take to end when the server stops.
pub(crate) const FAREWELL: Duration = Duration::from_secs(4);
/// How long to wait when the operating system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(100);
/// The bytes that one connection may make us buffer before it is a WebSocket; a longer head is refused.
const BUFFER_BYTES_MAX: usize = 64 << 10;

/// The bounds of accepting connections.
#[derive(Clone)]
pub(crate) struct Bounds {
    connections_max: usize,
    per_address_max: Option<usize>,
    /// axum's own `serve` has no timer and would wait for ever.
    head_timeout: Duration,
    half_read_bytes_max: usize,
    proxies: Proxies,
}

impl Bounds {
    pub(crate) fn of(bounds: &config::Bounds, proxies: Proxies) -> Self {
        let per_address_max = bounds.connections_per_address_max;
        Self {
            connections_max: config::size(bounds.connections_max),
            per_address_max: (per_address_max != NONE).then(|| config::size(per_address_max)),
            head_timeout: Duration::from_millis(bounds.head_timeout_ms),
            half_read_bytes_max: config::size(bounds.half_read_bytes_max),
            proxies,
        }
    }
}

/// A connection's place among those that are served at once; a WebSocket keeps it after the upgrade.
#[derive(Clone)]
pub(crate) struct Permit {
    place: Arc<(OwnedSemaphorePermit, Counted)>,
    /// Of a proxy's connection, that of whom it speaks for just now.
    address: Option<Arc<Place<IpAddr>>>,
    per_address_max: Option<usize>,
}

/// The place of one document on a connection that many share: as much as a connection of its own would take.
pub(crate) struct Beside {
    _place: OwnedSemaphorePermit,
    _address: Option<Place<IpAddr>>,
}

impl Permit {
    /// A place beside this one, if there is one for the server and for the address.
    pub(crate) fn beside(&self) -> Option<Beside> {
        let address = self.address.as_ref().map(|address| address.another(self.per_address_max).ok_or(TooMany));
        let place = Arc::clone(self.place.0.semaphore()).try_acquire_owned().ok()?;
        Some(Beside { _place: place, _address: address.transpose().ok()? })
    }
}

/// The address a request came from: whoever connects, or whom a trusted proxy says it was asked by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Where connections come in.
struct Door(Arc<TcpListener>);

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

/// The answers to requests: the router's, and the one to a request whose sender has as many connections as it may have.
pub(crate) struct Answers {
    pub(crate) router: Router,
    pub(crate) when_full: fn() -> Response,
}

/// The state that all connections share.
struct Hall {
    answers: Answers,
    bounds: Bounds,
    addresses: Places<IpAddr>,
    budget: Arc<Budget>,
    refused: Counter,
}

/// Accepts connections of a listener, which others may have too, until `stopping`, then waits a little for them to end.
pub(crate) async fn accept(
    listener: Arc<TcpListener>,
    answers: Answers,
    bounds: Bounds,
    metrics: Arc<Metrics>,
    mut stopping: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(bounds.connections_max));
    let connections_max = bounds.connections_max;
    let budget = Budget::new(bounds.half_read_bytes_max, metrics.half_read_bytes.clone());
    let (addresses, refused) = (Places::default(), metrics.refused_connections.clone());
    let hall = Arc::new(Hall { answers, bounds, addresses, budget, refused });
    let door = Door(listener);
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
                let Ok(address) = hall.admit(from.ip()) else {
                    debug!("an address has too many connections");
                    continue;
                };
                let counted = Counted::new(&metrics.connections);
                let (place, per_address_max) = (Arc::new((place, counted)), hall.bounds.per_address_max);
                let permit = Permit { place, address: address.map(Arc::new), per_address_max };
                tokio::spawn(serve(stream, from.ip(), Arc::clone(&hall), permit, stopping.clone()));
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
    // Connections that are still here are being told to come back; to end before it is said would be an error to them.
    let all = u32::try_from(connections_max).unwrap_or(u32::MAX);
    if timeout(FAREWELL, places.acquire_many(all)).await.is_err() {
        debug!("some connections took no goodbye");
    }
}

/// An address has as many connections as it may have.
struct TooMany;

impl Hall {
    /// A connection's place among those of its address. A trusted proxy has none: its requests are counted for whom it
    /// names, each for as long as it lasts.
    fn admit(&self, ip: IpAddr) -> Result<Option<Place<IpAddr>>, TooMany> {
        if self.bounds.proxies.trusts(ip) { Ok(None) } else { self.place_of(ip.to_canonical()).map(Some) }
    }

    fn place_of(&self, ip: IpAddr) -> Result<Place<IpAddr>, TooMany> {
        self.addresses.admit(ip, self.bounds.per_address_max).ok_or_else(|| {
            self.refused.inc();
            TooMany
        })
    }

    /// Gives a request the address it came from, and its connection's place.
    fn receive(&self, request: &mut Request<Incoming>, peer: IpAddr, permit: &Permit) -> Result<Permit, TooMany> {
        let from = self.bounds.proxies.origin(peer, request.headers());
        let permit = match permit.address {
            Some(_) => permit.clone(),
            None => Permit { address: Some(Arc::new(self.place_of(from)?)), ..permit.clone() },
        };
        request.extensions_mut().insert(permit.clone());
        request.extensions_mut().insert(Peer(from));
        Ok(permit)
    }
}

/// Answers one request; what it held half read is free once it is answered.
async fn answer(
    hall: Arc<Hall>,
    mut request: Request<Incoming>,
    peer: IpAddr,
    permit: Permit,
    held: Arc<Held>,
) -> Result<Response, Infallible> {
    let Ok(_place) = hall.receive(&mut request, peer, &permit) else {
        return Ok((hall.answers.when_full)());
    };
    request.extensions_mut().insert(Arc::clone(&held));
    let answered = TowerToHyperService::new(hall.answers.router.clone()).call(request).await;
    held.release();
    answered
}

async fn serve(stream: TcpStream, from: IpAddr, hall: Arc<Hall>, permit: Permit, mut stopping: watch::Receiver<bool>) {
    let held = Held::new(&hall.budget);
    let stream = Intake::new(stream, Arc::clone(&held));
    let head_timeout = hall.bounds.head_timeout;
    let service = service_fn(move |request: Request<Incoming>| {
        answer(Arc::clone(&hall), request, from, permit.clone(), Arc::clone(&held))
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
        let door = Door(Arc::new(TcpListener::bind("127.0.0.1:0").await?));
        let client = TcpStream::connect(door.0.local_addr()?).await?;
        assert!(!client.nodelay()?, "a socket nobody has set waits");
        assert!(door.next().await?.0.nodelay()?, "what the operating system says of the accepted socket");
        Ok(())
    }
}
