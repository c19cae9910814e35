//! Names that others see: an account's can be seen and be told apart from every other account's, and a name nobody has
//! proven, such as a token's, is never shown as an account's.
//!
//! Two names look alike when they are the same as names are compared (`muster_shared::names`), or when their letters can
//! be taken for each other (Unicode's confusables), in either order, as letter case changes what a letter looks like.

use std::collections::{BTreeSet, HashMap};

use muster_shared::access::Author;
use muster_shared::names;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_security::confusable_detection::skeleton;

use super::People;
use super::person::{self, tidy_name};
use super::token::{Bearer, Claims};
use crate::log::LogError;
use crate::sql::{self, OptionalExtension, Tables, params};

/// The first word in the name of an author who comes by a read link. No holder of a key is called so.
pub(super) const LINK: &str = "link";

/// Why a name is not an account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It is not one line of bounded length that can be seen.
    Form,
    /// It looks like the name of somebody who is here.
    Taken,
}

impl Unfit {
    /// A sentence for whoever chose it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Form => "a name is one line of 1 to 80 characters, with letters that can be seen",
            Self::Taken => {
                "this name cannot be told apart from the name of somebody who is here already; add something to yours, \
                 such as your team"
            }
        }
    }
}

impl People {
    /// A name as a new account may have it.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn fits(&self, name: &str) -> Result<Result<String, Unfit>, LogError> {
        let Some(name) = tidy_name(name) else { return Ok(Err(Unfit::Form)) };
        self.read(move |db| Ok(if is_taken(db, &name, None)? { Err(Unfit::Taken) } else { Ok(name) })).await
    }

    /// The names of these authors: people by name, those who were removed among them, bearers as their key's holder
    /// knows them.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn names_of(&self, authors: BTreeSet<String>) -> Result<HashMap<String, String>, LogError> {
        self.read(move |db| authors.into_iter().map(|author| Ok((author.clone(), author_name(db, &author)?))).collect())
            .await
    }
}

fn author_name(db: &dyn Tables, author: &str) -> sql::Result<String> {
    let sql = "SELECT name FROM people WHERE id = ?1";
    let account = db.query_row(sql, [author], |row| row.get(0)).optional()?;
    if let Some(name) = account {
        return Ok(name);
    }
    match author.split_once(':') {
        Some((LINK, _)) => Ok(by_link(said_by(db, author)?.as_deref().unwrap_or("Somebody"))),
        // A holder's own name for a bearer is shown to nobody.
        Some((holder, _)) => match said_by(db, author)? {
            Some(name) => unproven(db, &name, holder),
            None => Ok(format!("Somebody from {holder}")),
        },
        None if author.is_empty() => Ok("Somebody".to_owned()),
        None if *author == *Author::server().as_str() => Ok("Muster itself".to_owned()),
        None => Ok(author.to_owned()),
    }
}

/// The name that the bearer of a token, or the holder of a read link, has said last.
pub(super) fn said_by(db: &dyn Tables, author: &str) -> sql::Result<Option<String>> {
    let sql = "SELECT name FROM bearers WHERE author = ?1";
    db.query_row(sql, [author], |row| row.get(0)).optional()
}

/// The name of somebody who comes by a read link, as it is shown everywhere.
pub(super) fn by_link(name: &str) -> String {
    format!("{name} (by link)")
}

/// The name of a token's bearer: the server speaks for people by its own tokens, and everybody else's name is
/// somebody's word.
pub(super) fn name_of(db: &dyn Tables, bearer: &Bearer) -> sql::Result<String> {
    let Claims { person, name, .. } = &bearer.claims;
    match person {
        Some(id) => Ok(person::person(db, id)?.map_or_else(|| name.clone(), |person| person.name)),
        None => unproven(db, name, &bearer.holder),
    }
}

fn unproven(db: &dyn Tables, name: &str, holder: &str) -> sql::Result<String> {
    Ok(if is_taken(db, name, None)? { format!("{name} (by token of {holder})") } else { name.to_owned() })
}

/// Whether somebody else than `but` goes by a name that looks like this one.
pub(super) fn is_taken(db: &dyn Tables, name: &str, but: Option<&str>) -> sql::Result<bool> {
    let select = "SELECT 1 FROM looks WHERE look = ?1 AND person <> coalesce(?2, '') LIMIT 1";
    for look in looks(name) {
        if db.exists(select, params![look, but])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The name itself if nobody else goes by it, or else the same with the first number nobody has.
pub(super) fn free(db: &dyn Tables, name: &str) -> sql::Result<String> {
    let mut free = name.to_owned();
    let mut n = 1_u64;
    while is_taken(db, &free, None)? {
        n += 1;
        free = format!("{name} ({n})");
    }
    Ok(free)
}

/// From now on somebody goes by this name, and by no other.
pub(super) fn put(db: &dyn Tables, person: &str, name: &str) -> sql::Result<()> {
    leave(db, person)?;
    let insert = "INSERT INTO looks (look, person) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    looks(name).iter().try_for_each(|look| db.execute(insert, [look.as_str(), person]).map(drop))
}

/// Somebody goes by no name any more.
pub(super) fn leave(db: &dyn Tables, person: &str) -> sql::Result<()> {
    db.execute("DELETE FROM looks WHERE person = ?1", [person]).map(drop)
}

/// Makes the looks of everybody anew: how they are made may have changed with the program.
pub(super) fn renew(db: &dyn Tables) -> sql::Result<()> {
    db.execute("DELETE FROM looks", [])?;
    let all = "SELECT id, name FROM people WHERE removed_ms IS NULL";
    let people: Vec<(String, String)> =
        db.query_map(all, [], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<sql::Result<_>>()?;
    people.iter().try_for_each(|(id, name)| put(db, id, name))
}

/// The looks of a name, in the ways in which it may be taken for another.
pub(super) fn looks(name: &str) -> BTreeSet<String> {
    let key = names::key(name);
    let folded: String = skeleton(&key).collect();
    let seen: String = skeleton(name).collect();
    BTreeSet::from([names::key(&folded), names::key(&seen), key])
}

/// Whether anything of a text is seen by itself: a letter, a digit, a sign. Marks need one under them, and what has no
/// meaning yet shows as nothing, or as a box.
pub(super) fn is_seen(text: &str) -> bool {
    use GeneralCategory::{
        Control, EnclosingMark, Format, LineSeparator, NonspacingMark, ParagraphSeparator, PrivateUse, SpaceSeparator,
        SpacingMark, Surrogate, Unassigned,
    };
    let is_nothing = |sign: char| {
        names::is_unseen(sign)
            || matches!(
                sign.general_category(),
                Control
                    | Format
                    | Surrogate
                    | PrivateUse
                    | Unassigned
                    | NonspacingMark
                    | SpacingMark
                    | EnclosingMark
                    | SpaceSeparator
                    | LineSeparator
                    | ParagraphSeparator
            )
    };
    !text.chars().all(is_nothing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::tables;

    fn alike(one: &str, other: &str) -> bool {
        !looks(one).is_disjoint(&looks(other))
    }

    #[test]
    fn names_that_can_be_taken_for_each_other_look_alike() {
        for (one, other) in [
            ("Ana Silva", "ana  silva"),
            ("Ana Silva", "Ana\u{a0}Silva"),
            ("Ana Silva", "A\u{200b}na Silva"),
            ("Ana Silva", "Аnа Silva"),
            ("ANA SILVA", "АNА SІLVА"),
            ("Ian", "lan"),
            ("Ian", "ian"),
            ("Bill", "BiIl"),
            ("Olga Owner", "0lga Owner"),
            ("José", "Jose\u{301}"),
            ("Scope", "Ѕсоре"),
            ("modern", "rnodern"),
            ("Ａｎａ", "Ana"),
            ("𝐀𝐧𝐚", "Ana"),
            ("O’Brien", "O'Brien"),
            ("Ana\u{202e}", "Ana"),
        ] {
            assert!(alike(one, other), "{one:?} {other:?}: {:?} {:?}", looks(one), looks(other));
        }
        for (one, other) in [
            ("Ana Silva", "Ana Silver"),
            ("Ana Silva", "AnaSilva"),
            ("Ana", "Anna"),
            ("Jose", "José"),
            ("Ana Silva", "Ana Silva (2)"),
            ("Ana Silva (2)", "Ana Silva (3)"),
            ("Иван", "Ivan"),
            ("李娜", "李那"),
        ] {
            assert!(!alike(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn something_of_a_name_is_seen() {
        for (name, seen) in [
            ("a", true),
            ("é", true),
            ("e\u{301}", true),
            ("7", true),
            ("李", true),
            ("🦊", true),
            ("-", true),
            ("\u{200b}", false),
            ("\u{200b}\u{200d}\u{feff}", false),
            ("\u{301}", false),
            ("\u{202e}\u{2066}", false),
            ("\u{2800}", false),
            ("\u{3164}\u{ffa0}", false),
            ("\u{e000}", false),
            ("\u{fe0f}", false),
            ("\u{378}", false),
            ("\u{903}", false),
        ] {
            assert_eq!(is_seen(name), seen, "{name:?}");
        }
    }

    #[test]
    fn people_who_would_look_alike_are_numbered_and_a_name_that_is_left_is_free() -> sql::Result<()> {
        let db = rusqlite::Connection::open_in_memory()?;
        let db: &dyn Tables = &db;
        db.execute_batch("CREATE TABLE docs (id TEXT, kind TEXT)")?;
        tables::make(db)?;
        for (id, name) in [("1", "Ana Silva"), ("2", "Аnа Silva"), ("3", "ana silva"), ("4", "Bo")] {
            let free = free(db, name)?;
            db.execute(
                "INSERT INTO people (id, name, rank, created_ms) VALUES (?1, ?2, 'guest', 0)",
                [id, free.as_str()],
            )?;
            put(db, id, &free)?;
            assert!(is_taken(db, name, None)?);
        }
        let names = db.query_map("SELECT name FROM people ORDER BY id", [], |row| row.get(0))?;
        let all: Vec<String> = names.collect::<sql::Result<_>>()?;
        assert_eq!(all, ["Ana Silva", "Аnа Silva (2)", "ana silva (3)", "Bo"]);
        assert_eq!(unproven(db, "ANA SILVA", "Wiki")?, "ANA SILVA (by token of Wiki)");
        assert_eq!(unproven(db, "Cy", "Wiki")?, "Cy");
        db.execute_batch(
            "INSERT INTO bearers (author, name) VALUES ('Wiki:7', 'Bo'), ('Wiki:8', 'Kim'), ('link:l1:m', 'Bo')",
        )?;
        for (author, name) in [
            ("4", "Bo"),
            ("Wiki:7", "Bo (by token of Wiki)"),
            ("Wiki:8", "Kim"),
            ("link:l1:m", "Bo (by link)"),
            ("link:l1:n", "Somebody (by link)"),
            ("Wiki:kim@company.example", "Somebody from Wiki"),
            ("", "Somebody"),
            ("server", "Muster itself"),
            ("p9", "p9"),
        ] {
            assert_eq!(author_name(db, author)?, name, "{author}");
        }
        assert!(!is_taken(db, "bo", Some("4"))?);
        leave(db, "4")?;
        assert!(!is_taken(db, "Bo", None)?);
        renew(db)?;
        assert!(is_taken(db, "Bo", None)?);
        Ok(())
    }
}
