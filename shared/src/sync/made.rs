//! The rows of a document that belong to their makers, with all that a server knows of who made them.

use yrs::Transact;

use super::document::GatedDoc;
use crate::access::Author;
use crate::id::{RowId, Since};
use crate::sheet::{self, List, Source};

/// A row that belongs to its maker.
#[derive(Debug, Clone)]
pub struct MadeRow {
    /// The list that has it.
    pub list: &'static List,
    /// The row.
    pub row: RowId,
    /// Its maker, if somebody is known to have made it.
    pub author: Option<Author>,
    /// The file that it came from, if one is noted.
    pub source: Option<Source>,
}

/// Every row of a document that belongs to its maker. `author` knows who wrote what stands under a client id at a clock.
pub fn made_rows(copy: &mut GatedDoc, author: impl Fn(Since) -> Option<Author>) -> Vec<MadeRow> {
    let Some(schema) = copy.schema() else { return Vec::new() };
    let txn = copy.doc().transact();
    let of_list = |list: &'static List| {
        let (txn, author) = (&txn, &author);
        sheet::rows_of(txn, list.name).into_iter().map(move |row| MadeRow {
            list,
            author: sheet::maker_of_row(txn, list.name, &row).and_then(author),
            source: sheet::source_of_row(txn, list.name, &row),
            row,
        })
    };
    schema.lists.iter().filter(|list| list.rule.is_own()).flat_map(of_list).collect()
}
