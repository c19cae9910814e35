//! The backup: the server, or whoever has the data folder, writes it there; the program takes it to where it belongs,
//! with the rights of whoever started it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::Report;
use super::work::{Reports, WorkError};
use crate::clock;
use crate::folder::backup_part;
use crate::log::LogError;
use crate::people::define;
use crate::rooms::Rooms;

/// Writes a backup into the data folder.
pub(super) async fn write(rooms: &Rooms, folder: PathBuf, reports: &Reports) -> Result<String, WorkError> {
    let name = format!("{:032x}", clock::random_bits()?);
    let part = backup_part(&folder, &name).ok_or(LogError::Write("no name for a backup".to_owned()))?;
    let n_docs = rooms.log().docs().await?.len();
    if let Err(error) = rooms.log().backup(part.clone(), define).await {
        let _ = fs::remove_file(&part);
        return Err(error.into());
    }
    let left = reports.send(Report::Left { name }).await;
    if left.is_err() {
        // The caller has gone.
        let _ = fs::remove_file(&part);
    }
    Ok(format!("{n_docs} documents backed up"))
}

/// Takes a backup that was left in the data folder to `file`. An older file there is replaced once the new one is
/// whole.
pub(super) fn take(folder: &Path, name: &str, file: &Path) -> io::Result<()> {
    let part = backup_part(folder, name).ok_or(io::ErrorKind::InvalidInput)?;
    let mut beside = file.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let taken = fs::rename(&part, &beside).or_else(|_| fs::copy(&part, &beside).map(drop)).and_then(|()| {
        File::open(&beside)?.sync_all()?;
        fs::rename(&beside, file)?;
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(parent)?.sync_all()
    });
    if taken.is_err() {
        let _ = fs::remove_file(&beside);
    }
    let _ = fs::remove_file(&part);
    taken
}
