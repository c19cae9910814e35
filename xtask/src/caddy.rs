//! Caddy, which tests of the server start in front of it: Debian's, installed where it is missing and we may.

use anyhow::{Result, bail};

use crate::browser::{install, may_install};
use crate::process::on_path;

const PACKAGE: &str = "caddy";

/// Sees to it that the tests find it.
pub(crate) fn find_or_install() -> Result<()> {
    if on_path(PACKAGE).is_some() {
        return Ok(());
    }
    if !may_install()? {
        bail!("install Caddy, which tests of the server start (Debian: `apt-get install {PACKAGE}`)");
    }
    install(&[PACKAGE])
}
