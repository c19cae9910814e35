//! The authors of client ids: each id belongs to one author, for good once something is written under it.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Sent;
use super::session::Session;
use crate::access::{Author, Role, Side, person_key};
use crate::id::Since;
use crate::sync::gate::{Authority, CLIENTS_MAX};

/// The author of a client id, from a clock on. Structs before that are nobody's.
struct Bound {
    author: Author,
    since: u32,
}

/// The authors of client ids. An id under which nobody is known to have written has no entry.
#[derive(Default)]
pub(super) struct Authors {
    /// Authors in the log, with their updates.
    bound: BTreeMap<u64, Bound>,
    /// Authors by the word of a connection on its own id, before it wrote anything under it. They last as long as the
    /// room.
    claimed: BTreeMap<u64, Bound>,
}

impl Authors {
    /// Binds a client id to an author, from here on. Says whether that is news.
    pub(super) fn bind(&mut self, Since { client, clock }: Since, author: Author) -> bool {
        self.claimed.remove(&client);
        if self.bound.contains_key(&client) {
            return false;
        }
        self.bound.insert(client, Bound { author, since: clock });
        true
    }

    /// A connection of this author says that a client id is its own from here on; it is, unless it is somebody else's.
    pub(super) fn claim(&mut self, Since { client, clock }: Since, author: &Author) {
        if !author.is_everybody() && self.of(client).is_none() && self.claimed.len() < CLIENTS_MAX {
            self.claimed.insert(client, Bound { author: author.clone(), since: clock });
        }
    }

    fn known(&self, client: u64) -> Option<&Bound> {
        self.bound.get(&client).or_else(|| self.claimed.get(&client))
    }

    /// The author who may go on under `client`, if that is known.
    pub(super) fn of(&self, client: u64) -> Option<&Author> {
        self.known(client).map(|known| &known.author)
    }

    /// R27: the author of what stands under a client id at this clock, if that is known.
    pub(super) fn at(&self, Since { client, clock }: Since) -> Option<&Author> {
        self.known(client).filter(|known| known.since <= clock).map(|known| &known.author)
    }

    /// Whether `author` may act as `client`: it is theirs or nobody's. On an open server everybody is one.
    pub(super) fn may_act_as(&self, author: &Author, client: u64) -> bool {
        author.is_everybody() || self.of(client).is_none_or(|known| known == author)
    }

    /// Whether what stands under a client id from here on is known to be of this author.
    pub(super) fn is_bound_to(&self, since: Since, author: &Author) -> bool {
        self.bound.contains_key(&since.client) && self.at(since) == Some(author)
    }

    /// Binds ids to an author; answers which of them nobody had.
    pub(super) fn bind_all(&mut self, clients: &[Since], author: &Author) -> Vec<Since> {
        clients.iter().copied().filter(|since| self.bind(*since, author.clone())).collect()
    }

    /// Binds the ids that something was just let in under; answers which of them nobody had.
    ///
    /// An answer to step 1 may hold what others wrote and the server lost, so it binds only what the session said is
    /// its own: the rest stays nobody's until its author goes on with it.
    pub(super) fn bind_new(&mut self, clients: &[Since], session: &mut Session, sent: Sent) -> Vec<Since> {
        let author = &session.author;
        let own = (sent == Sent::AsAnswer).then_some(&session.own);
        let theirs = |since: &Since| !author.is_everybody() && self.makes(since.client, author, own);
        let (theirs, nobodys): (Vec<Since>, Vec<Since>) = clients.iter().copied().partition(theirs);
        let is_new = |since: &&Since| sent == Sent::AsAnswer && since.clock == 0;
        let brought = nobodys.iter().filter(is_new).map(|since| since.client);
        let brought: Vec<u64> = brought.filter(|_| !author.is_everybody()).collect();
        let binds = self.bind_all(&theirs, author);
        session.brought.extend(brought);
        binds
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
    /// The sides of the team's authority that the author is on.
    pub(super) sides: &'r [Side],
    /// The session's part in it, where it answers.
    pub(super) answer: Option<Answer<'r>>,
}

/// An answer: what the session did not say is its own, it hands back for others.
#[derive(Clone, Copy)]
pub(super) struct Answer<'r> {
    /// The client ids that it said are its own.
    pub(super) own: &'r BTreeSet<u64>,
    /// The client ids that nobody here knew before it handed back what stands under them.
    pub(super) brought: &'r BTreeSet<u64>,
}

impl Authority for AuthorityOf<'_> {
    fn may_write_as(&self, client: u64) -> bool {
        self.authors.may_act_as(self.author, client)
    }

    fn wrote(&self, client: u64, clock: u32) -> bool {
        self.author.is_everybody() || self.authors.at(Since { client, clock }) == Some(self.author)
    }

    fn role(&self) -> Role {
        self.role
    }

    fn is_on(&self, side: Side) -> bool {
        self.sides.contains(&side)
    }

    fn obeys_rules(&self) -> bool {
        !self.author.is_everybody()
    }

    fn makes(&self, client: u64) -> bool {
        self.authors.makes(client, self.author, self.answer.map(|answer| answer.own))
    }

    /// R27: a row that nobody is known to have made is nobody's, also for the client that goes on under its maker's id.
    fn may_write_in(&self, writer: u64, maker: u64, clock: u32) -> bool {
        let is_made_by_them = self.authors.at(Since { client: maker, clock }) == Some(self.author);
        is_made_by_them && self.authors.of(writer).is_none_or(|known| known == self.author)
    }

    fn hands_over(&self) -> bool {
        self.answer.is_some()
    }

    /// R28: a document that is too long for one frame is handed back as if it were not.
    fn brought(&self, client: u64) -> bool {
        self.answer.is_some_and(|answer| answer.brought.contains(&client)) && self.authors.of(client).is_none()
    }

    fn is_called(&self, key: &str) -> bool {
        person_key(self.author.as_str()) == key
    }
}
