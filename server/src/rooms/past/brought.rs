//! The name under which the server's own writing is told: the file that brought it, and the person who imported that.

use muster_shared::access::Author;
use muster_shared::id::RowId;
use muster_shared::past::{Changed, Stretch};
use muster_shared::sheet::{AN_IMPORT, Brought, Sheet, Source, THE_EXAMPLE};
use muster_shared::sync::made::MadeRow;

/// The files that brought what a document says.
pub(super) struct Files {
    stamped: Brought,
    /// The rows with which a file is noted.
    noted: Vec<(&'static str, RowId, Source)>,
    is_example: bool,
}

impl Files {
    /// Those of a document as it is written.
    pub(super) fn of(sheet: &Sheet, made: &[MadeRow], is_example: bool) -> Self {
        let noted = made.iter().filter_map(|one| Some((one.list.name, one.row.clone(), one.source.clone()?)));
        Self { stamped: Brought::of(sheet), noted: noted.collect(), is_example }
    }

    /// The name for what the server wrote in a stretch; empty where it wrote nothing.
    pub(super) fn name(&self, stretch: &Stretch, changes: &[Changed]) -> String {
        if stretch.authors.iter().all(|author| author != Author::server().as_str()) {
            return String::new();
        }
        if self.is_example {
            return THE_EXAMPLE.to_owned();
        }
        let is_in = |list: &str, row: &RowId| {
            changes.iter().filter_map(|change| change.row.as_ref()).any(|of| of.list == list && of.row == *row)
        };
        let stamped = self.stamped.between(stretch.from_ms, stretch.to_ms).map(ToOwned::to_owned);
        let noted = || self.noted.iter().find(|(list, row, _)| is_in(list, row)).map(|(.., file)| file.as_writer());
        stamped.or_else(noted).unwrap_or_else(|| AN_IMPORT.to_owned())
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use muster_shared::kinds::log;
    use muster_shared::past::{Fate, OfRow};
    use muster_shared::sheet::{Register, Value, Write};

    use super::*;

    #[test]
    fn what_the_server_wrote_is_named_by_its_file_and_where_none_is_known_by_what_it_was() {
        let by = Source::new("old/a.md", "Ada").as_writer();
        let write = Write { id: "w".to_owned(), value: Value::from("x"), by, at_ms: 1_000_000 };
        let mut stamped = Sheet::default();
        stamped.values.insert("ends".to_owned(), Register { writes: vec![write] });
        let row: RowId = "d1".parse().expect("an id");
        let made = MadeRow {
            list: log::SCHEMA.list(log::DECISIONS).expect("the list"),
            row: row.clone(),
            author: Some(Author::server()),
            source: Some(Source::new("b.md", "Bo")),
        };
        let of_row = OfRow { list: log::DECISIONS.to_owned(), row, name: String::new() };
        let (section, part) = (String::new(), String::new());
        let change = Changed { section, part, row: Some(of_row), fate: Fate::Came, said: Vec::new() };
        let plain = Sheet::default();
        for (author, sheet, made, changes, is_example, name) in [
            ("p1", &stamped, vec![], vec![], false, ""),
            ("server", &stamped, vec![], vec![], false, "Imported from a.md by Ada"),
            ("server", &plain, vec![made.clone()], vec![change.clone()], false, "Imported from b.md by Bo"),
            ("server", &plain, vec![made], vec![], false, "An import"),
            ("server", &plain, vec![], vec![change], false, "An import"),
            ("server", &stamped, vec![], vec![], true, "The example"),
        ] {
            let stretch = Stretch {
                sitting: 0,
                authors: vec![author.to_owned()],
                from_ms: 1_000_000,
                to_ms: 1_000_500,
                n_edits: 1,
            };
            assert_eq!(Files::of(sheet, &made, is_example).name(&stretch, &changes), name);
        }
    }
}
