//! The `dist/` folder. A file is written only when it changed: brotli at its hardest is slow, and the server is linked
//! again whenever a file it embeds is touched.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::build::Effort;
use crate::compress::{self, brotli, gzip};

/// The files that the server gets, and their addresses.
pub(crate) struct Dist {
    folder: PathBuf,
    /// Every file of this build, to know which ones are left over from an earlier one.
    written: BTreeSet<PathBuf>,
    /// The address of every hashed file, in the order they were added.
    hashed: Vec<String>,
    effort: Effort,
}

/// Whether compressed copies stand beside a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copies {
    Compressed,
    /// The server writes into this file before it sends it.
    PlainOnly,
}

impl Dist {
    pub(crate) fn new(folder: PathBuf, effort: Effort) -> Self {
        Self { folder, written: BTreeSet::new(), hashed: Vec::new(), effort }
    }

    /// Adds `assets/<name>-<hash>.<extension>` and gives back its address. Such a file never changes under its name.
    pub(crate) fn add_hashed(&mut self, name: &str, extension: &str, bytes: &[u8]) -> Result<String> {
        let path = format!("assets/{name}-{}.{extension}", short_hash(bytes));
        self.add_immutable(&path, bytes)
    }

    /// As `add_hashed`, for a path that holds its hash already.
    pub(crate) fn add_immutable(&mut self, path: &str, bytes: &[u8]) -> Result<String> {
        self.add(path, bytes, Copies::Compressed)?;
        let address = format!("/{path}");
        self.hashed.push(address.clone());
        Ok(address)
    }

    pub(crate) fn add(&mut self, path: &str, bytes: &[u8], copies: Copies) -> Result<()> {
        let file = self.folder.join(path);
        let fresh = write_if_changed(&file, bytes)?;
        let compressed = copies == Copies::Compressed && self.effort == Effort::Full;
        if compressed && bytes.len() >= compress::BYTES_MIN {
            for (extension, pack) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
                let copy = PathBuf::from(format!("{}.{extension}", file.display()));
                if fresh || !copy.exists() {
                    write(&copy, &pack(bytes)?)?;
                }
                self.written.insert(copy);
            }
        }
        self.written.insert(file);
        Ok(())
    }

    pub(crate) fn hashed(&self) -> &[String] {
        &self.hashed
    }

    /// Removes what an earlier build left: the server would embed it.
    pub(crate) fn sweep(&self) -> Result<()> {
        self.sweep_below(&self.folder).map(drop)
    }

    /// Whether anything is left in the folder.
    fn sweep_below(&self, folder: &Path) -> Result<bool> {
        let mut kept = false;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                if self.sweep_below(&path)? {
                    kept = true;
                } else {
                    fs::remove_dir(&path)?;
                }
            } else if self.written.contains(&path) {
                kept = true;
            } else {
                fs::remove_file(&path)?;
            }
        }
        Ok(kept)
    }
}

/// Eight hex digits of the SHA-256: enough to tell builds apart.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

fn write_if_changed(file: &Path, bytes: &[u8]) -> Result<bool> {
    if fs::read(file).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    // A copy packed from the old bytes must not outlive them, even when the build is stopped between the two.
    for extension in ["br", "gz"] {
        let copy = PathBuf::from(format!("{}.{extension}", file.display()));
        if copy.exists() {
            fs::remove_file(copy)?;
        }
    }
    write(file, bytes)?;
    Ok(true)
}

/// Through a second name, so that a stopped build never leaves half a file that the next one takes for whole.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let folder = file.parent().context("a file of dist/ has a folder")?;
    fs::create_dir_all(folder)?;
    let part = PathBuf::from(format!("{}.part", file.display()));
    fs::write(&part, bytes).with_context(|| format!("could not write {}", part.display()))?;
    fs::rename(&part, file).with_context(|| format!("could not write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_build_touches_nothing_and_sweeps_the_first_ones_leavings() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("muster-dist-{}", std::process::id()));
        let long = "muster ".repeat(200);
        let mut first = Dist::new(folder.clone(), Effort::Full);
        let kept = first.add_hashed("app", "js", long.as_bytes())?;
        let old = first.add_hashed("start", "js", b"old")?;
        let before = fs::metadata(folder.join(&kept[1..]))?.modified()?;

        let mut second = Dist::new(folder.clone(), Effort::Full);
        assert_eq!(second.add_hashed("app", "js", long.as_bytes())?, kept);
        second.add("sw.js", b"short", Copies::Compressed)?;
        second.sweep()?;
        assert_eq!(fs::metadata(folder.join(&kept[1..]))?.modified()?, before);
        assert!(folder.join(format!("{}.br", &kept[1..])).exists());
        assert!(!folder.join(&old[1..]).exists());
        assert!(!folder.join("sw.js.br").exists(), "a small file has no compressed copy");
        fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
