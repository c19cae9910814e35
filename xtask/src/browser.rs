//! The browser the end-to-end tests drive: the system's own Chromium, installed where we may.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{on_path, output_of, run};
use crate::steps::timed;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The path of a Chromium, if there is one. `CHROMIUM` overrides what is found.
pub(crate) fn find() -> Option<PathBuf> {
    match std::env::var_os("CHROMIUM") {
        Some(path) => Some(PathBuf::from(path)).filter(|path| path.is_file()),
        None => NAMES.into_iter().find_map(on_path),
    }
}

pub(crate) fn find_or_install() -> Result<PathBuf> {
    if let Some(path) = find() {
        return Ok(path);
    }
    if !is_root()? || on_path("apt-get").is_none() {
        bail!("install Chromium (Debian: `apt-get install chromium`) or set CHROMIUM to its path");
    }
    timed("installing Chromium", || {
        run(Command::new("apt-get").arg("update"))?;
        let install = ["install", "--yes", "--no-install-recommends", "chromium"];
        run(Command::new("apt-get").args(install).env("DEBIAN_FRONTEND", "noninteractive"))
    })?;
    find().context("apt-get installed Chromium, but it is not on the PATH")
}

fn is_root() -> Result<bool> {
    Ok(on_path("id").is_some() && output_of(Command::new("id").arg("-u"))?.trim() == "0")
}
