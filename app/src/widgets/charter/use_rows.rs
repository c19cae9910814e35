//! A list of the charter: its rows, the removed ones, and what can be done with them.

use crate::lean::memo;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::sheet::{Edit, Row, Sheet, Value};

use super::focus;
use super::history::Side;
use super::use_charter::UseCharter;

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

impl UseCharter {
    /// A list of the charter. `name_of` names a removed row.
    pub(crate) fn rows(self, list: &'static str, start: Start, name_of: fn(&Row, &Sheet) -> String) -> Rows {
        let ids = self.charter.rows(list);
        let sheets = (self.charter.sheet, self.org.sheet);
        let removed = memo(move || sheets.0.with(|sheet| sheets.1.with(|org| removed(sheet, org, list, name_of))));
        let add = move |after: Option<RowId>| {
            let after = after.or_else(|| ids.with_untracked(|ids| ids.last().cloned()));
            self.begin_row(list, after, started(start));
        };
        let remove = move |row: RowId| {
            let next = ids.with_untracked(|ids| neighbour(ids, &row));
            let done = self.edit(Side::Charter, &Edit::Archive { list: list.to_owned(), row });
            if let (Ok(_), Some(next)) = (done, next) {
                focus::row(self.root, &next);
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
            let _ = self.edit(Side::Charter, &Edit::Restore { list: list.to_owned(), row });
        };
        let step = move |(row, by): (RowId, i32)| {
            if let Some(after) = ids.with_untracked(|ids| place_after(ids, &row, by)) {
                let _ = focus::kept(self.root, || {
                    self.edit(Side::Charter, &Edit::Move { list: list.to_owned(), row, after })
                });
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

/// Values a new row starts with.
pub(crate) type Start = &'static [(&'static str, &'static str)];

fn started(start: Start) -> Vec<(String, Value)> {
    start.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect()
}

fn removed(sheet: &Sheet, org: &Sheet, list: &str, name_of: fn(&Row, &Sheet) -> String) -> Vec<Removed> {
    let rows = sheet.all_rows(list).iter().filter_map(|row| {
        let stamp = row.archived.clone()?;
        let name = Some(name_of(row, org)).filter(|name| !name.trim().is_empty());
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
