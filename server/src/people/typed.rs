//! Names that people type into documents: whether such a name is an account's, or only looks like one.

use muster_shared::names;
use serde::Serialize;

use super::{People, naming};
use crate::log::LogError;
use crate::sql::{self, Tables, params};

/// The person whose name was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "is")]
pub enum Whose {
    /// The name is that of exactly one account. The document does not name that account by it: people are offered to do so.
    Account {
        /// The account's id.
        id: String,
        /// Its name.
        name: String,
    },
    /// The name is no account's, and can be taken for this account's name.
    Alike {
        /// That name.
        name: String,
    },
    /// The name is no account's, or that of several.
    Nobody,
}

impl People {
    /// The people whose names these are, in their order.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn whose(&self, typed: Vec<String>) -> Result<Vec<Whose>, LogError> {
        self.read(move |db| typed.iter().map(|name| whose(db, name)).collect()).await
    }
}

/// The account that has this name, as names are compared, if only one has.
pub(super) fn account(db: &dyn Tables, typed: &str) -> sql::Result<Option<String>> {
    let mut same = accounts_like(db, typed)?.into_iter().filter(|(_, name)| names::same(name, typed)).map(|(id, _)| id);
    let first = same.next();
    Ok(first.filter(|_| same.next().is_none()))
}

fn whose(db: &dyn Tables, typed: &str) -> sql::Result<Whose> {
    let alike = accounts_like(db, typed)?;
    let mut same = alike.iter().filter(|(_, name)| names::same(name, typed));
    Ok(match (same.next(), same.next(), alike.first()) {
        (Some((id, name)), None, _) => Whose::Account { id: id.clone(), name: name.clone() },
        (None, _, Some((_, name))) => Whose::Alike { name: name.clone() },
        _ => Whose::Nobody,
    })
}

/// The accounts whose names can be taken for this one: id and name.
fn accounts_like(db: &dyn Tables, typed: &str) -> sql::Result<Vec<(String, String)>> {
    let sql = "SELECT DISTINCT people.id, people.name FROM looks JOIN people ON people.id = looks.person
               WHERE look = ?1 ORDER BY people.name";
    let mut alike: Vec<(String, String)> = Vec::new();
    for look in naming::looks(typed) {
        let found = db.query_map(sql, params![look], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for account in found {
            let account = account?;
            if !alike.contains(&account) {
                alike.push(account);
            }
        }
    }
    Ok(alike)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tables;

    #[test]
    fn a_typed_name_is_one_account_s_or_looks_like_one_or_is_nobody_s() -> sql::Result<()> {
        let db = rusqlite::Connection::open_in_memory()?;
        let db: &dyn Tables = &db;
        db.execute_batch("CREATE TABLE docs (id TEXT, kind TEXT)")?;
        tables::make(db)?;
        for (id, name) in [("1", "Ana Silva"), ("2", "Bo"), ("3", "Twin"), ("4", "Twin")] {
            db.execute("INSERT INTO people (id, name, rank, created_ms) VALUES (?1, ?2, 'member', 0)", [id, name])?;
            naming::put(db, id, name)?;
        }
        let alike = |name: &str| Whose::Alike { name: name.to_owned() };
        let account = |id: &str, name: &str| Whose::Account { id: id.to_owned(), name: name.to_owned() };
        for (typed, expected) in [
            ("Ana Silva", account("1", "Ana Silva")),
            ("ana  silva", account("1", "Ana Silva")),
            ("Ａna Silva", account("1", "Ana Silva")),
            ("Аna Silva", alike("Ana Silva")),
            ("B0", alike("Bo")),
            ("Twin", Whose::Nobody),
            ("Carla", Whose::Nobody),
            ("Ana", Whose::Nobody),
            ("", Whose::Nobody),
        ] {
            assert_eq!(whose(db, typed)?, expected, "{typed:?}");
        }
        naming::leave(db, "2")?;
        assert_eq!(whose(db, "Bo")?, Whose::Nobody, "a person who was removed holds no name");
        Ok(())
    }
}
