//! Feed addresses: addresses with a secret in them, which a calendar program or a feed reader asks at for months. A secret
//! opens its own address and tells dates, or the digest of a week, and opens no document. Its worth is its person's at
//! the moment of use (`worth`): somebody who was removed has no feeds, and a right that was narrowed narrows them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use muster_shared::id::DocId;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::person::{self, Person};
use super::{People, Secret, audit, draw_id, ms, worth};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, Row, params};

/// The most feed addresses of one person.
pub const FEEDS_MAX: usize = 20;
/// The longest name of one, in characters.
pub const FEED_NAME_CHARS_MAX: usize = 80;
/// The time of the last reading is written no more often.
const READ_EVERY: Duration = Duration::from_secs(3600);

/// The address of everybody's own reviews.
const MINE: &str = "/me.ics";
/// The address of a person's week.
const DIGEST: &str = "/me.atom";
/// The addresses of a series' reviews stand between these.
const SERIES: (&str, &str) = ("/series/", ".ics");

/// The address that a feed's secret opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Address {
    /// The reviews of every series that the person may read.
    Mine,
    /// The reviews of one series.
    Series(DocId),
    /// The digest of the person's week.
    Digest,
}

/// A text that is no feed's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a feed's address is /me.ics, /me.atom, or /series/ID.ics with the id of a series")]
pub struct NoAddress;

impl Address {
    /// Whether a secret for this address opens another one too: whoever reads all dates may read those of one series.
    pub fn opens(&self, asked: &Self) -> bool {
        self == asked || (*self == Self::Mine && matches!(asked, Self::Series(_)))
    }

    /// The series, where it is one's.
    pub fn series(&self) -> Option<&DocId> {
        match self {
            Self::Mine | Self::Digest => None,
            Self::Series(series) => Some(series),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mine => f.write_str(MINE),
            Self::Digest => f.write_str(DIGEST),
            Self::Series(series) => write!(f, "{}{series}{}", SERIES.0, SERIES.1),
        }
    }
}

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let series = || text.strip_prefix(SERIES.0)?.strip_suffix(SERIES.1)?.parse().ok();
        match text {
            MINE => Ok(Self::Mine),
            DIGEST => Ok(Self::Digest),
            _ => series().map(Self::Series).ok_or(NoAddress),
        }
    }
}

impl TryFrom<String> for Address {
    type Error = NoAddress;

    fn try_from(text: String) -> Result<Self, NoAddress> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

/// A feed address as its person sees it. The secret was shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Feed {
    /// Its id, which is no secret.
    pub id: String,
    /// The person's name for it: the program that reads it.
    pub name: String,
    /// The address, without its secret.
    pub address: Address,
    /// Since when, in milliseconds since 1970.
    pub created_ms: u64,
    /// Last read, give or take an hour, in milliseconds since 1970.
    pub used_ms: Option<u64>,
    /// Whether it was read too long ago, and tells nothing any more.
    pub expired: bool,
}

impl People {
    /// Makes a feed address. Its secret is shown once; `None` where the person has as many as one may have.
    ///
    /// # Errors
    /// [`LogError`], and then there is none; [`LogError::Refused`] when the person was removed meanwhile.
    pub async fn make_feed(&self, of: &str, name: &str, address: &Address) -> Result<Option<Secret>, LogError> {
        let (secret, id) = (Secret::draw()?, draw_id('f')?);
        let (of, name, address, hash) = (of.to_owned(), name.to_owned(), address.clone(), secret.hash());
        let made = self.note(move |db| {
            person::must_be_here(db, &of)?;
            let sql = "SELECT count(*) FROM feeds WHERE person = ?1";
            if db.query_row(sql, [&of], |row| row.get::<i64>(0))? >= FEEDS_MAX as i64 {
                return Ok(false);
            }
            let sql = "INSERT INTO feeds (id, hash, person, name, address, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            db.execute(sql, params![id, hash, of, name, address.to_string(), clock::now_ms().cast_signed()])?;
            // A series may be for two people alone, so the record does not say which one.
            audit::note(db, &of, audit::What::MadeFeed, "", &id)?;
            Ok(true)
        });
        Ok(made.await?.then_some(secret))
    }

    /// The feed addresses of somebody, the newest first.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn feeds_of(&self, person: &str) -> Result<Vec<Feed>, LogError> {
        let person = person.to_owned();
        self.read(move |db| {
            let sql = "SELECT id, name, address, created_ms, used_ms FROM feeds WHERE person = ?1
                       ORDER BY created_ms DESC, id";
            let now_ms = clock::now_ms();
            db.query_map(sql, [&person], |row| to_feed(row, now_ms))?.collect()
        })
        .await
    }

    /// Withdraws a feed address of somebody: from now on nothing is told there. Whether there was one.
    ///
    /// # Errors
    /// [`LogError`], and then it tells on.
    pub async fn withdraw_feed(&self, of: &str, id: &str) -> Result<bool, LogError> {
        let (of, id) = (of.to_owned(), id.to_owned());
        self.note(move |db| {
            let n = db.execute("DELETE FROM feeds WHERE id = ?1 AND person = ?2", [&id, &of])?;
            if n > 0 {
                audit::note(db, &of, audit::What::WithdrewFeed, "", &id)?;
            }
            Ok(n > 0)
        })
        .await
    }

    /// The person for whom something is told at an address with this secret, and the feed's id, if the secret opens it now. The
    /// look also notes when the feed was last read.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn reader_of(&self, asked: &Address, secret: &Secret) -> Result<Option<(Person, String)>, LogError> {
        let (hash, now_ms) = (secret.hash(), clock::now_ms());
        let Some(open) = self.read(move |db| worth::feed(db, &hash, now_ms)).await? else { return Ok(None) };
        if !open.address.parse::<Address>().is_ok_and(|address| address.opens(asked)) {
            return Ok(None);
        }
        if now_ms.saturating_sub(open.used_ms.unwrap_or_default()) > READ_EVERY.as_millis() as u64 {
            let read = "UPDATE feeds SET used_ms = ?2 WHERE id = ?1";
            let id = open.id.clone();
            self.note(move |db| db.execute(read, params![id, now_ms.cast_signed()]).map(drop)).await?;
        }
        Ok(Some((open.person, open.id)))
    }
}

fn to_feed(row: &Row<'_>, now_ms: u64) -> sql::Result<Feed> {
    let (created_ms, used_ms) = (ms(row, 3)?, row.get::<Option<i64>>(4)?.map(i64::cast_unsigned));
    let (id, name, address) = (row.get(0)?, row.get(1)?, row.parsed(2)?);
    Ok(Feed { id, name, address, created_ms, used_ms, expired: worth::is_forgotten(created_ms, used_ms, now_ms) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(id: &str) -> Address {
        Address::Series(id.parse().unwrap_or_else(|_| DocId::org()))
    }

    #[test]
    fn an_address_reads_as_it_is_written_and_nothing_else_does() {
        for (text, address) in [
            ("/me.ics", Some(Address::Mine)),
            ("/series/weekly.ics", Some(series("weekly"))),
            ("/me.atom", Some(Address::Digest)),
            ("/series/.ics", None),
            ("/series/a.b.ics", None),
            ("/series/../org.ics", None),
            ("/series/weekly", None),
            ("/embed/weekly.md", None),
            ("/me.atom.ics", None),
            ("me.ics", None),
            ("", None),
        ] {
            assert_eq!(text.parse().ok(), address, "{text}");
            assert!(address.is_none_or(|address| address.to_string() == text), "{text}");
        }
    }

    #[test]
    fn a_secret_opens_its_own_address_and_one_for_all_dates_those_of_each_series() {
        let all = [Address::Mine, series("one"), series("other"), Address::Digest];
        let opens = |own: &Address| all.iter().map(|asked| own.opens(asked)).collect::<Vec<_>>();
        assert_eq!(opens(&Address::Mine), [true, true, true, false]);
        assert_eq!(opens(&series("one")), [false, true, false, false]);
        assert_eq!(opens(&Address::Digest), [false, false, false, true]);
    }
}
