//! Every bound, in one table.

/// What a server allows; both ends know it, the page from `hello`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest frame a session may send once it is synced, in bytes.
    pub frame_bytes_max: usize,
    /// Longest update a `muster.1` client puts into one frame, in bytes; longer uploads are split.
    pub upload_bytes: usize,
    /// A document grows no further than this many bytes of updates; deletes still pass.
    pub document_bytes_max: usize,
    /// What may wait for one slow reader, in bytes.
    pub queue_bytes_max: usize,
    /// Longest awareness state of one client, in bytes.
    pub presence_bytes_max: usize,
    /// Awareness clients of one document.
    pub presences_max: usize,
    /// Edits a session may send in a second, and how many at once. `None` lifts the limit.
    pub edits_per_second: Option<(u32, u32)>,
    /// A presence that was not heard of for this long is gone, in milliseconds.
    pub presence_ms: u64,
    /// A room nobody is in is closed after this long, once durable, in milliseconds.
    pub idle_room_ms: u64,
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
        queue_bytes_max: 1 << 20,
        presence_bytes_max: 4 << 10,
        presences_max: 2048,
        edits_per_second: Some((50, 200)),
        presence_ms: 30_000,
        idle_room_ms: 60_000,
        ping_every_ms: 20_000,
        dead_after_ms: 40_000,
    };

    /// `--open`: no rate limit, so that load tools can run.
    pub const OPEN: Self = Self { edits_per_second: None, ..Self::DEFAULT };

    /// Longest first frame after joining: a whole document may come back from offline.
    pub fn first_sync_bytes_max(&self) -> usize {
        self.document_bytes_max + (4 << 20)
    }
}
