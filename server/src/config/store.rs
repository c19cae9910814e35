//! The store that keeps a workspace: a file in its data folder, or a PostgreSQL database.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use clap::Args;

use crate::log::Keeper;
use crate::sql::Server;
use crate::sql::postgres::{ADDRESS, PASSWORD};

/// `--store`.
#[derive(Debug, Clone, Args)]
pub struct Store {
    /// A PostgreSQL database that keeps the workspace instead of a file in the data folder: postgres://USER@HOST/DATABASE.
    /// Beyond this machine it is spoken to over TLS; `?sslrootcert=FILE` names whose certificates are trusted,
    /// `?sslmode=disable` does without.
    #[arg(long, env = ADDRESS, hide_env_values = true, value_name = "URL")]
    store: Option<Address>,
    /// A file with the password for it. Without one `PGPASSWORD` is taken, if it is set.
    #[arg(long, env = "MUSTER_STORE_PASSWORD_FILE", value_name = "FILE", requires = "store")]
    store_password_file: Option<PathBuf>,
}

/// The address of a database, which may hold a password and is never shown.
#[derive(Clone)]
struct Address(String);

impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

impl From<String> for Address {
    fn from(address: String) -> Self {
        Self(address)
    }
}

impl Store {
    /// Whether a database keeps the workspace.
    pub fn is_elsewhere(&self) -> bool {
        self.store.is_some()
    }

    /// The store that was chosen.
    ///
    /// # Errors
    /// A sentence, when the address or the password cannot be read.
    pub fn keeper(&self) -> Result<Keeper, String> {
        let Some(Address(address)) = &self.store else { return Ok(Keeper::File) };
        let password = match &self.store_password_file {
            Some(path) => Some(in_file(path)?),
            None => std::env::var_os(PASSWORD).map(OsString::into_vec),
        };
        Server::new(address, password.as_deref()).map(Keeper::Postgres)
    }
}

/// The first line of a file.
fn in_file(path: &PathBuf) -> Result<Vec<u8>, String> {
    let bytes =
        fs::read(path).map_err(|error| format!("the password file `{}` cannot be read: {error}", path.display()))?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Ok(line.strip_suffix(b"\r").unwrap_or(line).to_vec())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::{Cli, Command};

    fn parsed(more: &[&str]) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(["muster", "serve"].iter().chain(more))
    }

    #[test]
    fn a_password_in_the_address_is_shown_nowhere() {
        let address = "postgres://muster:s3cret@localhost/muster";
        let Ok(Cli { command: Command::Serve(serve), .. }) = parsed(&["--store", address]) else { panic!("no server") };
        assert!(!format!("{serve:?}").contains("s3cret"));
        assert!(serve.data.store.is_elsewhere() && serve.data.store.keeper().is_ok());
    }

    #[test]
    fn the_password_is_the_first_line_of_its_file() -> std::io::Result<()> {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), "s3cret\r\nnot this\n")?;
        assert_eq!(super::in_file(&file.path().to_owned()), Ok(b"s3cret".to_vec()));
        assert!(super::in_file(&"/no/such/file".into()).is_err_and(|sentence| sentence.contains("/no/such/file")));
        Ok(())
    }
}
