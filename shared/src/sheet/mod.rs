//! The form every document kind shares: texts, values and lists of rows, as plain data.
//!
//! A kind names its texts, values and lists in a [`Schema`]; how they merge is decided here once:
//!
//! * a **text** is shared character by character;
//! * a **value** is a [`Register`]: concurrent writes stand side by side until somebody picks one;
//! * a **row** is keyed by an id made once, ordered by a fractional key, and archived, never deleted.
//!
//! Layout of a document in yrs (root names are part of the format):
//!
//! ```text
//! <text>                text        one root a text
//! values                map         "<field>:<write>" → {v, by, at}
//! <keyed>               map         "<key>:<write>" → {v, by, at}
//! <list>                map         <row> → map { order, archived?, source?, <text>: text, "<field>:<write>" → {v, by, at} }
//! about                 map         kind, schema, example?
//! ```

mod caret;
mod edit;
mod fields;
mod fill;
#[cfg(test)]
pub(crate) mod made;
mod maker;
pub mod order;
mod path;
pub mod people;
mod read;
mod schema;
mod source;
mod span;
mod text;
mod value;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use caret::{Anchor, tie, untie};
pub use edit::{ARCHIVED, Edit, EditError, ORDER, Place, Splice, Spot, Stamp, apply};
pub use fill::{Filled, fill, fill_from};
pub use maker::Maker;
pub use path::NoPlace;
pub use people::{Labels, Named};
pub use read::{about, maker_of_row, order_of_rows, read, read_row, read_rows, read_text, read_value, rows_of};
pub use schema::{ABOUT, Field, Is, List, PARAGRAPHS_MAX, Quote, Rule, Schema, VALUES, may_write};
pub use source::{AN_IMPORT, Brought, Source, THE_EXAMPLE, source_of_row, within_a_sentence};
pub use span::{Found, NoSpan, Span};
pub(crate) use text::boxed;
pub use text::{EMBEDDED, units};
pub use value::{BadValue, Register, Value, Write};

use crate::access::Author;
use crate::id::RowId;

/// The words and values of a document: plain data, no yrs types. Reading is total, so gaps are empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Shared texts by name.
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    /// Single values by name.
    #[serde(default)]
    pub values: BTreeMap<String, Register>,
    /// Values keyed by a person or a document, by the map's name.
    #[serde(default)]
    pub keyed: BTreeMap<String, BTreeMap<String, Register>>,
    /// Rows of each list, in their order, the archived among them.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<Row>>,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Made once, with the row.
    pub id: RowId,
    /// The fractional key it is sorted by; ties go by id.
    #[serde(default)]
    pub order: String,
    /// The person who removed it and the time, if somebody did. It can be brought back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<Stamp>,
    /// Shared texts by name.
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    /// Single values by name.
    #[serde(default)]
    pub values: BTreeMap<String, Register>,
    /// The author who is proven to have made it, where the server has put their word on that.
    #[serde(skip)]
    pub maker: Option<Author>,
}

static VACANT: Register = Register { writes: Vec::new() };

impl Sheet {
    /// A text; empty if nobody wrote it.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// A value; vacant if nobody set it.
    pub fn value(&self, name: &str) -> &Register {
        self.values.get(name).unwrap_or(&VACANT)
    }

    /// The value under `key` in a keyed map; vacant if nobody set it.
    pub fn under_key(&self, map: &str, key: &str) -> &Register {
        self.keyed.get(map).and_then(|map| map.get(key)).unwrap_or(&VACANT)
    }

    /// Every row of a list, the archived among them.
    pub fn all_rows(&self, list: &str) -> &[Row] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// The rows of a list that are not archived.
    pub fn rows(&self, list: &str) -> impl Iterator<Item = &Row> {
        self.all_rows(list).iter().filter(|row| row.archived.is_none())
    }
}

impl Row {
    /// A row that says nothing yet.
    pub fn new(id: RowId) -> Self {
        Self { id, order: String::new(), archived: None, texts: BTreeMap::new(), values: BTreeMap::new(), maker: None }
    }

    /// The author who is proven to have made it; everybody where nobody can be told from anybody.
    pub fn proven_maker(&self) -> Author {
        self.maker.clone().unwrap_or_else(Author::everybody)
    }

    /// A text; empty if nobody wrote it.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// A value; vacant if nobody set it.
    pub fn value(&self, name: &str) -> &Register {
        self.values.get(name).unwrap_or(&VACANT)
    }

    /// Whether a row holds nothing but the values it was begun with: no text but spaces, no other value, no choice
    /// between several.
    pub fn is_bare(&self, begun_with: &[(String, Value)]) -> bool {
        let as_begun = |(name, register): (&String, &Register)| match register.writes.as_slice() {
            [] => true,
            [write] => begun_with.iter().any(|(begun, value)| begun == name && *value == write.value),
            _ => false,
        };
        self.texts.values().all(|text| text.trim().is_empty()) && self.values.iter().all(as_begun)
    }
}

impl Sheet {
    /// Whether a document says nothing at all: no text but spaces, no value, and no row that does, removed ones included.
    pub fn is_bare(&self) -> bool {
        let is_vacant = |values: &BTreeMap<String, Register>| values.values().all(|value| value.writes.is_empty());
        self.texts.values().all(|text| text.trim().is_empty())
            && is_vacant(&self.values)
            && self.keyed.values().all(is_vacant)
            && self.lists.values().flatten().all(|row| row.is_bare(&[]))
    }

    /// Whether a value anywhere names this row, as a reading names its metric.
    pub fn names(&self, row: &RowId) -> bool {
        let named = |values: &BTreeMap<String, Register>| {
            values.values().flat_map(|register| &register.writes).any(|write| write.value.words() == Some(row.as_str()))
        };
        named(&self.values)
            || self.lists.values().flatten().any(|other| other.archived.is_none() && named(&other.values))
    }
}
