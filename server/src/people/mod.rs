//! The people of the workspace: how they sign in, their grants, and their deeds.
//!
//! Its tables lie in the log's file and are written by the log's writer, so that one backup holds everything and
//! nothing is answered before it is on disk. Secrets are kept hashed, but for what tokens are checked and marks are made with.
//!
//! A credential's worth at the moment it is used is decided in one place (`worth`): no more than it says, and no more
//! than its maker may give by then.
//!
//! Everything that may change somebody's rights is announced ([`People::listen`]): the open connections it concerns look
//! again then.

pub mod about;
pub mod again;
pub mod announce;
pub mod audience;
pub mod audit;
pub mod bearers;
pub mod blind;
pub mod captaincy;
pub mod deleted;
pub mod feed;
pub mod frame;
pub mod grant;
pub mod invite;
pub mod key;
pub mod labels;
pub mod letters;
pub mod link_holder;
mod link_uses;
pub mod mailbox;
pub mod naming;
pub mod offer;
pub mod passkey;
pub mod person;
pub mod read_link;
mod receipts;
pub mod restored;
pub mod roster;
mod secret;
pub mod session;
mod tables;
pub mod token;
pub mod typed;
pub mod wikis;
mod worth;

use crate::clock;
use crate::log::{Log, LogError};
use crate::sql::{self, Row, Tables};
use announce::{Announcements, Listener, Topic};
use labels::LabelTable;
use link_uses::LinkUses;
use muster_shared::access::Role;
pub use secret::Secret;
pub(crate) use tables::make as define;

/// Everybody, and everything they hold. Cheap to clone.
#[derive(Clone)]
pub struct People {
    log: Log,
    changes: Announcements,
    labels: std::sync::Arc<LabelTable>,
    uses: std::sync::Arc<LinkUses>,
    wikis: std::sync::Arc<wikis::WikiTable>,
    waiting: std::sync::Arc<blind::Waiting>,
}

impl People {
    /// The people in this log's file; their tables are made if need be, and the server's own key.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn open(log: Log) -> Result<Self, LogError> {
        let changes = Announcements::counted(log.metrics().woken_connections.clone());
        let (labels, uses, wikis, waiting) = Default::default();
        let people = Self { log, changes, labels, uses, wikis, waiting };
        people.log.change(tables::make).await?;
        people.log.change(naming::renew).await?;
        people.make_own_key().await?;
        people.recall_wikis().await?;
        Ok(people)
    }

    /// A listener for changes of rights; it names what it follows.
    pub fn listen(&self) -> Listener {
        self.changes.listen()
    }

    /// Changes who may do what, durably, and says so to those it concerns.
    async fn change<T: Send + 'static>(
        &self,
        concerns: impl IntoIterator<Item = Topic>,
        change: impl Fn(&dyn Tables) -> sql::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let concerns: Vec<Topic> = concerns.into_iter().collect();
        let outcome = self.note(change).await;
        // One that failed may be kept all the same, where a database's answer was lost: all whom it concerns look again.
        self.changes.announce(&concerns);
        outcome
    }

    /// Says that rights have changed which depend on these.
    fn announce(&self, topics: impl IntoIterator<Item = Topic>) {
        self.changes.announce(&topics.into_iter().collect::<Vec<_>>());
    }

    /// Writes what changes nobody's rights, or whose it does is known only afterwards.
    async fn note<T: Send + 'static>(
        &self,
        change: impl Fn(&dyn Tables) -> sql::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let outcome = self.log.change(change).await;
        // Somebody may have another name now, or be here for the first time.
        self.labels.grow_old();
        outcome
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&dyn Tables) -> sql::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        self.log.read(move |reader| reader.tables(read)).await
    }
}

/// The rights of a person in a document, and their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// The role.
    pub role: Role,
    /// Until when, in milliseconds since 1970.
    pub until_ms: u64,
}

/// An id for a row that is no secret.
pub(crate) fn draw_id(prefix: char) -> Result<String, LogError> {
    let bits = clock::random_bits().map_err(|error| LogError::Write(error.to_string()))?;
    Ok(format!("{prefix}{}", muster_shared::id::DocId::from_random(bits)))
}

/// Words of which none has a space in it, such as origins.
fn words(row: &Row<'_>, at: usize) -> sql::Result<Vec<String>> {
    let words: String = row.get(at)?;
    Ok(words.split_whitespace().map(ToOwned::to_owned).collect())
}

fn ms(row: &Row<'_>, at: usize) -> sql::Result<u64> {
    Ok(row.get::<i64>(at)?.cast_unsigned())
}
