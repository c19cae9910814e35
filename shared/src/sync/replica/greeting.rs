//! The server's greeting, and the answer to it: everything the server lacks.

use super::link::Link;
use super::{Output, Reason, Replica};
use crate::access::Role;
use crate::sheet::may_write;
use crate::sync::limits::CLIENTS_OF_SESSION_MAX;
use crate::sync::state_vector::StateVector;
use crate::sync::wire::{Frame, Hello};

impl Replica {
    /// C04, C06, C10: the server says which history it has and how far it has come.
    pub(super) fn greet(&mut self, hello: &Hello) -> Vec<Output> {
        if self.lineage.as_ref().is_some_and(|lineage| self.hydrated && *lineage != hello.lineage) {
            if !self.is_blank() {
                return self.set_aside(Reason::OtherHistory);
            }
            // A copy that was begun here and never written in has no history to lose: the server's comes in its place.
            self.hydrated = false;
        }
        // C10: what is there, a mistyped address may have made.
        if self.schema().is_some_and(|schema| schema.kind != hello.kind) {
            self.refused(Reason::OtherKind);
            return vec![Output::Close { again: false }];
        }
        let Ok(theirs) = StateVector::decode(&hello.state_vector, crate::sync::gate::CLIENTS_MAX) else {
            return vec![Output::Close { again: true }];
        };
        let known_schema = self.schema().map_or(0, |schema| u64::from(schema.version));
        self.read_only = match () {
            () if hello.schema > known_schema => Some(Reason::AppTooOld),
            () if !may_write(self.schema(), hello.role) => Some(Reason::ReadOnly),
            () => None,
        };
        self.lineage = Some(hello.lineage.clone());
        self.limits.frame_bytes_max = usize::try_from(hello.frame_bytes_max).unwrap_or(usize::MAX);
        self.limits.upload_bytes = usize::try_from(hello.upload_bytes).unwrap_or(usize::MAX);
        let ours = self.copy.state_vector();
        // Only the ack of an upload ends it: that the server has it in memory does not say that it is on its disk.
        self.server_lacks |= !theirs.covers(&ours);
        self.link = Link::syncing(theirs.clone());
        let mut outputs = vec![Output::Send(Frame::Step1(&ours.encode()).write())];
        outputs.extend(self.upload(&theirs));
        outputs
    }

    /// Whether nothing at all stands in this copy.
    fn is_blank(&self) -> bool {
        self.stranded.is_empty() && self.copy.state_vector().0.is_empty()
    }

    /// Rights changed while connected. Edits that were written meanwhile go out as soon as they may.
    pub(super) fn take_role(&mut self, role: Role) -> Vec<Output> {
        let before = self.read_only.clone();
        if before == Some(Reason::AppTooOld) {
            return Vec::new();
        }
        self.read_only = (!may_write(self.schema(), role)).then_some(Reason::ReadOnly);
        let theirs = self.link.theirs().filter(|_| before.is_some()).cloned();
        theirs.map(|theirs| self.upload(&theirs)).unwrap_or_default()
    }

    /// C03: everything the server lacks; its ack covers every edit this copy holds, deletions too.
    pub(super) fn upload(&mut self, theirs_before: &StateVector) -> Vec<Output> {
        let (may_write, link) = (self.read_only.is_none(), &mut self.link);
        // C13: before everything else, which may build on it.
        let mut theirs = theirs_before.clone();
        let again = self.kept.lost(&mut theirs, may_write, || link.number_frames(1).last);
        let n_relied_upon = if again.is_relied_upon { again.frames.len() as u64 } else { 0 };
        let again = again.frames.into_iter().map(Output::Send);
        let missing = self.copy.encode_diff(&theirs);
        let Some((mut frames, pieces)) = self.cut(&missing) else { return again.collect() };
        frames.first -= n_relied_upon;
        let own = self.own_clients(theirs_before);
        self.outbox.sent_all(frames);
        self.kept.sent_all(frames.last);
        self.link.uploaded(frames);
        // It is an answer to its last piece: it may hold what others wrote, if the server has lost its tail.
        let frames = pieces.iter().map(|piece| Output::Send(Frame::Step2(piece).write()));
        own.into_iter().chain(again).chain(frames).collect()
    }

    pub(super) fn answer(&mut self, vector: &[u8]) -> Vec<Output> {
        // The server's first step 1 follows its hello and says the same; later ones ask for what it lacks.
        if self.link.is_first_question() {
            return Vec::new();
        }
        match StateVector::decode(vector, crate::sync::gate::CLIENTS_MAX) {
            Ok(theirs) => self.try_again(&theirs),
            Err(_) => vec![Output::Close { again: true }],
        }
    }

    /// C16: what others wrote may have come to the server by another way since it refused it from here.
    fn try_again(&mut self, theirs: &StateVector) -> Vec<Output> {
        self.read_only.take_if(|reason| matches!(reason, Reason::NotTaken { .. }));
        self.upload(theirs)
    }

    /// C11: the ids of this device's tabs whose edits the server is not known to have, and this person's other ids of which
    /// it has lost something; if there are such.
    fn own_clients(&self, theirs: &StateVector) -> Option<Output> {
        let mut own = self.outbox.clients();
        own.extend(self.stranded.iter().map(|row| row.key.client));
        let clock_of = |client: &u64| self.copy.gate().clock_of(*client);
        own.extend(self.own.ids().into_iter().filter(|client| theirs.get(*client) < clock_of(client)));
        let own: Vec<u64> = own.into_iter().take(CLIENTS_OF_SESSION_MAX).collect();
        (!own.is_empty()).then(|| Output::Send(Frame::Own(own).write()))
    }
}
