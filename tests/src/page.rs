//! A page of our own over a real socket: its copy of a document, what its device keeps of it, and what it was told.
#![allow(clippy::missing_errors_doc, reason = "a helper of tests: what fails here fails the test")]

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use muster_shared::id::{Lineage, RowId};
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Sheet, Stamp};
use muster_shared::sync::replica::{Output, Reason, Replica};
use muster_shared::sync::wire::{Frame, Nack};

use crate::network::{Device, StoreOp};
use crate::socket::{Said, Socket};

/// One tab with one document, whose device takes everything at once.
pub struct Page {
    kind: Kind,
    /// The person's name, as this page stamps it.
    pub name: &'static str,
    /// Its copy.
    pub replica: Replica,
    device: Device,
    socket: Option<Socket>,
    /// Why its copy was set aside, if it was.
    pub aside: Option<Reason>,
    /// Everything that was refused.
    pub nacks: Vec<Nack>,
}

impl Page {
    /// A tab that writes under `client` and finds what the device keeps.
    pub fn open(kind: Kind, client: u64, name: &'static str, device: Device) -> Self {
        let mut replica = Replica::new(kind.schema(), client, || 0);
        replica.hydrate(device.lineage.clone(), device.rows());
        Self { kind, name, replica, device, socket: None, aside: None, nacks: Vec::new() }
    }

    /// Begins the document here.
    pub async fn begin(&mut self, lineage: Lineage) -> Result<()> {
        let outputs = self.replica.begin(lineage);
        self.run(outputs).await
    }

    /// Connects with these header lines, and waits until there is something to show.
    pub async fn connect(&mut self, address: SocketAddr, doc: &str, headers: &[(&'static str, String)]) -> Result<()> {
        let headers: Vec<(&'static str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.socket = Some(Socket::with(address, &format!("/sync/{doc}?kind={}", self.kind), &headers).await?);
        self.replica.opened();
        self.until(|page| page.replica.is_hydrated()).await
    }

    /// Makes an edit.
    pub async fn edit(&mut self, edit: &Edit) -> Result<Option<RowId>> {
        let stamp = Stamp { by: self.name.to_owned(), at_ms: 1 };
        let (row, outputs) = self.replica.edit(edit, &stamp)?;
        self.run(outputs).await?;
        Ok(row)
    }

    /// Fills what the document does not say yet.
    pub async fn fill(&mut self, sheet: &Sheet) -> Result<()> {
        let (_, outputs) = self.replica.fill(sheet, false)?;
        self.run(outputs).await
    }

    /// Hears what the server says until something is so.
    pub async fn until(&mut self, mut is_so: impl FnMut(&mut Self) -> bool) -> Result<()> {
        while !is_so(self) {
            let socket =
                self.socket.as_mut().with_context(|| format!("{} has no connection: {:?}", self.name, self.nacks))?;
            match socket.listen().await? {
                Said::Frame(bytes) => {
                    if let Ok(Frame::Nack(nack)) = Frame::read(&bytes) {
                        self.nacks.push(nack);
                    }
                    let outputs = self.replica.receive(&bytes);
                    self.run(outputs).await?;
                }
                Said::Goodbye(code) => bail!("the server hung up on {}: {code}", self.name),
            }
        }
        Ok(())
    }

    /// Hears what the server says until everything is on its disk.
    pub async fn until_saved(&mut self) -> Result<()> {
        self.until(|page| page.replica.is_synced()).await
    }

    /// Whether it has a connection.
    pub fn is_connected(&self) -> bool {
        self.socket.is_some()
    }

    /// The tab is closed; the device keeps what it has.
    pub fn close(self) -> Device {
        self.device
    }

    async fn run(&mut self, outputs: Vec<Output>) -> Result<()> {
        for output in outputs {
            match output {
                Output::Store { key, bytes, unsaved } => {
                    self.device.store(StoreOp::Put(key, bytes, unsaved));
                    self.replica.stored(&[key]);
                }
                Output::MarkSaved(keys) => self.device.store(StoreOp::MarkSaved(keys)),
                Output::Adopt(lineage) => self.device.store(StoreOp::Adopt(lineage)),
                Output::Send(frame) => {
                    if let Some(socket) = &mut self.socket {
                        socket.send(frame).await?;
                    }
                }
                Output::Close { .. } => {
                    self.socket = None;
                    self.replica.closed();
                }
                Output::SetAside(reason) => self.aside = Some(reason),
                Output::TellTabs { .. } => {}
            }
        }
        Ok(())
    }
}
