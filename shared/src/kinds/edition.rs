//! Editions: states of a document that somebody gave a name and a reason. An edition is a row that is written once; what it
//! names is the state of the document when the row came.

use super::Kind;
use super::outline::{Body, Fact, Form, Part, Rows, Section};
use crate::order::sort_by_key;
use crate::sheet::{Edit, Field, Is, List, Row, Sheet, Value};

/// The list, in every kind that has editions.
pub const EDITIONS: &str = "editions";
/// The name.
pub const NAME: &str = "name";
/// The reason.
pub const WHY: &str = "why";
/// The day.
pub const ON: &str = "on";

/// The list as a schema has it.
pub const fn list() -> List {
    const FIELDS: &[Field] = &[Field::new(NAME, Is::Words), Field::new(WHY, Is::Words), Field::new(ON, Is::Day)];
    List::new(EDITIONS, &[], FIELDS).append()
}

/// The list as an outline has it.
pub const SECTION: Section = Section::new(
    "Named editions",
    Body::Rows(Rows::all(
        EDITIONS,
        Form::Bullet(Part::Value(NAME), None, &[Fact::new("Reason", WHY), Fact::new("Named on", ON)]),
    )),
);

/// An edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition<'a> {
    /// The row.
    pub row: &'a Row,
    /// Its name.
    pub name: &'a str,
    /// The reason for it; empty where nobody gave one.
    pub why: &'a str,
    /// The day, as `2026-11-24`.
    pub on: &'a str,
    /// The name of the person who named it.
    pub by: &'a str,
}

impl Kind {
    /// Whether states of such a document can be given a name.
    pub fn has_editions(self) -> bool {
        self.schema().list(EDITIONS).is_some()
    }
}

/// The editions of a document, the latest first. Those that were taken back are left out.
pub fn editions(sheet: &Sheet) -> Vec<Edition<'_>> {
    let mut rows: Vec<&Row> = sheet.rows(EDITIONS).collect();
    let at_ms = |row: &Row| row.value(NAME).writes.first().map_or(0, |write| write.at_ms);
    sort_by_key(&mut rows, |row| std::cmp::Reverse((at_ms(row), row.order.clone())));
    rows.into_iter().map(of).collect()
}

fn of(row: &Row) -> Edition<'_> {
    let by = row.value(NAME).writes.first().map_or("", |write| write.by.as_str());
    Edition { row, name: row.value(NAME).words(), why: row.value(WHY).words(), on: row.value(ON).words(), by }
}

/// The edit that names the present state of a document; a sentence for the person instead where the name or the reason
/// does not fit.
///
/// # Errors
/// The sentence.
pub fn named(name: &str, why: &str, today: &str, sheet: &Sheet) -> Result<Edit, String> {
    let (name, why) = (name.trim(), why.trim());
    if name.is_empty() {
        return Err("Give the edition a name.".to_owned());
    }
    if editions(sheet).iter().any(|known| known.name == name) {
        return Err("There is an edition of this name already.".to_owned());
    }
    let values = [(NAME, name), (WHY, why), (ON, today)].into_iter().filter(|(_, words)| !words.is_empty());
    let values: Vec<(String, Value)> = values.map(|(field, words)| (field.to_owned(), Value::from(words))).collect();
    if let Some(wrong) = values.iter().find_map(|(_, value)| Is::Words.check(value).err()) {
        return Err(format!("That does not fit: {wrong}."));
    }
    Ok(Edit::Add { list: EDITIONS.to_owned(), after: None, texts: Vec::new(), values })
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Stamp, Write};

    fn sheet(named: &[(&str, u64, bool)]) -> Sheet {
        let row = |(name, at_ms, is_there): &(&str, u64, bool)| {
            let mut row = Row::new(format!("r-{at_ms}").parse().expect("an id"));
            let write = Write { id: "w".to_owned(), value: (*name).into(), by: "Ines".to_owned(), at_ms: *at_ms };
            row.values.insert(NAME.to_owned(), Register { writes: vec![write] });
            row.archived = (!is_there).then(Stamp::default);
            row
        };
        Sheet { lists: [(EDITIONS.to_owned(), named.iter().map(row).collect())].into(), ..Sheet::default() }
    }

    #[test]
    fn editions_come_the_latest_first_with_who_named_them_and_without_those_taken_back() {
        let sheet = sheet(&[("First", 1, true), ("Winter", 3, true), ("Wrong", 2, false)]);
        let told: Vec<(&str, &str)> = editions(&sheet).iter().map(|one| (one.name, one.by)).collect();
        assert_eq!(told, [("Winter", "Ines"), ("First", "Ines")]);
    }

    #[test]
    fn an_edition_has_a_name_that_no_other_one_has_and_fits_on_a_line() {
        let sheet = sheet(&[("First", 1, true)]);
        for (name, why, fits) in [
            (" Edition 2 ", "Signed by the board", true),
            ("Edition 2", "", true),
            (" ", "Signed", false),
            ("First", "Again", false),
            ("Two\nlines", "", false),
            ("Edition 2", &"x".repeat(401), false),
        ] {
            assert_eq!(named(name, why, "2026-11-24", &sheet).is_ok(), fits, "{name:?}");
        }
        let Ok(Edit::Add { values, .. }) = named("Edition 2 ", "", "2026-11-24", &sheet) else { panic!("an edition") };
        assert_eq!(values, [(NAME.to_owned(), "Edition 2".into()), (ON.to_owned(), "2026-11-24".into())]);
    }

    #[test]
    fn kinds_that_have_editions_keep_them_as_rows_that_are_written_once() {
        for kind in [Kind::Charter, Kind::Strategy] {
            assert!(kind.has_editions(), "{kind}");
        }
        for list in Kind::ALL.into_iter().filter_map(|kind| kind.schema().list(EDITIONS)) {
            assert_eq!((list.rule, list.values.len()), (crate::sheet::Rule::Append { retracts: true }, 3));
        }
    }
}
