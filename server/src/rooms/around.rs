//! The words that every face of a document is made with besides the document's own: what `org` says, and everybody's name
//! of now.

use std::collections::HashMap;
use std::sync::Arc;

use muster_shared::access::Author;
use muster_shared::id::RowId;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Labels, Maker, Sheet};
use muster_shared::sync::made::MadeRow;

use super::cold::Cold;
use crate::reads::Version;

/// The words around a document.
#[derive(Clone)]
pub(crate) struct Around {
    /// The number of the `org` document's last update.
    pub(crate) org_seq: i64,
    /// The `org` document with names of now.
    pub(crate) org: Arc<Sheet>,
    /// The version of the names of now.
    pub(crate) labelled: i64,
    /// The names of now.
    pub(crate) labels: Arc<Labels>,
    /// Whether people sign in here. Where nobody does, everybody is whoever they say.
    pub(crate) people_sign_in: bool,
}

impl Around {
    /// The version of what is made of a document as it is after its update `seq`.
    pub(crate) fn version(&self, seq: i64) -> Version {
        (seq, self.org_seq, self.labelled)
    }

    /// The words of a document, with names of now.
    pub(crate) fn sheet(&self, cold: &mut Cold) -> Option<(Kind, Sheet)> {
        self.sheet_and(cold, |_| ()).map(|(kind, sheet, ())| (kind, sheet))
    }

    /// The same with what is read of the document as it is written, where people are named by their ids.
    pub(crate) fn sheet_and<T>(&self, cold: &mut Cold, read: impl FnOnce(&Sheet) -> T) -> Option<(Kind, Sheet, T)> {
        let (kind, mut sheet) = (cold.row.kind?, cold.room.sheet()?);
        let (read, is_example) = (read(&sheet), cold.room.is_example());
        self.show(kind, is_example, cold.room.made_rows(), &mut sheet);
        Some((kind, sheet, read))
    }

    /// Puts names of now into a sheet, and in rows that belong to their makers the server's word on who that is.
    pub(crate) fn show(&self, kind: Kind, is_example: bool, made: Vec<MadeRow>, sheet: &mut Sheet) {
        self.labels.label(kind.schema(), sheet);
        let made = made.into_iter().map(|made| ((made.list.name, made.row.clone()), made));
        let made: HashMap<(&str, RowId), MadeRow> = made.collect();
        for (list, rows) in &mut sheet.lists {
            for row in rows {
                if let Some(made) = made.get(&(list.as_str(), row.id.clone())) {
                    let maker = self.maker(made, is_example);
                    let own = row.values.iter_mut().filter(|(name, _)| !made.list.shared.contains(&name.as_str()));
                    let writes = own.flat_map(|(_, register)| &mut register.writes);
                    writes.for_each(|write| write.by = maker.told(&write.by));
                }
            }
        }
    }

    fn maker(&self, made: &MadeRow, is_example: bool) -> Maker {
        match &made.author {
            Some(author) if *author == Author::server() && !is_example => Maker::OfAFile(made.source.clone()),
            Some(author) => self.known(author),
            None if self.people_sign_in => Maker::Nobody,
            None => Maker::Unsaid,
        }
    }

    /// The maker of this id. Of the bearers of tokens, rows say what they were called.
    fn known(&self, author: &Author) -> Maker {
        let name = self.labels.of(author.as_str()).map(str::to_owned);
        name.map_or(Maker::Unsaid, |name| Maker::Known { id: None, name })
    }
}
