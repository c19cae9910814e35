//! The parts of a face that a kind draws and knows by itself. Each has an answer of its own for kinds that have nothing to say.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::Section;
use muster_shared::sheet::Row;

use super::{At, Face};
use crate::form::Advised;

/// Words and values by the names of their fields.
pub(crate) type Named = Vec<(&'static str, String)>;

/// The words at the head of a page that is drawn from the outline alone.
pub(crate) struct Titled {
    /// The page's name, where it is not the document's.
    pub(crate) page: Option<&'static str>,
    /// The label of the document's title.
    pub(crate) label: &'static str,
    /// A sentence in its place while there is none.
    pub(crate) hint: &'static str,
    /// A sentence below it.
    pub(crate) says: &'static str,
    /// The people who edit such documents, for those who read this one.
    pub(crate) editors: &'static str,
}

/// The parts that a kind adds to its outline.
pub(crate) trait Own: Send + Sync {
    /// The words at the head of its page.
    fn titled(&self) -> Titled {
        Titled { page: None, label: "Name", hint: "Name it", says: "", editors: "others" }
    }

    /// Pages that show more of it: a name and an address each.
    fn ways(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// So many rows of a list stand open at first; the others come when somebody asks for them, or looks for one.
    fn n_open(&self) -> usize {
        usize::MAX
    }

    /// A section that it draws itself.
    fn section(&self, _face: Face, _section: &'static Section) -> Option<AnyView> {
        None
    }

    /// A field that it draws itself.
    fn field(&self, _face: Face, _at: &At) -> Option<AnyView> {
        None
    }

    /// A row that is written once, if it draws those itself.
    fn row(&self, _face: Face, _list: &'static str, _row: &Row) -> Option<AnyView> {
        None
    }

    /// Something that stands below a row which is written in place.
    fn below(&self, _face: Face, _list: &'static str, _row: &RowId) -> Option<AnyView> {
        None
    }

    /// The words that may stand in a field, each as it is kept and as it reads, and no others.
    fn choices(&self, _at: &At) -> Option<Signal<Vec<(String, String)>>> {
        None
    }

    /// Words that are suggested in a field.
    fn suggests(&self, _field: &'static str) -> Vec<String> {
        Vec::new()
    }

    /// Whether it advises on the words of a new row of a list, while they are written.
    fn is_advising(&self, _list: &'static str) -> bool {
        false
    }

    /// Its advice on what stands in a field of a new row.
    fn advises(&self, _field: &'static str, _words: &str) -> Advised {
        Advised::default()
    }

    /// The words that a new row of a list begins with, to be changed, and the values that nobody is asked for.
    fn begins(&self, _list: &'static str) -> [Named; 2] {
        Default::default()
    }

    /// Remarks on a row: a heading and advice each.
    fn noticed(&self, _list: &'static str, _row: &RowId) -> Vec<(String, String)> {
        Vec::new()
    }

    /// A few words about how far a list is, where they are more than the number of its rows.
    fn says(&self, _list: &'static str) -> Option<String> {
        None
    }
}

/// Nothing but the outline.
pub(crate) struct Plain;

impl Own for Plain {}
