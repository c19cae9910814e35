//! The log: every admitted update of every document, in order, and what makes *Saved* true. One SQLite file keeps it, or
//! a PostgreSQL database ([`Keeper`]); what follows is said of the file, `postgres` says it of the database.
//!
//! # Two steps, and why both are cheap
//!
//! An append is **written** when its transaction is committed: it survives the death of this process, because the
//! bytes are in the operating system's hands. It is **flushed** when the disk has it: it survives a power cut. Others
//! see an edit once it is written, its author sees *Saved* once it is flushed (`sync.md`, "Order of work").
//!
//! * One writer thread owns the one writing connection (`writer`). It takes whatever all rooms have asked for
//!   meanwhile and commits it as one transaction, with `synchronous=NORMAL`: in WAL mode such a commit only writes to
//!   the `-wal` file and never waits for the disk.
//! * One flusher thread (`flusher`) calls `fdatasync` on a descriptor of the `-wal` file that it keeps open. A sync
//!   covers every commit made before it began, whichever room it came from. The writer never waits for it.
//!
//! # Why this is durable
//!
//! * Every commit is a run of frames in the `-wal` file, each chained to the one before by a checksum. After a sync
//!   all frames written before it are on disk, so recovery finds the whole chain up to there: what is read back is
//!   always a prefix of what was written, and holds all that was flushed.
//! * SQLite itself moves frames into the database (a checkpoint, asked for by the `carrier` beside the writer): under
//!   `NORMAL` it syncs the `-wal` file before, and the database file before the `-wal` file is used again from its start,
//!   whichever connection does it. So a frame is either in a synced `-wal` file or in a synced database.
//! * The descriptor we sync is of the `-wal` file only. POSIX drops a process's locks on a file when *any*
//!   descriptor of it is closed; SQLite's locks are on the database and the `-shm` file, which we never open.
//! * New files are only safe once their folder is synced, which `sqlite` does after making them.
//! * After a failed sync the kernel may call pages clean that never reached the disk, so a later sync that succeeds
//!   proves nothing. From then on nothing is reported flushed until a checkpoint has carried the whole `-wal` file
//!   into the database under syncs of its own.
//! * A room whose append failed gets none of its later appends written: it would leave a hole. It is loaded anew.
//!
//! # Nobody fails for anybody else
//!
//! Orders that wait together are one transaction. When that fails, each of them gets a transaction of its own, so that
//! the one at fault is answered alone (`writer`).

mod backup;
mod carrier;
mod error;
mod flusher;
mod guard;
mod intact;
mod keeper;
mod moving;
mod opened;
mod order;
mod pack;
mod place;
mod postgres;
mod read;
mod readers;
mod schema;
mod sqlite;
mod store;
mod tenure;
mod wal;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::Kind;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::announcements::{Announcements, Listener};
use crate::carried;
use crate::metrics::Metrics;
use crate::quarantine::{Environment, Quarantine};
pub use crate::sql::Refusal;
use crate::sql::{self, Tables};
pub use backup::restore;
pub use error::LogError;
use flusher::Flusher;
use intact::Damage;
pub(crate) use keeper::read_apart_in;
pub use keeper::{Keeper, read_apart};
pub use moving::{Define, restore_in};
pub use order::{Append, Created, NewDoc, Progress, Snapshot, Standing};
use order::{OpenRooms, Order};
pub use pack::Update;
use postgres::Patience;
pub use read::Reader;
use readers::Readers;
use store::Store;

/// The log's file in the data folder.
const DATABASE: &str = "muster.db";

/// Orders that may wait for the writer. A room that finds it full waits, and so do the sockets behind it.
const ORDERS_MAX: usize = 4096;

/// How long somebody who waits for the disk waits: within this time clients must know that nothing can be kept.
const PATIENCE: Duration = Duration::from_secs(2);

/// A document's number in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocNum(pub(crate) i64);

impl DocNum {
    /// The document that has this number, if any has.
    pub fn of(number: i64) -> Self {
        Self(number)
    }
}

/// The facts that the log knows of a document without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocRow {
    /// Its number here.
    pub num: DocNum,
    /// Its id.
    pub id: DocId,
    /// Its kind; `None` for one a stock client made, and for one of a newer kind.
    pub kind: Option<Kind>,
    /// The name of its kind where this version knows none of that name: a newer one wrote the document.
    pub newer_kind: Option<String>,
    /// Its history.
    pub lineage: Lineage,
    /// The document's epoch: a restore of an older backup raises it.
    pub epoch: u64,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: u64,
    /// When its last update was written, or when it was made.
    pub edited_ms: u64,
    /// The number of its last update; 0 while it has none.
    pub last_seq: i64,
}

/// The open log. Cheap to clone; the last one dropped closes it.
#[derive(Clone)]
pub struct Log {
    orders: mpsc::Sender<Order>,
    readers: Arc<Readers>,
    metrics: Arc<Metrics>,
    quarantine: Arc<Quarantine>,
    news: Announcements<News>,
    rooms: Arc<OpenRooms>,
    threads: Arc<std::sync::Mutex<Vec<JoinHandle<()>>>>,
}

/// Something that the log has written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum News {
    /// An update of this document.
    Update(DocNum),
    /// This document, or one about it, was made.
    Made(DocId),
}

impl Log {
    /// Opens the log in a folder, or makes it in one that never held any. Damaged rows are noted ([`Log::damage`]) and
    /// fail whoever reads them.
    ///
    /// # Errors
    /// [`LogError`] when the files cannot be made, read or understood; [`LogError::Lost`] when the folder held a workspace
    /// and this is not it; [`LogError::Damaged`] when what is damaged is more than rows.
    pub fn open(folder: &Path) -> Result<Self, LogError> {
        let metrics = Arc::new(Metrics::default());
        let damage = Arc::new(Damage::counted(metrics.damage.clone()));
        let marker = place::prepare(folder, &damage)?;
        let path = folder.join(DATABASE);
        let (store, wal) = sqlite::Store::open(&path, marker.as_deref(), &damage)?;
        let carrier = Arc::clone(store.carrier());
        let carrying = spawn("log-carrier", move || carrier.run())?;
        let readers = Readers::File(read::Readers::new(path, damage));
        Self::begin(folder, Vec::new(), metrics, readers, Arc::default(), (store, wal), vec![carrying])
    }

    /// Opens the log that a store keeps for the workspace of a folder.
    ///
    /// # Errors
    /// As [`Log::open`]; [`LogError::Unfit`] when the database is not the folder's, or cannot keep a workspace.
    pub fn open_in(folder: &Path, keeper: &Keeper) -> Result<Self, LogError> {
        match keeper {
            Keeper::File => Self::open(folder),
            Keeper::Postgres(server) => Self::open_postgres(folder, server, &Patience::AMoment),
        }
    }

    /// The same, once no other node has the log: until then it waits, unless this is dropped.
    ///
    /// # Errors
    /// As [`Log::open_in`].
    pub(crate) async fn open_in_turn(folder: &Path, keeper: &Keeper) -> Result<Self, LogError> {
        let Keeper::Postgres(server) = keeper else { return Self::open(folder) };
        let (folder, server) = (folder.to_owned(), server.clone());
        let (_asking, asked) = postgres::asking();
        let opened =
            tokio::task::spawn_blocking(move || Self::open_postgres(&folder, &server, &Patience::ATurn(asked)));
        opened.await.unwrap_or_else(|failed| Err(LogError::Fault(failed.to_string())))
    }

    /// Starts the threads of a store. Processes that try documents apart find it by `environment`.
    fn begin<S: Store + Send + 'static>(
        folder: &Path,
        environment: Environment,
        metrics: Arc<Metrics>,
        readers: Readers,
        rooms: Arc<OpenRooms>,
        (store, disk): (S, S::Disk),
        mut threads: Vec<JoinHandle<()>>,
    ) -> Result<Self, LogError>
    where
        S::Disk: 'static,
    {
        let closed = metrics.quarantined_documents.clone();
        let quarantine = Arc::new(Quarantine::open(folder, carried::release(), closed).trying_with(environment));
        let flusher = Arc::new(Flusher::new(disk, Arc::clone(&metrics)));
        let (orders, inbox) = mpsc::channel(ORDERS_MAX);
        let for_writer = Arc::clone(&flusher);
        let news = Announcements::default();
        let told = news.clone();
        threads.push(spawn("log-writer", move || writer::run(store, inbox, &for_writer, &told))?);
        threads.push(spawn("log-flusher", move || flusher.run())?);
        let (readers, threads) = (Arc::new(readers), Arc::new(std::sync::Mutex::new(threads)));
        Ok(Self { orders, readers, metrics, quarantine, news, rooms, threads })
    }

    /// The metrics that the log and everybody who uses it count into.
    pub(crate) fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Which documents may be read.
    pub(crate) fn quarantine(&self) -> &Arc<Quarantine> {
        &self.quarantine
    }

    /// A listener for what is written, which follows nothing yet.
    pub fn listen(&self) -> Listener<News> {
        self.news.listen()
    }

    /// The progress of a room, made before the room reads its document: it fails when what was read is no longer so.
    pub fn progress(&self) -> Arc<Progress> {
        self.rooms.enter()
    }

    /// Whether it is certain that no other node has the log: what rooms hold is told only then.
    pub(crate) fn is_live(&self) -> bool {
        self.rooms.tenure().is_live()
    }

    /// Waits until another node has taken the log over. Nothing is written or read any more then, and no room opens.
    pub(crate) async fn taken_over(&self) {
        self.rooms.tenure().over().await;
    }

    /// Hands an update over. How far it has come shows in its room's [`Progress`].
    ///
    /// # Errors
    /// [`LogError::Closed`].
    pub async fn append(&self, append: Append) -> Result<(), LogError> {
        self.append_all(vec![append]).await
    }

    /// Hands several updates of one room over, which are written in one transaction.
    ///
    /// # Errors
    /// [`LogError::Closed`].
    pub async fn append_all(&self, appends: Vec<Append>) -> Result<(), LogError> {
        if appends.is_empty() {
            return Ok(());
        }
        self.orders.send(Order::Append(appends)).await.map_err(|_| LogError::Closed)
    }

    /// Makes a document, unless there is one of this id. Returns once it is flushed.
    ///
    /// # Errors
    /// [`LogError`], and then it is not certain to be there.
    pub async fn create(&self, new: NewDoc) -> Result<Created, LogError> {
        self.ask_in_time(|done| Order::Create { new, done }).await
    }

    /// Stores a document's snapshot. The updates it covers stay, as history.
    ///
    /// # Errors
    /// [`LogError`], and then the last snapshot still stands.
    pub async fn snapshot(&self, snapshot: Snapshot) -> Result<(), LogError> {
        self.ask(|done| Order::Snapshot { snapshot, done }).await
    }

    /// Packs what a document's snapshot covers, as far as it fills packs. Answers how many bytes the packs have.
    ///
    /// # Errors
    /// [`LogError`], and then what is not packed yet stands where it stood.
    pub async fn pack(&self, doc: DocNum) -> Result<usize, LogError> {
        let mut n_bytes = 0;
        while let Some(pack) = self.read(move |reader| reader.next_pack(doc)).await? {
            let len = pack.len();
            if !self.ask(|done| Order::Pack { pack, done }).await? {
                break;
            }
            n_bytes += len;
        }
        Ok(n_bytes)
    }

    /// Changes tables that are not the log's own, in the writer's next transaction. Returns once it is flushed. Tables it
    /// defines are guarded by checksums from then on, without a word of whoever writes or reads them.
    ///
    /// A change that fails, by whatever cause, fails for its caller alone: everybody else's writes that shared its
    /// transaction are written all the same. It may be run more than once before one run is kept.
    ///
    /// # Errors
    /// [`LogError`], and then nothing was changed; [`LogError::Refused`] for a constraint or a [`Refusal`].
    pub async fn change<T: Send + 'static>(
        &self,
        change: impl Fn(&dyn Tables) -> sql::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let slot = Arc::new(std::sync::Mutex::new(None));
        let filled = Arc::clone(&slot);
        let change = Box::new(move |db: &dyn Tables| {
            let outcome = change(db)?;
            *filled.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(outcome);
            Ok(())
        });
        self.ask(|done| Order::Change { change, done }).await?;
        let outcome = slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        outcome.ok_or(LogError::Closed)
    }

    /// Really writes something and waits until it is flushed.
    ///
    /// # Errors
    /// [`LogError`] when the log cannot be written just now.
    pub async fn probe(&self) -> Result<(), LogError> {
        self.ask_in_time(|done| Order::Probe { done }).await
    }

    /// Erases a document for good: its history, its snapshot and its name, and what the `-wal` file still holds of them.
    /// Nobody may have it open.
    ///
    /// # Errors
    /// [`LogError`], and then it is to be asked for again: some of it may be left.
    pub async fn erase(&self, id: &DocId) -> Result<(), LogError> {
        let id = id.clone();
        self.ask(|done| Order::Erase { id, done }).await?;
        self.empty_wal().await
    }

    /// Carries everything written so far into the database and empties the `-wal` file, which tells in which order it was
    /// written.
    ///
    /// # Errors
    /// [`LogError`], when readers were in the way for too long; then it is as it was.
    pub(crate) async fn empty_wal(&self) -> Result<(), LogError> {
        self.ask(|done| Order::Checkpoint { done }).await
    }

    /// Waits until everything written so far is flushed. A caller that reads the log and then acknowledges updates it
    /// found there must wait for this in between.
    ///
    /// # Errors
    /// [`LogError`] when it is not certain to be on disk.
    pub async fn barrier(&self) -> Result<(), LogError> {
        self.ask_in_time(|done| Order::Barrier { done }).await
    }

    /// Reads, off the I/O threads, on a connection of its own and as of one moment.
    ///
    /// # Errors
    /// [`LogError::Read`], or what `read` returns.
    pub async fn read<T, F>(&self, read: F) -> Result<T, LogError>
    where
        T: Send + 'static,
        F: FnOnce(&Reader<'_>) -> Result<T, LogError> + Send + 'static,
    {
        if self.readers.wait_for_the_writer() {
            // Nobody else may have an order for it: no document can be opened meanwhile.
            drop(self.probe().await);
        }
        self.apart(move |readers| readers.read(read)).await
    }

    /// Writes everything committed so far into a new file, synced, while everybody goes on. `define` defines the tables
    /// that are not the log's own.
    ///
    /// # Errors
    /// [`LogError`] when the file is there already or cannot be written; then it is of no use.
    pub async fn backup(&self, to: PathBuf, define: Define) -> Result<(), LogError> {
        self.apart(move |readers| readers.backup(&to, define)).await
    }

    /// The damage that was found since the log was opened, a sentence for each finding.
    pub fn damage(&self) -> Vec<String> {
        self.readers.damage().all()
    }

    /// Looks at everything in the file but documents' contents, which are looked at when they are read: at what SQLite
    /// itself finds wrong, and at every row that is not as it was written. Answers with all that was found so far.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn troubles(&self) -> Result<Vec<String>, LogError> {
        let found = self.apart(Readers::scrub).await;
        if let Err(error @ LogError::Damaged(_)) = &found {
            self.readers.damage().found(&error.to_string());
            return Ok(self.damage());
        }
        found.map(|()| self.damage())
    }

    /// Forgets snapshots of a document that are not as they were written.
    ///
    /// # Errors
    /// [`LogError`].
    pub(crate) async fn forget_damaged_snapshots(&self, doc: DocNum) -> Result<(), LogError> {
        self.ask(|done| Order::Forget { doc, done }).await
    }

    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Readers) -> Result<T, LogError> + Send + 'static,
    ) -> Result<T, LogError> {
        let readers = Arc::clone(&self.readers);
        let done = tokio::task::spawn_blocking(move || work(&readers)).await;
        done.unwrap_or_else(|failed| Err(LogError::Read(failed.to_string())))
    }

    /// The facts that the log knows of a document.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn doc(&self, id: &DocId) -> Result<Option<DocRow>, LogError> {
        let id = id.clone();
        self.read(move |reader| reader.doc(&id)).await
    }

    /// Every document, in the order they were made.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn docs(&self) -> Result<Vec<DocRow>, LogError> {
        self.read(|reader| reader.docs()).await
    }

    /// The documents whose ids stand between two, both among them, in the order of their ids.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn docs_between(&self, first: DocId, last: DocId) -> Result<Vec<DocRow>, LogError> {
        self.read(move |reader| reader.docs_between(&first, &last)).await
    }

    /// Writes and flushes what is still waiting, and closes the files.
    pub async fn close(self) {
        let Self { orders, readers, threads, .. } = self;
        // The order tells the writer to end, however many clones of this handle are still about.
        let _ = orders.send(Order::Stop).await;
        drop((orders, readers));
        let threads = std::mem::take(&mut *threads.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let joined = tokio::task::spawn_blocking(move || threads.into_iter().for_each(|thread| drop(thread.join())));
        let _ = joined.await;
    }

    /// A disk may hang for as long as it likes; whoever waits for it is told.
    async fn ask_in_time<T>(
        &self,
        order: impl FnOnce(oneshot::Sender<Result<T, LogError>>) -> Order,
    ) -> Result<T, LogError> {
        let unanswered = |_| Err(LogError::Write("the disk does not answer".to_owned()));
        timeout(PATIENCE, self.ask(order)).await.unwrap_or_else(unanswered)
    }

    async fn ask<T>(&self, order: impl FnOnce(oneshot::Sender<Result<T, LogError>>) -> Order) -> Result<T, LogError> {
        let (done, answer) = oneshot::channel();
        self.orders.send(order(done)).await.map_err(|_| LogError::Closed)?;
        answer.await.unwrap_or(Err(LogError::Closed))
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, LogError> {
    thread::Builder::new().name(name.to_owned()).spawn(run).map_err(|error| LogError::Write(error.to_string()))
}
