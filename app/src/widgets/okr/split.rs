//! The way to make two of an objective or a key result that is two things: one press, and both are there to write on.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::okr::{OBJECTIVE, halves};
use muster_shared::sheet::{Edit, Place, Splice, Value};

use super::use_okr::UseOkr;
use crate::boxed::memo;
use crate::form::plain::{button, while_so};

/// The way, while the words of the row are two things. `field` is the text that names it.
pub(super) fn split(cx: UseOkr, list: &'static str, field: &'static str, row: RowId, name: Memo<String>) -> AnyView {
    let is_two = memo(move || cx.form.can_edit.get() && name.with(|name| halves(name).is_some()));
    let row = StoredValue::new(row);
    let press = move || {
        // The chip says what the document refuses.
        let _ = row.with_value(|row| make_two(cx, list, field, row));
    };
    while_so(move || is_two.get(), move || button("btn word no-print", "Split it into two", press))
}

/// Leaves the first thing in the row, and makes a row of the second one, under the same objective.
fn make_two(cx: UseOkr, list: &'static str, field: &'static str, row: &RowId) -> Result<(), String> {
    let said = cx.form.doc.sheet.with_untracked(|sheet| {
        let row = sheet.rows(list).find(|one| one.id == *row)?;
        Some((row.text(field).to_owned(), row.value(OBJECTIVE).words().to_owned()))
    });
    let Some((whole, objective)) = said else { return Ok(()) };
    let Some((one, other)) = halves(&whole) else { return Ok(()) };
    let values: Vec<(&str, Value)> =
        (!objective.is_empty()).then(|| (OBJECTIVE, objective.as_str().into())).into_iter().collect();
    let (list_of, texts) = (list.to_owned(), vec![(field.to_owned(), other)]);
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    cx.form.edit(&Edit::Add { list: list_of, after: Some(row.clone()), texts, values })?;
    let splice = Splice { at: 0, remove: whole.encode_utf16().count() as u32, insert: one };
    cx.form.edit(&Edit::Write { at: Place::in_row(list, row, field), splice })?;
    Ok(())
}
