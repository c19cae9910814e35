//! Keys in the fields of a row.

use leptos::prelude::*;
use muster_shared::id::RowId;

use super::use_rows::Rows;

/// The actions of keys in a row's first field.
#[derive(Clone, Copy)]
pub(crate) struct RowKeys {
    pub(crate) enter: Callback<()>,
    pub(crate) empty_backspace: Callback<()>,
    pub(crate) step: Callback<i32>,
}

impl RowKeys {
    pub(crate) fn of(rows: Rows, row: &RowId) -> Self {
        let row = StoredValue::new(row.clone());
        Self {
            enter: Callback::new(move |()| rows.add.run(Some(row.get_value()))),
            empty_backspace: Callback::new(move |()| rows.empty.run(row.get_value())),
            step: Callback::new(move |by| rows.step.run((row.get_value(), by))),
        }
    }

    pub(crate) fn entered(self) -> bool {
        self.enter.run(());
        true
    }

    pub(crate) fn emptied(self) -> bool {
        self.empty_backspace.run(());
        true
    }

    pub(crate) fn moved(self, by: i32) -> bool {
        self.step.run(by);
        true
    }
}
