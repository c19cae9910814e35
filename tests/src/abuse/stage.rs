//! A server that people sign in to, with a long document that some may only read: where abuse happens.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use muster_server::log::{Append, Log, Progress};
use muster_shared::access::Author;
use muster_shared::sync::wire::SUBPROTOCOL;
use tempfile::TempDir;
use yrs::{Doc, Text, Transact, WriteTxn};

use crate::cast::{Cast, OURS};
use crate::server::{Process, get};
use crate::socket::Socket;

/// Edits of one author before another one goes on, in the document that is long.
const EDITS_A_STEP: u64 = 50;
/// The text of a charter that takes several lines.
const LONG_TEXT: &str = "mission_note";

/// A server, and who is who there.
pub struct Stage {
    /// The server.
    pub server: Process,
    /// The people of the workspace.
    pub cast: Cast,
    folder: TempDir,
}

impl Stage {
    /// A server of a program whose data lies in `beside`. The document that readers may read, [`OURS`], was edited so
    /// often.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn open(program: &str, beside: &Path, n_edits: u64, more: &[&str]) -> Result<Self> {
        let folder = TempDir::with_prefix_in("abuse-", beside)?;
        let cast = Cast::gather(folder.path()).await?;
        fill(folder.path(), n_edits).await?;
        let server = Process::serve(program, folder.path(), more)?;
        Ok(Self { server, cast, folder })
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Where its data lies.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// A connection with a token of a role to [`OURS`].
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn with_token(&self, role: &str) -> Result<Socket> {
        let path = format!("/sync/{OURS}?token={}", self.cast.token(role));
        Socket::open(self.address(), &path, Some(SUBPROTOCOL)).await
    }

    /// A connection of somebody who is signed in, to any document.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn signed_in(&self, who: &str, doc: &str) -> Result<Socket> {
        let headers = self.cast.upgrade(self.address(), who);
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Socket::with(self.address(), &format!("/sync/{doc}"), &headers).await
    }

    /// A figure of the server's own.
    ///
    /// # Errors
    /// When it is not told.
    pub async fn metric(&self, name: &str) -> Result<f64> {
        let key = format!("Authorization: Bearer {}.{}", self.cast.key.0, self.cast.key.1);
        let text = get(self.address(), "/metrics", &[&key]).await?;
        ensure!(text.status == 200, "the metrics are answered {}", text.status);
        let line = text.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Ok(line.map_or(Ok(0.0), str::parse)?)
    }
}

/// Writes a long history into the log before there is a server.
async fn fill(data: &Path, n_edits: u64) -> Result<()> {
    let log = Log::open(data)?;
    let row = log.doc(&OURS.parse()?).await?.context("the charter")?;
    let (doc, progress) = (Doc::with_client_id(7), Arc::new(Progress::default()));
    let mut number = 0;
    while number < n_edits {
        let mut appends = Vec::new();
        for _ in 0..1_000.min(n_edits - number) {
            number += 1;
            let step = number / EDITS_A_STEP;
            appends.push(Append {
                progress: Arc::clone(&progress),
                number,
                doc: row.num,
                bytes: line(&doc, number).into(),
                at_ms: 1_000 + step * 3_600_000,
                author: Author::new(["someone", "other"][step as usize % 2]),
                binds: Vec::new(),
            });
        }
        log.append_all(appends).await?;
    }
    if n_edits > 0 {
        let mut standing = progress.watch();
        standing.wait_for(|standing| standing.flushed == n_edits || standing.failed).await?;
    }
    log.close().await;
    Ok(())
}

fn line(doc: &Doc, number: u64) -> Vec<u8> {
    let mut txn = doc.transact_mut();
    let text = txn.get_or_insert_text(LONG_TEXT);
    text.insert(&mut txn, 0, &format!("line {number} of what a team has written\n"));
    txn.encode_update_v1()
}
