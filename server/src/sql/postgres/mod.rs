//! The tables as PostgreSQL keeps them.
//!
//! The client waits for its answers on a runtime of its own: it is used, and dropped, on the log's threads and on those for
//! blocking work, never in a task.

mod server;
mod values;
mod words;

use std::cell::{Cell, RefCell, RefMut};
use std::collections::HashMap;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, SimpleQueryMessage, SimpleQueryRow, Statement};

use super::{Error, More, Result, Row, Tables, ToValue};
pub use server::Server;
pub(crate) use server::{ADDRESS, PASSWORD};
use values::given;

/// Prepared statements that a connection keeps. The house has fewer; those that are put together differ in few words.
const STATEMENTS_MAX: usize = 512;

/// One connection to a database.
pub(crate) struct Connection {
    client: RefCell<Client>,
    statements: RefCell<HashMap<String, Statement>>,
    /// Whether a statement has failed since the last [`Connection::begin`]: PostgreSQL keeps nothing of such a transaction,
    /// and answers its `COMMIT` as if all were well.
    has_failed: Cell<bool>,
}

/// The answer to words that bear no values.
#[derive(Default)]
pub(crate) struct Told {
    /// The last row, as texts; nothing where there was none.
    pub(crate) row: Vec<String>,
    /// How many statements were done.
    pub(crate) n_done: usize,
}

impl Connection {
    fn new(client: Client) -> Self {
        Self { client: RefCell::new(client), statements: RefCell::default(), has_failed: Cell::new(false) }
    }

    /// Begins a transaction with these words.
    pub(crate) fn begin(&self, words: &str) -> Result<Told> {
        self.has_failed.set(false);
        self.simple(words)
    }

    /// Runs words that bear no values, statement by statement: those after one that fails are not run, and the error is
    /// answered.
    pub(crate) fn simple(&self, words: &str) -> Result<Told> {
        let answered = self.noted(self.client()?.simple_query(words))?;
        let mut told = Told::default();
        for message in &answered {
            match message {
                SimpleQueryMessage::Row(row) => told.row = texts(row),
                SimpleQueryMessage::CommandComplete(_) => told.n_done += 1,
                _ => {}
            }
        }
        Ok(told)
    }

    /// Runs one statement with values of PostgreSQL's own types, such as lists. Answers how many rows it changed or found.
    pub(crate) fn with_lists(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<u64> {
        let statement = self.prepared(sql)?;
        self.noted(self.client()?.execute(&statement, values))
    }

    /// Whether a statement has failed in this transaction.
    pub(crate) fn has_failed(&self) -> bool {
        self.has_failed.get()
    }

    fn client(&self) -> Result<RefMut<'_, Client>> {
        let taken = |_| Error::Lacking("a statement was run while the rows of another were read".to_owned());
        self.client.try_borrow_mut().map_err(taken)
    }

    fn prepared(&self, sql: &str) -> Result<Statement> {
        if let Some(known) = self.statements.borrow().get(sql) {
            return Ok(known.clone());
        }
        let statement = self.noted(self.client()?.prepare(&words::statement(sql)))?;
        let mut statements = self.statements.borrow_mut();
        if statements.len() >= STATEMENTS_MAX {
            statements.clear();
        }
        statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn noted<T>(&self, outcome: std::result::Result<T, postgres::Error>) -> Result<T> {
        self.has_failed.set(self.has_failed.get() || outcome.is_err());
        Ok(outcome?)
    }
}

fn texts(row: &SimpleQueryRow) -> Vec<String> {
    (0..row.len()).map(|column| row.try_get(column).ok().flatten().unwrap_or_default().to_owned()).collect()
}

impl Tables for Connection {
    fn run(&self, sql: &str, values: &[&dyn ToValue]) -> Result<usize> {
        let (statement, values) = (self.prepared(sql)?, given(values));
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        let n_rows = self.noted(self.client()?.execute(&statement, &values))?;
        Ok(usize::try_from(n_rows).unwrap_or(usize::MAX))
    }

    fn each(&self, sql: &str, values: &[&dyn ToValue], each: &mut dyn FnMut(Row<'_>) -> Result<More>) -> Result<()> {
        let statement = self.prepared(sql)?;
        let mut client = self.client()?;
        let mut rows = self.noted(client.query_raw(&statement, given(values)))?;
        let mut outcome = Ok(More::Wanted);
        // Read to its end, whatever `each` says: an error may stand behind the rows, and the transaction is over then.
        while let Some(row) = self.noted(rows.next())? {
            if matches!(outcome, Ok(More::Wanted)) {
                outcome = each(Row(&row));
            }
        }
        outcome.map(drop)
    }

    fn execute_batch(&self, sql: &str) -> Result<()> {
        self.noted(self.client()?.batch_execute(&words::definitions(sql)))
    }

    fn has_column(&self, table: &str, column: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM information_schema.columns
                   WHERE table_schema = 'main' AND table_name = ?1 AND column_name = ?2";
        let mut is_there = false;
        self.each(sql, &[&table, &column], &mut |_| {
            is_there = true;
            Ok(More::Enough)
        })?;
        Ok(is_there)
    }

    fn every_column(&self) -> &'static str {
        "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'main'
         ORDER BY table_name, ordinal_position"
    }
}
