//! Whether a data folder holds a workspace, and which. A workspace that was lost is said, never started over: a folder
//! that once held one bears a marker with its id, and the database bears the same.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_shared::id::DocId;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, OpenFlags};

use super::error::io_error;
use super::intact::{self, Damage};
use super::{DATABASE, LogError, schema, wal};
use crate::folder::create_private;

/// The marker's name in the data folder.
const MARKER: &str = "workspace";
/// The marker's name where a database elsewhere keeps the workspace.
const ELSEWHERE: &str = "workspace-elsewhere";
/// The words of the marker before the id.
const SAYS: &str = "muster workspace ";
/// The head of every SQLite file.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether a data folder holds a workspace, or held one, or belongs to one that a database keeps.
pub(crate) fn is_in(folder: &Path) -> bool {
    is_here(folder) || folder.join(ELSEWHERE).exists()
}

fn is_here(folder: &Path) -> bool {
    [DATABASE, MARKER].iter().any(|name| folder.join(name).exists())
}

/// Sees to it that there is a database in the folder: the one that was left there, or a new one in a folder that never
/// held any. Answers the workspace's id, if the folder has a marker.
///
/// # Errors
/// [`LogError::Lost`] when the folder held a workspace and its database is not all there.
pub(super) fn prepare(folder: &Path, damage: &Arc<Damage>) -> Result<Option<String>, LogError> {
    let marker = marker_in(folder)?;
    must_be_here(folder)?;
    let database = folder.join(DATABASE);
    let wal = read_or_nothing(&beside(&database, "-wal"))?;
    // The database's workspace comes first: the log of one workspace says nothing about the pages of another's, and
    // SQLite would mix the two.
    if let Some(id) = id_in(&database).filter(|_| marker.is_some()) {
        settle(folder, marker.as_deref(), &id)?;
    }
    match state_of(&database, &wal).map_err(io_error)? {
        State::There => {
            if let Some(trouble) = wal::trouble_in(&wal) {
                damage.found(&trouble);
            }
        }
        State::Missing if marker.is_none() && wal.is_empty() => make(folder)?,
        State::Missing if marker.is_none() => {
            return Err(lost(folder, "its `muster.db` is gone, and `muster.db-wal` is there"));
        }
        State::Missing => return Err(lost(folder, "its `muster.db` is gone")),
        State::Unlike(what) => return Err(lost(folder, &what)),
    }
    Ok(marker)
}

/// Refuses a folder whose workspace a database elsewhere keeps.
pub(super) fn must_be_here(folder: &Path) -> Result<(), LogError> {
    if folder.join(ELSEWHERE).exists() {
        return Err(LogError::Unfit(format!(
            "the folder `{}` belongs to a workspace that a database keeps: name it with `--store`, or use another folder",
            folder.display()
        )));
    }
    Ok(())
}

/// Holds the id in the database against the marker, or makes the marker where there is none yet.
///
/// # Errors
/// [`LogError::Lost`] when they differ.
pub(super) fn settle(folder: &Path, marker: Option<&str>, id: &str) -> Result<(), LogError> {
    match marker {
        Some(known) if known == id => Ok(()),
        Some(known) => {
            Err(lost(folder, &format!("its `muster.db` belongs to the workspace {id}, the folder to {known}")))
        }
        None => mark(folder, MARKER, id).map_err(io_error),
    }
}

/// The id of the workspace that a database elsewhere keeps for this folder; `None` in a new folder.
///
/// # Errors
/// [`LogError::Unfit`] when the folder holds a workspace of its own.
pub(super) fn elsewhere(folder: &Path) -> Result<Option<String>, LogError> {
    if is_here(folder) {
        return Err(LogError::Unfit(format!(
            "the folder `{}` holds a workspace of its own, which `--store` would leave behind: use another folder for the \
             database's",
            folder.display()
        )));
    }
    id_of(folder, ELSEWHERE)
}

/// Makes the marker of a folder whose workspace a database elsewhere keeps.
pub(super) fn settle_elsewhere(folder: &Path, marker: Option<&str>, id: &str) -> Result<(), LogError> {
    if marker.is_some() { Ok(()) } else { mark(folder, ELSEWHERE, id).map_err(io_error) }
}

/// Takes back the marker of a folder whose workspace no database keeps after all.
pub(super) fn unsettle_elsewhere(folder: &Path) {
    // One that is left makes the folder refuse other workspaces, and nothing else.
    drop(fs::remove_file(folder.join(ELSEWHERE)));
}

/// The id of the workspace that the folder holds or held; `None` in a new folder, and in one of an earlier version.
///
/// # Errors
/// [`LogError::Lost`] when the marker says nothing that makes sense.
pub(super) fn marker_in(folder: &Path) -> Result<Option<String>, LogError> {
    id_of(folder, MARKER)
}

fn id_of(folder: &Path, marker: &str) -> Result<Option<String>, LogError> {
    let bytes = match fs::read(folder.join(marker)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error(error)),
    };
    let id = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_prefix(SAYS)?.strip_suffix('\n'));
    match id.and_then(|id| id.parse::<DocId>().ok()) {
        Some(id) => Ok(Some(id.to_string())),
        None => Err(lost(folder, &format!("its file `{marker}`, which says whose folder this is, is damaged"))),
    }
}

/// Whether nothing stands in the way of a restored database: there is none, or an empty file.
pub(super) fn is_vacant(folder: &Path) -> bool {
    fs::metadata(folder.join(DATABASE)).map_or(true, |about| about.len() == 0)
}

/// Moves what is left of a lost database out of a restored one's way: SQLite would mix them.
pub(super) fn clear(folder: &Path, now_ms: u64) -> io::Result<()> {
    for tail in ["-wal", "-shm"] {
        let left = beside(&folder.join(DATABASE), tail);
        if left.exists() {
            fs::rename(&left, beside(&left, &format!(".lost-{now_ms}")))?;
        }
    }
    Ok(())
}

fn lost(folder: &Path, what: &str) -> LogError {
    LogError::Lost(format!(
        "the folder `{0}` held a workspace, and {what}. Nothing was changed. Put the file back, or move what is left of it \
         away and make it anew of a backup: `muster restore FILE --data {0}`. A new workspace needs another folder",
        folder.display()
    ))
}

fn mark(folder: &Path, marker: &str, id: &str) -> io::Result<()> {
    let new = folder.join(format!("{marker}.new"));
    let mut file = create_private(&new)?;
    file.write_all(format!("{SAYS}{id}\n").as_bytes())?;
    file.sync_all()?;
    fs::rename(new, folder.join(marker))?;
    File::open(folder)?.sync_all()
}

/// The file that stands under the database's name.
enum State {
    Missing,
    /// Another kind of file, described in words.
    Unlike(String),
    There,
}

fn state_of(database: &Path, wal: &[u8]) -> io::Result<State> {
    let mut file = match File::open(database) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::Missing),
        Err(error) => return Err(error),
    };
    let n_bytes = file.metadata()?.len();
    let mut head = Vec::new();
    (&mut file).take(100).read_to_end(&mut head)?;
    Ok(match head.len() {
        0 => State::Unlike("its `muster.db` is empty".to_owned()),
        100 if head.starts_with(MAGIC) => match first_missing(&head, n_bytes, wal) {
            Some(page) => State::Unlike(format!(
                "its `muster.db` is cut short: {n_bytes} bytes are there, and page {page} is not"
            )),
            None => State::There,
        },
        _ => State::Unlike("its `muster.db` is no database".to_owned()),
    })
}

/// The first page that is neither in the file nor in its write-ahead log.
fn first_missing(head: &[u8], n_bytes: u64, wal: &[u8]) -> Option<u64> {
    let number = |at: usize, n: usize| head[at..at + n].iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    // A page of 64 KiB is written as 1.
    let page_bytes = if number(16, 2) == 1 { 1 << 16 } else { number(16, 2) };
    let (n_pages, logged) = wal::committed(wal).unwrap_or_else(|| (number(28, 4), HashSet::new()));
    (n_bytes.checked_div(page_bytes)? + 1..=n_pages).find(|page| !logged.contains(page))
}

/// The id in the database's own file; `None` where it can't be read, or is in its write-ahead log alone.
fn id_in(database: &Path) -> Option<String> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let path = percent_encode(database.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC);
    let db = Connection::open_with_flags(format!("file:{path}?immutable=1"), flags).ok()?;
    db.query_row("SELECT id FROM seal", [], |row| row.get(0)).ok()
}

/// Makes the database of a new workspace. It gets its name once it is whole, so no crash leaves an empty one.
fn make(folder: &Path) -> Result<(), LogError> {
    let new = folder.join(format!("{DATABASE}.new"));
    for left in [new.clone(), beside(&new, "-journal")] {
        match fs::remove_file(left) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io_error(error)),
            _ => {}
        }
    }
    create_private(&new).map_err(io_error)?;
    let mut db = Connection::open(&new).map_err(LogError::writing)?;
    intact::register(&db, &Arc::default()).map_err(LogError::writing)?;
    schema::bring_up_to_date(&mut db, None)?;
    db.close().map_err(|(_, error)| LogError::writing(error))?;
    let name = || {
        File::open(&new)?.sync_all()?;
        fs::rename(&new, folder.join(DATABASE))?;
        File::open(folder)?.sync_all()
    };
    name().map_err(io_error)
}

pub(super) fn beside(path: &Path, tail: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(tail);
    name.into()
}

fn read_or_nothing(path: &Path) -> Result<Vec<u8>, LogError> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(io_error),
    }
}
