//! A client's copy of one document, without any I/O: edits and frames in, outputs out.
//!
//! Rules, each proven by the test of its number:
//!
//! * C01 an own edit is stored before it is sent
//! * C02 *Saved* is shown only when everything this device has written is on the server's disk, and *On this device* only
//!   when the device has confirmed all of it
//! * C03 what was not acked when the link closed is sent again after the next hello
//! * C04 a copy of another lineage never merges: it is set aside and offered, unless nothing stands in it
//! * C05 a permanent refusal sets the copy aside; nothing after it is lost, and what else this device wrote is sent
//! * C06 nothing is sent before the server's hello, and nothing can be edited before the copy is hydrated
//! * C07 what another tab wrote is taken over, and sent by whoever is online
//! * C08 bytes the gate refuses never reach yrs, wherever they come from
//! * C09 nothing is sent in a frame longer than the server asked for; what is cut counts as one
//! * C10 a document of another kind, or of none, is not opened
//! * C11 before everything is sent, the server is told which ids are this device's own
//! * C12 what this person may do is remembered, and who is signed out writes on: it is sent once they are back
//! * C13 what others wrote is kept with its receipt while the server may lose it, and handed back if it has, by readers too
//! * C14 a device that answers late, or kept what other tabs wrote meanwhile, adds what it keeps to what is here
//! * C15 what the rules of the schema do not let this person write is refused here, before it is anywhere
//! * C16 a copy is not set aside because the server does not take back from here what others wrote: it can be read, and
//!   is offered again; *Not saved* says why where the server asks for it no more

mod greeting;
mod hydrate;
mod kept;
mod link;
mod rights;
mod settled;
mod sift;
mod status;
mod unsent;

use std::sync::Arc;

use crate::id::{Lineage, RowId};
use crate::sheet::{self, Edit, EditError, Filled, Schema, Sheet, Stamp};
use crate::sync::document::{Change, GatedDoc};
use crate::sync::gate::{self, Refusal};
use crate::sync::lib0::ReadError;
use crate::sync::limits::Limits;
use crate::sync::own::Own;
use crate::sync::undo::{CHANGING, TYPING, Undo};
use crate::sync::wire::presence::{self, Presence};
use crate::sync::wire::{Frame, Receipted};

use kept::Kept;
use link::{Frames, Link, Outbox};
use sift::Sifting;
pub use status::{Reason, Status};

/// Text longer than this, in bytes, is typed in several transactions, so that no single update outgrows a frame.
const PASTE_BYTES: usize = 64 << 10;

/// Which edit of which tab: the key it is stored under on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreKey {
    /// The client id of the tab that wrote it.
    pub client: u64,
    /// The update's number, counted by that tab.
    pub n: u64,
}

/// One stored update, read back from the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its key.
    pub key: StoreKey,
    /// The update.
    pub bytes: Arc<[u8]>,
    /// Whether a person of this device wrote it and no ack has covered it yet.
    pub unsaved: bool,
}

/// The outputs of a replica, to be carried out in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Write an update to the device.
    Store {
        /// Under this key.
        key: StoreKey,
        /// The key to write it under.
        bytes: Arc<[u8]>,
        /// Whether it still has to reach the server.
        unsaved: bool,
    },
    /// These stored updates have reached the server's disk.
    MarkSaved(Vec<StoreKey>),
    /// Tell the other tabs of this browser.
    TellTabs {
        /// The edit's key.
        key: StoreKey,
        /// The update.
        bytes: Arc<[u8]>,
    },
    /// Send a frame.
    Send(Vec<u8>),
    /// Close the link; `again` says whether to come back by oneself.
    Close {
        /// Whether to connect again after a while.
        again: bool,
    },
    /// Remember the document's lineage on the device.
    Adopt(Lineage),
    /// This copy can no longer be merged: keep it aside on the device and offer it.
    SetAside(Reason),
}

/// A client's copy of one document.
pub struct Replica {
    copy: GatedDoc,
    undo: Undo,
    lineage: Option<Lineage>,
    link: Link,
    outbox: Outbox,
    /// Updates that the server may lose, or has lost.
    kept: Kept,
    /// Edits of this device that build on something this copy has not got.
    stranded: Vec<Stored>,
    /// The server lacked something this copy has, which need not be in the outbox: it lost its tail.
    server_lacks: bool,
    limits: Limits,
    hydrated: bool,
    read_only: Option<Reason>,
    /// This person's role, as the server last said, also before this page was opened, and the rows that are theirs.
    own: Own,
    signed_out: bool,
    aside: Option<Reason>,
    /// C05: the edits of a copy that is set aside are on their way one by one.
    sifting: Option<Sifting>,
    storage_failed: bool,
    storage_silent: bool,
    next_n: u64,
}

impl Replica {
    /// An empty copy that writes as `client`, a fresh id for every tab. `clock` gives milliseconds.
    pub fn new(schema: &'static Schema, client: u64, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        let mut copy = GatedDoc::new(Some(schema), client);
        copy.watch();
        let undo = Undo::new(&mut copy, clock);
        Self {
            copy,
            undo,
            lineage: None,
            link: Link::Closed,
            outbox: Outbox::default(),
            kept: Kept::default(),
            stranded: Vec::new(),
            server_lacks: false,
            limits: Limits::DEFAULT,
            hydrated: false,
            read_only: None,
            own: Own::default(),
            signed_out: false,
            aside: None,
            sifting: None,
            storage_failed: false,
            storage_silent: false,
            next_n: 1,
        }
    }

    /// Starts a document that no server knows yet.
    pub fn begin(&mut self, lineage: Lineage) -> Vec<Output> {
        self.lineage = Some(lineage.clone());
        self.hydrated = true;
        vec![Output::Adopt(lineage)]
    }

    /// The schema of the document.
    pub fn schema(&self) -> Option<&'static Schema> {
        self.copy.schema()
    }

    /// The client id this tab writes under.
    pub fn client(&self) -> u64 {
        self.copy.client()
    }

    /// The copy, to read.
    pub fn copy(&mut self) -> &mut GatedDoc {
        &mut self.copy
    }

    /// The document's sheet.
    pub fn sheet(&mut self) -> Sheet {
        self.copy.sheet().unwrap_or_default()
    }

    /// The changes since the last call.
    pub fn take_changes(&mut self) -> Vec<Change> {
        self.copy.doc();
        self.copy.take_changes()
    }

    /// Whether there is a text to show: hydrated from the device or the server.
    pub fn is_hydrated(&self) -> bool {
        self.hydrated
    }

    /// Whether this copy may be edited now.
    pub fn can_edit(&self) -> bool {
        self.hydrated && self.read_only.is_none() && self.aside.is_none() && self.copy.broken().is_none()
    }

    /// Makes one edit. Answers the row it added, if it added one.
    ///
    /// # Errors
    /// [`EditError`] for the person; then nothing has changed.
    pub fn edit(&mut self, edit: &Edit, stamp: &Stamp) -> Result<(Option<RowId>, Vec<Output>), EditError> {
        if !self.can_edit() {
            return Err(EditError::ReadOnly);
        }
        self.own.may(&mut self.copy, edit)?;
        match edit {
            Edit::Write { at, splice } => {
                let mut outputs = Vec::new();
                for splice in splice.in_pieces(PASTE_BYTES) {
                    let piece = Edit::Write { at: at.clone(), splice };
                    outputs.extend(self.run(TYPING, &piece, stamp)?.1);
                    self.undo.typed();
                }
                Ok((None, outputs))
            }
            _ => {
                let opposite = self.undo.before(&mut self.copy, edit);
                let (row, outputs) = self.run(CHANGING, edit, stamp)?;
                // An edit that changed nothing is no step to take back.
                if !outputs.is_empty() {
                    self.undo.changed(&mut self.copy, edit, opposite, row.as_ref());
                }
                Ok((row, outputs))
            }
        }
    }

    fn run(
        &mut self,
        origin: &'static str,
        edit: &Edit,
        stamp: &Stamp,
    ) -> Result<(Option<RowId>, Vec<Output>), EditError> {
        let Some(schema) = self.schema() else { return Err(EditError::ReadOnly) };
        let written = self.copy.transact(origin, |txn| sheet::apply(schema, txn, edit, stamp));
        let row = written.result?;
        Ok((row, self.keep_and_send(written.updates)))
    }

    /// Fills what the document does not say yet.
    ///
    /// # Errors
    /// [`EditError`] when the sheet does not fit the schema; then nothing has changed.
    pub fn fill(&mut self, sheet: &Sheet, example: bool) -> Result<(Filled, Vec<Output>), EditError> {
        let Some(schema) = self.schema().filter(|_| self.can_edit()) else { return Err(EditError::ReadOnly) };
        let written = self.copy.transact("import", |txn| sheet::fill(schema, txn, sheet, example));
        let filled = written.result?;
        Ok((filled, self.keep_and_send(written.updates)))
    }

    /// Whether there is an own step to take back.
    pub fn can_undo(&self) -> bool {
        self.can_edit() && self.undo.has_steps()
    }

    /// Takes back the latest own step.
    pub fn undo(&mut self, stamp: &Stamp) -> Vec<Output> {
        if self.can_edit() {
            self.undo.undo(&mut self.copy, &self.own, stamp);
        }
        let updates = self.copy.take_written();
        self.keep_and_send(updates)
    }

    /// Does again what was last taken back.
    pub fn redo(&mut self, stamp: &Stamp) -> Vec<Output> {
        if self.can_edit() {
            self.undo.redo(&mut self.copy, &self.own, stamp);
        }
        let updates = self.copy.take_written();
        self.keep_and_send(updates)
    }

    /// Makes one edit that undo does not take back, and forgets the step that the edit took back by itself.
    ///
    /// # Errors
    /// [`EditError`] when the edit does not fit the document, or may not be made; then nothing has changed.
    pub fn quietly(&mut self, edit: &Edit, stamp: &Stamp) -> Result<Vec<Output>, EditError> {
        if !self.can_edit() {
            return Err(EditError::ReadOnly);
        }
        self.own.may(&mut self.copy, edit)?;
        let done = self.undo.quietly(&mut self.copy, edit, stamp);
        let updates = self.copy.take_written();
        let outputs = self.keep_and_send(updates);
        done.map(|()| outputs)
    }

    /// C01: stored first, then told, then sent.
    fn keep_and_send(&mut self, updates: Vec<Arc<[u8]>>) -> Vec<Output> {
        let mut outputs = Vec::new();
        for bytes in updates {
            let key = StoreKey { client: self.client(), n: self.next_n };
            self.next_n += 1;
            self.note_own(key, &bytes);
            outputs.push(Output::Store { key, bytes: Arc::clone(&bytes), unsaved: true });
            outputs.push(Output::TellTabs { key, bytes: Arc::clone(&bytes) });
            outputs.extend(self.send_one(key, &bytes));
        }
        outputs
    }

    /// A tab of this device wrote this.
    fn note_own(&mut self, key: StoreKey, bytes: &Arc<[u8]>) {
        self.own.tabs.insert(key.client);
        self.outbox.add(key, bytes);
    }

    fn send_one(&mut self, key: StoreKey, bytes: &[u8]) -> Vec<Output> {
        let Some((frames, pieces)) = self.cut(bytes) else { return Vec::new() };
        self.outbox.sent(key, frames);
        pieces.iter().map(|piece| Output::Send(Frame::Update(piece).write())).collect()
    }

    /// C09: one update in as many frames as it takes; none while nothing may be sent. An update of a reader would be
    /// refused for good, and take the copy with it.
    fn cut(&mut self, bytes: &[u8]) -> Option<(Frames, Vec<Vec<u8>>)> {
        if self.read_only.is_some() || !self.link.is_syncing() {
            return None;
        }
        // An update of this copy can be cut; if not, it is for the server to say so.
        let pieces = gate::split(bytes, self.limits.upload_bytes).unwrap_or_else(|_| vec![bytes.to_vec()]);
        let frames = self.link.number_frames(pieces.len());
        pieces.iter().zip(frames.first..).for_each(|(piece, number)| self.kept.sent(piece, number));
        Some((frames, pieces))
    }

    /// Another tab of this browser wrote something.
    ///
    /// It is stored once more, under its own key: what this tab goes on to write builds on it, and the other tab may
    /// be killed before it has stored it.
    pub fn hear_tab(&mut self, key: StoreKey, bytes: &Arc<[u8]>) -> Vec<Output> {
        // An update that builds on another which is not here comes by the server too, or from the device when a tab
        // next opens. A tab that knows no lineage yet must not store edits: nobody could say whose history they are.
        if self.aside.is_some() || !self.hydrated || self.copy.admit(bytes).is_err() {
            return Vec::new();
        }
        self.note_own(key, bytes);
        let store = Output::Store { key, bytes: Arc::clone(bytes), unsaved: true };
        std::iter::once(store).chain(self.send_one(key, bytes)).collect()
    }

    /// Another tab learned that these are on the server's disk.
    pub fn hear_saved(&mut self, keys: &[StoreKey]) {
        self.outbox.forget(keys);
        self.stranded.retain(|row| !keys.contains(&row.key));
    }

    /// The device has confirmed that it keeps these edits.
    pub fn stored(&mut self, keys: &[StoreKey]) {
        keys.iter().for_each(|key| self.outbox.stored(*key));
    }

    /// The device refused to store, or took it again: then with everything it had refused.
    pub fn storage_failed(&mut self, failed: bool) {
        self.storage_failed = failed;
    }

    /// The device does not answer, or answers again.
    pub fn storage_silent(&mut self, silent: bool) {
        self.storage_silent = silent;
    }

    /// The link is open; the server speaks first.
    pub fn opened(&mut self) {
        self.link = Link::Greeting;
    }

    /// The link is closed.
    pub fn closed(&mut self) {
        self.link = Link::Closed;
        self.outbox.unsend();
        self.kept.unsend();
    }

    /// A frame came in, as bytes.
    pub fn receive(&mut self, bytes: &[u8]) -> Vec<Output> {
        self.hear(Frame::read(bytes))
    }

    /// A frame came in that somebody else has read, or has failed to.
    pub fn hear(&mut self, frame: Result<Frame<'_>, ReadError>) -> Vec<Output> {
        if self.aside.is_some() {
            let heard = frame.ok().filter(|_| self.sifting.is_some() && self.link.is_syncing());
            return heard.map(|frame| self.hear_sifting(&frame)).unwrap_or_default();
        }
        match frame {
            Ok(Frame::Hello(hello)) => {
                self.learn(hello.role);
                self.greet(&hello)
            }
            Ok(Frame::Step1(vector)) => self.answer(vector),
            Ok(Frame::Step2(update)) => {
                self.link.told();
                self.take(&update.into(), true)
            }
            Ok(Frame::Update(update)) => self.take(&update.into(), false),
            Ok(Frame::Receipted(receipted)) => self.take_receipted(&receipted),
            Ok(Frame::Ack(seq)) => self.acked(seq),
            Ok(Frame::Nack(nack)) => self.nacked(&nack),
            Ok(Frame::Role(role)) => {
                self.learn(role);
                self.take_role(role)
            }
            Ok(_) => Vec::new(),
            // A server that talks nonsense is not believed; come back later.
            Err(_) => vec![Output::Close { again: true }],
        }
    }

    /// C08: what comes from the server passes our own gate too.
    fn take(&mut self, bytes: &Arc<[u8]>, is_answer: bool) -> Vec<Output> {
        match self.copy.admit(bytes) {
            Ok(admission) => {
                let key = StoreKey { client: self.client(), n: self.next_n };
                self.next_n += u64::from(admission.news);
                let store = admission.news.then(|| Output::Store { key, bytes: Arc::clone(bytes), unsaved: false });
                // C06: the lineage is kept after the rows, never before: whoever finds it finds the document.
                let is_first = is_answer && !self.hydrated;
                self.hydrated |= is_answer;
                let adopt = self.lineage.clone().filter(|_| is_first).map(Output::Adopt);
                store.into_iter().chain(adopt).chain(self.retry_stranded(&mut 0)).collect()
            }
            Err(Refusal::MissingDependency) if !is_answer => {
                vec![Output::Send(Frame::Step1(&self.copy.state_vector().encode()).write())]
            }
            Err(_) => vec![Output::Close { again: true }],
        }
    }

    /// C13: before this copy is told the updates it lacks, a receipted one is only kept. One that does not fit it yet
    /// is kept too.
    fn take_receipted(&mut self, receipted: &Receipted<'_>) -> Vec<Output> {
        let bytes: Arc<[u8]> = receipted.update.into();
        let outputs = if self.link.is_untold() { Vec::new() } else { self.take(&bytes, false) };
        self.kept.told(receipted, bytes);
        outputs
    }

    /// The status on the chip.
    pub fn status(&self) -> Status {
        status::of(self)
    }

    /// Whether the server has said on this connection what it has, and has everything of this copy.
    pub fn is_synced(&self) -> bool {
        self.link.is_syncing() && self.status() == Status::Saved
    }

    /// Whether the server has told on this connection all that this copy lacked: it is no older than that word.
    pub fn is_told(&self) -> bool {
        self.link.is_told()
    }

    /// How many edits of this device have not reached the server's disk.
    pub fn n_unsaved(&self) -> usize {
        self.outbox.len() + self.n_refused() + self.stranded.len()
    }

    /// The bounds the server has told of.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// A frame that says who is here, in the words of `presences`.
    pub fn presence_frame(presences: &[Presence]) -> Vec<u8> {
        Frame::Awareness(&presence::write(presences.iter())).write()
    }
}
