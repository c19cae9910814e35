//! Which documents are being read just now, in a file that survives this process. It is never synced: what the
//! operating system has is there after every death but its own, and a power cut is nobody's fault.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use muster_shared::id::DocId;
use tracing::warn;

use crate::folder::private_options;

const FILE: &str = "reading";
/// The longest id there is, in bytes.
const SLOT_BYTES: usize = 64;
/// Documents noted at once, one bit each; more than are ever read at once.
const SLOTS: usize = 64;

/// The file, or none where it cannot be made: then nothing is noted.
pub(super) struct Marks {
    file: Option<File>,
    taken: Mutex<u64>,
}

impl Marks {
    /// The file in a data folder, and what stands in it.
    pub(super) fn open(folder: &Path) -> (Self, Vec<DocId>) {
        let opened = open(folder);
        if let Err(error) = &opened {
            warn!(%error, "which documents are being read is not noted: {error}");
        }
        let (file, left) = opened.map_or((None, Vec::new()), |(file, left)| (Some(file), left));
        (Self { file, taken: Mutex::default() }, left)
    }

    /// Forgets what stands in it.
    pub(super) fn clear(&self) {
        for slot in 0..SLOTS {
            self.write(slot, &[]);
        }
    }

    /// Notes a document until what this returns is dropped.
    pub(super) fn set(&self, doc: &DocId) -> Reading<'_> {
        let slot = self.take_slot();
        if let Some(slot) = slot {
            self.write(slot, doc.as_str().as_bytes());
        }
        Reading { marks: self, slot }
    }

    fn take_slot(&self) -> Option<usize> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = taken.trailing_ones();
        let bit = 1_u64.checked_shl(slot)?;
        *taken |= bit;
        Some(slot as usize)
    }

    /// A full disk may refuse it; then this reading goes unnoted.
    fn write(&self, slot: usize, name: &[u8]) {
        let mut bytes = [0; SLOT_BYTES];
        bytes[..name.len()].copy_from_slice(name);
        if let Some(file) = &self.file {
            let _ = file.write_all_at(&bytes, (slot * SLOT_BYTES) as u64);
        }
    }
}

/// A document is being read. Dropped, it no longer is.
pub(crate) struct Reading<'m> {
    marks: &'m Marks,
    slot: Option<usize>,
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            self.marks.write(slot, &[]);
            *self.marks.taken.lock().unwrap_or_else(PoisonError::into_inner) &= !(1 << slot);
        }
    }
}

fn open(folder: &Path) -> io::Result<(File, Vec<DocId>)> {
    let mut file = private_options().read(true).create(true).truncate(false).open(folder.join(FILE))?;
    let mut bytes = Vec::new();
    (&mut file).take((SLOTS * SLOT_BYTES) as u64).read_to_end(&mut bytes)?;
    // Other bytes that a crash has left there are no id.
    let names = bytes.chunks(SLOT_BYTES).filter_map(|slot| std::str::from_utf8(slot).ok());
    Ok((file, names.filter_map(|name| name.trim_end_matches('\0').parse().ok()).collect()))
}
