//! A real server with people who are signed in, over a folder of its own.
#![allow(clippy::missing_errors_doc, reason = "a helper of tests: what fails here fails the test")]

use std::path::Path;

use anyhow::{Result, ensure};
use tempfile::{TempDir, tempdir};

use crate::cast::Cast;
use crate::client::Client;
use crate::server::{Answer, Process};

/// A server, its people and its folder.
pub struct Served {
    /// The folder with its data.
    pub folder: TempDir,
    /// The people.
    pub cast: Cast,
    /// The server.
    pub server: Process,
}

impl Served {
    /// A new workspace, served as `start` does it over the folder that it is given.
    pub async fn open(start: impl FnOnce(&Path) -> Result<Process>) -> Result<Self> {
        let folder = tempdir()?;
        let cast = Cast::gather(folder.path()).await?;
        let server = start(folder.path())?;
        Ok(Self { folder, cast, server })
    }

    /// Asks for something as somebody.
    pub async fn ask(&self, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
        self.cast.ask(self.server.address, who, method, path, body).await
    }

    /// The body of the answer to something that somebody asks for, which has this status.
    pub async fn told(&self, who: &str, method: &str, path: &str, body: &str, status: u16) -> Result<String> {
        let answer = self.ask(who, method, path, body).await?;
        ensure!(answer.status == status, "{who}: {method} {path}: {} {}", answer.status, answer.body);
        Ok(answer.body)
    }

    /// Connects somebody to a document.
    pub async fn connect(&self, who: &str, doc: &str) -> Result<Client> {
        self.cast.connect(self.server.address, who, doc).await
    }
}
