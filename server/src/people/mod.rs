//! Who belongs to the workspace: people, how they sign in, what they were granted, and what they did.
//!
//! Its tables lie in the log's file and are written by the log's writer, so that one backup holds everything and
//! nothing is answered before it is on disk. Secrets are kept hashed, but for what tokens are checked and marks are made with.
//!
//! What a credential is worth at the moment it is used is decided in one place (`worth`): no more than it says, and no more
//! than whoever made it may give by then.
//!
//! Everything that may change somebody's rights is announced ([`People::watch`]): open connections look again then.

pub mod about;
pub mod again;
pub mod audience;
pub mod audit;
pub mod bearers;
pub mod deleted;
pub mod frame;
pub mod grant;
pub mod invite;
pub mod key;
mod marking;
pub mod naming;
pub mod offer;
pub mod passkey;
pub mod person;
pub mod restored;
mod secret;
pub mod session;
mod tables;
pub mod token;
mod worth;

use std::sync::Arc;

use muster_shared::access::Role;
use rusqlite::Connection;
use tokio::sync::watch;

use crate::clock;
use crate::log::{Log, LogError};
pub use secret::Secret;

/// Everybody, and everything they hold. Cheap to clone.
#[derive(Clone)]
pub struct People {
    log: Log,
    changed: Arc<watch::Sender<u64>>,
}

impl People {
    /// The people in this log's file; their tables are made if need be, and the server's own key.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn open(log: Log) -> Result<Self, LogError> {
        let people = Self { log, changed: Arc::new(watch::Sender::new(0)) };
        people.log.change(tables::make).await?;
        people.log.change(naming::renew).await?;
        people.make_own_key().await?;
        Ok(people)
    }

    /// Tells of every change of anybody's rights from now on.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Changes who may do what, durably, and says so to everybody who watches.
    async fn change<T: Send + 'static>(
        &self,
        change: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        let outcome = self.log.change(change).await?;
        self.changed.send_modify(|n| *n += 1);
        Ok(outcome)
    }

    /// Writes what changes nobody's rights.
    async fn note<T: Send + 'static>(
        &self,
        change: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        self.log.change(change).await
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LogError> {
        self.log.read(move |reader| reader.tables(read)).await
    }
}

/// What somebody may do in a document, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// What.
    pub role: Role,
    /// Until when, in milliseconds since 1970.
    pub until_ms: u64,
}

/// An id for a row that is no secret.
pub(crate) fn draw_id(prefix: char) -> Result<String, LogError> {
    let bits = clock::random_bits().map_err(|error| LogError::Write(error.to_string()))?;
    Ok(format!("{prefix}{}", muster_shared::id::DocId::from_random(bits)))
}

fn column<T>(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<T>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: String = row.get(at)?;
    text.parse()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error)))
}

fn ms(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(at)?.cast_unsigned())
}
