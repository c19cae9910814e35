//! A disk that lost power: a folder as it was, every change and flush since, and what may be left of it.
//!
//! Of what was not flushed, any part may be there: nothing, all, the first changes, any of them, and of a single write
//! any of its sectors. Names in the folder are changes of the folder itself, kept in order as file systems keep them,
//! and there only for certain once the folder is flushed.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use fastrand::Rng;

/// The bytes that a disk writes as a whole or not at all.
const SECTOR: usize = 512;
/// The folder itself, in the journal.
const FOLDER: u64 = 1;
const HEAD: usize = 32;

/// One change of a file, or of the folder's names.
#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
    Create(String, u64),
    Unlink(String),
    Rename(String, String),
}

/// Something with changes that are flushed or not.
#[derive(Debug, Clone, Default)]
struct Changes {
    /// How many there were before the first that waits.
    n_flushed: usize,
    waiting: Vec<Change>,
}

impl Changes {
    fn count(&self) -> usize {
        self.n_flushed + self.waiting.len()
    }

    /// Takes out what was there when the flush began.
    fn flush(&mut self, until: usize) -> Vec<Change> {
        let n = until.saturating_sub(self.n_flushed).min(self.waiting.len());
        self.n_flushed += n;
        self.waiting.drain(..n).collect()
    }
}

/// A folder on a disk, and what waits to be flushed to it.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    files: HashMap<u64, (Vec<u8>, Changes)>,
    names: BTreeMap<String, u64>,
    renames: Changes,
    /// Flushes that have begun: what they are of, and how much of it.
    begun: HashMap<u64, (u64, usize)>,
}

impl Disk {
    /// The files of a folder, all of them flushed. Folders in it are left out.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(folder: &Path) -> Result<Self> {
        let mut disk = Self::default();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let about = entry.metadata()?;
            if about.is_file() {
                disk.names.insert(entry.file_name().to_string_lossy().into_owned(), about.ino());
                disk.files.insert(about.ino(), (fs::read(entry.path())?, Changes::default()));
            }
        }
        Ok(disk)
    }

    /// Does what stands in a journal, up to where it ends or was cut off.
    ///
    /// # Errors
    /// When the journal makes no sense.
    pub fn replay(&mut self, mut journal: &[u8]) -> Result<()> {
        while let Some((head, rest)) = journal.split_at_checked(HEAD) {
            let number = |at: usize| u64::from_le_bytes(head[at * 8..at * 8 + 8].try_into().unwrap_or_default());
            let Some((bytes, rest)) = rest.split_at_checked(usize::try_from(number(3))?) else { break };
            self.take(number(0) & 0xff, number(1), number(2), bytes)?;
            journal = rest;
        }
        Ok(())
    }

    fn take(&mut self, kind: u64, file: u64, at: u64, bytes: &[u8]) -> Result<()> {
        let name = || String::from_utf8_lossy(bytes).into_owned();
        match kind {
            1 => {
                // The file system may give the number of a file that is gone to a new one.
                self.files.insert(file, Default::default());
                self.renames.waiting.push(Change::Create(name(), file));
            }
            2 => self.file(file)?.1.waiting.push(Change::Write { at: usize::try_from(at)?, bytes: bytes.to_vec() }),
            3 => self.file(file)?.1.waiting.push(Change::Truncate(usize::try_from(at)?)),
            4 => {
                let n = if file == FOLDER { self.renames.count() } else { self.file(file)?.1.count() };
                self.begun.insert(at, (file, n));
            }
            5 => self.flushed(at)?,
            6 => self.renames.waiting.push(Change::Unlink(name())),
            7 => {
                let (from, to) = bytes.split_at(bytes.iter().position(|byte| *byte == 0).context("two names")?);
                let [from, to] = [from, &to[1..]].map(|name| String::from_utf8_lossy(name).into_owned());
                self.renames.waiting.push(Change::Rename(from, to));
            }
            other => bail!("{other} is nothing a journal says"),
        }
        Ok(())
    }

    fn file(&mut self, file: u64) -> Result<&mut (Vec<u8>, Changes)> {
        self.files.get_mut(&file).context("a file that was never opened")
    }

    fn flushed(&mut self, number: u64) -> Result<()> {
        let (file, until) = self.begun.remove(&number).context("a flush that never began")?;
        if file == FOLDER {
            let changes = self.renames.flush(until);
            changes.into_iter().for_each(|change| rename(&mut self.names, change));
            return Ok(());
        }
        let (content, changes) = self.file(file)?;
        for change in changes.flush(until) {
            write(content, change);
        }
        Ok(())
    }

    /// How many changes are not flushed.
    pub fn n_waiting(&self) -> usize {
        self.files.values().map(|(_, changes)| changes.waiting.len()).sum()
    }

    /// How many changes of one file are not flushed.
    pub fn n_waiting_in(&self, name: &str) -> usize {
        let file = self.names.get(name).and_then(|file| self.files.get(file));
        file.map_or(0, |(_, changes)| changes.waiting.len())
    }

    /// Writes into an empty folder what may be left when the power goes now.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn cut_power(mut self, rng: &mut Rng, into: &Path) -> Result<()> {
        let n_kept = rng.usize(0..=self.renames.waiting.len());
        let changes = self.renames.waiting.drain(..n_kept).collect::<Vec<_>>();
        changes.into_iter().for_each(|change| rename(&mut self.names, change));
        for (name, file) in &self.names {
            let (content, changes) = self.files.get_mut(file).context("a name without a file")?;
            for change in leave_some(&changes.waiting, rng) {
                write(content, change);
            }
            fs::write(into.join(name), content)?;
        }
        Ok(())
    }
}

/// Some of the changes, as a disk might have got round to them.
fn leave_some(waiting: &[Change], rng: &mut Rng) -> Vec<Change> {
    let n = rng.usize(0..=waiting.len());
    match rng.u8(0..5) {
        0 => Vec::new(),
        1 => waiting.to_vec(),
        2 => waiting[..n].to_vec(),
        3 => {
            let torn = waiting.get(n).into_iter().flat_map(|last| tear(last, rng));
            waiting[..n].iter().cloned().chain(torn).collect()
        }
        _ => {
            let mut some = Vec::new();
            for change in waiting {
                match rng.u8(0..8) {
                    0..4 => some.push(change.clone()),
                    4 => some.extend(tear(change, rng)),
                    _ => {}
                }
            }
            some
        }
    }
}

/// Some sectors of one write.
fn tear(change: &Change, rng: &mut Rng) -> Vec<Change> {
    let Change::Write { at, bytes } = change else { return Vec::new() };
    let sectors = bytes.chunks(SECTOR).enumerate().filter(|_| rng.bool());
    sectors.map(|(n, sector)| Change::Write { at: at + n * SECTOR, bytes: sector.to_vec() }).collect()
}

fn write(content: &mut Vec<u8>, change: Change) {
    match change {
        Change::Write { at, bytes } => {
            content.resize(content.len().max(at + bytes.len()), 0);
            content[at..at + bytes.len()].copy_from_slice(&bytes);
        }
        Change::Truncate(len) => content.resize(len, 0),
        Change::Create(..) | Change::Unlink(_) | Change::Rename(..) => {}
    }
}

fn rename(names: &mut BTreeMap<String, u64>, change: Change) {
    match change {
        Change::Create(name, file) => drop(names.insert(name, file)),
        Change::Unlink(name) => drop(names.remove(&name)),
        Change::Rename(from, to) => {
            if let Some(file) = names.remove(&from) {
                names.insert(to, file);
            }
        }
        Change::Write { .. } | Change::Truncate(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u64, file: u64, at: u64, bytes: &[u8]) -> Vec<u8> {
        let head: Vec<u8> =
            [kind, file, at, bytes.len() as u64].iter().flat_map(|number| number.to_le_bytes()).collect();
        [head, bytes.to_vec()].concat()
    }

    fn left(disk: &Disk, seed: u64) -> Option<Vec<u8>> {
        let folder = tempfile::tempdir().ok()?;
        disk.clone().cut_power(&mut Rng::with_seed(seed), folder.path()).ok()?;
        fs::read(folder.path().join("a")).ok()
    }

    #[test]
    fn what_was_written_before_a_flush_began_is_always_there() -> Result<()> {
        let mut disk = Disk::default();
        let begin = [record(1, 9, 0, b"a"), record(2, 9, 0, b"one"), record(4, 9, 1, b""), record(2, 9, 3, b"two")];
        let end = [record(5, 9, 1, b""), record(4, 1, 2, b""), record(5, 1, 2, b"")];
        disk.replay(&[begin.concat(), end.concat()].concat())?;
        let lefts: Vec<Option<Vec<u8>>> = (0..60).map(|seed| left(&disk, seed)).collect();
        assert!(lefts.iter().all(|left| matches!(left.as_deref(), Some(b"one" | b"onetwo"))), "{lefts:?}");
        for wanted in [&b"one"[..], b"onetwo"] {
            assert!(lefts.iter().any(|left| left.as_deref() == Some(wanted)), "never {wanted:?}");
        }
        Ok(())
    }

    #[test]
    fn a_name_may_be_gone_until_the_folder_is_flushed_and_a_cut_journal_is_read_to_its_end() -> Result<()> {
        let journal = [record(1, 9, 0, b"a"), record(2, 9, 0, b"one"), record(4, 9, 1, b""), record(5, 9, 1, b"")];
        let mut disk = Disk::default();
        disk.replay(&[journal.concat(), record(2, 9, 0, b"two")[..33].to_vec()].concat())?;
        assert_eq!(disk.n_waiting(), 0);
        let lefts: Vec<Option<Vec<u8>>> = (0..20).map(|seed| left(&disk, seed)).collect();
        assert!(lefts.contains(&None) && lefts.contains(&Some(b"one".to_vec())), "{lefts:?}");
        Ok(())
    }
}
