//! Rights in a room, now: roles that change, client ids that are claimed, presence under one's own name.

use super::change::Sent;
use super::{Output, Protocol, Room, close, send};
use crate::access::{Rank, Role, Side};
use crate::id::{SessionId, Since};
use crate::sheet;
use crate::sync::limits::Limits;
use crate::sync::wire::Frame;
use crate::sync::wire::presence;

impl Room {
    /// R13: nobody writes into a document that cannot be read to its end.
    pub(super) fn role_now(&self, role: Role) -> Role {
        if self.takes_edits() { role } else { role.min(Role::Reader) }
    }

    /// R20: the session may do more or less from now on. Frames it sent before and that come later are judged by this
    /// too.
    pub fn change_role(&mut self, id: SessionId, role: Role) -> Vec<Output> {
        let told = self.role_now(role);
        let Some(session) = self.sessions.get_mut(&id) else { return Vec::new() };
        let changes = std::mem::replace(&mut session.role, role) != role;
        let is_told = changes && session.protocol == Protocol::Muster;
        is_told.then(|| send(id, &Frame::Role(told))).into_iter().collect()
    }

    /// The same with the side of the team's authority that its author is on.
    pub fn change_side(&mut self, id: SessionId, side: Option<Side>) {
        if let Some(session) = self.sessions.get_mut(&id) {
            session.side = side;
        }
    }

    /// R29: the same with the author's rank, by which limits differ.
    pub fn change_rank(&mut self, id: SessionId, rank: Option<Rank>) {
        if let Some(session) = self.sessions.get_mut(&id) {
            session.rank = rank;
        }
    }

    /// The limits that everybody keeps to.
    pub(super) fn limits(&self) -> &Limits {
        &self.about.limits.everybody
    }

    /// R29: the limits that a session keeps to, by its author's rank.
    pub(super) fn limits_of(&self, id: SessionId) -> &Limits {
        self.about.limits.of(self.sessions.get(&id).and_then(|session| session.rank))
    }

    /// R29: the limits that an update keeps to. One that comes back with a receipt is its author's, whoever brings it, and
    /// was let in before.
    pub(super) fn limits_of_update(&self, from: SessionId, sent: Sent) -> &Limits {
        if sent == Sent::Receipted { self.limits() } else { self.limits_of(from) }
    }

    /// Whether this session may change the document.
    pub(super) fn may_write(&self, role: Role) -> bool {
        sheet::may_write(self.about.schema, role)
    }

    /// These ids are the session's own: what it hands over under them is its author's, if nobody else has them.
    pub(super) fn claim(&mut self, from: SessionId, clients: Vec<u64>) -> Vec<Output> {
        if let Some(session) = self.sessions.get_mut(&from) {
            session.claim(clients);
        }
        Vec::new()
    }

    /// The session's presence, from itself. A message that is longer than any frame may be is not read.
    pub(super) fn hear(&mut self, from: SessionId, states: &[u8], n_bytes: usize, now_ms: u64) -> Vec<Output> {
        if n_bytes > self.limits_of(from).frame_bytes_max {
            return Vec::new();
        }
        match presence::read(states, self.limits().presences_max) {
            Ok(said) => {
                self.claim_named(from, &said);
                let Some(session) = self.sessions.get(&from) else { return Vec::new() };
                let (author, name) = (&session.author, session.name.as_deref());
                let may_write = self.may_write(session.role);
                let own = said.into_iter().filter(|said| self.authors.may_act_as(author, said.client));
                let own = own.map(|said| if may_write { said } else { presence::without_offers(said) });
                self.cost.presence_bytes += self.presences.hear(from, own, name, now_ms);
                self.tell_presences(now_ms)
            }
            Err(error) => vec![close(from, close::MALFORMED, &format!("the presence cannot be read: {error}"))],
        }
    }

    /// R30: everybody's presence for a session, if it may be told of it.
    pub(super) fn who_is_here(&self, id: SessionId) -> Option<Output> {
        self.sessions.get(&id).filter(|session| session.sees_people)?;
        self.presences.all().map(|bytes| send(id, &Frame::Awareness(&bytes)))
    }

    /// R17: the first presence of a connection is its own. Later ones may repeat what others said of themselves.
    fn claim_named(&mut self, from: SessionId, said: &[presence::Presence]) {
        let Some(session) = self.sessions.get_mut(&from) else { return };
        if let [own] = said
            && own.state.is_some()
            && !std::mem::replace(&mut session.has_said_who, true)
        {
            let since = Since { client: own.client, clock: self.copy.gate().clock_of(own.client) };
            self.authors.claim(since, &session.author);
        }
    }
}
