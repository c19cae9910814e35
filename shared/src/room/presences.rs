//! Who is here, as the server keeps it: bound to connections, bounded, and gone when nobody renews it.

use std::collections::BTreeMap;

use crate::gate::CLIENT_END;
use crate::id::SessionId;
use crate::lib0::ReadError;
use crate::limits::Limits;
use crate::wire::presence::{self, Presence};

struct Entry {
    presence: Presence,
    session: SessionId,
    heard_ms: u64,
}

/// Everybody's presence in one document.
pub(super) struct Presences {
    limits: Limits,
    entries: BTreeMap<u64, Entry>,
}

impl Presences {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, entries: BTreeMap::new() }
    }

    /// Takes a message of `from`; answers what the others should hear of it.
    ///
    /// Entries of others are ignored, not refused: stock clients send again what they heard. A client's entry moves
    /// to the newest connection that says something newer under its id.
    pub(super) fn hear(&mut self, from: SessionId, bytes: &[u8], now_ms: u64) -> Result<Option<Vec<u8>>, ReadError> {
        let said = presence::read(bytes, self.limits.presences_max)?;
        let mut news = Vec::new();
        for presence in said {
            if self.takes(&presence, from) {
                news.push(presence.clone());
                self.entries.insert(presence.client, Entry { presence, session: from, heard_ms: now_ms });
            } else if let Some(own) = self.entries.get_mut(&presence.client).filter(|own| own.session == from) {
                own.heard_ms = now_ms;
            }
        }
        Ok((!news.is_empty()).then(|| presence::write(news.iter())))
    }

    fn takes(&self, said: &Presence, from: SessionId) -> bool {
        // A clock that jumps ahead would freeze the entry on this value for everybody.
        const JUMP_MAX: u32 = 1 << 16;
        let fits = said.state.as_ref().is_none_or(|state| state.len() <= self.limits.presence_bytes_max);
        match self.entries.get(&said.client) {
            _ if !fits || said.client >= CLIENT_END => false,
            // Saying it again is no news, whoever says it; going may be said with the clock one came with.
            Some(known) if said.clock == known.presence.clock => {
                known.session == from && said.state.is_none() && known.presence.state.is_some()
            }
            Some(known) => said.clock > known.presence.clock && said.clock - known.presence.clock <= JUMP_MAX,
            None => said.state.is_some() && self.entries.len() < self.limits.presences_max,
        }
    }

    /// Removes what came by `session`; answers what the others should hear of it.
    pub(super) fn leave(&mut self, session: SessionId) -> Option<Vec<u8>> {
        self.remove(|entry| entry.session == session)
    }

    /// Removes what nobody renewed.
    pub(super) fn expire(&mut self, now_ms: u64) -> Option<Vec<u8>> {
        let oldest_ms = now_ms.saturating_sub(self.limits.presence_ms);
        self.remove(|entry| entry.heard_ms < oldest_ms)
    }

    fn remove(&mut self, is_gone: impl Fn(&Entry) -> bool) -> Option<Vec<u8>> {
        let gone: Vec<Presence> = self
            .entries
            .extract_if(.., |_, entry| is_gone(entry))
            .filter(|(_, entry)| entry.presence.state.is_some())
            .map(|(client, entry)| Presence { client, clock: entry.presence.clock.saturating_add(1), state: None })
            .collect();
        (!gone.is_empty()).then(|| presence::write(gone.iter()))
    }

    /// Everybody here as one message; `None` when nobody is.
    pub(super) fn all(&self) -> Option<Vec<u8>> {
        let here: Vec<&Presence> =
            self.entries.values().map(|entry| &entry.presence).filter(|presence| presence.state.is_some()).collect();
        (!here.is_empty()).then(|| presence::write(here.into_iter()))
    }

    /// The names of the people here, each once.
    pub(super) fn names(&self) -> Vec<String> {
        let states = self.entries.values().filter_map(|entry| entry.presence.state.as_deref());
        let mut names: Vec<String> = states.filter_map(presence::name_in).collect();
        names.sort();
        names.dedup();
        names
    }
}
