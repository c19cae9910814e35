//! Rows that are written once: their order, and the rows of other lists that they name.

use super::{Of, Stream};
use crate::order;
use crate::sheet::Row;

impl Stream {
    /// The values of a row that name rows of other lists: for one that stands with the row it is about, the others.
    pub fn pointers(&'static self, is_within: bool) -> impl Iterator<Item = &'static str> {
        let about = self.about.filter(|_| !is_within).map(|(about, _)| about);
        let named = self.facts.iter().filter_map(|fact| match fact.of {
            Of::Named(pointer, ..) => Some(pointer),
            Of::Value(_) | Of::Text(_) | Of::Org(_) | Of::Writer(_) => None,
        });
        about.into_iter().chain(named)
    }
}

/// Rows that are written once, the newest first: by the value that holds their day, then by when they were written, then
/// by their places.
pub fn newest_first<'a>(mut rows: Vec<&'a Row>, on: &str) -> Vec<&'a Row> {
    let written = |row: &Row| row.values.values().flat_map(|register| &register.writes).map(|write| write.at_ms).max();
    let key = |row: &&'a Row| (row.value(on).words().to_owned(), written(row), row.order.clone(), row.id.clone());
    order::sort_by_key(&mut rows, key);
    rows.reverse();
    rows
}
