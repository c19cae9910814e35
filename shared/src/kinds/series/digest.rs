//! The digest of a series for a list of documents.

use super::presets::preset;
use super::schema::*;
use crate::kinds::digest::{Digest, Line};
use crate::sheet::{Named, Sheet};

/// The name, the sort and who leads through it, and the items that were put aside.
pub(in crate::kinds) fn digest(sheet: &Sheet) -> Digest {
    let parked = sheet.rows(PARKED).filter(|row| row.value(BACK_IN).is_vacant());
    let lines = parked.take(Digest::LINES_MAX).map(|row| Line::new(&row.id, "", row.text(TITLE), "")).collect();
    Digest { title: sheet.text(NAME).trim().to_owned(), sentence: sentence(sheet), lines, ..Digest::default() }
}

fn sentence(sheet: &Sheet) -> String {
    let sort = preset(sheet.value(PRESET).words()).name;
    match Named::read(sheet.value(FACILITATOR).words()).name {
        "" => format!("{sort}."),
        name => format!("{sort}, led by {name}."),
    }
}
