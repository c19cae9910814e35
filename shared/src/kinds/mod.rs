//! The kinds of document there are. A new kind is a folder here and a line in the table below, which does not compile
//! until the kind has all its parts; ARCHITECTURE.md names what the app and the tests ask for besides.

pub mod aims;
mod brief;
pub mod charter;
mod digest;
pub mod draft;
pub mod edition;
pub mod log;
pub mod okr;
pub mod org;
pub mod outline;
pub mod pair;
pub mod pressure;
pub mod review;
mod rights;
pub mod role;
pub mod series;
mod slot;
mod spec;
pub mod strategy;
pub mod talk;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use brief::Brief;
pub use digest::{Digest, Findable, Line};
pub use rights::{Right, Rights, may_answer_boxes, may_open_boxes, role_ahead, role_in};
pub use slot::{BadSlot, Slot};
pub use spec::{Face, Noun, Spec, Subject};

use crate::asks::Asks;
use crate::id::DocId;
use crate::sheet::{Row, Schema, Sheet};
use outline::Outline;

/// Where the words of a row in a list of a document came from, in a sentence.
type Origin = fn(&Sheet, &str, &Row) -> Option<String>;

/// Makes [`Kind`], [`Kind::ALL`] and all that is asked of each kind of one table.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident: $folder:ident, digest $digest:expr, findable $findable:expr, asks $asks:expr,
        origin $origin:expr;)*) => {
        /// Every kind of document. Nothing outside this folder names a variant: it asks the kind's [`Spec`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// All of them.
            pub const ALL: [Self; [$(stringify!($kind)),*].len()] = [$(Self::$kind),*];

            /// All that differs from kind to kind: the one place that tells them apart.
            pub fn spec(self) -> &'static Spec {
                match self {
                    $(Self::$kind => &$folder::SPEC,)*
                }
            }

            /// How a document of this kind reads: in files, in its history, in lists. It stands in no [`Spec`]: a page that
            /// writes no files does not carry the words of all kinds.
            pub fn outline(self) -> &'static Outline {
                match self {
                    $(Self::$kind => &$folder::OUTLINE,)*
                }
            }

            /// The function that makes the digest. It stands in no [`Spec`]: a page that lists nothing does not carry the
            /// code for it.
            fn digest_of(self) -> Option<fn(&Sheet) -> Digest> {
                match self {
                    $(Self::$kind => $digest,)*
                }
            }

            /// The function that makes of each row what search finds it by.
            fn findable_of(self) -> Option<fn(&Sheet) -> Vec<Findable>> {
                match self {
                    $(Self::$kind => $findable,)*
                }
            }

            /// The function that says what a document asks of people. It stands in no [`Spec`] for the same reason.
            pub fn asks(self) -> Option<Asks> {
                match self {
                    $(Self::$kind => $asks,)*
                }
            }

            /// Where the words of a row in a list of a document came from.
            pub(crate) fn origin(self, sheet: &Sheet, list: &str, row: &Row) -> Option<String> {
                // Called, and handed to nobody: a function that is passed about is code of the first page.
                match self {
                    $(Self::$kind => {
                        let origin: Option<Origin> = $origin;
                        origin.and_then(|origin| origin(sheet, list, row))
                    })*
                }
            }
        }
    };
}

// The last columns are what a list says of a document, by which search finds it, the rows that search finds however old they
// are, what a document asks of people, and where words in it came from; `None` where charters' summaries say more, where people
// look for no such document by itself, where it asks nothing of anybody, or where words come from whoever wrote them.
kinds! {
    /// A team's charter.
    Charter: charter, digest None, findable None, asks Some(charter::ASKS), origin Some(charter::origin);
    /// The workspace: who captains which team, which functions a team needs, which surfaces there are.
    Org: org, digest None, findable None, asks None, origin None;
    /// The talk about a charter: comments and suggestions.
    Talk: talk, digest None, findable None, asks Some(talk::ASKS), origin None;
    /// The decisions of a team, and their outcomes.
    Log: log, digest Some(log::digest), findable Some(log::findable), asks Some(log::ASKS), origin Some(log::origin);
    /// A series of reviews.
    Series: series, digest Some(series::digest), findable None, asks Some(series::ASKS), origin Some(series::origin);
    /// One review of a series.
    Review: review, digest Some(review::digest), findable None, asks Some(review::ASKS), origin Some(review::origin);
    /// The strategy of a company, or of a part of it.
    Strategy: strategy, digest Some(strategy::digest), findable None, asks Some(strategy::ASKS), origin None;
    /// Goals for a cycle, of the company or of a team.
    Okr: okr, digest Some(okr::digest), findable None, asks Some(okr::ASKS), origin None;
    /// Words of one person in one review, before anybody else sees them.
    Draft: draft, digest None, findable None, asks Some(draft::ASKS), origin None;
    /// The pressure test of a captain, which the captain and a leader answer for nobody else.
    Pressure: pressure, digest Some(pressure::digest), findable None, asks Some(pressure::ASKS), origin None;
    /// Feedback between two people, which nobody else finds.
    Pair: pair, digest Some(pair::digest), findable None, asks Some(pair::ASKS), origin None;
    /// A role canvas for a function that a team misses.
    Role: role, digest Some(role::digest), findable None, asks None, origin None;
}

/// A word that names no kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no kind of document called `{0}`")]
pub struct NoSuchKind(pub String);

impl Kind {
    /// The kind's short lower-case name, as in element names and in the API.
    pub fn name(self) -> &'static str {
        self.schema().kind
    }

    /// The schema of documents of this kind.
    pub fn schema(self) -> &'static Schema {
        self.spec().schema
    }
}

impl Kind {
    /// The digest of a document of this kind, without its title; `None` for kinds that have none. A document that is drawn
    /// from its outline is found by its title at least.
    pub fn digest(self, sheet: &Sheet) -> Option<Digest> {
        let plain = || self.is_plain().then(Digest::default);
        self.digest_of().map(|digest| digest(sheet)).or_else(plain)
    }

    /// The rows of a document of this kind that people look for, the newest first; none for kinds that have none.
    pub fn findable(self, sheet: &Sheet) -> Vec<Findable> {
        self.findable_of().map(|findable| findable(sheet)).unwrap_or_default()
    }

    /// Whether a list says more of a document of this kind than that it is there, and not as a summary.
    pub fn has_digest(self) -> bool {
        self.digest_of().is_some() || self.is_plain()
    }

    /// Whether it is drawn from its outline. The workspace's own document is no more than its lists, which a command opens.
    fn is_plain(self) -> bool {
        self.spec().face == Ok(Face::Outline) && self.spec().subject != Subject::Workspace
    }
}

/// The kind and the subject that a document of this id has, if it is one about another: such an id is no other
/// document's.
pub fn companion(doc: &DocId) -> Option<(Kind, DocId)> {
    Kind::ALL.into_iter().find_map(|kind| Some((kind, kind.subject_of(doc)?)))
}

/// A document, the one that it is about, the one that this is about, and so on.
pub fn subjects(doc: &DocId) -> impl Iterator<Item = DocId> + use<> {
    let about = |doc: &DocId| companion(doc).map(|(_, subject)| subject);
    std::iter::successors(Some(doc.clone()), about)
}

/// The person whose document alone one of this id is.
pub fn person_of(doc: &DocId) -> Option<&str> {
    Kind::ALL.into_iter().find_map(|kind| kind.person_of(doc))
}

/// A document's id for a line that others read, as one of the server's log: of one that is a person's alone the line does not
/// say whose.
pub fn unnamed(doc: &DocId) -> &str {
    person_of(doc).map_or(doc.as_str(), |person| &doc.as_str()[..doc.as_str().len() - person.len()])
}

/// Every document of which there is one about `subject`, and of which there is one about those.
pub fn companions(subject: &DocId) -> Vec<(DocId, Kind)> {
    let about = |subject: &DocId, kind: Kind| Some((kind.about(subject)?, kind));
    let mut all: Vec<(DocId, Kind)> = Kind::ALL.into_iter().filter_map(|kind| about(subject, kind)).collect();
    let mut at = 0;
    // No kind stands beside itself, neither here nor round about, so that this ends.
    while let Some((doc, kind)) = all.get(at).cloned() {
        all.extend(kind.spec().beside.iter().filter_map(|kind| about(&doc, *kind)));
        at += 1;
    }
    all
}

/// The document whose grants, audience and history one of this id and kind has: its subject, or that one's.
pub fn root(doc: &DocId, kind: Option<Kind>) -> DocId {
    let mut root = kind.and_then(|kind| kind.subject_of(doc)).unwrap_or_else(|| doc.clone());
    // A talk about a review is the series': ids end, so this does.
    while let Some((_, subject)) = kind.and_then(|_| companion(&root)) {
        root = subject;
    }
    root
}

impl FromStr for Kind {
    type Err = NoSuchKind;

    fn from_str(name: &str) -> Result<Self, NoSuchKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| NoSuchKind(name.to_owned()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_name_in_code_in_its_schema_and_in_files() {
        for kind in Kind::ALL {
            assert_eq!(format!("{kind:?}").to_lowercase(), kind.name());
            assert_eq!(serde_json::to_value(kind).ok(), Some(kind.name().into()));
        }
    }

    #[test]
    fn with_a_document_go_its_talk_and_its_log_and_the_talk_about_that() {
        let ours = "ours".parse().expect("an id");
        let ids: Vec<String> = companions(&ours).into_iter().map(|(doc, _)| doc.into()).collect();
        for beside in ["ours-talk", "ours-log", "ours-log-talk"] {
            assert!(ids.iter().any(|id| id == beside), "{beside} in {ids:?}");
        }
        assert!(companions(&ours).iter().all(|(doc, kind)| companion(doc).is_some_and(|(of, _)| of == *kind)));
    }

    #[test]
    fn each_variant_leads_to_the_folder_whose_spec_nobody_else_has() {
        for kind in Kind::ALL {
            let alike = Kind::ALL.into_iter().filter(|other| std::ptr::eq(kind.spec(), other.spec()));
            assert_eq!(alike.collect::<Vec<_>>(), [kind]);
        }
    }
}
