//! Random histories, compacted by the real server: after every compaction the snapshot that lies in the log is read by
//! yrs and by the real Yjs, and both say what the history says, and have all of it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests: what fails here fails the test")]

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use fastrand::Rng;
use muster_server::log::{LogError, read_apart};
use muster_shared::id::DocId;
use muster_shared::sync::state_vector::StateVector;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use crate::chaos::Shape;
use crate::chaos::peer::{Native, Peer};
use crate::chaos::yjs::Yjs;
use crate::client::{Client, Heard};
use crate::server::Process;
use crate::toll::toll;

/// Documents of one seed, each with a history of its own.
pub const HISTORIES_A_SEED: u64 = 10;
/// Each is compacted so often, and written on in between.
const COMPACTIONS: u64 = 2;
/// Updates before a compaction: more than are worth a snapshot, and now and then more than make one at once.
const UPDATES: [usize; 4] = [60, 80, 120, 600];
/// Writers of a history at most, before newcomers.
const WRITERS_MAX: u64 = 3;
/// How long a compaction may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// Most client ids there are for a state vector here.
const CLIENTS_MAX: usize = 100;

toll! {
    /// The counts of one seed.
    pub struct Toll {
        /// Histories that were written.
        pub n_histories: u64 = sum,
        /// Snapshots that were read.
        pub n_compactions: u64 = sum,
        /// Updates in all of them.
        pub n_updates: u64 = sum,
    }
}

/// Runs the histories of a seed against a `muster` program.
///
/// # Errors
/// When a snapshot is not made, or does not say what its history says.
pub async fn run(program: &str, scratch: &Path, seed: u64) -> Result<Toll> {
    let data = tempfile::tempdir_in(scratch)?;
    let server = Process::start(program, data.path(), &["--idle-room-ms", "1"])?;
    let log = Connection::open_with_flags(data.path().join("muster.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut rng = Rng::with_seed(seed);
    let yjs = Yjs::start();
    let mut toll = Toll::default();
    for number in 0..HISTORIES_A_SEED {
        let doc = format!("history-{number}");
        let mut history = History::new(&yjs, &mut rng);
        for time in 0..COMPACTIONS {
            let updates = history.go_on(*rng.choice(&UPDATES).unwrap_or(&60), &mut rng);
            toll.n_updates += updates.len() as u64;
            write(&server, &doc, &updates).await?;
            let snapshot = compacted(&log, &doc).await?;
            let written = updates_of(data.path(), &doc)?;
            compare(&written, &snapshot, &yjs, &mut rng).with_context(|| format!("{doc}, snapshot {time}"))?;
            history.newcomer(&snapshot, &yjs, &mut rng);
            toll.n_compactions += 1;
        }
        toll.n_histories += 1;
    }
    Ok(toll)
}

/// The updates that have been written, in the server's order, and their writers, each as far behind as they are.
struct History {
    updates: Vec<Vec<u8>>,
    writers: Vec<(Peer, usize)>,
}

impl History {
    fn new(yjs: &Yjs, rng: &mut Rng) -> Self {
        let n_writers = rng.u64(2..=WRITERS_MAX);
        let writers = (1..=n_writers).map(|client| (writer(client, yjs, rng), 0)).collect();
        Self { updates: Vec::new(), writers }
    }

    /// Writes so many updates more, at least; answers these.
    fn go_on(&mut self, n_updates: usize, rng: &mut Rng) -> Vec<Vec<u8>> {
        let start = self.updates.len();
        while self.updates.len() < start + n_updates {
            let at = rng.usize(0..self.writers.len());
            if rng.u8(0..3) == 0 {
                self.catch_up(at, rng.usize(0..40));
            }
            let (peer, _) = &mut self.writers[at];
            self.updates.extend(peer.edit(rng));
        }
        // Nobody waits for the next phase with something unsaid.
        (0..self.writers.len()).for_each(|at| self.catch_up(at, usize::MAX));
        self.updates[start..].to_vec()
    }

    /// One writer hears some of what it has not heard, its own updates among it, which bring it nothing.
    fn catch_up(&mut self, at: usize, n_updates: usize) {
        for _ in 0..n_updates {
            let (peer, heard) = &mut self.writers[at];
            let Some(update) = self.updates.get(*heard) else { return };
            *heard += 1;
            self.updates.extend(peer.receive(update).1);
        }
    }

    /// Somebody opens the document as it was compacted, and writes on.
    fn newcomer(&mut self, snapshot: &[u8], yjs: &Yjs, rng: &mut Rng) {
        let mut peer = writer(self.writers.len() as u64 + 1, yjs, rng);
        self.updates.extend(peer.receive(snapshot).1);
        self.writers.push((peer, self.updates.len()));
    }
}

fn writer(number: u64, yjs: &Yjs, rng: &mut Rng) -> Peer {
    // Ids far apart and close together are sorted differently where writers disagree.
    let client = number + rng.u64(0..1 << 28) * 8;
    match rng.bool() {
        true => Peer::Yjs(yjs.doc(Shape::Free, client)),
        false => Peer::Yrs(Box::new(Native::new(Shape::Free, client, rng))),
    }
}

/// Sends updates and leaves once all of them are saved.
async fn write(server: &Process, doc: &str, updates: &[Vec<u8>]) -> Result<()> {
    let mut client = Client::muster(server.address, doc).await?;
    client.sync().await?;
    for update in updates {
        client.update(update).await?;
    }
    while client.acked < client.n_sent {
        if let Heard::Nack(nack) = client.until(|_, heard| matches!(heard, Heard::Ack(_) | Heard::Nack(_))).await? {
            bail!("an honest update was refused: {nack:?}");
        }
    }
    client.leave().await.map(drop)
}

/// The document's snapshot, once it holds everything.
async fn compacted(log: &Connection, doc: &str) -> Result<Vec<u8>> {
    let sql = "SELECT snapshots.bytes FROM docs JOIN snapshots ON snapshots.doc = docs.num
               WHERE docs.id = ?1 AND snapshots.seq = (SELECT max(seq) FROM updates WHERE updates.doc = docs.num)";
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(bytes) = log.query_row(sql, [doc], |row| row.get(0)).optional()? {
            return Ok(bytes);
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bail!("{doc} was not compacted")
}

/// Every update in the log, packed or not.
fn updates_of(data: &Path, doc: &str) -> Result<Vec<Vec<u8>>> {
    let id: DocId = doc.parse()?;
    let read = read_apart(data, |reader| {
        let (mut updates, row) = (Vec::new(), reader.doc(&id)?);
        row.map(|row| {
            reader.history::<LogError>(row.num, 0, |update| {
                updates.push(update.bytes.clone());
                Ok(())
            })
        })
        .transpose()?;
        Ok(updates)
    });
    Ok(read?)
}

/// Holds what yrs and Yjs read in the snapshot against what yrs reads in the log.
fn compare(updates: &[Vec<u8>], snapshot: &[u8], yjs: &Yjs, rng: &mut Rng) -> Result<()> {
    let mut history = Peer::Yrs(Box::new(Native::new(Shape::Free, 0, rng)));
    for update in updates {
        history.receive(update);
    }
    let (content, vector) = (history.render(), clocks(&mut history)?);
    let readers =
        [("yrs", Peer::Yrs(Box::new(Native::new(Shape::Free, 0, rng)))), ("Yjs", Peer::Yjs(yjs.doc(Shape::Free, 7)))];
    for (name, mut reader) in readers {
        reader.receive(snapshot);
        ensure!(clocks(&mut reader)? == vector, "{name} has not all of the snapshot");
        let read = reader.render();
        ensure!(read == content, "{name} reads in the snapshot\n{read}\nwhere the history says\n{content}");
    }
    Ok(())
}

fn clocks(peer: &mut Peer) -> Result<StateVector> {
    Ok(StateVector::decode(&peer.state_vector(), CLIENTS_MAX)?)
}
