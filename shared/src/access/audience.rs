//! Audience: which people a document is for at all. It is decided when the document is made, and can only be narrowed
//! from the workspace to a roster later. No rank opens a document beyond its audience.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::NoSuchWord;

/// Which people a document is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Everybody in the workspace, as their rank and grants say.
    #[default]
    Workspace,
    /// The people on its roster.
    Roster,
    /// Two people.
    Pair,
    /// Its author alone.
    Author,
}

/// How a person shows who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// By signing in to Muster itself.
    SignIn,
    /// By a token that stands for a person with an account.
    PersonToken,
    /// By a token of a wiki for somebody without an account.
    Token,
}

impl Audience {
    /// All of them, the widest first.
    pub const ALL: [Self; 4] = [Self::Workspace, Self::Roster, Self::Pair, Self::Author];

    /// Its name in the API and on the disk.
    pub fn name(self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::Roster => "roster",
            Self::Pair => "pair",
            Self::Author => "author",
        }
    }

    /// Whether a document of this audience exists at all for a person, before rank and grants are looked at. `is_listed`
    /// says whether the server's list for the document names the person. Private documents never live in a page that is
    /// not ours, so that a pair's and an author's open only by signing in to Muster.
    pub fn admits(self, shown: Shown, is_listed: bool) -> bool {
        match self {
            Self::Workspace => true,
            Self::Roster => is_listed && shown != Shown::Token,
            Self::Pair | Self::Author => is_listed && shown == Shown::SignIn,
        }
    }

    /// Whether a document of this audience may be given `other`.
    pub fn narrows_to(self, other: Self) -> bool {
        self == other || (self, other) == (Self::Workspace, Self::Roster)
    }

    /// Whether so many people, its maker among them, make this audience.
    ///
    /// # Errors
    /// A sentence for the person who chose them.
    pub fn takes(self, n_people: usize) -> Result<(), &'static str> {
        match (self, n_people) {
            (Self::Workspace, 0) | (Self::Roster, 1..) | (Self::Pair, 2) | (Self::Author, 1) => Ok(()),
            (Self::Workspace, _) => Err("a document for the whole workspace has no list of people"),
            (Self::Roster, _) => Err("a roster names at least one person"),
            (Self::Pair, _) => Err("a document for two people names one other person besides you"),
            (Self::Author, _) => Err("a document for its author alone names nobody else"),
        }
    }

    /// Whether even its name and its maker are nobody else's to know.
    pub fn is_private(self) -> bool {
        matches!(self, Self::Pair | Self::Author)
    }

    /// Whether people may be put on its list, and taken off, later.
    pub fn can_change_list(self) -> bool {
        self == Self::Roster
    }
}

impl FromStr for Audience {
    type Err = NoSuchWord;

    fn from_str(name: &str) -> Result<Self, NoSuchWord> {
        Self::ALL
            .into_iter()
            .find(|one| one.name() == name)
            .ok_or_else(|| NoSuchWord(name.to_owned(), "workspace, roster, pair and author"))
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Audience::{Author, Pair, Roster, Workspace};
    use super::*;

    #[test]
    fn beyond_its_audience_a_document_does_not_exist_however_somebody_shows_who_they_are() {
        for shown in [Shown::SignIn, Shown::PersonToken, Shown::Token] {
            for audience in Audience::ALL {
                assert_eq!(audience.admits(shown, false), audience == Workspace, "{audience} {shown:?}");
            }
            assert_eq!(Roster.admits(shown, true), shown != Shown::Token);
            for private in [Pair, Author] {
                assert_eq!(private.admits(shown, true), shown == Shown::SignIn, "{private} {shown:?}");
            }
        }
    }

    #[test]
    fn an_audience_is_narrowed_to_a_roster_and_never_widened() {
        for from in Audience::ALL {
            for to in Audience::ALL {
                assert_eq!(from.narrows_to(to), from == to || (from, to) == (Workspace, Roster), "{from} → {to}");
            }
        }
    }

    #[test]
    fn each_audience_has_as_many_people_as_its_name_says() {
        for (audience, allowed) in [(Workspace, &[0][..]), (Roster, &[1, 2, 3, 50]), (Pair, &[2]), (Author, &[1])] {
            for n in [0, 1, 2, 3, 50] {
                assert_eq!(audience.takes(n).is_ok(), allowed.contains(&n), "{audience} {n}");
            }
            assert_eq!(audience.name().parse(), Ok(audience));
        }
    }
}
