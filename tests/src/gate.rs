//! A gate before a PostgreSQL database: the connections through it can be cut and healed, the answers to commits kept back,
//! and what is asked is counted. It listens on a port of its own, so it needs no rights that the tests lack.

use std::net;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream, tcp, unix};
use tokio::sync::watch;
use tokio::time::timeout;

/// How long anything that a test waits for may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes that are carried at a time.
const PART_BYTES: usize = 64 << 10;

/// How the gate stands, and what has gone through it.
#[derive(Debug, Default)]
struct State {
    is_over: bool,
    is_cut: bool,
    /// Nothing goes through, and every connection stands.
    is_dark: bool,
    keeps_back: bool,
    /// Answers to commits that have arrived and are kept back.
    n_kept_back: usize,
    /// Requests over connections that have committed: each waits for an answer, and is one round trip.
    n_requests: usize,
    /// The words of those that bear no values.
    said: Vec<String>,
}

/// A gate. Dropped, it ends every connection.
pub struct Gate {
    port: u16,
    state: Arc<watch::Sender<State>>,
}

impl Gate {
    /// A gate before the database's socket. Everything passes.
    ///
    /// # Errors
    /// When no port is free.
    pub fn before(socket: PathBuf) -> Result<Self> {
        let listener = net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let (port, state) = (listener.local_addr()?.port(), Arc::<watch::Sender<State>>::default());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let shared = Arc::clone(&state);
        // A thread of its own: tests wait for the database on theirs.
        thread::Builder::new()
            .name("gate".to_owned())
            .spawn(move || runtime.block_on(serve(listener, socket, shared)))?;
        Ok(Self { port, state })
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends every connection and lets nobody in. Answers that were kept back are lost.
    pub fn cut(&self) {
        self.state.send_modify(|state| (state.is_cut, state.n_kept_back) = (true, 0));
    }

    /// Lets nothing through and ends no connection, as where a machine goes dark: what is said waits until the gate is healed.
    pub fn darken(&self) {
        self.state.send_modify(|state| state.is_dark = true);
    }

    /// Lets everybody in again, and everything through.
    pub fn heal(&self) {
        self.state.send_modify(|state| {
            (state.is_cut, state.is_dark, state.keeps_back, state.n_kept_back) = (false, false, false, 0);
        });
    }

    /// Keeps the answers to commits back from now on. The database has done what it answers.
    pub fn keep_commits_back(&self) {
        self.state.send_modify(|state| state.keeps_back = true);
    }

    /// Waits until the answer to a commit is kept back.
    ///
    /// # Errors
    /// When there is none for too long.
    pub async fn commit_kept_back(&self) -> Result<()> {
        self.wait_for(|state| state.n_kept_back > 0).await.context("no commit is answered")
    }

    /// Waits until words with this in them were said so often since the gate stands.
    ///
    /// # Errors
    /// When they are not said for too long.
    pub async fn was_told(&self, words: &str, n_times: usize) -> Result<()> {
        self.wait_for(|state| state.n_times(words) >= n_times).await.with_context(|| format!("`{words}` is not said"))
    }

    /// How often words with this in them were said since the gate stands.
    pub fn n_told(&self, words: &str) -> usize {
        self.state.borrow().n_times(words)
    }

    /// How many requests there were over connections that had committed by then, each a round trip.
    pub fn n_requests(&self) -> usize {
        self.state.borrow().n_requests
    }

    async fn wait_for(&self, is_so: impl FnMut(&State) -> bool) -> Result<()> {
        let mut watch = self.state.subscribe();
        timeout(PATIENCE, watch.wait_for(is_so)).await??;
        Ok(())
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.state.send_modify(|state| (state.is_over, state.is_cut) = (true, true));
    }
}

/// The commits over one connection.
#[derive(Debug, Default)]
struct Commits {
    /// There was one.
    has_one: AtomicBool,
    /// The next answer is one's.
    is_under_way: AtomicBool,
}

impl Commits {
    fn has_one(&self) -> usize {
        usize::from(self.has_one.load(Ordering::Acquire))
    }
}

impl State {
    fn n_times(&self, words: &str) -> usize {
        self.said.iter().filter(|said| said.contains(words)).count()
    }
}

/// Serves connections until the gate is dropped.
async fn serve(listener: net::TcpListener, socket: PathBuf, state: Arc<watch::Sender<State>>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let mut watch = state.subscribe();
    loop {
        let client = tokio::select! {
            _ = watch.wait_for(|state| state.is_over) => return,
            accepted = listener.accept() => accepted,
        };
        let (Ok((client, _)), state, socket) = (client, Arc::clone(&state), socket.clone()) else { continue };
        tokio::spawn(async move {
            let mut watch = state.subscribe();
            tokio::select! {
                _ = watch.wait_for(|state| state.is_cut) => {}
                _ = carry(client, socket, &state) => {}
            }
        });
    }
}

/// Carries one connection until either end closes it.
async fn carry(client: TcpStream, socket: PathBuf, state: &watch::Sender<State>) -> Result<()> {
    client.set_nodelay(true)?;
    let (from_server, to_server) = UnixStream::connect(socket).await?.into_split();
    let (from_client, to_client) = client.into_split();
    let commits = Commits::default();
    tokio::select! {
        asked = ask(from_client, to_server, state, &commits) => asked,
        answered = answer(from_server, to_client, state, &commits) => answered,
    }
}

/// Carries requests, message by message.
async fn ask(
    mut from: tcp::OwnedReadHalf,
    mut to: unix::OwnedWriteHalf,
    state: &watch::Sender<State>,
    commits: &Commits,
) -> Result<()> {
    let (mut pending, mut part, mut has_begun) = (Vec::new(), vec![0; PART_BYTES], false);
    loop {
        let n_read = from.read(&mut part).await?;
        state.subscribe().wait_for(|state| !state.is_dark).await?;
        if n_read == 0 {
            return Ok(());
        }
        pending.extend_from_slice(&part[..n_read]);
        // The first message has no letter before its length.
        while let Some(len) = message_len(&pending, usize::from(has_begun)) {
            let message: Vec<u8> = pending.drain(..len).collect();
            if has_begun {
                note(&message, state, commits);
            }
            has_begun = true;
            to.write_all(&message).await?;
        }
    }
}

/// The length of the message that the bytes begin with, once they hold the whole of it.
fn message_len(bytes: &[u8], n_before: usize) -> Option<usize> {
    let said: [u8; 4] = bytes.get(n_before..n_before + 4)?.try_into().ok()?;
    let len = n_before + u32::from_be_bytes(said) as usize;
    (bytes.len() >= len).then_some(len)
}

/// Notes a message that waits for an answer: words without values (`Q`), or the end of a statement with them (`S`).
fn note(message: &[u8], state: &watch::Sender<State>, commits: &Commits) {
    match message[0] {
        b'Q' => {
            let words = String::from_utf8_lossy(&message[5..]).trim_end_matches('\0').to_owned();
            // The words that begin a transaction say `READ COMMITTED`.
            if words.ends_with("COMMIT") {
                commits.has_one.store(true, Ordering::Release);
                commits.is_under_way.store(true, Ordering::Release);
            }
            state.send_modify(|state| {
                state.n_requests += commits.has_one();
                state.said.push(words);
            });
        }
        b'S' => state.send_modify(|state| state.n_requests += commits.has_one()),
        _ => {}
    }
}

/// Carries answers. One to a commit waits while the gate keeps them back.
async fn answer(
    mut from: unix::OwnedReadHalf,
    mut to: tcp::OwnedWriteHalf,
    state: &watch::Sender<State>,
    commits: &Commits,
) -> Result<()> {
    let mut part = vec![0; PART_BYTES];
    loop {
        let n_read = from.read(&mut part).await?;
        state.subscribe().wait_for(|state| !state.is_dark).await?;
        if n_read == 0 {
            return Ok(());
        }
        if commits.is_under_way.swap(false, Ordering::AcqRel) && state.borrow().keeps_back {
            state.send_modify(|state| state.n_kept_back += 1);
            state.subscribe().wait_for(|state| !state.keeps_back).await?;
        }
        to.write_all(&part[..n_read]).await?;
    }
}
