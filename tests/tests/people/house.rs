//! A workspace with everybody in it and its server, for the tests of this folder. Questions that only some of them ask
//! are added where they are asked.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use muster_tests::cast::Cast;
use muster_tests::server::{Answer, Process, get};
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

/// Every address of a key that opens nothing has one answer, and too many guesses end in a wait: for those who guess, and not
/// for whoever has the `right` address.
pub(crate) async fn slows_guesses(server: SocketAddr, wrong: &[String], guess: &str, right: &str) -> Result<()> {
    let mut said = Vec::new();
    for path in wrong {
        let answer = get(server, path, &[]).await?;
        ensure!(answer.status == 404, "{path}: {} {}", answer.status, answer.body);
        said.push(answer.body);
    }
    said.dedup();
    ensure!(said.len() == 1, "{said:?}");
    let mut waits = false;
    for _ in 0..40 {
        waits = waits || get(server, guess, &[]).await?.status == 429;
    }
    ensure!(waits, "guesses are never slowed down");
    let status = get(server, right, &[]).await?.status;
    ensure!(status == 200, "whoever has a key that opens waits for nobody who guesses: {status}");
    Ok(())
}

/// None of the `secrets` stands in the words that a server has said into its folder, in the record, or in `more` that it tells;
/// the record has each of the `words`.
pub(crate) fn tells_no_secret(
    data: &Path,
    secrets: &[&str],
    (audit, words): (&str, &[&str]),
    more: &[&str],
) -> Result<()> {
    let log = fs::read_to_string(data.join("said.log"))?;
    for text in [&*log, audit].into_iter().chain(more.iter().copied()) {
        ensure!(!secrets.iter().any(|secret| text.contains(secret)), "a secret stands in the open");
    }
    for word in words {
        ensure!(audit.contains(word), "{word}: {audit}");
    }
    Ok(())
}

/// Turns round what is written of the authors of a document, so that it cannot be read at all.
pub(crate) fn damage(data: &Path, doc: &str) -> Result<()> {
    let log = Connection::open(data.join("muster.db"))?;
    let sql = "UPDATE authors SET author = 'mallory' WHERE doc = (SELECT num FROM docs WHERE id = ?1)";
    ensure!(log.execute(sql, [doc])? > 0, "{doc} has authors");
    Ok(())
}
