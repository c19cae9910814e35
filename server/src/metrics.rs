//! The server's counters and gauges, for `/metrics`. Nothing here names a document or a person.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use muster_shared::sync::wire::{MANY, SUBPROTOCOL};

/// A count by one label, such as the code of a refusal.
type Counts = Family<[(&'static str, String); 1], Counter>;

/// Panics of this process. They are counted where they happen, which is before there is a server.
static PANICS: AtomicU64 = AtomicU64::new(0);

/// From now on a panic is counted, and logged with its place alone: its message may hold what people wrote.
pub(crate) fn count_panics() {
    std::panic::set_hook(Box::new(|panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a task panicked at {place}");
    }));
}

/// The server's counters and gauges.
pub(crate) struct Metrics {
    registry: Registry,
    panics: Counter,
    oldest_unacked: Gauge<f64, AtomicU64>,
    pending_documents: Gauge,
    /// The times since which documents, by their numbers in the log, have had updates that are not on the disk.
    unacked: Mutex<HashMap<i64, Instant>>,
    /// TCP connections.
    pub(crate) connections: Gauge,
    /// WebSockets, and channels of those that many documents share, in a room, by protocol.
    pub(crate) sessions: Family<[(&'static str, String); 1], Gauge>,
    /// Open rooms.
    pub(crate) rooms: Gauge,
    /// Rooms whose document cannot be read to its end.
    pub(crate) read_only_rooms: Gauge,
    /// Documents that are closed, as reading them ends the program.
    pub(crate) quarantined_documents: Gauge,
    /// Bytes that wait for slow readers.
    pub(crate) queue_bytes: Gauge,
    /// From an update's arrival to its ack.
    pub(crate) ack_seconds: Histogram,
    /// One transaction of the log.
    pub(crate) write_seconds: Histogram,
    /// One sync of the log.
    pub(crate) flush_seconds: Histogram,
    /// Whether the log could not be written when it last was.
    log_failing: Gauge,
    /// When it last could not.
    log_failed: Mutex<Option<Instant>>,
    /// Updates appended.
    pub(crate) appends: Counter,
    /// Bytes of updates appended.
    pub(crate) append_bytes: Counter,
    /// Bytes of snapshots stored.
    pub(crate) snapshot_bytes: Counter,
    pub(crate) pack_bytes: Counter,
    /// Places on the disk that are not as they were written.
    pub(crate) damage: Counter,
    /// Readers who fell behind.
    pub(crate) collapses: Counter,
    /// Edits that waited because their connection sent too many.
    pub(crate) throttled_edits: Counter,
    /// Frames that waited because their sender has spent what it may, by of what.
    pub(crate) throttled: Counts,
    /// Messages that were not read to their end, by why.
    pub(crate) refused_messages: Counts,
    /// Requests refused because too many came, by of what.
    pub(crate) refused_requests: Counts,
    /// Reads that cost and wait for their turn.
    pub(crate) reads_waiting: Gauge,
    /// Documents that were read out of the log for lists, files and pages.
    pub(crate) documents_read: Counter,
    /// Clients present in all documents.
    pub(crate) presences: Gauge,
    /// Connections hung up on because their address has too many.
    pub(crate) refused_connections: Counter,
    /// Bytes that were read and make no whole message or request yet, beyond what is free.
    pub(crate) half_read_bytes: Gauge,
    /// Connections that looked at their rights again because of a change.
    pub(crate) woken_connections: Counter,
    /// Tokens, keys and the like that let nobody in.
    pub(crate) refused_credentials: Counter,
    /// Documents that passed a size worth a look.
    pub(crate) size_warnings: Counts,
    /// Refused frames, by code.
    pub(crate) nacks: Counts,
    /// Connections closed by the server, by close code.
    pub(crate) closes: Counts,
    /// Letters that were handed over, by what came of it.
    pub(crate) letters: Counts,
    /// Letters that wait.
    pub(crate) letters_waiting: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = || Histogram::new(exponential_buckets(0.000_25, 2.0, 16));
        let mut metrics = Self {
            registry: Registry::with_prefix("muster"),
            panics: Counter::default(),
            oldest_unacked: Gauge::default(),
            pending_documents: Gauge::default(),
            unacked: Mutex::default(),
            connections: Gauge::default(),
            sessions: Family::default(),
            rooms: Gauge::default(),
            read_only_rooms: Gauge::default(),
            quarantined_documents: Gauge::default(),
            queue_bytes: Gauge::default(),
            ack_seconds: seconds(),
            write_seconds: seconds(),
            flush_seconds: seconds(),
            log_failing: Gauge::default(),
            log_failed: Mutex::default(),
            appends: Counter::default(),
            append_bytes: Counter::default(),
            snapshot_bytes: Counter::default(),
            pack_bytes: Counter::default(),
            damage: Counter::default(),
            collapses: Counter::default(),
            throttled_edits: Counter::default(),
            throttled: Counts::default(),
            refused_messages: Counts::default(),
            refused_requests: Counts::default(),
            reads_waiting: Gauge::default(),
            documents_read: Counter::default(),
            presences: Gauge::default(),
            refused_connections: Counter::default(),
            half_read_bytes: Gauge::default(),
            woken_connections: Counter::default(),
            refused_credentials: Counter::default(),
            size_warnings: Counts::default(),
            nacks: Counts::default(),
            closes: Counts::default(),
            letters: Counts::default(),
            letters_waiting: Gauge::default(),
        };
        metrics.begin();
        metrics.register();
        metrics
    }
}

impl Metrics {
    /// Counts by a label are there from the beginning, at nothing: whoever watches sees them before they grow.
    fn begin(&self) {
        let counts = [
            (&self.throttled, "of", &["read_bytes", "answer_bytes", "presence_bytes", "renewals"][..]),
            (
                &self.refused_messages,
                "why",
                &["too_long", "slow", "gives_way", "protocol", "text", "not_a_text", "credit"],
            ),
            (
                &self.refused_requests,
                "of",
                &["tries", "tokens", "invites", "documents", "reads", "documents_max", "confirmations", "channels"],
            ),
            (&self.size_warnings, "of", &["bytes", "client_ids", "history"]),
            (&self.nacks, "code", &["quota", "too_large"]),
            (&self.closes, "code", &["4401"]),
            (&self.letters, "outcome", &["sent", "waits", "refused", "unknown"]),
        ];
        for (count, label, values) in counts {
            values.iter().for_each(|value| drop(count.get_or_create(&[(label, (*value).to_owned())])));
        }
        let protocols = ["yjs", SUBPROTOCOL, MANY];
        protocols.iter().for_each(|name| drop(self.sessions.get_or_create(&[("protocol", (*name).to_owned())])));
    }

    fn register(&mut self) {
        let r = &mut self.registry;
        r.register("connections", "TCP connections being served", self.connections.clone());
        r.register("sessions", "WebSockets in a room, by protocol", self.sessions.clone());
        r.register("rooms", "Documents that are open", self.rooms.clone());
        r.register("read_only_rooms", "Open documents that cannot be read to their end", self.read_only_rooms.clone());
        let help = "Documents that are closed, as reading them ends the program";
        r.register("quarantined_documents", help, self.quarantined_documents.clone());
        r.register("queue_bytes", "Bytes that wait for slow readers", self.queue_bytes.clone());
        r.register("pending_documents", "Documents with updates not on disk yet", self.pending_documents.clone());
        let help = "How long the oldest update that is not on disk yet has waited";
        r.register_with_unit("oldest_unacked", help, Unit::Seconds, self.oldest_unacked.clone());
        r.register_with_unit("ack", "From an update's arrival to its ack", Unit::Seconds, self.ack_seconds.clone());
        r.register_with_unit("write", "One transaction of the log", Unit::Seconds, self.write_seconds.clone());
        r.register_with_unit("flush", "One sync of the log", Unit::Seconds, self.flush_seconds.clone());
        r.register("log_failing", "1 while the log cannot be written", self.log_failing.clone());
        r.register("appends", "Updates written to the log", self.appends.clone());
        r.register_with_unit("append", "Bytes of updates written", Unit::Bytes, self.append_bytes.clone());
        r.register_with_unit("snapshot", "Bytes of snapshots written", Unit::Bytes, self.snapshot_bytes.clone());
        r.register_with_unit("pack", "Bytes that old updates were packed into", Unit::Bytes, self.pack_bytes.clone());
        r.register("damage", "Places on the disk found not to be as they were written", self.damage.clone());
        let help = "Bytes read of messages and requests that have not come to their end";
        r.register("half_read_bytes", help, self.half_read_bytes.clone());
        let help = "Frames that waited because their sender has spent what it may, by of what";
        r.register("throttled", help, self.throttled.clone());
        let help = "Messages that were not read to their end, by why";
        r.register("refused_messages", help, self.refused_messages.clone());
        let help = "Requests refused because too many came, by of what";
        r.register("refused_requests", help, self.refused_requests.clone());
        let help = "Reads that cost and wait for their turn";
        r.register("reads_waiting", help, self.reads_waiting.clone());
        let help = "Documents read out of the log, from their first update or a snapshot on";
        r.register("documents_read", help, self.documents_read.clone());
        r.register("presences", "Clients present in open documents", self.presences.clone());
        r.register("collapses", "Readers who fell behind and were told all at once", self.collapses.clone());
        r.register("throttled_edits", "Edits that waited for their turn", self.throttled_edits.clone());
        let help = "Connections hung up on because their address has too many";
        r.register("refused_connections", help, self.refused_connections.clone());
        let help = "Connections that a change of rights concerned, and that looked at theirs again";
        r.register("woken_connections", help, self.woken_connections.clone());
        let help = "Tokens, keys, invitations and the like that let nobody in";
        r.register("refused_credentials", help, self.refused_credentials.clone());
        r.register("size_warnings", "Documents that passed a size worth a look", self.size_warnings.clone());
        r.register("nacks", "Refused frames, by code", self.nacks.clone());
        r.register("closes", "Connections closed by the server, by close code", self.closes.clone());
        r.register("letters", "Letters handed to the mail server, by what came of it", self.letters.clone());
        r.register(
            "letters_waiting",
            "Letters that wait for their time or for the mail server",
            self.letters_waiting.clone(),
        );
        r.register("panics", "Panics caught since the process began", self.panics.clone());
    }

    /// All of it, as Prometheus reads it.
    ///
    /// # Errors
    /// Never in practice: text can be written to memory.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        self.panics.inner().store(PANICS.load(Ordering::Relaxed), Ordering::Relaxed);
        let (n_pending, oldest) = {
            let unacked = self.unacked();
            (unacked.len(), unacked.values().min().map_or(0.0, |since| since.elapsed().as_secs_f64()))
        };
        self.pending_documents.set(i64::try_from(n_pending).unwrap_or(i64::MAX));
        self.oldest_unacked.set(oldest);
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }

    /// Whether the log could not be written just now.
    pub(crate) fn note_log(&self, fails: bool) {
        self.log_failing.set(i64::from(fails));
        if fails {
            *self.log_failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
    }

    /// Whether the log could not be written at some time since.
    pub(crate) fn log_failed_within(&self, time: Duration) -> bool {
        self.log_failed.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|failed| failed.elapsed() < time)
    }

    /// A document, by its number in the log, has had updates that are not on the disk since this time; `None` when all of
    /// them are.
    pub(crate) fn waits_since(&self, doc: i64, since: Option<Instant>) {
        let mut unacked = self.unacked();
        match since {
            Some(since) => drop(unacked.insert(doc, since)),
            None => drop(unacked.remove(&doc)),
        }
    }

    fn unacked(&self) -> MutexGuard<'_, HashMap<i64, Instant>> {
        self.unacked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One more, for as long as this is kept.
pub(crate) struct Counted(Gauge);

impl Counted {
    pub(crate) fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

/// A part of a gauge that changes, for as long as this is kept.
pub(crate) struct Part(Gauge, i64);

impl Part {
    pub(crate) fn new(gauge: &Gauge) -> Self {
        Self(gauge.clone(), 0)
    }

    pub(crate) fn set(&mut self, n: usize) {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        self.0.inc_by(n - std::mem::replace(&mut self.1, n));
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.set(0);
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
