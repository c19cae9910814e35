//! A list of a document: its rows, the removed ones, and what can be done with them.

use crate::boxed::memo;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::sheet::{Edit, Row, Sheet, Value};

use super::Form;
use super::focus;

/// A list: its rows, the removed ones, and what can be done with them.
#[derive(Clone, Copy)]
pub(crate) struct Rows {
    pub(crate) ids: Signal<Vec<RowId>>,
    pub(crate) removed: Signal<Vec<Removed>>,
    /// Adds a row behind another, or last, and goes there.
    pub(crate) add: Callback<Option<RowId>>,
    pub(crate) remove: Callback<RowId>,
    /// Removes a row if it says nothing, and goes to the one before it.
    pub(crate) empty: Callback<RowId>,
    pub(crate) restore: Callback<RowId>,
    /// Moves a row: -1 is up, 1 is down.
    pub(crate) step: Callback<(RowId, i32)>,
    pub(crate) can_edit: Signal<bool>,
}

/// A row that was removed and can be brought back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Removed {
    pub(crate) row: RowId,
    pub(crate) name: String,
    pub(crate) by: String,
    pub(crate) at_ms: u64,
}

impl Form {
    /// A list of the document. `name_of` names a removed row.
    pub(crate) fn rows(
        self,
        list: &'static str,
        start: Start,
        name_of: impl Fn(&Row) -> String + Send + Sync + 'static,
    ) -> Rows {
        self.rows_named(list, start, Box::new(name_of))
    }

    fn rows_named(self, list: &'static str, start: Start, name_of: NameOf) -> Rows {
        let ids = self.doc.rows(list);
        let sheet = self.doc.sheet;
        let removed = memo(move || sheet.with(|sheet| removed(sheet, list, &name_of)));
        let add = move |after: Option<RowId>| {
            let after = after.or_else(|| ids.with_untracked(|ids| ids.last().cloned()));
            self.begin_row(list, after, started(start));
        };
        let remove = move |row: RowId| {
            let next = ids.with_untracked(|ids| neighbour(ids, &row));
            let done = self.edit(&Edit::Archive { list: list.to_owned(), row });
            match (done, next) {
                (Ok(_), Some(next)) => focus::row(self.root, &next),
                (Ok(_), None) => focus::whole(self.root),
                (Err(_), _) => {}
            }
        };
        // With Backspace only what is empty goes.
        let empty = move |row: RowId| {
            let with = self.begun_with(&row).unwrap_or_else(|| started(start));
            if self.says_nothing(list, &row, &with) {
                remove(row);
            }
        };
        let restore = move |row: RowId| {
            let _ = self.edit(&Edit::Restore { list: list.to_owned(), row });
        };
        let step = move |(row, by): (RowId, i32)| {
            if let Some(after) = ids.with_untracked(|ids| place_after(ids, &row, by)) {
                let _ = self.edit(&Edit::Move { list: list.to_owned(), row, after });
            }
        };
        Rows {
            ids: ids.into(),
            removed: removed.into(),
            add: Callback::new(add),
            remove: Callback::new(remove),
            empty: Callback::new(empty),
            restore: Callback::new(restore),
            step: Callback::new(step),
            can_edit: self.can_edit,
        }
    }
}

impl Form {
    /// Adds a row for each of these lines behind a row, and goes to the last.
    pub(crate) fn add_lines(self, (list, text): (&'static str, &'static str), after: RowId, lines: Vec<String>) {
        let mut after = after;
        for line in lines {
            let (texts, values) = (vec![(text.to_owned(), line)], Vec::new());
            let add = Edit::Add { list: list.to_owned(), after: Some(after.clone()), texts, values };
            let Ok(Some(row)) = self.edit(&add) else { return };
            after = row;
        }
        focus::row(self.root, &after);
    }
}

/// Values a new row starts with.
pub(crate) type Start = &'static [(&'static str, &'static str)];

fn started(start: Start) -> Vec<(String, Value)> {
    start.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect()
}

/// The name of a removed row.
type NameOf = Box<dyn Fn(&Row) -> String + Send + Sync>;

/// Names a removed row by one of its texts.
pub(crate) fn name_in(text: &'static str) -> impl Fn(&Row) -> String + Send + Sync + 'static {
    move |row| row.text(text).to_owned()
}

fn removed(sheet: &Sheet, list: &str, name_of: &NameOf) -> Vec<Removed> {
    let rows = sheet.all_rows(list).iter().filter_map(|row| {
        let stamp = row.archived.clone()?;
        let name = Some(name_of(row)).filter(|name| !name.trim().is_empty());
        // A row that has no name yet may have words all the same.
        let name = name.or_else(|| row.texts.values().find(|text| !text.trim().is_empty()).cloned())?;
        Some(Removed { row: row.id.clone(), name, by: stamp.by, at_ms: stamp.at_ms })
    });
    rows.collect()
}

/// Where the eye goes when a row is gone: to the one before it, else to the one after it.
fn neighbour(ids: &[RowId], row: &RowId) -> Option<RowId> {
    let at = ids.iter().position(|id| id == row)?;
    at.checked_sub(1).and_then(|before| ids.get(before)).or_else(|| ids.get(at + 1)).cloned()
}

/// The row that `row` follows once it has moved by one; `None` when it stands at the edge already.
fn place_after(ids: &[RowId], row: &RowId, by: i32) -> Option<Option<RowId>> {
    let at = ids.iter().position(|id| id == row)?;
    if by < 0 {
        (at > 0).then(|| at.checked_sub(2).map(|before| ids[before].clone()))
    } else {
        ids.get(at + 1).map(|next| Some(next.clone()))
    }
}
