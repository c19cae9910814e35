//! Every bound, in one table. A room reads them by the rank of the session that is held to them (`Room::limits_of`), so a
//! limit that guests have apart needs no word there: it is marked in the server's table, and `hello` tells what is in force.

/// How many client ids one document may have. They stay in every state vector for ever, so both ends keep to it.
pub const CLIENTS_MAX: usize = 100_000;
/// How often in a row a session is asked for what is missing, while nothing it sends fits. Then it is asked only when others
/// have written.
pub const ASKED_MAX: u8 = 3;
/// How many client ids one session may say are its own: those of its device's tabs since it was last online.
pub const CLIENTS_OF_SESSION_MAX: usize = 1024;
/// From how many client ids on a document is worth a look.
pub const CLIENTS_WARN: usize = 10_000;
/// How much of what others wrote and the server's disk has not got yet is kept with its receipts, in bytes of frames: by
/// the room for who joins, by a copy to hand it back. A disk takes milliseconds; this is for one that hangs.
pub const RECEIPTS_BYTES_MAX: usize = 512 << 10;

/// The limits that a server's rooms keep to. Of these `hello` tells a page how long a frame may be, and an update in it; a
/// page that has not been told goes by [`Limits::DEFAULT`]. The pace of one person is none of them: the server holds frames
/// back before the room has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest frame a session may send once it is synced, in bytes.
    pub frame_bytes_max: usize,
    /// Longest update a `muster.1` client puts into one frame, in bytes; longer uploads are split.
    pub upload_bytes: usize,
    /// A document grows no further than this many bytes of updates; deletes still pass.
    pub document_bytes_max: usize,
    /// A document whose kept history has this many bytes grows no further; deletes still pass. A person who types fills
    /// it in no lifetime, a program that writes and deletes in turn would fill the disk.
    pub history_bytes_max: u64,
    /// How many documents a workspace has at most, those that can be brought back among them.
    pub documents_max: u64,
    /// From this many bytes of updates on a document is worth a look.
    pub document_bytes_warn: usize,
    /// An answer to step 1 shorter than this, in bytes, is sooner made than kept for who asks next.
    pub kept_answer_bytes_min: usize,
    /// The bytes that may wait for one slow reader.
    pub queue_bytes_max: usize,
    /// How often a reader may fall behind within [`Limits::collapse_window_ms`]; this time it is closed.
    pub collapses_max: usize,
    /// The time in which falls are counted, in milliseconds.
    pub collapse_window_ms: u64,
    /// Longest awareness state of one client, in bytes.
    pub presence_bytes_max: usize,
    /// Awareness clients of one document.
    pub presences_max: usize,
    /// Awareness clients of one session: a tab, and others of its browser that it may speak for.
    pub presences_of_session_max: usize,
    /// Presence is told this often at most, in milliseconds.
    pub presence_every_ms: u64,
    /// A room that says less than this to all its connections together, in updates a second, writes and says each at
    /// once. One that says twice as much waits for [`Limits::gather_ms_max`] between two times. At 0 it always does.
    pub calm_deliveries_per_second: u32,
    /// For so long at most a busy room gathers updates before it writes them, in milliseconds.
    pub gather_ms_max: u64,
    /// So many updates are gathered at most.
    pub gathered_max: usize,
    /// A presence that was not heard of for this long is gone, in milliseconds.
    pub presence_ms: u64,
    /// A room nobody is in is closed after this long, once durable, in milliseconds.
    pub idle_room_ms: u64,
    /// How often a stock client hears something, which hangs up after 30 s without a message, in milliseconds.
    pub keepalive_every_ms: u64,
    /// How often a silent connection is asked whether it lives, in milliseconds.
    pub ping_every_ms: u64,
    /// A connection that says nothing for this long is dead, in milliseconds.
    pub dead_after_ms: u64,
}

impl Limits {
    /// The defaults of a served workspace.
    pub const DEFAULT: Self = Self {
        frame_bytes_max: 1 << 20,
        upload_bytes: 512 << 10,
        document_bytes_max: 20 << 20,
        history_bytes_max: 256 << 20,
        documents_max: 100_000,
        document_bytes_warn: 5 << 20,
        kept_answer_bytes_min: 64 << 10,
        queue_bytes_max: 1 << 20,
        collapses_max: 3,
        collapse_window_ms: 60_000,
        presence_bytes_max: 4 << 10,
        presences_max: 2048,
        presences_of_session_max: 64,
        presence_every_ms: 100,
        calm_deliveries_per_second: 15_000,
        gather_ms_max: 10,
        gathered_max: 256,
        presence_ms: 30_000,
        idle_room_ms: 60_000,
        keepalive_every_ms: 15_000,
        ping_every_ms: 20_000,
        dead_after_ms: 40_000,
    };

    /// Longest first frame after joining: a whole document may come back from offline.
    pub fn first_sync_bytes_max(&self) -> usize {
        self.document_bytes_max + (4 << 20)
    }
}
