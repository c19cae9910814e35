//! The server's word on frames that were sent: they are on its disk, or refused.

use super::kept::Refused;
use super::{Output, Reason, Replica};
use crate::sync::wire::{Nack, NackCode};

impl Replica {
    pub(super) fn acked(&mut self, seq: u64) -> Vec<Output> {
        self.kept.acked(seq);
        if self.link.acks_upload(seq) {
            self.server_lacks = false;
            self.link.fits();
        }
        let saved = self.outbox.acked(seq);
        if !saved.is_empty() {
            self.link.took();
        }
        if saved.is_empty() { Vec::new() } else { vec![Output::MarkSaved(saved)] }
    }

    pub(super) fn nacked(&mut self, nack: &Nack) -> Vec<Output> {
        let holds_an_edit = !self.outbox.carried_by(nack.seq).is_empty();
        self.outbox.unsend_one(nack.seq);
        let was_everything = self.link.nacked(nack.seq);
        let refused = self.kept.nacked(nack.seq, nack.retryable);
        match nack.code {
            // It was on behalf of somebody else: this person's go without it.
            _ if let Refused::Anothers { was_relied_upon } = refused
                && !nack.retryable =>
            {
                let theirs = self.link.theirs().filter(|_| was_relied_upon).cloned();
                theirs.map(|theirs| self.upload(&theirs)).unwrap_or_default()
            }
            // The server's step 1 follows; our answer to it brings everything, unless it was that which did not fit.
            NackCode::Resync => {
                if was_everything {
                    self.link.does_not_fit(&nack.detail);
                }
                Vec::new()
            }
            _ if nack.retryable => vec![Output::Close { again: true }],
            code if holds_an_edit => self.refused_an_edit(code, nack.detail.clone()),
            _ => self.handed_back_in_vain(nack.detail.clone()),
        }
    }

    /// C16: no edit that waits on this device was refused, but what the server once had. Edits on top of that could not
    /// reach the server either.
    fn handed_back_in_vain(&mut self, detail: String) -> Vec<Output> {
        self.read_only = Some(Reason::NotTaken { detail });
        Vec::new()
    }
}
