//! Which rows bear a checksum, and how it comes about: the one writing connection sets them and the reading ones check
//! them, whatever SQL anybody writes. Nothing of that stands in the file but a column `sum` in each table.
//!
//! * On the writing connection temporary triggers set the sum of a row that is inserted or updated. One that is damaged
//!   cannot be updated, as its sum would be right again.
//! * On reading connections each table is hidden by a temporary view of the same name, whose rows are all intact.
//! * Rows of the tables [`BY_HAND`] are many or never change: who inserts them says their sum.

use rusqlite::{Connection, OptionalExtension};

use super::intact::{self, Damage, sum_of};

/// Tables whose sums are said by whoever inserts.
const BY_HAND: [&str; 3] = ["updates", "snapshots", "packs"];
/// A counter, which is no content.
const UNGUARDED: &str = "probe";
/// Tables of what documents say.
const CONTENT: [&str; 3] = ["updates", "snapshots", "packs"];
/// Tables that grow with use.
const GROWING: [&str; 3] = ["authors", "authors_since", "audit"];

/// The workspace's own row: its id, and a checksum over the definitions of all tables.
pub(super) const SEAL: &str = "
CREATE TABLE seal (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    id     TEXT    NOT NULL,
    schema INTEGER NOT NULL
) STRICT;
";

/// A table and its columns but for `sum`.
#[derive(Debug, PartialEq, Eq)]
struct Table {
    name: String,
    columns: Vec<String>,
    has_sum: bool,
    /// The columns that identify one row: the primary key where there is no `rowid`.
    key: Vec<String>,
}

impl Table {
    /// The columns, each with this before it: `NEW.id, NEW.name`.
    fn list(&self, before: &str) -> String {
        self.columns.iter().map(|column| format!("{before}\"{column}\"")).collect::<Vec<_>>().join(", ")
    }

    fn sum(&self, before: &str) -> String {
        format!("row_sum('{}', {})", self.name, self.list(before))
    }

    fn is_by_hand(&self) -> bool {
        BY_HAND.contains(&self.name.as_str())
    }
}

fn tables(db: &Connection) -> rusqlite::Result<Vec<Table>> {
    let sql = "SELECT name, wr FROM pragma_table_list
               WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name <> ?1";
    let mut select = db.prepare(sql)?;
    let names = select.query_map([UNGUARDED], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let names = names.collect::<Result<Vec<(String, bool)>, _>>()?;
    names.into_iter().map(|(name, has_no_rowid)| table(db, name, has_no_rowid)).collect()
}

fn table(db: &Connection, name: String, has_no_rowid: bool) -> rusqlite::Result<Table> {
    let mut select = db.prepare("SELECT name, pk FROM pragma_table_info(?1, 'main') ORDER BY cid")?;
    let columns = select.query_map([&name], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? > 0)))?;
    let columns = columns.collect::<Result<Vec<(String, bool)>, _>>()?;
    let key = columns.iter().filter(|(_, is_key)| *is_key).map(|(column, _)| column.clone()).collect();
    let key = if has_no_rowid { key } else { vec!["rowid".to_owned()] };
    let (sum, columns): (Vec<_>, Vec<_>) =
        columns.into_iter().map(|(column, _)| column).partition(|name| name == "sum");
    Ok(Table { name, columns, has_sum: !sum.is_empty(), key })
}

/// Takes on tables whose definitions changed: each has sums afterwards that fit its columns, and all are sealed.
pub(super) fn adopt(db: &Connection) -> rusqlite::Result<()> {
    for mut table in tables(db)? {
        let is_known = table.has_sum && (table.is_by_hand() || is_watched(db, &table)?);
        if is_known {
            continue;
        }
        if !table.has_sum {
            db.execute_batch(&format!("ALTER TABLE main.{} ADD COLUMN sum INTEGER", table.name))?;
            table.has_sum = true;
        }
        db.execute_batch(&format!("UPDATE main.{} SET sum = {}", table.name, table.sum("")))?;
        watch_table(db, &table)?;
    }
    let schema = schema(db)?;
    db.execute("UPDATE seal SET schema = ?1 WHERE schema <> ?1", [schema]).map(drop)
}

/// Makes a connection that writes set the sums of what it writes.
pub(super) fn watch(db: &Connection) -> rusqlite::Result<()> {
    tables(db)?.iter().filter(|table| table.has_sum).try_for_each(|table| watch_table(db, table))
}

fn watch_table(db: &Connection, table: &Table) -> rusqlite::Result<()> {
    if table.is_by_hand() {
        return Ok(());
    }
    let name = &table.name;
    let [inserted, updated] = triggers(table);
    db.execute_batch(&format!(
        "DROP TRIGGER IF EXISTS temp.{name}_inserted; {inserted}; DROP TRIGGER IF EXISTS temp.{name}_updated; {updated}"
    ))
}

/// The triggers that set the sum of a row that is inserted, and of one that is updated.
fn triggers(table: &Table) -> [String; 2] {
    let name = &table.name;
    let this: Vec<_> = table.key.iter().map(|column| format!("\"{column}\" = NEW.\"{column}\"")).collect();
    let set = format!("UPDATE {name} SET sum = {} WHERE {}", table.sum("NEW."), this.join(" AND "));
    let (columns, old) = (table.list(""), table.list("OLD."));
    [
        format!("CREATE TEMP TRIGGER {name}_inserted AFTER INSERT ON main.{name} BEGIN {set}; END"),
        format!(
            "CREATE TEMP TRIGGER {name}_updated AFTER UPDATE OF {columns} ON main.{name} BEGIN \
             SELECT intact('{name}', OLD.sum, {old}); {set}; END"
        ),
    ]
}

/// Whether the sums of a table are set, and over the columns it has.
fn is_watched(db: &Connection, table: &Table) -> rusqlite::Result<bool> {
    let sql = "SELECT sql FROM temp.sqlite_schema WHERE name = ?1";
    let known: Option<String> = db.query_row(sql, [format!("{}_updated", table.name)], |row| row.get(0)).optional()?;
    // SQLite keeps the words but for the first two.
    let words = |sql: &str| sql.split_once("TRIGGER").map(|(_, words)| words.to_owned());
    Ok(known.is_some_and(|known| words(&known) == words(&triggers(table)[1])))
}

/// The number of the definitions in the file: it changes whenever they do.
pub(super) fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.prepare_cached("PRAGMA main.schema_version")?.query_row([], |row| row.get(0))
}

/// The definitions by which a connection that reads sees rows that are intact, and fails at any other.
///
/// The check asks for its row by itself: where a statement wants rows with `name = 'Ada'`, SQLite would hand it that name
/// for every row it tries.
pub(super) fn screen(db: &Connection) -> rusqlite::Result<String> {
    let views = tables(db)?.into_iter().filter(|table| table.has_sum).map(|table| {
        let (name, columns, own) = (&table.name, table.list(""), table.list("own."));
        let same: Vec<_> = table.key.iter().map(|column| format!("own.\"{column}\" = this.\"{column}\"")).collect();
        format!(
            "CREATE TEMP VIEW {name} AS SELECT {columns} FROM main.{name} AS this WHERE
                 (SELECT intact('{name}', own.sum, {own}) FROM main.{name} AS own WHERE {});",
            same.join(" AND ")
        )
    });
    Ok(views.collect())
}

/// The checksum over the definitions of everything in the file.
fn schema(db: &Connection) -> rusqlite::Result<i64> {
    let mut select =
        db.prepare("SELECT type || ' ' || name || ' ' || ifnull(sql, '') FROM main.sqlite_schema ORDER BY 1")?;
    let definitions = select.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(sum_of("schema", definitions.iter().map(|definition| definition.as_str().into())))
}

/// Whether all definitions are as they were sealed.
pub(super) fn is_sealed(db: &Connection) -> rusqlite::Result<bool> {
    let sealed: Option<i64> = db.query_row("SELECT schema FROM main.seal", [], |row| row.get(0)).optional()?;
    Ok(sealed == Some(schema(db)?))
}

/// Which tables are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Those with as many rows as there are people and documents, which are looked at before anything is written.
    Small,
    /// Those that grow with use, but for what documents say.
    Growing,
    /// The contents of documents: they are looked at when they are read.
    Content,
}

impl Which {
    fn of(table: &str) -> Self {
        match table {
            table if CONTENT.contains(&table) => Self::Content,
            table if GROWING.contains(&table) => Self::Growing,
            _ => Self::Small,
        }
    }
}

/// The faults that SQLite finds in the structure of these tables: then rows may be missing, or stand twice.
pub(super) fn structure(db: &Connection, which: Which) -> rusqlite::Result<Vec<String>> {
    let mut troubles = Vec::new();
    for Table { name, .. } in chosen(db, which)? {
        let mut check = db.prepare(&format!("PRAGMA main.integrity_check({name})"))?;
        let found = check.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        troubles.extend(found.into_iter().filter(|found| found != "ok").map(|found| format!("`{name}`: {found}")));
    }
    Ok(troubles)
}

/// Takes note of every row of these tables that is not as it was written.
pub(super) fn rows(db: &Connection, which: Which, damage: &Damage) -> rusqlite::Result<()> {
    for table in chosen(db, which)?.iter().filter(|table| table.has_sum) {
        let (name, first) = (&table.name, &table.columns[0]);
        let mut select = db.prepare(&format!("SELECT {first} FROM main.{name} WHERE sum IS NOT {}", table.sum("")))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            damage.found(&intact::sentence(name, Some(row.get_ref(0)?)));
        }
    }
    Ok(())
}

fn chosen(db: &Connection, which: Which) -> rusqlite::Result<Vec<Table>> {
    Ok(tables(db)?.into_iter().filter(|table| Which::of(&table.name) == which).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// A file as two connections see it: one that writes, one that reads.
    fn two(definitions: &str) -> rusqlite::Result<(Connection, Connection, tempfile::TempDir)> {
        let folder = tempfile::tempdir().map_err(|error| rusqlite::Error::InvalidPath(error.to_string().into()))?;
        let path = folder.path().join("db");
        let writer = Connection::open(&path)?;
        intact::register(&writer, &Arc::default())?;
        writer
            .execute_batch(&format!("{SEAL} INSERT INTO seal (one, id, schema) VALUES (1, 'w', 0); {definitions}"))?;
        adopt(&writer)?;
        let reader = Connection::open(&path)?;
        intact::register(&reader, &Arc::default())?;
        reader.execute_batch(&screen(&reader)?)?;
        Ok((writer, reader, folder))
    }

    const TABLES: &str = "
        CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT, rank TEXT) STRICT;
        CREATE TABLE grants (doc TEXT, person TEXT, granted TEXT, PRIMARY KEY (doc, person)) STRICT, WITHOUT ROWID;";
    const ROWS: &str = "
        INSERT INTO people (id, name, rank) VALUES ('a', 'Ada', 'owner'), ('b', 'Bo', 'member'), ('c', 'Cy', 'member');
        INSERT INTO grants (doc, person, granted) VALUES ('d', 'a', 'reader'), ('d', 'b', 'editor'), ('e', 'a', 'editor');";

    #[test]
    fn rows_are_read_as_written_whatever_a_statement_asks_for() -> rusqlite::Result<()> {
        let (writer, reader, _folder) = two(TABLES)?;
        writer.execute_batch(ROWS)?;
        writer.execute("UPDATE people SET name = 'Bea' WHERE id = 'b'", [])?;
        writer.execute("UPDATE grants SET granted = 'editor' WHERE doc = 'd'", [])?;
        let again = "INSERT INTO grants (doc, person, granted) VALUES ('e', 'a', 'reader')
                     ON CONFLICT DO UPDATE SET granted = excluded.granted";
        writer.execute(again, [])?;
        for (sql, expected) in [
            ("SELECT count(*) FROM people", 3),
            ("SELECT count(*) FROM people WHERE rank = 'member'", 2),
            ("SELECT count(*) FROM people WHERE name = 'Bea' AND rank = 'member'", 1),
            ("SELECT count(*) FROM people WHERE id = 'c'", 1),
            ("SELECT count(*) FROM grants WHERE person = 'a'", 2),
            ("SELECT count(*) FROM grants WHERE granted = 'editor'", 2),
            ("SELECT count(*) FROM grants JOIN people ON people.id = person WHERE rank = 'owner'", 2),
            ("SELECT count(*) FROM people LEFT JOIN grants ON person = id AND doc = 'e' WHERE doc IS NULL", 2),
        ] {
            let n: i64 = reader.query_row(sql, [], |row| row.get(0))?;
            assert_eq!(n, expected, "{sql}");
        }
        Ok(())
    }

    #[test]
    fn a_damaged_row_fails_whoever_reads_or_updates_it_and_nobody_else() -> rusqlite::Result<()> {
        let (writer, reader, folder) = two(TABLES)?;
        writer.execute_batch(ROWS)?;
        let disk = Connection::open(folder.path().join("db"))?;
        disk.execute_batch(
            "UPDATE people SET rank = 'owner' WHERE id = 'b'; UPDATE grants SET doc = 'e' WHERE person = 'b'",
        )?;
        let ask = |sql: &str| reader.query_row(sql, [], |row| row.get::<_, String>(0));
        for sql in ["SELECT rank FROM people WHERE id = 'b'", "SELECT granted FROM grants WHERE person = 'b'"] {
            assert!(ask(sql).is_err_and(|error| intact::is_damage(&error)), "{sql}");
        }
        assert_eq!(ask("SELECT rank FROM people WHERE id = 'a'")?, "owner");
        let launder = writer.execute("UPDATE people SET name = 'Bo' WHERE id = 'b'", []);
        assert!(launder.is_err_and(|error| intact::is_damage(&error)), "its sum would be right again");
        let damage = Damage::default();
        rows(&writer, Which::Small, &damage)?;
        assert_eq!(damage.all().len(), 2, "{:?}", damage.all());
        assert_eq!(writer.execute("DELETE FROM people WHERE id = 'b'", [])?, 1, "who is rid of it is free of it");
        Ok(())
    }

    #[test]
    fn a_column_that_is_added_and_a_table_that_is_defined_later_are_taken_on() -> rusqlite::Result<()> {
        let (writer, _reader, folder) = two(TABLES)?;
        writer.execute_batch(ROWS)?;
        assert!(is_sealed(&writer)?);
        writer.execute_batch(
            "ALTER TABLE people ADD COLUMN colour TEXT DEFAULT 'red'; CREATE TABLE more (a INTEGER) STRICT",
        )?;
        assert!(!is_sealed(&writer)?, "the definitions changed");
        adopt(&writer)?;
        assert!(is_sealed(&writer)?);
        writer.execute_batch("INSERT INTO more (a) VALUES (1); UPDATE people SET colour = 'blue' WHERE id = 'a'")?;
        let damage = Damage::default();
        rows(&writer, Which::Small, &damage)?;
        assert_eq!(damage.all(), Vec::<String>::new());
        let disk = Connection::open(folder.path().join("db"))?;
        disk.execute_batch("UPDATE people SET colour = 'grey' WHERE id = 'c'; UPDATE more SET a = 2")?;
        rows(&writer, Which::Small, &damage)?;
        assert_eq!(damage.all().len(), 2);
        Ok(())
    }
}
