//! The write-ahead log as SQLite will find it: it takes what stands before the first frame whose checksum does not fit,
//! and drops the rest without a word. So it is looked at first.

use std::collections::HashSet;

/// The head of the file, and of each frame in it.
const HEAD: usize = 32;
const FRAME_HEAD: usize = 24;

/// The part of a `-wal` file that will not be read, as a sentence; `None` if all of it will.
pub(super) fn trouble_in(wal: &[u8]) -> Option<String> {
    if wal.is_empty() {
        return None;
    }
    let Some(log) = Frames::of(wal) else {
        return Some("the head of the write-ahead log, so that nothing of it was read".to_owned());
    };
    let n_good = log.n_good();
    let n_dropped = log.frames().skip(n_good).filter(|frame| log.is_ours(frame)).count();
    (n_dropped > 0).then(|| {
        format!(
            "frame {n_good} of the write-ahead log; {n_dropped} from there on were not read. After a power cut that is what \
             was never acknowledged"
        )
    })
}

/// How many pages the database has by the last transaction in its write-ahead log, and which of them are in the log;
/// `None` when no transaction is.
pub(super) fn committed(wal: &[u8]) -> Option<(u64, HashSet<u64>)> {
    let log = Frames::of(wal)?;
    let n_good = log.n_good();
    let is_commit = |frame: &[u8]| number(frame, 4) > 0;
    let n_committed = log.frames().take(n_good).enumerate().filter(|(_, frame)| is_commit(frame)).last()?.0 + 1;
    let last = log.frames().nth(n_committed - 1)?;
    let pages = log.frames().take(n_committed).map(|frame| u64::from(number(frame, 0))).collect();
    Some((u64::from(number(last, 4)), pages))
}

struct Frames<'w> {
    wal: &'w [u8],
    is_big_endian: bool,
    n_frame_bytes: usize,
}

impl<'w> Frames<'w> {
    /// `None` when the head is not as it was written.
    fn of(wal: &'w [u8]) -> Option<Self> {
        let head = wal.get(..HEAD)?;
        let is_big_endian = match number(head, 0) {
            0x377f_0682 => false,
            0x377f_0683 => true,
            _ => return None,
        };
        let page = number(head, 8) as usize;
        let log = Self { wal, is_big_endian, n_frame_bytes: FRAME_HEAD + page };
        let fits = log.sum((0, 0), &head[..24]) == (number(head, 24), number(head, 28));
        (fits && page.is_power_of_two()).then_some(log)
    }

    fn frames(&self) -> impl Iterator<Item = &'w [u8]> {
        self.wal[HEAD..].chunks_exact(self.n_frame_bytes)
    }

    /// How many frames SQLite takes.
    fn n_good(&self) -> usize {
        let mut sum = (number(self.wal, 24), number(self.wal, 28));
        let fits = |frame: &&[u8]| {
            sum = self.sum(self.sum(sum, &frame[..8]), &frame[FRAME_HEAD..]);
            frame[8..16] == self.wal[16..24] && sum == (number(frame, 16), number(frame, 20))
        };
        self.frames().take_while(fits).count()
    }

    /// Whether a frame was written since the log last began: one that is older has two other salts.
    fn is_ours(&self, frame: &[u8]) -> bool {
        frame[8..12] == self.wal[16..20] || frame[12..16] == self.wal[20..24]
    }

    /// SQLite's checksum, going on from another.
    fn sum(&self, from: (u32, u32), bytes: &[u8]) -> (u32, u32) {
        let word = |at: &[u8]| {
            let four = [at[0], at[1], at[2], at[3]];
            if self.is_big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
        };
        bytes.chunks_exact(8).fold(from, |(first, second), pair| {
            let first = first.wrapping_add(word(pair)).wrapping_add(second);
            (first, second.wrapping_add(word(&pair[4..])).wrapping_add(first))
        })
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use tempfile::tempdir;

    use super::*;

    /// A log of several transactions, as a killed process leaves it.
    fn log() -> Vec<u8> {
        let Ok(folder) = tempdir() else { panic!("no folder") };
        let path = folder.path().join("db");
        let written = Connection::open(&path).and_then(|db| {
            db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            db.execute_batch("CREATE TABLE t (b BLOB)")?;
            (0..4).try_for_each(|_| db.execute_batch("INSERT INTO t VALUES (randomblob(5000))"))?;
            Ok((std::fs::read(folder.path().join("db-wal")), db))
        });
        match written {
            Ok((Ok(bytes), _db)) => bytes,
            other => panic!("{:?}", other.err()),
        }
    }

    #[test]
    fn a_whole_log_has_no_trouble_and_any_flipped_byte_in_it_is_told() {
        let log = log();
        assert_eq!(trouble_in(&log), None);
        assert_eq!(trouble_in(&[]), None);
        for at in (0..HEAD + FRAME_HEAD).chain((HEAD..log.len()).step_by(61)) {
            let mut flipped = log.clone();
            flipped[at] ^= 0x10;
            assert!(trouble_in(&flipped).is_some(), "byte {at} of {}", log.len());
        }
    }

    #[test]
    fn a_log_that_ends_within_a_frame_or_holds_frames_of_an_earlier_round_has_no_trouble() {
        let log = log();
        let frame = FRAME_HEAD + 4096;
        assert_eq!(trouble_in(&log[..log.len() - 100]), None, "its last write was torn");
        let mut used_again = log.clone();
        for older in used_again[HEAD..].chunks_exact_mut(frame).skip(2) {
            older[8..16].copy_from_slice(&[9; 8]);
        }
        assert_eq!(trouble_in(&used_again), None);
    }
}
