//! The teams beside a team, and whether its people have read what these say. A fingerprint of mission, mandate and metrics is
//! kept with each reading, so that a list of all teams tells where the words are others by now.

use super::Summary;
use super::neighbours::Neighbours;
use super::schema::{PEER, PEER_AS, PEER_ON, PEERS};
use crate::id::{DocId, RowId};
use crate::sheet::{Row, Sheet};

/// A team beside, as a list of all teams knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// Its charter.
    pub doc: DocId,
    /// Its name.
    pub name: String,
    /// The fingerprint of its mission, mandate and metrics as they read now.
    pub read_as: String,
}

/// A team beside, with the last time that somebody read its charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The team.
    pub team: Neighbour,
    /// The day on which somebody read it last, and the row that says so; `None` where nobody has.
    pub read: Option<(String, RowId)>,
    /// Whether its words are others since then.
    pub is_changed: bool,
}

impl Neighbour {
    /// The teams that claim a surface which a charter claims too.
    pub fn all<'a>(
        doc: &DocId,
        own: &Summary,
        listed: impl Iterator<Item = (&'a DocId, &'a Summary)>,
        org: &Sheet,
    ) -> Vec<Self> {
        let of = |(doc, summary): (&DocId, &Summary)| Self {
            doc: doc.clone(),
            name: summary.name.clone(),
            read_as: summary.read_as.clone(),
        };
        Neighbours::of(listed, org).beside(doc, own).into_iter().map(of).collect()
    }
}

impl Peer {
    /// A team beside with what a charter says of it. A list that gives no fingerprint says of no change.
    pub fn of(team: &Neighbour, charter: &Sheet) -> Self {
        let is_of = |row: &&Row| row.value(PEER).words() == team.doc.as_str();
        let last = charter.rows(PEERS).filter(is_of).last();
        let is_other = |row: &Row| row.value(PEER_AS).words() != team.read_as;
        Self {
            team: team.clone(),
            read: last.map(|row| (row.value(PEER_ON).words().to_owned(), row.id.clone())),
            is_changed: !team.read_as.is_empty() && last.is_some_and(is_other),
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Write};

    fn read(row: &str, peer: &str, read_as: &str, on: &str) -> Row {
        let mut made = Row::new(row.parse().expect("an id"));
        for (name, words) in [(PEER, peer), (PEER_AS, read_as), (PEER_ON, on)] {
            let write = Write { id: "w".to_owned(), value: words.into(), by: String::new(), at_ms: 1 };
            made.values.insert(name.to_owned(), Register { writes: vec![write] });
        }
        made
    }

    #[test]
    fn a22_a_peer_has_changed_once_its_words_are_others_than_those_that_were_read_last() {
        let read_once = |read_as: &str| vec![read("r1", "keys", read_as, "2026-11-01")];
        for (why, now, rows, day, is_changed) in [
            ("nobody has read it", "1a", vec![], None, false),
            ("it reads as it did", "1a", read_once("1a"), Some("2026-11-01"), false),
            ("it reads otherwise", "2b", read_once("1a"), Some("2026-11-01"), true),
            ("the list does not say", "", read_once("1a"), Some("2026-11-01"), false),
            ("another team was read", "2b", vec![read("r1", "desk", "1a", "2026-11-01")], None, false),
            (
                "it was read again",
                "2b",
                vec![read("r1", "keys", "1a", "2026-11-01"), read("r2", "keys", "2b", "2026-11-09")],
                Some("2026-11-09"),
                false,
            ),
        ] {
            let team =
                Neighbour { doc: "keys".parse().expect("an id"), name: "Keys".to_owned(), read_as: now.to_owned() };
            let charter = Sheet { lists: [(PEERS.to_owned(), rows)].into(), ..Sheet::default() };
            let peer = Peer::of(&team, &charter);
            assert_eq!(peer.read.as_ref().map(|(on, _)| on.as_str()), day, "{why}");
            assert_eq!(peer.is_changed, is_changed, "{why}");
        }
    }
}
