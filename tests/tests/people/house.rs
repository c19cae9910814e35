//! A workspace with everybody in it and its server, for the tests of this folder. Questions that only some of them ask
//! are added where they are asked.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use muster_tests::cast::Cast;
use muster_tests::server::{Answer, Process};
use rusqlite::Connection;
use tempfile::{TempDir, tempdir};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

pub(crate) struct House {
    pub(crate) folder: TempDir,
    pub(crate) cast: Cast,
    pub(crate) server: Process,
}

/// A server that says everything there is to say, into the file `said.log` of its folder.
pub(crate) fn serve_aloud(data: &Path, more: &[&str]) -> Result<Process> {
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--data"]).arg(data).args(more);
    command.stderr(File::create(data.join("said.log"))?);
    Process::spawn(command)
}

impl House {
    pub(crate) async fn open() -> Result<Self> {
        Self::served(|data| Process::serve(PROGRAM, data, &[])).await
    }

    /// The same with a server that is started otherwise.
    pub(crate) async fn served(serve: impl FnOnce(&Path) -> Result<Process>) -> Result<Self> {
        let folder = tempdir()?;
        let cast = Cast::gather(folder.path()).await?;
        let server = serve(folder.path())?;
        Ok(Self { folder, cast, server })
    }

    pub(crate) async fn ask(&self, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
        self.cast.ask(self.server.address, who, method, path, body).await
    }
}

/// Turns round what is written of the authors of a document, so that it cannot be read at all.
pub(crate) fn damage(data: &Path, doc: &str) -> Result<()> {
    let log = Connection::open(data.join("muster.db"))?;
    let sql = "UPDATE authors SET author = 'mallory' WHERE doc = (SELECT num FROM docs WHERE id = ?1)";
    ensure!(log.execute(sql, [doc])? > 0, "{doc} has authors");
    Ok(())
}
