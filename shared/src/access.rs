//! Rights, decided once: the server enforces them, the page mirrors them.
//!
//! Three things count: a person's *rank* in the workspace, what they were *granted* in one document, and the document's
//! kind. Together they make a *role* in that document (`kinds::role_in`). Without sign-in (`--open`) everybody is one and
//! the same person, and an editor.

mod audience;
mod by_rank;
mod giver;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use audience::{Audience, Shown};
pub use by_rank::ByRank;
pub use giver::Giver;

/// A word that names no rank, grant or role.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is none of {1}")]
pub struct NoSuchWord(pub String, pub &'static str);

/// The rights of a session in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// See the document and who is here.
    Reader,
    /// Also comment and suggest, in the document's sibling, and take back there what they wrote themselves.
    Commenter,
    /// Also change the document.
    Editor,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Reader, Self::Commenter, Self::Editor];

    /// Whether this role may delete what others wrote, and write into it, in a document it may write.
    pub fn deletes_others(self) -> bool {
        self >= Self::Editor
    }

    /// Its name in tokens, in the API and in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Commenter => "commenter",
            Self::Editor => "editor",
        }
    }

    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn of_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// The standing of a person in the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// Sees what they were invited to, and nothing else.
    Guest,
    /// Reads every charter, comments, suggests and signs.
    Member,
    /// An executive: names captains, confirms mandates, edits every charter.
    Leader,
    /// Also decides who is what, and holds the keys.
    Owner,
}

impl Rank {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Guest, Self::Member, Self::Leader, Self::Owner];

    /// Its name in the API and in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Member => "member",
            Self::Leader => "leader",
            Self::Owner => "owner",
        }
    }

    /// Whether this rank may delete documents, import many at once, and see who did what.
    pub fn may_manage(self) -> bool {
        self >= Self::Leader
    }

    /// Whether this rank may invite somebody as `other`, or make `other` of them: nobody lifts anyone above or to
    /// themselves but the owner.
    pub fn may_name(self, other: Self) -> bool {
        self == Self::Owner || (self == Self::Leader && other < Self::Leader)
    }

    /// Whether this rank may grant rights in any document: leaders name captains.
    pub fn may_grant(self) -> bool {
        self >= Self::Leader
    }

    /// Whether this rank may hold keys that mint tokens.
    pub fn may_hold_keys(self) -> bool {
        self == Self::Owner
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Rank {
    type Err = NoSuchWord;

    fn from_str(word: &str) -> Result<Self, NoSuchWord> {
        let found = Self::ALL.into_iter().find(|rank| rank.name() == word);
        found.ok_or_else(|| NoSuchWord(word.to_owned(), "guest, member, leader and owner"))
    }
}

/// A side of a team's authority: what is agreed between the two is said by each for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The captain of the team.
    Captain,
    /// A leader, who is not the captain of this team.
    Leader,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Captain, Self::Leader];

    /// The side of somebody with this rank and this grant. A person is never both: a leader who captains the team speaks
    /// for the team there.
    pub fn of(rank: Option<Rank>, grant: Option<Grant>) -> Option<Self> {
        match (grant, rank) {
            (Some(Grant::Captain), _) => Some(Self::Captain),
            (_, Some(Rank::Leader | Rank::Owner)) => Some(Self::Leader),
            _ => None,
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        if self == Self::Captain { Self::Leader } else { Self::Captain }
    }

    /// Its name in sentences.
    pub fn name(self) -> &'static str {
        match self {
            Self::Captain => "captain",
            Self::Leader => "leader",
        }
    }
}

/// A right that somebody was given in one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grant {
    /// To read it.
    Reader,
    /// To comment and suggest.
    Commenter,
    /// To change it.
    Editor,
    /// To answer for the team whose charter it is; in the document, what an editor may.
    Captain,
}

impl Grant {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Commenter, Self::Editor, Self::Captain];

    /// Its name in tokens, in the API and in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Captain => "captain",
            other => other.role().name(),
        }
    }

    /// The role that the grant makes of somebody.
    pub fn role(self) -> Role {
        match self {
            Self::Reader => Role::Reader,
            Self::Commenter => Role::Commenter,
            Self::Editor | Self::Captain => Role::Editor,
        }
    }

    /// Whether who has this may give `other` in the same document: a captain lets people in, and names no captain.
    pub fn may_give(self, other: Self) -> bool {
        self == Self::Captain && other < Self::Captain
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Grant {
    type Err = NoSuchWord;

    fn from_str(word: &str) -> Result<Self, NoSuchWord> {
        let found = Self::ALL.into_iter().find(|grant| grant.name() == word);
        found.ok_or_else(|| NoSuchWord(word.to_owned(), "reader, commenter, editor and captain"))
    }
}

/// The author that a connection writes for: a person, a token's bearer, or everybody who visits an open server. CRDT
/// client ids belong to authors.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Author(Arc<str>);

impl Author {
    /// The author of this name in the log.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// Everybody who visits an open server.
    pub fn everybody() -> Self {
        Self::new("")
    }

    /// The server itself, as when it imports. No person and no token has this name.
    pub fn server() -> Self {
        Self::new("server")
    }

    /// Whether this is [`Author::everybody`], so that nobody can be told from anybody.
    pub fn is_everybody(&self) -> bool {
        self.0.is_empty()
    }

    /// Its name in the log.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The key under which the values of an author stand in maps that are keyed by person. The names of those whom a token lets in
/// have a `:`, which ends a key; no two authors have one key.
pub fn person_key(author: &str) -> String {
    author.replace('%', "%25").replace(':', "%3A")
}

/// A person who comes to a room, and their rights there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The author they write for.
    pub author: Author,
    /// Their name, if the server knows it; else they may say it themselves.
    pub name: Option<String>,
    /// Their role in the room.
    pub role: Role,
    /// Their rank in the workspace, by which limits may differ; none for a token that stands for no person, and on an open
    /// server.
    pub rank: Option<Rank>,
    /// The side of the team's authority that they are on, in a document that asks for it.
    pub side: Option<Side>,
    /// Whether they are told who else is there. A read link tells of its document alone.
    pub sees_people: bool,
}

impl Visitor {
    /// A visitor of an open server.
    pub fn anybody() -> Self {
        Self { author: Author::everybody(), name: None, role: Role::Editor, rank: None, side: None, sees_people: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_but_the_owner_lifts_anyone_to_their_own_rank() {
        for rank in Rank::ALL {
            for other in Rank::ALL {
                let may = rank == Rank::Owner || (rank == Rank::Leader && other <= Rank::Member);
                assert_eq!(rank.may_name(other), may, "{rank} {other}");
            }
        }
    }

    #[test]
    fn nobody_is_on_both_sides_of_a_teams_authority() {
        for rank in Rank::ALL {
            for grant in [None].into_iter().chain(Grant::ALL.map(Some)) {
                let side = match (rank, grant) {
                    (_, Some(Grant::Captain)) => Some(Side::Captain),
                    (Rank::Leader | Rank::Owner, _) => Some(Side::Leader),
                    _ => None,
                };
                assert_eq!(Side::of(Some(rank), grant), side, "{rank} {grant:?}");
            }
        }
        assert_eq!(Side::of(None, Some(Grant::Editor)), None);
        assert_eq!(Side::of(None, Some(Grant::Captain)), Some(Side::Captain));
    }

    #[test]
    fn a_captain_lets_people_in_and_names_no_captain() {
        for own in Grant::ALL {
            for given in Grant::ALL {
                assert_eq!(own.may_give(given), own == Grant::Captain && given != Grant::Captain, "{own} {given}");
            }
        }
    }

    #[test]
    fn the_key_of_a_person_ends_where_it_ends_and_is_nobody_elses() {
        let authors = ["", "p1", "muster:Mei", "muster%3AMei", "muster Mei", "wiki:a:b", "wiki:a%b", "wiki:a%3Ab"];
        let keys: std::collections::BTreeSet<String> = authors.iter().map(|author| person_key(author)).collect();
        assert!(keys.len() == authors.len() && keys.iter().all(|key| !key.contains(':')), "{keys:?}");
        assert_eq!(person_key("p1"), "p1");
    }

    #[test]
    fn every_word_reads_as_what_it_names() {
        for rank in Rank::ALL {
            assert_eq!(rank.name().parse(), Ok(rank));
        }
        for grant in Grant::ALL {
            assert_eq!(grant.name().parse(), Ok(grant));
        }
        assert!("admin".parse::<Rank>().is_err() && "Owner".parse::<Rank>().is_err() && "".parse::<Grant>().is_err());
    }
}
