//! The data folder: one process at a time has it, and which files are in it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;
use tracing::warn;

/// The name in the data folder of a backup that is being restored.
pub(crate) const RESTORED_PART: &str = "restore.part";

/// Why the data folder cannot be used.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Another process has it.
    #[error("another muster is using the data folder `{0}`")]
    InUse(String),
    /// It cannot be made or opened.
    #[error("the data folder `{0}` cannot be used: {1}")]
    Unusable(String, io::Error),
}

/// A data folder that is ours until this is dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes the folder, making it if need be.
    ///
    /// # Errors
    /// [`FolderError`].
    pub fn take(path: &Path) -> Result<Self, FolderError> {
        let name = || path.display().to_string();
        let lock = make(path).map_err(|error| FolderError::Unusable(name(), error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(name())),
            Err(TryLockError::Error(error)) => Err(FolderError::Unusable(name(), error)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The socket a running server takes orders on, in the data folder `path`.
pub fn admin_socket(path: &Path) -> PathBuf {
    path.join("admin.sock")
}

/// Where a backup of this name waits in the data folder `path` to be taken; `None` if that is no name.
pub(crate) fn backup_part(path: &Path, name: &str) -> Option<PathBuf> {
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then(|| path.join(format!("backup-{name}.part")))
}

/// Removes backups that nobody took, and one that was being restored, as after a crash.
pub(crate) fn forget_backups(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if (name.starts_with("backup-") && name.ends_with(".part")) || name == RESTORED_PART {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn make(path: &Path) -> io::Result<File> {
    if !path.exists() {
        fs::create_dir_all(path)?;
        // The folder's own name is only safe once the one it is in is synced.
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            File::open(parent)?.sync_all()?;
        }
    }
    let lock = private_options().create(true).truncate(false).open(path.join("lock"))?;
    if let Err(error) = close_to_others(path) {
        warn!(%error, "other users of this machine may be able to read the data folder: {error}");
    }
    Ok(lock)
}

/// Makes a file that only this user may read, or empties it.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    let file = private_options().create(true).truncate(true).open(path)?;
    // It may have been there, with other rights.
    private(path, 0o600)?;
    Ok(file)
}

/// Takes the folder and all that is in it from other users, whoever made it. SQLite gives the files it makes beside the
/// database the same rights.
fn close_to_others(path: &Path) -> io::Result<()> {
    private(path, 0o700)?;
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_file() {
            private(&entry.path(), 0o600)?;
        } else if kind.is_dir() {
            close_to_others(&entry.path())?;
        }
    }
    Ok(())
}

/// Opens files for writing; one that is made is for this user alone.
#[cfg(unix)]
pub(crate) fn private_options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = File::options();
    options.write(true).mode(0o600);
    options
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Opens files for writing.
#[cfg(not(unix))]
pub(crate) fn private_options() -> OpenOptions {
    let mut options = File::options();
    options.write(true);
    options
}

#[cfg(not(unix))]
fn private(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}
