//! The authors of client ids: each id belongs to one author, for good once something is written under it.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Sent;
use super::session::Session;
use crate::access::{Author, Role};
use crate::sync::gate::{Authority, CLIENTS_MAX};

/// The authors of client ids. An id under which nobody is known to have written has no entry.
#[derive(Default)]
pub(super) struct Authors {
    /// Authors in the log, with their updates.
    bound: BTreeMap<u64, Author>,
    /// Authors by the word of a connection on its own id, before anything was written under it. They last as long as
    /// the room.
    claimed: BTreeMap<u64, Author>,
}

impl Authors {
    /// Something of this author stands under `client`. Says whether that is news.
    pub(super) fn bind(&mut self, client: u64, author: Author) -> bool {
        self.claimed.remove(&client);
        if self.bound.contains_key(&client) {
            return false;
        }
        self.bound.insert(client, author);
        true
    }

    /// A connection of this author says that `client` is its own; it is, unless it is somebody else's.
    pub(super) fn claim(&mut self, client: u64, author: &Author) {
        if !author.is_everybody() && self.of(client).is_none() && self.claimed.len() < CLIENTS_MAX {
            self.claimed.insert(client, author.clone());
        }
    }

    /// The author of `client`, if that is known.
    pub(super) fn of(&self, client: u64) -> Option<&Author> {
        self.bound.get(&client).or_else(|| self.claimed.get(&client))
    }

    /// Whether `author` may act as `client`: it is theirs or nobody's. On an open server everybody is one.
    pub(super) fn may_act_as(&self, author: &Author, client: u64) -> bool {
        author.is_everybody() || self.of(client).is_none_or(|known| known == author)
    }

    /// Whether what stands under `client` is known to be of this author.
    pub(super) fn is_bound_to(&self, client: u64, author: &Author) -> bool {
        self.bound.get(&client) == Some(author)
    }

    /// Binds ids to an author; answers which of them nobody had.
    pub(super) fn bind_all(&mut self, clients: &[u64], author: &Author) -> Vec<u64> {
        clients.iter().copied().filter(|client| self.bind(*client, author.clone())).collect()
    }

    /// Binds the ids that something was just let in under; answers which of them nobody had.
    ///
    /// An answer to step 1 may hold what others wrote and the server lost, so it binds only what the session said is
    /// its own: the rest stays nobody's until its author goes on with it.
    pub(super) fn bind_new(&mut self, clients: &[u64], session: &Session, sent: Sent) -> Vec<u64> {
        let author = &session.author;
        let own = (sent == Sent::AsAnswer).then_some(&session.own);
        let theirs = |client: &u64| !author.is_everybody() && self.makes(*client, author, own);
        let theirs: Vec<u64> = clients.iter().copied().filter(theirs).collect();
        self.bind_all(&theirs, author)
    }

    /// Whether what is new under a client id is this author's; `own` are the ids that an answer was said to be written
    /// under by its own device.
    fn makes(&self, client: u64, author: &Author, own: Option<&BTreeSet<u64>>) -> bool {
        own.is_none_or(|own| own.contains(&client)) || self.of(client) == Some(author)
    }
}

/// The rights of a session's author.
pub(super) struct AuthorityOf<'r> {
    pub(super) authors: &'r Authors,
    pub(super) author: &'r Author,
    pub(super) role: Role,
    /// The client ids that the session said are its own, where it answers: all else is handed back for others.
    pub(super) own: Option<&'r BTreeSet<u64>>,
}

impl Authority for AuthorityOf<'_> {
    fn may_write_as(&self, client: u64) -> bool {
        self.authors.may_act_as(self.author, client)
    }

    fn wrote(&self, client: u64) -> bool {
        self.author.is_everybody() || self.authors.of(client) == Some(self.author)
    }

    fn role(&self) -> Role {
        self.role
    }

    fn obeys_rules(&self) -> bool {
        !self.author.is_everybody()
    }

    fn makes(&self, client: u64) -> bool {
        self.authors.makes(client, self.author, self.own)
    }

    /// A row that nobody is known to have made is nobody's, and a client goes on in the rows it made itself.
    fn may_write_in(&self, writer: u64, maker: u64) -> bool {
        let is_theirs = |client| self.authors.of(client) == Some(self.author);
        writer == maker || (is_theirs(maker) && (is_theirs(writer) || self.authors.of(writer).is_none()))
    }

    fn is_called(&self, key: &str) -> bool {
        self.author.as_str() == key
    }
}
