//! People: who they are, and what they are in the workspace.

use muster_shared::access::Rank;
use muster_shared::names::is_unseen;
use serde::Serialize;

use super::announce::Topic;
use super::naming::{self, Unfit};
use super::{People, audit, key, ms, tables};
use crate::clock;
use crate::log::{LogError, Refusal};
use crate::sql::{self, OptionalExtension, Row, Tables, params};

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Their id; the author of what they write.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Where an identity provider says mail reaches them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their rank in the workspace.
    pub rank: Rank,
    /// Since when, in milliseconds since 1970.
    pub created_ms: u64,
}

/// The answer to what is asked for a person who was removed meanwhile.
pub const GONE: Refusal = Refusal("this person was removed meanwhile");

/// Longest name, in characters.
pub const NAME_CHARS_MAX: usize = 80;

/// A name as it may be kept: one line that can be seen, not too long. Signs that show nothing are left out, but for the two
/// that join letters where scripts need them.
pub fn tidy_name(name: &str) -> Option<String> {
    let plain = name.chars().all(|sign| sign.is_whitespace() || !sign.is_control());
    let shown: String = name.chars().filter(|sign| is_kept(*sign)).collect();
    let words: Vec<&str> = shown.split_whitespace().collect();
    let name = words.join(" ");
    (plain && naming::is_seen(&name) && name.chars().count() <= NAME_CHARS_MAX).then_some(name)
}

/// Joiners, and what makes a picture of a sign, are seen by what they do.
fn is_kept(sign: char) -> bool {
    matches!(sign, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}') || sign.is_whitespace() || !is_unseen(sign)
}

/// A name that somebody else chose, made to one that may be kept: what is too long is cut.
pub fn shortened(name: &str) -> Option<String> {
    tidy_name(&name.chars().take(NAME_CHARS_MAX).collect::<String>())
}

/// The outcome of a change of somebody's rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranked {
    /// It is done.
    Done,
    /// There is nobody of this id.
    Nobody,
    /// They are the only owner: somebody must remain who can let people in.
    LastOwner,
}

impl People {
    /// Everybody who has not been removed, by name.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn everybody(&self) -> Result<Vec<Person>, LogError> {
        self.read(|db| {
            let select = format!("{PERSON} WHERE removed_ms IS NULL ORDER BY name, id");
            db.query_map(&select, [], to_person)?.collect()
        })
        .await
    }

    /// One person, unless they were removed.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn person(&self, id: &str) -> Result<Option<Person>, LogError> {
        let id = id.to_owned();
        self.read(move |db| person(db, &id)).await
    }

    /// Whether somebody owns the workspace.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn is_owned(&self) -> Result<bool, LogError> {
        self.read(|db| n_owners(db).map(|n| n > 0)).await
    }

    /// Makes somebody something else.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn set_rank(&self, by: &str, id: &str, rank: Rank) -> Result<Ranked, LogError> {
        let (by, id) = (by.to_owned(), id.to_owned());
        self.change([Topic::Everybody], move |db| {
            let Some(known) = person(db, &id)? else { return Ok(Ranked::Nobody) };
            if known.rank == Rank::Owner && rank != Rank::Owner && n_owners(db)? < 2 {
                return Ok(Ranked::LastOwner);
            }
            db.execute("UPDATE people SET rank = ?2 WHERE id = ?1", params![id, rank.name()])?;
            audit::note(db, &by, audit::What::Ranked, "", &format!("{id}: {} to {rank}", known.rank))?;
            key::note_unanswered(db, &by, &id)?;
            Ok(Ranked::Done)
        })
        .await
    }

    /// Gives somebody another name, unless it could be taken for somebody else's.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn rename(&self, id: &str, name: &str) -> Result<Result<(), Unfit>, LogError> {
        let Some(name) = tidy_name(name) else { return Ok(Err(Unfit::Form)) };
        let id = id.to_owned();
        self.change([Topic::person(&id)], move |db| {
            let Some(known) = person(db, &id)?.filter(|known| known.name != name) else { return Ok(Ok(())) };
            if naming::is_taken(db, &name, Some(&id))? {
                return Ok(Err(Unfit::Taken));
            }
            db.execute("UPDATE people SET name = ?2 WHERE id = ?1", [&id, &name])?;
            naming::put(db, &id, &name)?;
            audit::note(db, &id, audit::What::Renamed, "", &format!("{} to {name}", known.name))?;
            Ok(Ok(()))
        })
        .await
    }

    /// Removes somebody: their sessions, passkeys, grants, addresses and read links go, and whatever they gave to others is
    /// worth nothing from now on; what they wrote stays, under their name. That an identity provider knows them is
    /// remembered: it would make them anew at once.
    ///
    /// # Errors
    /// [`LogError`], and then nothing has changed.
    pub async fn remove(&self, by: &str, id: &str) -> Result<Ranked, LogError> {
        let (by, id) = (by.to_owned(), id.to_owned());
        self.change([Topic::Everybody], move |db| {
            let Some(known) = person(db, &id)? else { return Ok(Ranked::Nobody) };
            if known.rank == Rank::Owner && n_owners(db)? < 2 {
                return Ok(Ranked::LastOwner);
            }
            for table in ["sessions", "passkeys", "grants", "invites", "feeds"].iter().chain(&tables::OF_LETTERS) {
                db.execute(&format!("DELETE FROM {table} WHERE person = ?1"), [&id])?;
            }
            db.execute("DELETE FROM read_links WHERE made_by = ?1", [&id])?;
            let now_ms = clock::now_ms().cast_signed();
            db.execute("UPDATE people SET removed_ms = ?2, email = NULL WHERE id = ?1", params![id, now_ms])?;
            naming::leave(db, &id)?;
            audit::note(db, &by, audit::What::Removed, "", &format!("{id}: {}, {}", known.name, known.rank))?;
            key::note_unanswered(db, &by, &id)?;
            Ok(Ranked::Done)
        })
        .await
    }
}

const PERSON: &str = "SELECT id, name, email, rank, created_ms FROM people";

/// One person who has not been removed, on any connection.
pub(super) fn person(db: &dyn Tables, id: &str) -> sql::Result<Option<Person>> {
    let sql = format!("{PERSON} WHERE id = ?1 AND removed_ms IS NULL");
    db.query_row(&sql, [id], to_person).optional()
}

/// Refuses what is written for a person who is not there any more.
pub(super) fn must_be_here(db: &dyn Tables, id: &str) -> sql::Result<()> {
    person(db, id)?.map(drop).ok_or_else(|| GONE.into())
}

/// Adds somebody.
pub(super) fn add(db: &dyn Tables, person: &Person) -> sql::Result<()> {
    let sql = "INSERT INTO people (id, name, email, rank, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
    let Person { id, name, email, rank, created_ms } = person;
    db.execute(sql, params![id, name, email, rank.name(), created_ms.cast_signed()])?;
    naming::put(db, id, name)
}

pub(super) fn n_owners(db: &dyn Tables) -> sql::Result<i64> {
    let sql = "SELECT count(*) FROM people WHERE rank = 'owner' AND removed_ms IS NULL";
    db.query_row(sql, [], |row| row.get(0))
}

fn to_person(row: &Row<'_>) -> sql::Result<Person> {
    Ok(Person { id: row.get(0)?, name: row.get(1)?, email: row.get(2)?, rank: row.parsed(3)?, created_ms: ms(row, 4)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_bounded_length() {
        for (name, tidy) in [
            ("Mara Lindt", Some("Mara Lindt")),
            ("  Mara \n Lindt ", Some("Mara Lindt")),
            ("", None),
            (" \t", None),
            ("a\u{7}b", None),
            ("\u{200b}", None),
            ("\u{202e}\u{2066} \u{301}", None),
            ("\u{2800}\u{3164}", None),
            ("A\u{200b}na \u{202e}Silva", Some("Ana Silva")),
            ("می\u{200c}خواهم", Some("می\u{200c}خواهم")),
        ] {
            assert_eq!(tidy_name(name).as_deref(), tidy, "{name:?}");
        }
        assert!(tidy_name(&"é".repeat(NAME_CHARS_MAX)).is_some());
        assert!(tidy_name(&"é".repeat(NAME_CHARS_MAX + 1)).is_none());
    }
}
