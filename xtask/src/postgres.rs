//! PostgreSQL, which tests of the server start: Debian's, installed where it is missing and we may.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::browser::{install, may_install};

/// Where Debian puts the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
const PACKAGE: &str = "postgresql";

/// Sees to it that the tests find it.
pub(crate) fn find_or_install() -> Result<()> {
    if is_in(Path::new(VERSIONS)) {
        return Ok(());
    }
    if !may_install()? {
        bail!("install PostgreSQL, which tests of the server start (Debian: `apt-get install {PACKAGE}`)");
    }
    install(&[PACKAGE])
}

fn is_in(versions: &Path) -> bool {
    let folders = fs::read_dir(versions).into_iter().flatten().flatten();
    folders.into_iter().any(|version| version.path().join("bin/postgres").is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_the_program_of_any_version_lacks_it() {
        assert!(!is_in(Path::new("/no/such/folder")));
        assert!(!is_in(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}
