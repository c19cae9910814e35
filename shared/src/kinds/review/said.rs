//! The makers of rows: by the server's word where there is one, else by the rows' own.

use std::collections::BTreeMap;

use super::schema::ITEM;
use crate::id::RowId;
use crate::sheet::{Maker, Register, Row};

/// The server's word on who made a row of a list.
pub type MakerOf<'a> = &'a dyn Fn(&str, &RowId) -> Maker;

pub(super) fn of_all(by: &BTreeMap<&str, Vec<&Row>>, ids: &[&str]) -> Vec<Row> {
    ids.iter().filter_map(|id| by.get(id)).flatten().map(|row| (*row).clone()).collect()
}

/// The name under which a value was written.
pub(super) fn writer(register: &Register) -> &str {
    register.writes.first().map_or("", |write| write.by.as_str())
}

/// The name of who made a row about an item.
pub(super) fn name_of(maker: MakerOf<'_>, list: &str, row: &Row) -> String {
    maker(list, &row.id).name(writer(row.value(ITEM))).to_owned()
}

/// Where there is no server that knows people, rows alone say who made them.
pub(super) fn nobodys_word(_: &str, _: &RowId) -> Maker {
    Maker::Unsaid
}
