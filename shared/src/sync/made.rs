//! The rows of a document that belong to their makers, with all that a server knows of who made them.

use std::collections::BTreeMap;

use yrs::Transact;

use super::document::GatedDoc;
use crate::access::Author;
use crate::id::{RowId, Since};
use crate::order::gather;
use crate::sheet::{self, List, Sheet, Source};

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

impl MadeRow {
    /// Whether the row speaks for a side of the team's authority: somebody is known to have added it, who was on that side
    /// then. One of a file speaks for nobody, unless the document is an example.
    pub fn speaks(&self, is_example: bool) -> bool {
        self.author.as_ref().is_some_and(|author| *author != Author::server() || is_example)
    }
}

/// Takes the rows out of a sheet that stand in the list of a side and do not speak for it, and puts into the others who made
/// them. The people of an example are made up: its rows are nobody's whom another could be told from.
pub fn leave_those_who_speak(sheet: &mut Sheet, made: &[MadeRow], is_example: bool) {
    let of_sides = made.iter().filter(|one| one.list.side.is_some());
    let by_row: BTreeMap<(&str, &RowId), &MadeRow> = gather(of_sides.map(|one| ((one.list.name, &one.row), one)));
    for (list, rows) in &mut sheet.lists {
        rows.retain_mut(|row| {
            let Some(one) = by_row.get(&(list.as_str(), &row.id)) else { return true };
            row.maker = one.author.clone().filter(|author| *author != Author::server());
            one.speaks(is_example)
        });
    }
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
