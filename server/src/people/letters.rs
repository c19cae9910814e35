//! Letters that are due. A letter is one row until it was taken or refused: what it says is written when it is sent, by the
//! rights of that moment. A row is marked before its letter is handed over, and a marked one is never handed over again: a
//! letter whose fate nobody knows was sent once at most.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

use super::{People, ms};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, Tables, params};

/// Something that was told of stays known for so long after it is gone: what comes and goes is told of once.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);

/// The sort of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The digest of a week.
    Digest,
    /// Things that are told at once.
    AtOnce,
}

/// A word that names no sort of letter.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no sort of letter")]
pub struct NoSuchSort(String);

impl Sort {
    /// Its name in the table and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::AtOnce => "at_once",
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Sort {
    type Err = NoSuchSort;

    fn from_str(name: &str) -> Result<Self, NoSuchSort> {
        [Self::Digest, Self::AtOnce]
            .into_iter()
            .find(|sort| sort.name() == name)
            .ok_or_else(|| NoSuchSort(name.to_owned()))
    }
}

/// A letter that is due now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The person it is for.
    pub person: String,
    /// The sort.
    pub sort: Sort,
    /// How often the mail server did not take it.
    pub tries: u32,
}

/// The end that handing a letter over came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The mail server took it, or nobody knows whether it did.
    Gone,
    /// The mail server will never take it, for this reason.
    Refused(String),
    /// Nothing was left to say.
    Empty,
    /// It is tried again at a time, in milliseconds since 1970.
    Later(u64),
}

/// A thing that is told at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The thing, in words that are the same whenever it is looked for.
    pub what: String,
    /// Whether it is news, and not only known now.
    pub is_news: bool,
}

impl People {
    /// A digest of somebody is due: it is waited for once, whatever happens then.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn digest_is_due(&self, person: &str) -> Result<(), LogError> {
        let person = person.to_owned();
        self.note(move |db| {
            let now = clock::now_ms().cast_signed();
            let n = db.execute("UPDATE mailboxes SET digest_ms = ?2 WHERE person = ?1", params![person, now])?;
            if n > 0 {
                put(db, &person, Sort::Digest, now)?;
            }
            Ok(())
        })
        .await
    }

    /// Takes note of everything that would be told at once to somebody now. Things that were not there before are told in a letter
    /// after `gather`, with all that comes until then. The first look after an address was confirmed tells of nothing.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn look_at(&self, person: &str, all: Vec<Telling>, gather: Duration) -> Result<(), LogError> {
        let (person, now_ms) = (person.to_owned(), clock::now_ms());
        let look = Look { person, all, now_ms, gather };
        let for_reading = look.clone();
        // Mostly nothing has changed, and then nothing is written.
        if self.read(move |db| for_reading.changes_anything(db)).await? {
            self.note(move |db| look.note(db)).await?;
        }
        Ok(())
    }

    /// The things that somebody is still to be told of at once.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn to_be_told(&self, person: &str) -> Result<BTreeSet<String>, LogError> {
        let person = person.to_owned();
        self.read(move |db| {
            let select = "SELECT what FROM told WHERE person = ?1 AND waits <> 0";
            db.query_map(select, [&person], |row| row.get(0))?.collect()
        })
        .await
    }

    /// The letters that are due now, the oldest first. One that is being handed over is none of them.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn letters_due(&self) -> Result<Vec<Due>, LogError> {
        self.read(|db| {
            let sql = "SELECT person, sort, tries FROM letters WHERE next_ms <= ?1 AND sending_ms IS NULL
                       ORDER BY next_ms, person, sort";
            let due = db.query_map(sql, [clock::now_ms().cast_signed()], |row| {
                Ok(Due { person: row.get(0)?, sort: row.parsed(1)?, tries: row.get(2)? })
            })?;
            due.collect()
        })
        .await
    }

    /// How many letters wait.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn n_letters(&self) -> Result<i64, LogError> {
        self.read(|db| db.query_row("SELECT count(*) FROM letters", [], |row| row.get(0))).await
    }

    /// Marks a letter as being handed over, durably; whether it is there and was not marked.
    ///
    /// # Errors
    /// [`LogError`], and then it is not to be handed over.
    pub async fn letter_goes(&self, due: &Due) -> Result<bool, LogError> {
        let due = due.clone();
        self.note(move |db| {
            let sql = "UPDATE letters SET sending_ms = ?3 WHERE person = ?1 AND sort = ?2 AND sending_ms IS NULL";
            Ok(db.execute(sql, params![due.person, due.sort.name(), clock::now_ms().cast_signed()])? > 0)
        })
        .await
    }

    /// Notes what came of a letter. `told` are the things that it told of, or that need no telling any more.
    ///
    /// # Errors
    /// [`LogError`], and then it is never handed over again.
    pub async fn letter_went(&self, due: &Due, fate: Fate, told: BTreeSet<String>) -> Result<(), LogError> {
        let due = due.clone();
        self.note(move |db| {
            let (person, sort) = (&due.person, due.sort.name());
            if let Fate::Later(next_ms) = &fate {
                let sql = "UPDATE letters SET sending_ms = NULL, tries = tries + 1, next_ms = ?3
                           WHERE person = ?1 AND sort = ?2";
                return db.execute(sql, params![person, sort, next_ms.cast_signed()]).map(drop);
            }
            db.execute("DELETE FROM letters WHERE person = ?1 AND sort = ?2", params![person, sort])?;
            for what in &told {
                db.execute("UPDATE told SET waits = 0 WHERE person = ?1 AND what = ?2", params![person, what])?;
            }
            let (unread, trouble) = match &fate {
                Fate::Gone => (i64::from(due.sort == Sort::Digest), None),
                Fate::Refused(why) => (0, Some(why)),
                Fate::Empty | Fate::Later(_) => return Ok(()),
            };
            let sql = "UPDATE mailboxes SET unread = unread + ?2, trouble = ?3 WHERE person = ?1";
            db.execute(sql, params![person, unread, trouble]).map(drop)
        })
        .await
    }

    /// Gives up the letters that were being handed over when the server ended: nobody knows whether they were taken. How many
    /// there were.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn give_up_letters(&self) -> Result<usize, LogError> {
        self.note(|db| {
            let told = "UPDATE told SET waits = 0 WHERE person IN
                        (SELECT person FROM letters WHERE sending_ms IS NOT NULL AND sort = 'at_once')";
            db.execute(told, [])?;
            db.execute("DELETE FROM letters WHERE sending_ms IS NOT NULL", [])
        })
        .await
    }
}

/// A look at everything that would be told at once to somebody.
#[derive(Clone)]
struct Look {
    person: String,
    all: Vec<Telling>,
    now_ms: u64,
    gather: Duration,
}

impl Look {
    /// The things that are known, and when each was last there.
    fn known(&self, db: &dyn Tables) -> sql::Result<BTreeMap<String, u64>> {
        let select = "SELECT what, seen_ms FROM told WHERE person = ?1";
        db.query_map(select, [&self.person], |row| Ok((row.get(0)?, ms(row, 1)?)))?.collect()
    }

    fn is_first(&self, db: &dyn Tables) -> sql::Result<bool> {
        let sql = "SELECT count(*) FROM mailboxes WHERE person = ?1 AND looked_ms IS NULL";
        db.query_row(sql, [&self.person], |row| Ok(row.get::<i64>(0)? > 0))
    }

    /// How long ago something was last there, as a part of the time that it is remembered.
    fn age(&self, seen_ms: u64) -> Age {
        let (age, whole) = (self.now_ms.saturating_sub(seen_ms), REMEMBERED.as_millis() as u64);
        match age {
            age if age > whole => Age::Forgotten,
            age if age > whole / 2 => Age::Old,
            _ => Age::Fresh,
        }
    }

    fn is_here(&self, what: &str) -> bool {
        self.all.iter().any(|one| one.what == what)
    }

    fn changes_anything(&self, db: &dyn Tables) -> sql::Result<bool> {
        let known = self.known(db)?;
        let is_new = self.all.iter().any(|one| !known.contains_key(&one.what));
        let ages = known.iter().any(|(what, seen_ms)| match self.age(*seen_ms) {
            Age::Fresh => false,
            Age::Old => self.is_here(what),
            Age::Forgotten => true,
        });
        Ok(is_new || ages || self.is_first(db)?)
    }

    fn note(&self, db: &dyn Tables) -> sql::Result<()> {
        let (known, is_first, now) = (self.known(db)?, self.is_first(db)?, self.now_ms.cast_signed());
        for Telling { what, is_news } in self.all.iter().filter(|one| !known.contains_key(&one.what)) {
            let waits = *is_news && !is_first;
            let sql = "INSERT INTO told (person, what, seen_ms, waits) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT DO NOTHING";
            db.execute(sql, params![self.person, what, now, waits])?;
            if waits {
                let gather = i64::try_from(self.gather.as_millis()).unwrap_or(i64::MAX);
                put(db, &self.person, Sort::AtOnce, now.saturating_add(gather))?;
            }
        }
        for (what, seen_ms) in &known {
            let sql = match self.age(*seen_ms) {
                Age::Fresh => continue,
                _ if self.is_here(what) => "UPDATE told SET seen_ms = ?3 WHERE person = ?1 AND what = ?2",
                Age::Old => continue,
                Age::Forgotten => "DELETE FROM told WHERE person = ?1 AND what = ?2 AND seen_ms < ?3",
            };
            db.execute(sql, params![self.person, what, now])?;
        }
        db.execute("UPDATE mailboxes SET looked_ms = ?2 WHERE person = ?1", params![self.person, now]).map(drop)
    }
}

/// How long ago something was last there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    Fresh,
    /// So long ago that it is noted anew if it is there.
    Old,
    Forgotten,
}

/// A letter of a sort is due at a time, unless one waits already.
fn put(db: &dyn Tables, person: &str, sort: Sort, next: i64) -> sql::Result<()> {
    let sql = "INSERT INTO letters (person, sort, tries, next_ms) VALUES (?1, ?2, 0, ?3) ON CONFLICT DO NOTHING";
    db.execute(sql, params![person, sort.name(), next]).map(drop)
}
