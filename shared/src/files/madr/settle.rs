//! A record that a log has already, and one that has changed since.

use super::read::id_of;
use crate::files::lines::trimmed;
use crate::files::made::one;
use crate::id::RowId;
use crate::kinds::log::*;
use crate::order::gather;
use crate::sheet::{Row, Sheet};

/// The same record under the ids by which a log knows it. A record that was here before and says something else now
/// becomes a correction of what it said: what was logged once is never changed.
pub fn settled(record: Sheet, log: &Sheet) -> Sheet {
    let mut record = record;
    let mut moved = Vec::new();
    for row in record.lists.get_mut(DECISIONS).into_iter().flatten() {
        let was = row.id.clone();
        settle(row, log);
        moved.push((was, row.id.clone()));
    }
    for row in record.lists.get_mut(OUTCOMES).into_iter().flatten() {
        let decision = row.value(DECISION).words().to_owned();
        if let Some((_, is)) = moved.iter().find(|(was, is)| was != is && was.as_str() == decision) {
            row.values.insert(DECISION.to_owned(), one(is.as_str()));
        }
        let known = log.all_rows(OUTCOMES).iter().find(|one| one.id == row.id);
        if known.is_some_and(|known| !says_the_same(OUTCOMES, row, known)) {
            row.id = id_in(OUTCOMES, row);
        }
    }
    record
}

fn settle(row: &mut Row, log: &Sheet) {
    let all = log.all_rows(DECISIONS);
    // A later state of it may be here already.
    if let Some(same) = all.iter().find(|one| says_the_same(DECISIONS, row, one)) {
        row.id = same.id.clone();
        return;
    }
    let of_id = all.iter().find(|one| one.id == row.id);
    let is_set = |one: &&Row| [RECORD, QUESTION].iter().all(|field| !one.value(field).words().is_empty());
    let of_file =
        |one: &&Row| [RECORD, QUESTION].iter().all(|field| one.value(field).words() == row.value(field).words());
    let is_newest = |one: &&Row| !all.iter().any(|later| later.value(INSTEAD_OF).words() == one.id.as_str());
    let Some(known) = of_id.or_else(|| all.iter().filter(is_set).filter(of_file).find(is_newest)) else { return };
    if row.value(INSTEAD_OF).is_vacant() {
        row.values.insert(INSTEAD_OF.to_owned(), one(known.id.as_str()));
        row.values.insert(HOW.to_owned(), one(TIES[0]));
    }
    row.id = id_in(DECISIONS, row);
}

/// Whether two rows say the same. A forerunner that the record does not name makes no difference.
fn says_the_same(list: &str, record: &Row, logged: &Row) -> bool {
    let Some(list) = SCHEMA.list(list) else { return false };
    list.values.iter().all(|field| {
        let [said, has] = [record, logged].map(|row| trimmed(row.value(field.name).words()));
        said == has || (matches!(field.name, INSTEAD_OF | HOW) && said.is_empty())
    })
}

fn id_in(list: &str, row: &Row) -> RowId {
    let fields = SCHEMA.list(list).map_or(&[][..], |list| list.values).iter();
    id_of(&gather(fields.map(|field| (field.name, row.value(field.name).words().to_owned()))))
}
