//! This person's rights here: as the server last said, and as the device remembers them.

use std::collections::BTreeSet;

use super::{Output, Reason, Replica};
use crate::access::Role;
use crate::id::Since;
use crate::order::gather;
use crate::sheet::may_write;

impl Replica {
    /// The device remembers what the server last said. Offline that holds, until the server says something else.
    pub fn recall(&mut self, role: Role) {
        self.own.role = Some(role);
        self.read_only = (!may_write(self.schema(), role)).then_some(Reason::ReadOnly);
    }

    pub(super) fn learn(&mut self, role: Role) {
        self.own.role = Some(role);
        self.signed_out = false;
    }

    /// This person's role, as the server last said, if it ever said so.
    pub fn role(&self) -> Option<Role> {
        self.own.role
    }

    /// The server has said which client ids are this person's, and from which clock on: the rows that others made are
    /// theirs from here on.
    pub fn know_own(&mut self, clients: impl IntoIterator<Item = Since>) {
        self.own.clients = Some(gather(clients.into_iter().map(|since| (since.client, since.clock))));
    }

    /// The device remembers which client ids are this person's: those that the server named, and those of its tabs.
    pub fn recall_own(&mut self, clients: impl IntoIterator<Item = u64>) {
        self.own.tabs.extend(clients);
    }

    /// Whether a client id is known to be this person's.
    pub fn is_own_id(&self, client: u64) -> bool {
        self.own.has(client)
    }

    /// The client ids that are known to be this person's, for the device to remember.
    pub fn own_ids(&self) -> BTreeSet<u64> {
        self.own.ids()
    }

    /// Whether nobody is signed in any more: what is written stays here until somebody is.
    pub fn is_signed_out(&self) -> bool {
        self.signed_out
    }

    /// Why the server does not give this document, or not to be changed.
    pub fn refusal(&self) -> Option<Reason> {
        let signed_out = self.signed_out.then_some(Reason::SignedOut);
        self.aside.clone().or(signed_out).or_else(|| self.read_only.clone())
    }

    /// The server refused the connection for good. A person who is signed out may do here as much as before: it is only
    /// not sent.
    pub fn refused(&mut self, reason: Reason) {
        self.closed();
        self.signed_out = reason == Reason::SignedOut;
        if !self.signed_out {
            self.read_only = Some(reason);
        }
    }

    /// The person goes on without what they could not send: this copy is kept aside, and no longer merged.
    pub fn give_up(&mut self) -> Vec<Output> {
        match self.refusal() {
            Some(reason) if self.aside.is_none() && self.n_unsaved() > 0 => self.set_aside(reason),
            _ => Vec::new(),
        }
    }
}
