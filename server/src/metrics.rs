//! What the server counts and measures, for `/metrics`. Nothing here names a document or a person.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::log::DocNum;

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

/// What the server counts and measures.
pub(crate) struct Metrics {
    registry: Registry,
    panics: Counter,
    oldest_unacked: Gauge<f64, AtomicU64>,
    pending_documents: Gauge,
    /// Since when each document has had something that is not on the disk.
    unacked: Mutex<HashMap<DocNum, Instant>>,
    /// TCP connections.
    pub(crate) connections: Gauge,
    /// WebSockets in a room, by protocol.
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
    pub(crate) log_failing: Gauge,
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
    /// Connections hung up on because their address has too many.
    pub(crate) refused_connections: Counter,
    /// Tokens, keys and the like that let nobody in.
    pub(crate) refused_credentials: Counter,
    /// Documents that passed a size worth a look.
    pub(crate) size_warnings: Counts,
    /// Refused frames, by code.
    pub(crate) nacks: Counts,
    /// Connections closed by the server, by close code.
    pub(crate) closes: Counts,
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
            appends: Counter::default(),
            append_bytes: Counter::default(),
            snapshot_bytes: Counter::default(),
            pack_bytes: Counter::default(),
            damage: Counter::default(),
            collapses: Counter::default(),
            throttled_edits: Counter::default(),
            refused_connections: Counter::default(),
            refused_credentials: Counter::default(),
            size_warnings: Counts::default(),
            nacks: Counts::default(),
            closes: Counts::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
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
        r.register("collapses", "Readers who fell behind and were told all at once", self.collapses.clone());
        r.register("throttled_edits", "Edits that waited for their turn", self.throttled_edits.clone());
        let help = "Connections hung up on because their address has too many";
        r.register("refused_connections", help, self.refused_connections.clone());
        let help = "Tokens, keys, invitations and the like that let nobody in";
        r.register("refused_credentials", help, self.refused_credentials.clone());
        r.register("size_warnings", "Documents that passed a size worth a look", self.size_warnings.clone());
        r.register("nacks", "Refused frames, by code", self.nacks.clone());
        r.register("closes", "Connections closed by the server, by close code", self.closes.clone());
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

    /// Since when a document has had something that is not on the disk; `None` when all of it is.
    pub(crate) fn waits_since(&self, doc: DocNum, since: Option<Instant>) {
        let mut unacked = self.unacked();
        match since {
            Some(since) => drop(unacked.insert(doc, since)),
            None => drop(unacked.remove(&doc)),
        }
    }

    fn unacked(&self) -> MutexGuard<'_, HashMap<DocNum, Instant>> {
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

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
