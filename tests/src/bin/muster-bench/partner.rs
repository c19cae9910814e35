//! The partners that a load talks to: our server, the relay without a CRDT, and the peers out of the npm registry, each
//! in its own framing of the same y-protocols messages.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use muster_shared::sync::lib0::{Reader, Writer};
use muster_shared::sync::wire::{Frame, SUBPROTOCOL};
use muster_tests::server::Process;
use muster_tests::socket::{Said, Socket};

use crate::site::Site;

/// The state vector of somebody who has nothing.
const NOTHING: &[u8] = &[0];

/// Hocuspocus' own message types.
mod hocuspocus {
    pub(super) const SYNC: u64 = 0;
    pub(super) const AUTH: u64 = 2;
    pub(super) const SYNC_REPLY: u64 = 4;
    pub(super) const SYNC_STATUS: u64 = 8;
}

/// A server under load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Partner {
    /// Ours: there is a document to be told of, and every edit is acknowledged once it is on disk.
    Muster,
    /// The relay: edits are passed on, and that is all.
    Relay,
    /// `@hocuspocus/server` with its SQLite extension. It says "synced" once an edit is in memory.
    Hocuspocus,
    /// `@y/websocket-server`: in memory only, and it acknowledges nothing.
    YWebsocket,
}

/// A message of a server, for a load to count.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Word<'a> {
    /// A frame of y-protocols, or one of ours.
    Frame(Frame<'a>),
    /// One more edit is "synced", as Hocuspocus means it.
    Synced,
    /// Nothing that counts.
    Else,
}

/// The figures of others, each after its name, for the column beside ours.
pub(crate) fn beside(others: impl Iterator<Item = (Partner, String)>) -> String {
    others.map(|(partner, figure)| format!("{} {figure}", partner.name())).collect::<Vec<_>>().join(", ")
}

impl Partner {
    /// The peers out of the registry.
    pub(crate) const PEERS: [Self; 2] = [Self::Hocuspocus, Self::YWebsocket];
    /// Ours first.
    pub(crate) const OURS_AND_PEERS: [Self; 3] = [Self::Muster, Self::Hocuspocus, Self::YWebsocket];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Muster => "muster",
            Self::Relay => "relay",
            Self::Hocuspocus => "hocuspocus",
            Self::YWebsocket => "y-websocket",
        }
    }

    /// Starts it on a data folder.
    pub(crate) fn serve(self, site: &Site, data: &Path) -> Result<Process> {
        match self {
            Self::Muster => Process::start(&site.muster, data, &[]).context("muster did not start"),
            Self::Relay => site.relay(None),
            Self::Hocuspocus | Self::YWebsocket => {
                let mut command = Command::new("node");
                command.arg(self.script()?).arg(data.join("hocuspocus.sqlite"));
                Process::spawn(command).with_context(|| format!("{} did not start", self.name()))
            }
        }
    }

    fn script(self) -> Result<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(self.name());
        ensure!(folder.join("node_modules").is_dir(), "run `npm ci` in {}", folder.display());
        Ok(folder.join("server.mjs"))
    }

    /// A new connection to a document.
    pub(crate) async fn connect(self, address: SocketAddr, doc: &str) -> Result<Socket> {
        let path = match self {
            Self::Muster | Self::Relay => format!("/sync/{doc}"),
            Self::Hocuspocus => "/".to_owned(),
            Self::YWebsocket => format!("/{doc}"),
        };
        let ours = matches!(self, Self::Muster | Self::Relay);
        let mut socket = Socket::open(address, &path, ours.then_some(SUBPROTOCOL)).await?;
        if self == Self::Hocuspocus {
            let mut writer = Writer::new();
            writer.string(doc).uint(hocuspocus::AUTH).uint(0).string("");
            socket.send(writer.into_bytes()).await?;
        }
        Ok(socket)
    }

    /// A new connection that has been told all there is, and what that was.
    pub(crate) async fn join(self, address: SocketAddr, doc: &str) -> Result<(Socket, Vec<u8>)> {
        let mut socket = self.connect(address, doc).await?;
        if self == Self::Relay {
            return Ok((socket, Vec::new()));
        }
        socket.send(self.write(doc, &Frame::Step1(NOTHING))).await?;
        loop {
            match socket.listen().await? {
                Said::Frame(bytes) => {
                    if let Word::Frame(Frame::Step2(told)) = self.read(&bytes)? {
                        let told = told.to_vec();
                        return Ok((socket, told));
                    }
                }
                Said::Goodbye(code) => bail!("{} hung up with {code}", self.name()),
            }
        }
    }

    /// A new connection that is told of every edit from here on.
    pub(crate) async fn take_in(self, address: SocketAddr, doc: &str) -> Result<Socket> {
        Ok(self.join(address, doc).await?.0)
    }

    /// A frame as this server wants it.
    pub(crate) fn write(self, doc: &str, frame: &Frame<'_>) -> Vec<u8> {
        let bytes = frame.write();
        if self != Self::Hocuspocus {
            return bytes;
        }
        let mut writer = Writer::new();
        writer.string(doc).raw(&bytes);
        writer.into_bytes()
    }

    /// The meaning of a message of this server.
    pub(crate) fn read(self, bytes: &[u8]) -> Result<Word<'_>> {
        if self != Self::Hocuspocus {
            return Ok(Word::Frame(Frame::read(bytes)?));
        }
        let mut reader = Reader::new(bytes);
        reader.string()?;
        Ok(match reader.uint()? {
            hocuspocus::SYNC | hocuspocus::SYNC_REPLY => Word::Frame(match reader.uint()? {
                0 => Frame::Step1(reader.buffer()?),
                1 => Frame::Step2(reader.buffer()?),
                _ => Frame::Update(reader.buffer()?),
            }),
            hocuspocus::SYNC_STATUS => Word::Synced,
            _ => Word::Else,
        })
    }
}
