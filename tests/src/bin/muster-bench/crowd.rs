//! A crowd of clients on one document, typing in turn at a fixed rate, and what each of them hears when.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use futures_util::SinkExt;
use muster_shared::sync::wire::Frame;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_tungstenite::tungstenite::Message;

use crate::partner::{Partner, Word};
use crate::stats::Samples;
use crate::updates;
use muster_tests::socket::{In, Out, Socket, next};

/// The load that a crowd makes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) n_clients: u64,
    /// Edits in a second, all clients together.
    pub(crate) per_second: u64,
}

/// Seconds of edits that count, and tenths of a second before them that do not: sockets and caches grow to their size.
const COUNTED_S: u64 = 5;
const WARM_UP_DS: u64 = 5;

impl Load {
    /// So many clients and two hundred edits a second, as a lively meeting has.
    pub(crate) fn of(n_clients: u64) -> Self {
        Self { n_clients, per_second: 200 }
    }

    fn n_warm_up(self) -> u64 {
        self.per_second * WARM_UP_DS / 10
    }

    fn n_edits(self) -> u64 {
        self.n_warm_up() + self.per_second * COUNTED_S
    }
}

/// So many join a document at once; answers when each had been told all of it, in milliseconds, and their connections.
pub(crate) async fn join_together(
    address: SocketAddr,
    partner: Partner,
    doc: &'static str,
    n_clients: usize,
    bytes_min: usize,
) -> Result<(Samples, Vec<Socket>)> {
    let start = Instant::now();
    let joining = (0..n_clients).map(|_| {
        tokio::spawn(async move {
            let (socket, told) = partner.join(address, doc).await?;
            ensure!(told.len() >= bytes_min, "{} bytes are not the document", told.len());
            anyhow::Ok((socket, start.elapsed()))
        })
    });
    let (mut told, mut sockets) = (Samples::default(), Vec::new());
    for joined in joining.collect::<Vec<_>>() {
        let (socket, after) = joined.await??;
        told.add_ms(after);
        sockets.push(socket);
    }
    Ok((told, sockets))
}

/// How long the last deliveries may take.
const PATIENCE: Duration = Duration::from_secs(10);
const FIRST_CLIENT: u64 = 1 << 31;
static N_CROWDS: AtomicU64 = AtomicU64::new(0);

/// The messages that the crowd heard.
#[derive(Default)]
pub(crate) struct Heard {
    /// From sending to each delivery, in milliseconds.
    pub(crate) broadcast: Samples,
    /// From sending to the acknowledgement, in milliseconds.
    pub(crate) ack: Samples,
    /// Deliveries that came, those before the count among them.
    pub(crate) n_delivered: u64,
    /// Deliveries and acknowledgements that never came.
    pub(crate) n_missing: u64,
    /// The edits that were really sent in a second.
    pub(crate) per_second: f64,
}

/// When each edit was sent, in nanoseconds since `start`.
struct Sent {
    start: Instant,
    at: Vec<AtomicU64>,
    load: Load,
}

impl Sent {
    fn new(load: Load) -> Self {
        let at = (0..load.n_edits()).map(|_| AtomicU64::new(0)).collect();
        Self { start: Instant::now(), at, load }
    }

    fn mark(&self, edit: u64) {
        let now = u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.at[edit as usize].store(now, Ordering::Release);
    }

    fn age_ms(&self, edit: u64) -> Option<f64> {
        let sent = self.at.get(edit as usize)?.load(Ordering::Acquire);
        Some((self.start.elapsed().as_nanos() as f64 - sent as f64) / 1e6)
    }

    /// Clients type in turn.
    fn edit_of(&self, client: u64, clock: u64) -> u64 {
        clock * self.load.n_clients + client
    }

    fn edits_of(&self, client: u64) -> u64 {
        (self.load.n_edits() - client).div_ceil(self.load.n_clients)
    }
}

/// Lets a crowd type on one document.
pub(crate) async fn type_together(address: SocketAddr, partner: Partner, load: Load) -> Result<Heard> {
    let n_clients = load.n_clients;
    let mut outs = Vec::new();
    let mut ins = Vec::new();
    // A document of their own, so that every edit is news.
    let doc = format!("crowd-{}", N_CROWDS.fetch_add(1, Ordering::Relaxed));
    for _ in 0..n_clients {
        let (sink, stream) = partner.take_in(address, &doc).await?.split();
        outs.push(sink);
        ins.push(stream);
    }
    // The relay says nothing when it has taken somebody in.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let sent = Arc::new(Sent::new(load));
    let length = Duration::from_millis(load.n_edits() * 1000 / load.per_second);
    let end = Instant::now() + length + PATIENCE;
    let hearing: Vec<_> = (0..n_clients)
        .zip(ins)
        .map(|(client, stream)| tokio::spawn(listen(stream, client, partner, Arc::clone(&sent), end)))
        .collect();
    let per_second = type_in_turn(&mut outs, partner, &doc, &sent).await?;
    let mut heard = Heard { per_second, ..Heard::default() };
    for task in hearing {
        let one = task.await?;
        heard.broadcast.extend(one.broadcast);
        heard.ack.extend(one.ack);
        heard.n_missing += one.n_missing;
        heard.n_delivered += one.n_delivered;
    }
    Ok(heard)
}

/// One edit after the other at its time, whatever became of those before; answers the rate.
async fn type_in_turn(outs: &mut [Out], partner: Partner, doc: &str, sent: &Sent) -> Result<f64> {
    let (begin, Load { n_clients, per_second }) = (Instant::now(), sent.load);
    for edit in 0..sent.load.n_edits() {
        let (client, clock) = (edit % n_clients, edit / n_clients);
        let update = updates::typed_at_end(FIRST_CLIENT + client, u32::try_from(clock)?, &format!("t{client}"));
        let frame = partner.write(doc, &Frame::Update(&update));
        sleep_until(begin + Duration::from_micros(edit * 1_000_000 / per_second)).await;
        sent.mark(edit);
        outs[client as usize].send(Message::Binary(frame.into())).await?;
    }
    Ok(sent.load.n_edits() as f64 / begin.elapsed().as_secs_f64())
}

/// Hears everything one client is to hear, or what came until the end.
async fn listen(mut stream: In, client: u64, partner: Partner, sent: Arc<Sent>, end: Instant) -> Heard {
    let mut heard = Heard::default();
    let own = sent.edits_of(client);
    let mut deliveries = Deliveries { sent: &sent, client, heard: vec![false; sent.at.len()] };
    let mut to_hear = sent.load.n_edits() - own;
    let mut acked = if partner == Partner::Muster { 0 } else { own };
    while to_hear > 0 || acked < own {
        let Ok(Ok(bytes)) = timeout_at(end, next(&mut stream)).await else { break };
        match partner.read(&bytes) {
            Ok(Word::Frame(Frame::Update(update))) => to_hear -= deliveries.take(update, &mut heard.broadcast),
            Ok(Word::Frame(Frame::Ack(seq))) => {
                (acked..seq).for_each(|clock| count(&sent, sent.edit_of(client, clock), &mut heard.ack));
                acked = acked.max(seq);
            }
            _ => {}
        }
    }
    heard.n_delivered = sent.load.n_edits() - own - to_hear;
    heard.n_missing = to_hear + own.saturating_sub(acked);
    heard
}

/// The edits of others that one client has heard. Some servers say everything to everybody, some put several edits
/// together.
struct Deliveries<'s> {
    sent: &'s Sent,
    client: u64,
    heard: Vec<bool>,
}

impl Deliveries<'_> {
    /// Notes the edits in an update; answers how many are news.
    fn take(&mut self, update: &[u8], samples: &mut Samples) -> u64 {
        let mut n_new = 0;
        for (author, clock) in updates::authors(update) {
            let edit = self.sent.edit_of(author.wrapping_sub(FIRST_CLIENT), clock.into());
            let is_own = author.wrapping_sub(FIRST_CLIENT) == self.client;
            if let Some(heard) = self.heard.get_mut(edit as usize).filter(|heard| !is_own && !**heard) {
                *heard = true;
                n_new += 1;
                count(self.sent, edit, samples);
            }
        }
        n_new
    }
}

fn count(sent: &Sent, edit: u64, samples: &mut Samples) {
    if edit >= sent.load.n_warm_up()
        && let Some(age) = sent.age_ms(edit)
    {
        samples.add(age);
    }
}
