//! One transaction in PostgreSQL. Updates are gathered and inserted together, and so are the client ids that they bind: one
//! round trip each, however many rooms they are of.

use std::cell::{Cell, RefCell};
use std::sync::LazyLock;

use muster_shared::id::{DocId, Since};
use postgres::error::Severity;

use super::super::order::{Append, Change, Created, NewDoc, Snapshot};
use super::super::pack::Pack;
use super::super::read::doc_row;
use super::super::store::OF_ANOTHER;
use super::super::{DocNum, store};
use super::lease::{Lease, behind, taken_over};
use super::{DOCS, Known, LogError, schema};
use crate::sql::postgres::{Connection, Told};
use crate::sql::{self, Tables, params};

/// The words that end a transaction. PostgreSQL answers the `COMMIT` of one that has failed as if all were well; the statement
/// before it fails then, and says whether what is committed is kept.
static COMMIT: LazyLock<String> = LazyLock::new(|| format!("SELECT {}; COMMIT", schema::SETTINGS));
/// Updates of more bytes are not gathered before they are inserted: a message to PostgreSQL is 1 GiB at most, and stands in
/// memory several times.
const GATHERED_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The statements in them.
const N_DONE: usize = 2;

/// Keeps updates. Nobody else writes, so the numbers after the highest are free.
const INSERT: &str = "
INSERT INTO updates (seq, doc, bytes, at_ms, author)
SELECT greatest((SELECT max(seq) FROM updates), (SELECT floor FROM lease)) + n, doc, bytes, at_ms, author
FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::text[])
    WITH ORDINALITY AS given (doc, bytes, at_ms, author, n)";
/// Gives client ids to authors, and answers a row for each that belongs to another: the first who asks for an id gets it. A
/// statement does not see what it inserts itself, so an author is either known or has just got the id.
const BIND: &str = "
WITH given AS (
    SELECT doc, client, clock, author, n FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])
        WITH ORDINALITY AS given (doc, client, clock, author, n)
), earliest AS (
    SELECT DISTINCT ON (doc, client) doc, client, clock, author FROM given ORDER BY doc, client, n
), bound AS (
    INSERT INTO authors (doc, client, author) SELECT doc, client, author FROM earliest
    ON CONFLICT DO NOTHING RETURNING doc, client, author
), since AS (
    INSERT INTO authors_since (doc, client, clock)
    SELECT doc, client, clock FROM earliest JOIN bound USING (doc, client) WHERE clock > 0
)
SELECT 1 FROM given LEFT JOIN bound USING (doc, client) LEFT JOIN authors AS known USING (doc, client)
WHERE given.author IS DISTINCT FROM coalesce(bound.author, known.author)";

/// A transaction: dropped without a commit, it changes nothing.
pub(in crate::log) struct Transaction<'s> {
    db: &'s Connection,
    known: &'s Known,
    /// The number of its commit.
    n_commits: i64,
    gathered: RefCell<Vec<Append>>,
    /// The bytes of those.
    n_gathered: Cell<usize>,
    is_over: Cell<bool>,
}

impl<'s> Transaction<'s> {
    /// Begins one, if this node still has the database, which holds all that was acknowledged and keeps what is committed.
    pub(super) fn begin(db: &'s Connection, lease: &Lease, known: &'s Known) -> Result<Self, LogError> {
        known.forget_warnings();
        // Words that fail may leave one begun, which ends with this.
        let mut txn = Self {
            db,
            known,
            n_commits: 0,
            gathered: RefCell::default(),
            n_gathered: Cell::default(),
            is_over: Cell::new(false),
        };
        let told = db.begin(lease.words()).map_err(LogError::writing)?;
        let Some((number, settings)) = told.row.split_first() else { return Err(taken_over()) };
        if let Some(sentence) = schema::weakness(settings) {
            return Err(LogError::Write(sentence));
        }
        if known.has_warned() {
            return Err(LogError::Write("the database warned as a transaction began".to_owned()));
        }
        txn.n_commits = number.parse().unwrap_or_default();
        if txn.n_commits <= known.n_commits() { Err(behind()) } else { Ok(txn) }
    }

    fn tables(&self) -> &'s dyn Tables {
        self.db
    }

    /// The tables, with everything in them that was appended.
    fn settled(&self) -> Result<&'s dyn Tables, LogError> {
        let gathered = self.gathered.take();
        self.n_gathered.set(0);
        if !gathered.is_empty() {
            self.insert(&gathered).map_err(LogError::writing)?;
        }
        Ok(self.tables())
    }

    fn insert(&self, appends: &[Append]) -> sql::Result<()> {
        let docs: Vec<i64> = appends.iter().map(|append| append.doc.0).collect();
        let bytes: Vec<&[u8]> = appends.iter().map(|append| &*append.bytes).collect();
        let times: Vec<i64> = appends.iter().map(|append| append.at_ms.cast_signed()).collect();
        let authors: Vec<&str> = appends.iter().map(|append| append.author.as_str()).collect();
        self.db.with_lists(INSERT, &[&docs, &bytes, &times, &authors])?;
        self.bind(appends)
    }

    /// Gives client ids to their authors, all in one statement.
    fn bind(&self, appends: &[Append]) -> sql::Result<()> {
        let binds = appends.iter().flat_map(|append| append.binds.iter().map(move |since| (append, since)));
        let binds: Vec<(&Append, &Since)> = binds.collect();
        if binds.is_empty() {
            return Ok(());
        }
        let docs: Vec<i64> = binds.iter().map(|(append, _)| append.doc.0).collect();
        let clients: Vec<i64> = binds.iter().map(|(_, since)| since.client.cast_signed()).collect();
        let clocks: Vec<i64> = binds.iter().map(|(_, since)| since.clock.into()).collect();
        let authors: Vec<&str> = binds.iter().map(|(append, _)| append.author.as_str()).collect();
        let n_of_others = self.db.with_lists(BIND, &[&docs, &clients, &clocks, &authors])?;
        if n_of_others > 0 { Err(OF_ANOTHER.into()) } else { Ok(()) }
    }

    /// The reason for which a commit that came back may not be kept.
    fn doubt(&self, told: &Told) -> Option<String> {
        // The database warns when it was told to wait for its standbys no longer, and when there was nothing to commit.
        if self.known.has_warned() || told.n_done != N_DONE {
            return Some("the database warned at a commit; it or its standbys may lack it".to_owned());
        }
        schema::weakness(&told.row)
    }

    fn put(tables: &dyn Tables, pack: &Pack) -> sql::Result<bool> {
        let (DocNum(doc), first, last) = (pack.doc, pack.first_seq, pack.last_seq);
        let within = "FROM updates WHERE doc = ?1 AND seq BETWEEN ?2 AND ?3";
        let count = format!("SELECT count(*) {within}");
        let n_there: i64 = tables.query_row(&count, [doc, first, last], |row| row.get(0))?;
        if n_there != pack.n_updates {
            return Ok(false);
        }
        let insert = "INSERT INTO packs (num, doc, first_seq, last_seq, bytes)
                      SELECT greatest(max(num), (SELECT floor FROM lease)) + 1, ?1, ?2, ?3, ?4 FROM packs";
        tables.execute(insert, params![doc, first, last, pack.bytes])?;
        tables.execute(&format!("DELETE {within}"), [doc, first, last])?;
        Ok(true)
    }
}

impl store::Transaction for Transaction<'_> {
    fn append(&self, append: &Append) -> Result<(), LogError> {
        self.gathered.borrow_mut().push(append.clone());
        self.n_gathered.set(self.n_gathered.get() + append.bytes.len());
        if self.n_gathered.get() > GATHERED_BYTES_MAX { self.settled().map(drop) } else { Ok(()) }
    }

    fn create(&self, new: &NewDoc) -> Result<Created, LogError> {
        let tables = self.settled()?;
        let make = || -> sql::Result<Option<Created>> {
            if let Some(row) = doc_row(tables, DOCS, &new.id)? {
                return Ok(Some(Created::Existing(row)));
            }
            let sql = "INSERT INTO docs (num, id, kind, lineage, epoch, created_ms)
                       SELECT greatest(max(num), (SELECT floor FROM lease)) + 1, ?1, ?2, ?3, 0, ?4 FROM docs";
            let kind = new.kind.map(|kind| kind.name());
            tables.execute(sql, params![new.id.as_str(), kind, new.lineage.as_str(), new.at_ms.cast_signed()])?;
            Ok(doc_row(tables, DOCS, &new.id)?.map(Created::New))
        };
        let made = make().map_err(LogError::writing)?;
        made.ok_or_else(|| LogError::Fault("a document that was made is not there".to_owned()))
    }

    fn snapshot(&self, snapshot: &Snapshot) -> Result<(), LogError> {
        let tables = self.settled()?;
        let (DocNum(doc), seq, at_ms) = (snapshot.doc, snapshot.seq, snapshot.at_ms.cast_signed());
        let put = "INSERT INTO snapshots (doc, seq, bytes, at_ms) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (doc, seq) DO UPDATE SET bytes = ?3, at_ms = ?4";
        let trim = "DELETE FROM snapshots WHERE doc = ?1
                    AND seq < (SELECT seq FROM snapshots WHERE doc = ?1 ORDER BY seq DESC LIMIT 1 OFFSET 1)";
        tables.execute(put, params![doc, seq, snapshot.bytes, at_ms]).map_err(LogError::writing)?;
        tables.execute(trim, [doc]).map(drop).map_err(LogError::writing)
    }

    fn pack(&self, pack: &Pack) -> Result<bool, LogError> {
        Self::put(self.settled()?, pack).map_err(LogError::writing)
    }

    fn erase(&self, id: &DocId) -> Result<(), LogError> {
        let tables = self.settled()?;
        let erase = || {
            // Rooms and packs that were made of the document may still name numbers that are free from here on.
            let raise = "UPDATE lease SET floor = greatest(floor, (SELECT max(seq) FROM updates),
                             (SELECT max(num) FROM docs), (SELECT max(num) FROM packs))";
            tables.execute(raise, [])?;
            for table in ["updates", "packs", "snapshots", "authors", "authors_since"] {
                let sql = format!("DELETE FROM {table} WHERE doc = (SELECT num FROM docs WHERE id = ?1)");
                tables.execute(&sql, [id.as_str()])?;
            }
            tables.execute("DELETE FROM docs WHERE id = ?1", [id.as_str()]).map(drop)
        };
        erase().map_err(|error: sql::Error| LogError::writing(error))
    }

    /// PostgreSQL checks its pages itself (`data_checksums`), and hands out none that is damaged.
    fn forget(&self, _doc: DocNum) -> Result<(), LogError> {
        Ok(())
    }

    fn change(&self, change: &Change) -> Result<(), LogError> {
        change(self.settled()?).map_err(LogError::writing)
    }

    fn probe(&self) -> Result<(), LogError> {
        self.settled()?.execute("UPDATE probe SET count = count + 1", []).map(drop).map_err(LogError::writing)
    }

    fn has_ended(&self) -> bool {
        self.db.has_failed()
    }

    fn commit(self) -> Result<(), LogError> {
        self.settled()?;
        if self.db.has_failed() {
            return Err(LogError::Fault("a statement of it had failed".to_owned()));
        }
        self.known.forget_warnings();
        let told = self.db.simple(&COMMIT);
        // From here on it is not for this node to say whether it is kept, unless the database says that it is not.
        self.is_over.set(!told.as_ref().is_err_and(is_undone));
        let doubt = match told {
            Err(error) if is_undone(&error) => return Err(LogError::writing(error)),
            Err(error) => Some(LogError::writing(error)),
            Ok(told) => self.doubt(&told).map(LogError::Write),
        };
        if let Some(doubt) = doubt {
            self.known.doubt();
            return Err(doubt);
        }
        self.known.committed(self.n_commits);
        Ok(())
    }
}

/// Whether a commit that failed has certainly changed nothing: PostgreSQL said so and lives on. The words with which a
/// process ends may come after its commit.
fn is_undone(error: &sql::Error) -> bool {
    let sql::Error::Postgres(error) = error else { return false };
    error.as_db_error().is_some_and(|said| said.parsed_severity() == Some(Severity::Error))
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.is_over.get() {
            // A connection that cannot even be told so is lost, and its transaction with it.
            drop(self.db.simple("ROLLBACK"));
        }
    }
}
