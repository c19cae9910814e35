//! The tables as SQLite keeps them.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

use super::{Cells, Error, More, Result, Row, Tables, ToValue, Value};

/// A value on its way to SQLite.
struct Given<'v>(Value<'v>);

impl ToSql for Given<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Number(number) => ValueRef::Integer(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn given<'v>(values: &'v [&'v dyn ToValue]) -> impl Iterator<Item = Given<'v>> {
    values.iter().map(|value| Given(value.value()))
}

impl Cells for rusqlite::Row<'_> {
    fn cell(&self, column: usize) -> Result<Value<'_>> {
        Ok(match self.get_ref(column)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Number(number),
            ValueRef::Text(text) => Value::Text(str::from_utf8(text).map_err(|why| Error::unread(column, why))?),
            ValueRef::Blob(bytes) => Value::Bytes(bytes),
            ValueRef::Real(_) => return Err(Error::unread(column, "no table of ours holds fractions")),
        })
    }
}

impl Tables for Connection {
    fn run(&self, sql: &str, values: &[&dyn ToValue]) -> Result<usize> {
        Ok(self.prepare_cached(sql)?.execute(params_from_iter(given(values)))?)
    }

    fn each(&self, sql: &str, values: &[&dyn ToValue], each: &mut dyn FnMut(Row<'_>) -> Result<More>) -> Result<()> {
        let mut select = self.prepare_cached(sql)?;
        let mut rows = select.query(params_from_iter(given(values)))?;
        while let Some(row) = rows.next()? {
            if each(Row(row))? == More::Enough {
                break;
            }
        }
        Ok(())
    }

    fn execute_batch(&self, sql: &str) -> Result<()> {
        Ok(Self::execute_batch(self, sql)?)
    }

    fn has_column(&self, table: &str, column: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2";
        Ok(self.prepare_cached(sql)?.exists([table, column])?)
    }

    fn every_column(&self) -> &'static str {
        "SELECT tables.name, columns.name FROM pragma_table_list AS tables, pragma_table_info(tables.name, 'main') AS columns
         WHERE tables.schema = 'main' AND tables.type = 'table' AND tables.name NOT LIKE 'sqlite!_%' ESCAPE '!'
         ORDER BY tables.name, columns.cid"
    }
}
