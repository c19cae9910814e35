//! The packages of the JavaScript tests, exactly as their lock files say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::assets::short_hash;
use crate::process::{on_path, run};
use crate::steps::{Outcome, timed};
use crate::workspace::Workspace;

/// The folders of the JavaScript tests; a folder counts once it has a `package.json`.
const FOLDERS: [&str; 3] = ["tests/interop", "tests/e2e", "tests/wiki"];
/// The folders of what the benchmark measures beside ours: two servers, and an editor that is bundled once it is installed.
const PEERS: [&str; 3] = ["tests/peers/hocuspocus", "tests/peers/y-websocket", "tests/peers/tiptap"];

pub(crate) fn install(workspace: &Workspace) -> Result<Outcome> {
    let folders: Vec<PathBuf> = folders(workspace).filter(|folder| folder.join("package.json").is_file()).collect();
    if folders.is_empty() {
        return Ok(Outcome::Skipped("there are no JavaScript tests yet".to_owned()));
    }
    install_all(workspace, folders).map(|()| Outcome::Passed)
}

pub(crate) fn install_peers(workspace: &Workspace) -> Result<()> {
    install_all(workspace, PEERS.map(|folder| workspace.root.join(folder)))
}

fn install_all(workspace: &Workspace, folders: impl IntoIterator<Item = PathBuf>) -> Result<()> {
    if on_path("npm").is_none() || on_path("node").is_none() {
        bail!("install Node.js 20 or newer with npm (Debian: `apt-get install nodejs npm`)");
    }
    for folder in folders {
        install_in(workspace, &folder)?;
    }
    Ok(())
}

pub(crate) fn folders(workspace: &Workspace) -> impl Iterator<Item = PathBuf> {
    FOLDERS.into_iter().map(|folder| workspace.root.join(folder))
}

/// `npm ci` empties the folder each time; a stamp of the lock file spares that.
fn install_in(workspace: &Workspace, folder: &Path) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.muster-lock");
    if fs::read_to_string(&stamp).is_ok_and(|old| old == short_hash(&lock)) {
        println!("{}: as locked", workspace.shown(folder));
        return Ok(());
    }
    timed(&format!("installing the packages of {}", workspace.shown(folder)), || {
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))?;
        fs::create_dir_all(folder.join("node_modules"))?;
        Ok(fs::write(&stamp, short_hash(&lock))?)
    })
}
