//! The words of this person's that the server does not have, without anybody else's.

use std::collections::BTreeSet;

use yrs::Transact;

use super::Replica;
use crate::id::Since;
use crate::order::gather;
use crate::sheet::{self, List, Row, Sheet};
use crate::sync::gate;

impl Replica {
    /// The rows this person made in which something stands that no ack has covered, with the words of their own alone: what
    /// others may set in them is left out, and what they copy from elsewhere.
    pub fn unsent(&mut self) -> Sheet {
        let written = self.written_into();
        let Some(schema) = self.schema().filter(|_| !written.is_empty()) else { return Sheet::default() };
        let (txn, own) = (self.copy.doc().transact(), &self.own);
        let is_unsent = |list: &List, row: &Row| {
            let maker = sheet::maker_of_row(&txn, list.name, &row.id);
            maker.is_some_and(|made| own.has(made.client) && written.contains(&made))
        };
        let of_list = |list: &List| {
            let rows = sheet::read_rows(&txn, list).into_iter().filter(|row| is_unsent(list, row));
            (list.name.to_owned(), rows.map(|row| makers_alone(list, row)).collect())
        };
        Sheet { lists: gather(schema.lists.iter().map(of_list)), ..Sheet::default() }
    }

    /// Everything that was written into since the first edit of each tab which no ack has covered. Of a copy that is set aside,
    /// nobody can tell any more which edits those are.
    fn written_into(&self) -> BTreeSet<Since> {
        let all = || self.own.ids().into_iter().map(|client| Since { client, clock: 0 });
        let since: Vec<Since> = if self.aside.is_some() { all().collect() } else { self.unacked() };
        gather(since.into_iter().flat_map(|since| self.copy.gate().written_into(since)))
    }

    fn unacked(&self) -> Vec<Since> {
        let mut all = Vec::new();
        for (_, bytes) in self.outbox.edits() {
            let Ok(update) = gate::parse(&bytes) else { continue };
            all.extend(update.starts().map(|(client, clock)| Since { client, clock }));
        }
        crate::order::sort(&mut all);
        all.dedup_by_key(|since| since.client);
        all
    }
}

fn makers_alone(list: &List, mut row: Row) -> Row {
    row.texts.retain(|name, _| list.is_makers(name));
    row.values.retain(|name, _| list.is_makers(name));
    row
}
