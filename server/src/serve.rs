//! `muster serve`: put together, started, and stopped without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::response::IntoResponse;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use crate::admin;
use crate::config::{BadConfig, Serve};
use crate::connections;
use crate::erasing;
use crate::folder::{Folder, forget_backups};
use crate::http::{App, Readiness, router, run_office, too_many_connections};
use crate::letters::Sender;
use crate::log::{Log, LogError};
use crate::opening::{self, OpenError};
use crate::people::People;
use crate::proxies::Proxies;
use crate::rooms::Rooms;
use crate::typefaces::Typefaces;

/// How long rooms may take to flush when the server stops; a disk that has not answered by then will not.
const FLUSH: Duration = Duration::from_secs(8);

/// How long a letter that is on its way to the mail server is waited for.
const LETTER: Duration = Duration::from_secs(8);

/// How long the log may take to close.
const CLOSE: Duration = Duration::from_secs(1);

/// The longest that [`Running::stop`] takes: connections, rooms and letters end side by side, and then the log.
pub const STOP_MAX: Duration = Duration::from_secs(FLUSH.as_secs() + CLOSE.as_secs());

const _: () = assert!(FLUSH.as_secs() >= LETTER.as_secs() && FLUSH.as_secs() >= connections::FAREWELL.as_secs());

/// Why the server did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The configuration cannot work.
    #[error(transparent)]
    Config(#[from] BadConfig),
    /// The workspace cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The address cannot be listened on.
    #[error("muster cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// A server that runs until it is stopped.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where the first one signs in, while nobody owns the workspace.
    pub owner_link: Option<String>,
    rooms: Rooms,
    readiness: Arc<Readiness>,
    drain: Duration,
    stopping: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    taking_orders: Option<JoinHandle<()>>,
    erasing: JoinHandle<()>,
    resolving: JoinHandle<()>,
    office: JoinHandle<()>,
    folder: Folder,
}

/// Starts the server. It accepts connections when this returns.
///
/// # Errors
/// [`StartError`].
pub async fn start(config: Serve) -> Result<Running, StartError> {
    config.check()?;
    let typefaces = Typefaces::read(&config.pictures.picture_font).map_err(BadConfig::Pictures)?;
    let folder = Folder::take(&config.data.data).map_err(OpenError::from)?;
    let rooms = open(&folder, &config).await?;
    let people = People::open(rooms.log().clone()).await.map_err(OpenError::from)?;
    if !config.visitors.open
        && let Some(receipts) = unless_damaged(people.receipts().await).map_err(OpenError::from)?
    {
        rooms.give_receipts_by(receipts);
    }
    let wanted = config.listen.listen;
    let listener = TcpListener::bind(wanted).await.map_err(|error| StartError::Listen(wanted, error))?;
    let address = listener.local_addr().map_err(|error| StartError::Listen(wanted, error))?;
    let origin = config.listen.public_url.clone().unwrap_or_else(|| format!("http://localhost:{}", address.port()));
    let proxies = Proxies::new(&config.listen.trusted_proxy);
    proxies.resolve().await;
    let bounds = connections::Bounds::of(&config.bounds(), proxies.clone());
    let resolving = tokio::spawn(proxies.keep_resolving());
    let taking_orders = take_orders(&folder, &rooms, &people);
    let owner_link = owner_link(&config, &people, &origin).await?;
    tokio::spawn(look_through(rooms.log().clone()));
    let erasing = tokio::spawn(erasing::run(rooms.clone(), people.clone(), config.keeping.keep_deleted));
    let sender = Sender::of(&config.mail, &origin).map_err(BadConfig::Mail)?;
    let drain = Duration::from_millis(config.bounds().drain_ms);
    let app = App::new(config, &origin, (rooms.clone(), people), sender, typefaces);
    let (readiness, stopping) = (Arc::clone(&app.readiness), watch::Sender::new(false));
    let office = tokio::spawn(run_office(app.clone(), stopping.subscribe()));
    let (metrics, told) = (Arc::clone(rooms.metrics()), stopping.subscribe());
    let answers =
        connections::Answers { router: router(app, &origin), when_full: || too_many_connections().into_response() };
    let accept = connections::accept(listener, answers, bounds, metrics, told);
    Ok(Running {
        address,
        owner_link,
        rooms,
        readiness,
        drain,
        accepting: tokio::spawn(accept),
        taking_orders,
        erasing,
        resolving,
        office,
        stopping,
        folder,
    })
}

async fn open(folder: &Folder, config: &Serve) -> Result<Rooms, StartError> {
    if let Err(error) = forget_backups(folder.path()) {
        warn!(%error, "backups that nobody took are still in the data folder");
    }
    let keeper = config.data.store.keeper().map_err(BadConfig::Store)?;
    Ok(opening::open(folder, &keeper, config.limits()).await?)
}

/// An open server is nobody's.
async fn owner_link(config: &Serve, people: &People, origin: &str) -> Result<Option<String>, StartError> {
    if config.visitors.open {
        return Ok(None);
    }
    // Where people are damaged, it is not certain that nobody owns it.
    let invited = unless_damaged(people.invite_owner().await).map_err(OpenError::from)?.flatten();
    Ok(invited.map(|secret| admin::invite_link(origin, &secret)))
}

/// Damage has been logged where it was found; the server goes on without what it concerns.
fn unless_damaged<T>(outcome: Result<T, LogError>) -> Result<Option<T>, LogError> {
    match outcome {
        Err(LogError::Damaged(_)) => Ok(None),
        outcome => outcome.map(Some),
    }
}

/// Looks at the whole file, beside everything else: what is found is logged and counted.
async fn look_through(log: Log) {
    if let Err(error) = log.troubles().await {
        warn!(%error, "the data folder could not be looked through: {error}");
    }
}

/// The socket for `import`, `export` and `sample`. Without it the server serves all the same.
fn take_orders(folder: &Folder, rooms: &Rooms, people: &People) -> Option<JoinHandle<()>> {
    match admin::serve(folder.path(), rooms.clone(), people.clone()) {
        Ok(orders) => Some(tokio::spawn(orders)),
        Err(error) => {
            warn!(%error, "`muster import`, `export`, `backup` and the like will not reach this server: {error}");
            None
        }
    }
}

impl Running {
    /// The log it writes.
    pub fn log(&self) -> &Log {
        self.rooms.log()
    }

    /// Says at `/readyz` that the server goes down, and serves on as before for as long as was set: a proxy that asks there
    /// sends new calls elsewhere meanwhile.
    pub async fn drain(&self) {
        self.readiness.go_down();
        sleep(self.drain).await;
    }

    /// Accepts nobody any more, tells everybody to come back, flushes what has come, and closes the files.
    pub async fn stop(self) {
        let Self { rooms, stopping, accepting, taking_orders, erasing, resolving, mut office, folder, .. } = self;
        stopping.send_replace(true);
        taking_orders.inspect(JoinHandle::abort);
        erasing.abort();
        resolving.abort();
        // A letter that is being handed over comes to its end: else nobody would know whether it was taken.
        let (_, flushed, _) = tokio::join!(accepting, timeout(FLUSH, rooms.close()), timeout(LETTER, &mut office));
        office.abort();
        if flushed.is_err() {
            warn!("the disk did not take everything in time; what it did not take was never acknowledged");
        }
        if timeout(CLOSE, rooms.log().clone().close()).await.is_err() {
            warn!("the log did not close in time");
        }
        drop(folder);
        info!("stopped");
    }
}
