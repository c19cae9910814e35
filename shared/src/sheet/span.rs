//! Words of a text, tied to their first and their last character: they are found again wherever the text has them, and
//! found gone once it has none of them any more.

use std::fmt;
use std::str::FromStr;

use yrs::{Assoc, ClientID, ID, IndexedSequence, ReadTxn, StickyIndex, Text};

use super::edit::Place;
use super::read::text_ref;
use super::schema::Schema;

/// Client ids have so many bits, as Yjs and JavaScript can hold.
const CLIENT_BITS: u32 = 53;

/// Words of a text. Written as the text's place and two characters: `mission 17.4 17.9`, `claims/<row>/note 17.4 3.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub at: Place,
    first: ID,
    last: ID,
}

/// Where words stand now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// In the text, from the first offset to the second, in UTF-16 units.
    At(u32, u32),
    /// Nowhere: all of them were removed.
    Gone,
    /// Nobody can tell: this copy has not got the text, or not yet the words.
    Unknown,
}

impl Span {
    /// Ties the words between two offsets, in UTF-16 units. `None` where there are none, or this copy has not got the text.
    /// Letters that come exactly at either end stay outside.
    pub fn tie(schema: &Schema, txn: &impl ReadTxn, at: &Place, from: u32, to: u32) -> Option<Self> {
        let text = text_ref(schema, txn, at)?;
        let to = to.min(text.len(txn));
        if from >= to {
            return None;
        }
        let tied = |offset, assoc| text.sticky_index(txn, offset, assoc).and_then(|index| index.id().copied());
        Some(Self { at: at.clone(), first: tied(from, Assoc::After)?, last: tied(to, Assoc::Before)? })
    }

    /// Where the words stand now.
    pub fn find(&self, schema: &Schema, txn: &impl ReadTxn) -> Found {
        let Some(text) = text_ref(schema, txn, &self.at) else { return Found::Unknown };
        let len = text.len(txn);
        let find = |id, assoc| StickyIndex::from_id(id, assoc).get_offset(txn).map(|offset| offset.index.min(len));
        match (find(self.first, Assoc::After), find(self.last, Assoc::Before)) {
            (Some(from), Some(to)) if from < to => Found::At(from, to),
            (Some(_), Some(_)) => Found::Gone,
            _ => Found::Unknown,
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.at)?;
        let ids = [self.first, self.last];
        ids.iter().try_for_each(|id| write!(f, " {}.{}", id.client, id.clock))
    }
}

/// Words that are no span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSpan;

impl FromStr for Span {
    type Err = NoSpan;

    fn from_str(words: &str) -> Result<Self, NoSpan> {
        let mut parts = words.split(' ');
        let (Some(at), Some(first), Some(last), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(NoSpan);
        };
        let at = at.parse().map_err(|_| NoSpan)?;
        Ok(Self { at, first: id_of(first)?, last: id_of(last)? })
    }
}

fn id_of(words: &str) -> Result<ID, NoSpan> {
    let (client, clock) = words.split_once('.').ok_or(NoSpan)?;
    let client: u64 = client.parse().map_err(|_| NoSpan)?;
    let clock = clock.parse().map_err(|_| NoSpan)?;
    if client >> CLIENT_BITS == 0 { Ok(ID::new(ClientID::new(client), clock)) } else { Err(NoSpan) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_as_what_it_writes_and_other_words_are_none() {
        for words in ["mission 17.4 17.9", "claims/c-1/note 9007199254740991.0 3.4294967295"] {
            assert_eq!(words.parse::<Span>().map(|span| span.to_string()), Ok(words.to_owned()));
        }
        for words in [
            "",
            "mission",
            "mission 17.4",
            "mission 17.4 17.9 1.1",
            " 17.4 17.9",
            "mission 17 18",
            "mission 9007199254740992.0 1.1",
            "mission 1.4294967296 1.1",
            "mission -1.0 1.1",
            "claims/not an id/note 17.4 17.9",
            "a/b/c/d 17.4 17.9",
        ] {
            assert_eq!(words.parse::<Span>(), Err(NoSpan), "{words}");
        }
    }
}
