//! `muster serve`: put together, started, and stopped without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::IntoResponse;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use crate::admin;
use crate::config::{BadConfig, Serve};
use crate::connections::{self, Answers, Bounds};
use crate::erasing;
use crate::folder::{Folder, forget_backups};
use crate::http::{App, Readiness, router, run_office, too_many_connections, waiting_room};
use crate::letters::Sender;
use crate::log::{Log, LogError};
use crate::opening::{self, OpenError};
use crate::people::People;
use crate::proxies::Proxies;
use crate::rooms::Rooms;
use crate::typefaces::Typefaces;

/// How long rooms may take to flush when the server stops; a disk that has not answered by then will not.
const FLUSH: Duration = Duration::from_secs(8);

/// How long requests that are being answered keep the workspace from a server that waits for it; sockets say goodbye
/// without it.
const HAND_OVER: Duration = Duration::from_millis(250);

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
    /// How long connections that end keep the workspace open.
    goodbye: Duration,
}

/// Starts the server. It serves when this returns.
///
/// # Errors
/// [`StartError`].
pub async fn start(config: Serve) -> Result<Running, StartError> {
    listen(config).await?.serve().await
}

/// A server that listens and does not serve yet. With `--standby` it answers that it waits for its turn.
pub struct Listening {
    /// Where it listens.
    pub address: SocketAddr,
    config: Serve,
    typefaces: Typefaces,
    folder: Folder,
    listener: Arc<TcpListener>,
    proxies: Proxies,
    bounds: Bounds,
    /// Dropped, it ends the answers that the server waits.
    waiting: Option<watch::Sender<bool>>,
}

/// Takes the data folder and the address.
///
/// # Errors
/// [`StartError`].
pub async fn listen(config: Serve) -> Result<Listening, StartError> {
    config.check()?;
    let typefaces = Typefaces::read(&config.pictures.picture_font).map_err(BadConfig::Pictures)?;
    let folder = Folder::take(&config.data.data).map_err(OpenError::from)?;
    let wanted = config.listen.listen;
    let listener = TcpListener::bind(wanted).await.map_err(|error| StartError::Listen(wanted, error))?;
    let address = listener.local_addr().map_err(|error| StartError::Listen(wanted, error))?;
    let listener = Arc::new(listener);
    let proxies = Proxies::new(&config.listen.trusted_proxy);
    proxies.resolve().await;
    let bounds = Bounds::of(&config.bounds(), proxies.clone());
    let waiting = config.standby.then(|| wait(&listener, &bounds));
    Ok(Listening { address, config, typefaces, folder, listener, proxies, bounds, waiting })
}

/// Has the listener answer that the server waits, until what this returns is dropped.
fn wait(listener: &Arc<TcpListener>, bounds: &Bounds) -> watch::Sender<bool> {
    let waiting = watch::Sender::new(false);
    let accept = connections::accept(
        Arc::clone(listener),
        answers(waiting_room()),
        bounds.clone(),
        Arc::default(),
        waiting.subscribe(),
    );
    tokio::spawn(accept);
    waiting
}

fn answers(router: Router) -> Answers {
    Answers { router, when_full: || too_many_connections().into_response() }
}

impl Listening {
    /// Whether it answers that it waits for its turn.
    pub fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// Opens the workspace, with `--standby` once no other server has it. It is served when this returns.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn serve(self) -> Result<Running, StartError> {
        let Self { address, config, typefaces, folder, listener, proxies, bounds, waiting } = self;
        let rooms = open(&folder, &config).await?;
        let people = People::open(rooms.log().clone()).await.map_err(OpenError::from)?;
        if !config.visitors.open
            && let Some(receipts) = unless_damaged(people.receipts().await).map_err(OpenError::from)?
        {
            rooms.give_receipts_by(receipts);
        }
        let goodbye = if config.standby { HAND_OVER } else { FLUSH };
        let origin = config.listen.public_url.clone();
        let origin = origin.unwrap_or_else(|| format!("http://localhost:{}", address.port()));
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
        let accept = connections::accept(listener, answers(router(app, &origin)), bounds, metrics, told);
        if waiting.is_some() {
            info!("it is this server's turn: it serves");
        }
        drop(waiting);
        let accepting = tokio::spawn(accept);
        Ok(Running {
            address,
            owner_link,
            rooms,
            readiness,
            drain,
            accepting,
            taking_orders,
            erasing,
            resolving,
            office,
            stopping,
            folder,
            goodbye,
        })
    }
}

async fn open(folder: &Folder, config: &Serve) -> Result<Rooms, StartError> {
    if let Err(error) = forget_backups(folder.path()) {
        warn!(%error, "backups that nobody took are still in the data folder");
    }
    let keeper = config.data.store.keeper().map_err(BadConfig::Store)?;
    let limits = config.limits();
    Ok(match config.standby {
        true => opening::open_in_turn(folder, &keeper, limits).await?,
        false => opening::open(folder, &keeper, limits).await?,
    })
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

    /// Waits until another server has taken the workspace over. There is nothing to do then but to stop.
    pub async fn taken_over(&self) {
        self.rooms.log().taken_over().await;
    }

    /// Says at `/readyz` that the server goes down, and serves on as before for as long as was set: a proxy that asks there
    /// sends new calls elsewhere meanwhile.
    pub async fn drain(&self) {
        self.readiness.go_down();
        sleep(self.drain).await;
    }

    /// Accepts nobody any more, tells everybody to come back, flushes what has come, and closes the files.
    pub async fn stop(self) {
        let Self {
            rooms, stopping, mut accepting, taking_orders, erasing, resolving, mut office, folder, goodbye, ..
        } = self;
        stopping.send_replace(true);
        taking_orders.inspect(JoinHandle::abort);
        erasing.abort();
        resolving.abort();
        // A letter that is being handed over comes to its end: else nobody would know whether it was taken.
        let ended = timeout(goodbye, &mut accepting);
        let (ended, flushed, _) = tokio::join!(ended, timeout(FLUSH, rooms.close()), timeout(LETTER, &mut office));
        office.abort();
        if flushed.is_err() {
            warn!("the disk did not take everything in time; what it did not take was never acknowledged");
        }
        if timeout(CLOSE, rooms.log().clone().close()).await.is_err() {
            warn!("the log did not close in time");
        }
        if ended.is_err() {
            let _ = accepting.await;
        }
        drop(folder);
        info!("stopped");
    }
}
