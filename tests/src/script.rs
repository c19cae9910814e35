//! Edits and sheets in a few words, for tables: `add a; note why in a; ends 5` and `a(why) ends=05`.
//!
//! Rows stand in the charter's `non_negotiables`, named by their rule; the value is the charter's `ends`.
#![allow(clippy::expect_used, reason = "a table that cannot be read should stop")]

use muster_shared::kinds::charter::{ENDS, MISSION, NON_NEGOTIABLES};
use muster_shared::sheet::{Edit, Place, Row, Sheet, Splice, Value};

/// The commands of a script.
pub fn commands(script: &str) -> impl Iterator<Item = &str> {
    script.split(';').map(str::trim).filter(|command| !command.is_empty())
}

/// The edit that a command means in a sheet.
///
/// # Panics
/// When the command is none, or names a row that is not there.
pub fn edit(command: &str, sheet: &Sheet) -> Edit {
    let words: Vec<&str> = command.split(' ').collect();
    let list = NON_NEGOTIABLES.to_owned();
    let row = |name: &str| find(sheet, name).id.clone();
    let ends = Place::on_sheet(ENDS);
    match words.as_slice() {
        ["add", name, after @ ..] => {
            let texts = vec![("rule".to_owned(), (*name).to_owned())];
            Edit::Add { list, after: after.last().map(|after| row(after)), texts, values: Vec::new() }
        }
        ["move", name, after @ ..] => Edit::Move { list, row: row(name), after: after.last().map(|after| row(after)) },
        ["archive", name] => Edit::Archive { list, row: row(name) },
        ["restore", name] => Edit::Restore { list, row: row(name) },
        ["note", note, "in", name] => {
            let at = Place::in_row(&list, &row(name), "why");
            let end = units(find(sheet, name).text("why"));
            Edit::Write { at, splice: Splice { at: end, remove: 0, insert: (*note).to_owned() } }
        }
        ["ends", day] => Edit::Set { at: ends, to: Value::from(day_of(day)) },
        ["clear"] => Edit::Clear { at: ends },
        ["keep", day] => {
            let wanted = Value::from(day_of(day));
            let write = sheet.value(ENDS).writes.iter().find(|write| write.value == wanted);
            Edit::Keep { at: ends, write: write.map(|write| write.id.clone()).unwrap_or_default() }
        }
        ["type", letters] => type_at(units(sheet.text(MISSION)), 0, letters),
        ["type", letters, "at", at] => type_at(number(at), 0, letters),
        ["cut", len, "at", at] => type_at(number(at), number(len), ""),
        _ => panic!("`{command}` is no command"),
    }
}

fn type_at(at: u32, remove: u32, letters: &str) -> Edit {
    let splice = Splice { at, remove, insert: letters.to_owned() };
    Edit::Write { at: Place::on_sheet(MISSION), splice }
}

fn find<'s>(sheet: &'s Sheet, name: &str) -> &'s Row {
    let rows = sheet.all_rows(NON_NEGOTIABLES).iter();
    rows.into_iter().find(|row| row.text("rule") == name).expect("a row of this name")
}

fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

fn number(digits: &str) -> u32 {
    digits.parse().expect("a number")
}

fn day_of(day: &str) -> String {
    format!("2026-11-{day:0>2}")
}

/// A sheet in a few words: its mission, its rows in order, `[archived]` ones marked, and its value, latest write first.
pub fn show(sheet: &Sheet) -> String {
    let rows = sheet.all_rows(NON_NEGOTIABLES).iter().map(|row| {
        let why = if row.text("why").is_empty() { String::new() } else { format!("({})", row.text("why")) };
        let shown = format!("{}{why}", row.text("rule"));
        if row.archived.is_some() { format!("[{shown}]") } else { shown }
    });
    let writes = sheet.value(ENDS).writes.iter().map(|write| write.value.to_string());
    let days: Vec<String> = writes.map(|day| day.trim_start_matches("2026-11-").to_owned()).collect();
    let mut words: Vec<String> = vec![sheet.text(MISSION).to_owned()];
    words.extend(rows);
    words.extend((!days.is_empty()).then(|| format!("ends={}", days.join("|"))));
    words.retain(|word| !word.is_empty());
    words.join(" ")
}
