//! C05: an edit that the server refuses goes alone. It holds its clock in this copy for good, so the copy is set aside,
//! with every word; but what this device wrote besides reaches the server all the same, edit by edit: in the place of a
//! refused one goes an empty block as long as it, so that what was written after it fits.

use std::collections::BTreeSet;

use super::link::Link;
use super::{Output, Reason, Replica, StoreKey};
use crate::sync::gate;
use crate::sync::wire::{Frame, Nack, NackCode};

/// The edits of a copy that is set aside, on their way one by one.
#[derive(Debug, Default)]
pub(super) struct Sifting {
    /// Edits that were refused, and have an empty block in their place.
    blank: BTreeSet<StoreKey>,
    /// Edits that the server took since edits were last sent again.
    n_taken: usize,
}

impl Replica {
    /// C05: the copy is kept aside whole. All else that this device wrote reaches the server, if only the edit is at fault.
    pub(super) fn refused_an_edit(&mut self, code: NackCode, detail: String) -> Vec<Output> {
        let is_of_the_edit = matches!(code, NackCode::ReadOnly | NackCode::Malformed);
        let reason = Reason::Refused { code, detail };
        if !is_of_the_edit || self.read_only.is_some() || !self.link.is_syncing() {
            return self.set_aside(reason);
        }
        self.aside = Some(reason.clone());
        let sifted = self.sift();
        std::iter::once(Output::SetAside(reason)).chain(sifted).collect()
    }

    /// C05: the copy is kept aside whole; the document is opened anew from the server.
    pub(super) fn set_aside(&mut self, reason: Reason) -> Vec<Output> {
        self.aside = Some(reason.clone());
        self.link = Link::Closed;
        vec![Output::SetAside(reason), Output::Close { again: false }]
    }

    /// Sends every edit that the server is not known to have, by itself.
    fn sift(&mut self) -> Vec<Output> {
        self.sifting = Some(Sifting::default());
        self.send_each()
    }

    fn send_each(&mut self) -> Vec<Output> {
        let edits = self.outbox.edits();
        let outputs: Vec<Output> = edits.into_iter().flat_map(|(key, bytes)| self.send_one(key, &bytes)).collect();
        if outputs.is_empty() { self.end_sifting() } else { outputs }
    }

    /// A frame of the server while edits are sifted: nothing else is heard any more.
    pub(super) fn hear_sifting(&mut self, frame: &Frame<'_>) -> Vec<Output> {
        match frame {
            Frame::Ack(seq) => {
                let n_taken = self.outbox.acked(*seq).len();
                if let Some(sifting) = &mut self.sifting {
                    sifting.n_taken += n_taken;
                }
                self.go_on_sifting()
            }
            Frame::Nack(nack) => self.nacked_sifting(nack),
            _ => Vec::new(),
        }
    }

    fn nacked_sifting(&mut self, nack: &Nack) -> Vec<Output> {
        let refused = self.outbox.carried_by(nack.seq);
        self.outbox.unsend_one(nack.seq);
        if nack.retryable && nack.code != NackCode::Resync {
            return self.end_sifting();
        }
        let mut outputs = Vec::new();
        // An edit that builds on another which is not there yet is sent again once that has come.
        for key in refused.into_iter().filter(|_| !nack.retryable) {
            let is_new = self.sifting.as_mut().is_some_and(|sifting| sifting.blank.insert(key));
            match self.outbox.bytes(key).and_then(|bytes| gate::blank(&bytes).ok()).filter(|_| is_new) {
                Some(blank) => {
                    self.outbox.replace(key, blank.into());
                    let blank = self.outbox.bytes(key);
                    outputs.extend(blank.map(|blank| self.send_one(key, &blank)).unwrap_or_default());
                }
                None => self.outbox.forget(&[key]),
            }
        }
        outputs.extend(self.go_on_sifting());
        outputs
    }

    /// Once everything that was sent is answered, what is left is sent again, as long as something is taken.
    fn go_on_sifting(&mut self) -> Vec<Output> {
        if self.outbox.is_on_its_way() {
            return Vec::new();
        }
        match self.sifting.as_mut().map(|sifting| std::mem::take(&mut sifting.n_taken)) {
            Some(0) | None => self.end_sifting(),
            Some(_) => self.send_each(),
        }
    }

    fn end_sifting(&mut self) -> Vec<Output> {
        self.link = Link::Closed;
        vec![Output::Close { again: false }]
    }

    /// How many edits were refused, and are in the copy that is set aside alone.
    pub(super) fn n_refused(&self) -> usize {
        let blank = self.sifting.as_ref().map(|sifting| &sifting.blank);
        blank.map_or(0, |blank| blank.iter().filter(|key| !self.outbox.has(**key)).count())
    }
}
