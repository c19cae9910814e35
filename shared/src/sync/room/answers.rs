//! The answer to step 1, kept for a while: after a restart, or when a meeting begins, many ask the same at once.
//!
//! With step 2 a client has all there is, and stock clients say so to whoever waits for it. So what came since the answer
//! was made goes before step 2, as updates, and so does what it was made of; step 2 then says nothing more.

use std::sync::Arc;

use crate::sync::state_vector::StateVector;
use crate::sync::wire::Frame;

/// So many updates are sent after a kept answer, of so many bytes together; then it is made anew.
const LATER_MAX: usize = 64;
const LATER_BYTES_MAX: usize = 64 << 10;
/// An answer nobody has asked for again for so long is dropped, in milliseconds.
const KEPT_MS: u64 = 5_000;

/// An update that says nothing.
const NOTHING: [u8; 2] = [0, 0];

struct Kept {
    vector: StateVector,
    /// Step 2 alone; or what it said and every update admitted since, and then a step 2 that says nothing.
    frames: Vec<Arc<[u8]>>,
    n_later_bytes: usize,
    /// When it was last asked for, or first looked at if it never was.
    used_ms: Option<u64>,
}

/// The last long answer, if it can still be given.
pub(super) struct Answers {
    bytes_min: usize,
    kept: Option<Kept>,
}

impl Answers {
    /// Nobody has asked yet; answers shorter than `bytes_min` are not kept.
    pub(super) fn new(bytes_min: usize) -> Self {
        Self { bytes_min, kept: None }
    }

    /// R15: what a copy of this state vector lacks: as it was told to whoever asked the same before, with what came
    /// since; else `make`.
    pub(super) fn to(&mut self, vector: &StateVector, now_ms: u64, make: impl FnOnce() -> Vec<u8>) -> Vec<Arc<[u8]>> {
        if let Some(kept) = self.kept.as_mut().filter(|kept| kept.vector == *vector) {
            kept.used_ms = Some(now_ms);
            return kept.frames.clone();
        }
        let frames: Vec<Arc<[u8]>> = vec![Frame::Step2(&make()).write().into()];
        if frames[0].len() >= self.bytes_min {
            let (vector, frames) = (vector.clone(), frames.clone());
            self.kept = Some(Kept { vector, frames, n_later_bytes: 0, used_ms: Some(now_ms) });
        }
        frames
    }

    /// This is all there is: the update that the log begins with. The first session that opens a document is told it as
    /// it stands there, and nothing has to be made.
    pub(super) fn begin(&mut self, update: &[u8]) {
        if update.len() >= self.bytes_min {
            let frames = vec![Frame::Step2(update).write().into()];
            self.kept = Some(Kept { vector: StateVector::default(), frames, n_later_bytes: 0, used_ms: None });
        }
    }

    /// An update was admitted.
    pub(super) fn follow(&mut self, update: &[u8]) {
        let Some(kept) = &mut self.kept else { return };
        kept.n_later_bytes += update.len();
        if kept.frames.len() > LATER_MAX || kept.n_later_bytes > LATER_BYTES_MAX {
            self.kept = None;
            return;
        }
        if let [answer] = kept.frames.as_mut_slice()
            && let Ok(Frame::Step2(told)) = Frame::read(answer)
        {
            let whole = Frame::Update(told).write().into();
            *answer = whole;
        } else {
            kept.frames.pop();
        }
        kept.frames.extend([Frame::Update(update), Frame::Step2(&NOTHING)].map(|frame| frame.write().into()));
    }

    /// Drops what nobody has asked for in a while.
    pub(super) fn expire(&mut self, now_ms: u64) {
        self.kept.take_if(|kept| *kept.used_ms.get_or_insert(now_ms) + KEPT_MS < now_ms);
    }
}
