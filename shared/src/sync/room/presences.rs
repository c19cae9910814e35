//! Presences, as the server keeps them: bound to connections, bounded, told at a pace, and gone when nobody renews
//! them.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::SessionId;
use crate::order;
use crate::sync::limits::Limits;
use crate::sync::state_vector::CLIENT_END;
use crate::sync::wire::presence::{self, Presence};

/// The cost of each presence besides its state, in bytes: a head for each hearer.
const PRESENCE_BYTES_MIN: usize = 64;

/// A client that has gone keeps its entry for a while: stock clients send again what they heard, also a little late.
struct Entry {
    presence: Presence,
    session: SessionId,
    heard_ms: u64,
}

impl Entry {
    fn is_here(&self) -> bool {
        self.presence.state.is_some()
    }
}

/// Everybody's presence in one document.
pub(super) struct Presences {
    limits: Limits,
    entries: BTreeMap<u64, Entry>,
    /// Clients of whom there is something to tell.
    news: BTreeSet<u64>,
    /// When something was last told.
    told_ms: Option<u64>,
    /// The time that the room was last given.
    now_ms: u64,
}

impl Presences {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, entries: BTreeMap::new(), news: BTreeSet::new(), told_ms: None, now_ms: 0 }
    }

    /// The time that the room was last given.
    pub(super) fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// Takes what `from` says, under `name` if it has one. Returns how many bytes everybody will be told for it.
    ///
    /// Entries of others are ignored, not refused: stock clients send again what they heard. A client's entry moves
    /// to the newest connection that says something newer under its id.
    pub(super) fn hear(
        &mut self,
        from: SessionId,
        said: impl Iterator<Item = Presence>,
        name: Option<&str>,
        now_ms: u64,
    ) -> usize {
        self.now_ms = now_ms;
        let mut n_told = 0;
        for presence in said {
            if self.takes(&presence, from) {
                let Some(presence) = named(presence, name) else { continue };
                n_told += PRESENCE_BYTES_MIN + presence.state.as_ref().map_or(0, String::len);
                self.news.insert(presence.client);
                self.entries.insert(presence.client, Entry { presence, session: from, heard_ms: now_ms });
            } else if let Some(own) = self.entries.get_mut(&presence.client)
                && own.session == from
                && own.is_here()
            {
                own.heard_ms = now_ms;
            }
        }
        n_told
    }

    fn takes(&self, said: &Presence, from: SessionId) -> bool {
        // A clock that jumps ahead would freeze the entry on this value for everybody.
        const JUMP_MAX: u32 = 1 << 16;
        let fits = said.state.as_ref().is_none_or(|state| state.len() <= self.limits.presence_bytes_max);
        match self.entries.get(&said.client) {
            _ if !fits || said.client >= CLIENT_END => false,
            // Saying it again is no news, whoever says it; going may be said with the clock one came with.
            Some(known) if said.clock == known.presence.clock => {
                known.session == from && said.state.is_none() && known.is_here()
            }
            Some(known) if said.clock < known.presence.clock || said.clock - known.presence.clock > JUMP_MAX => false,
            Some(known) => known.session == from || self.has_room(from),
            None => said.state.is_some() && self.n_here() < self.limits.presences_max && self.has_room(from),
        }
    }

    /// How many clients are here.
    pub(super) fn n_here(&self) -> usize {
        self.entries.values().filter(|entry| entry.is_here()).count()
    }

    fn has_room(&self, session: SessionId) -> bool {
        let own = self.entries.values().filter(|entry| entry.session == session && entry.is_here());
        own.take(self.limits.presences_of_session_max).count() < self.limits.presences_of_session_max
    }

    /// The presences of `session` have gone.
    pub(super) fn leave(&mut self, session: SessionId) {
        self.end(|entry| entry.session == session);
    }

    /// Presences that nobody renewed have gone, and those that have been gone for as long are forgotten.
    pub(super) fn expire(&mut self, now_ms: u64) {
        self.now_ms = now_ms;
        let oldest_ms = now_ms.saturating_sub(self.limits.presence_ms);
        let news = &self.news;
        self.entries.retain(|client, entry| entry.is_here() || entry.heard_ms >= oldest_ms || news.contains(client));
        self.end(|entry| entry.heard_ms < oldest_ms);
    }

    /// These go, with the clock they came with: so a stock client, too, takes them for gone, and their next word for
    /// newer.
    fn end(&mut self, goes: impl Fn(&Entry) -> bool) {
        let now_ms = self.now_ms;
        for (client, entry) in self.entries.iter_mut().filter(|(_, entry)| entry.is_here() && goes(entry)) {
            entry.presence.state = None;
            entry.heard_ms = now_ms;
            self.news.insert(*client);
        }
        // A crowd that comes and goes leaves no more behind than may be here.
        if self.entries.len() > 2 * self.limits.presences_max {
            self.entries.retain(|client, entry| entry.is_here() || self.news.contains(client));
        }
    }

    /// When there is something to tell, the earliest time for it.
    pub(super) fn due_ms(&self) -> Option<u64> {
        let told_ms = self.told_ms.filter(|_| !self.news.is_empty());
        let next_ms = told_ms.map(|told_ms| told_ms + self.limits.presence_every_ms);
        next_ms.or_else(|| (!self.news.is_empty()).then_some(0))
    }

    /// The presences to be told now: the newest of everybody who has news. If all of them came from one session, that
    /// one need not hear them.
    pub(super) fn take_news(&mut self, now_ms: u64) -> Option<(Vec<u8>, Option<SessionId>)> {
        // A clock that was set back must not silence everybody until it is where it was.
        let went_back = self.told_ms.is_some_and(|told_ms| now_ms < told_ms);
        self.due_ms().filter(|due_ms| *due_ms <= now_ms || went_back)?;
        self.told_ms = Some(now_ms);
        let news = std::mem::take(&mut self.news);
        let entries: Vec<&Entry> = news.iter().filter_map(|client| self.entries.get(client)).collect();
        let first = entries.first()?.session;
        let one = entries.iter().all(|entry| entry.session == first && entry.is_here()).then_some(first);
        Some((presence::write(entries.iter().map(|entry| &entry.presence)), one))
    }

    /// Everybody here as one message; `None` when nobody is.
    pub(super) fn all(&self) -> Option<Vec<u8>> {
        let here: Vec<&Presence> =
            self.entries.values().filter(|entry| entry.is_here()).map(|entry| &entry.presence).collect();
        (!here.is_empty()).then(|| presence::write(here.into_iter()))
    }

    /// The names of the people here, each once.
    pub(super) fn names(&self) -> Vec<String> {
        let states = self.entries.values().filter_map(|entry| entry.presence.state.as_deref());
        let mut names: Vec<String> = states.filter_map(presence::name_in).collect();
        order::sort(&mut names);
        names.dedup();
        names
    }
}

/// R21: the presence under the name the server knows. None when there is nothing to put a name into.
fn named(presence: Presence, name: Option<&str>) -> Option<Presence> {
    match (name, &presence.state) {
        (Some(name), Some(state)) => {
            presence::under_name(state, name).map(|state| Presence { state: Some(state), ..presence })
        }
        _ => Some(presence),
    }
}
