//! Blind boxes as the server holds them. The people who took a right stand in one row of one table, and the answers in one row of
//! another: neither has a time, and both are in an order of their own. After each change the `-wal` file is emptied, which would
//! tell that order.
//!
//! Key, rights and answers of a box that is open are in no backup (`log/backup.rs`): two copies compared would tell what came
//! between them. They are deleted at closing.

mod sheet;
mod table;

use muster_shared::blind::{self, Answer, Asking, Given, Outcome, Right, SEED_BYTES, form_of, may_be_written};
use muster_shared::id::DocId;
use tracing::debug;

use super::{People, audit, draw_id};
use crate::clock;
use crate::log::{LogError, Refusal};
use crate::sql::{self, OptionalExtension, params};
use sheet::{Answers, to_bytes};
use table::{BOX, WHILE_OPEN, answers_of, taken_of, to_box};

pub(crate) use sheet::Waiting;
pub use table::BlindBox;
pub(super) use table::{TABLES, erase};

/// The most boxes of one document, closed ones among them.
pub const BOXES_MAX: i64 = 200;

const NO_RANDOMNESS: Refusal = Refusal("the server has no randomness just now");

/// The end of a wish for a right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The right, still blinded.
    Given(Given),
    /// The person's right was given to other words.
    Elsewhere,
    /// The words are none that a right is asked for with.
    Wrong,
    /// There is no such box that is open.
    Closed,
}

/// The end of an answer's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It is written, or was before.
    Written,
    /// It waits in memory until more people have a right.
    Waits,
    /// It came without a right of the box, or is no answer to its questions.
    Wrong,
    /// There is no such box that is open.
    Closed,
}

impl People {
    /// Opens a box; none where the document has an open one of the form, or as many as it may have.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn open_box(&self, by: &str, doc: &DocId, form: &str) -> Result<Option<String>, LogError> {
        let (id, seed) = (draw_id('b')?, drawn::<SEED_BYTES>()?);
        let (row, by, doc, form) = (id.clone(), by.to_owned(), doc.clone(), form.to_owned());
        let made = self.log.change(move |db| {
            let sql =
                "SELECT count(*), count(*) FILTER (WHERE form = ?2 AND closed_on IS NULL) FROM boxes WHERE doc = ?1";
            let (n, open): (i64, i64) =
                db.query_row(sql, [doc.as_str(), form.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if open > 0 || n >= BOXES_MAX {
                return Ok(false);
            }
            let sql = "INSERT INTO boxes (id, doc, form, made_by, made_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
            db.execute(sql, params![row, doc.as_str(), form, by, clock::now_ms().cast_signed()])?;
            db.execute("INSERT INTO box_keys (box, seed) VALUES (?1, ?2)", params![row, seed])?;
            db.execute("INSERT INTO box_rights (box, taken) VALUES (?1, '{}')", [&row])?;
            db.execute("INSERT INTO box_answers (box, sheet) VALUES (?1, ?2)", params![row, Vec::new()])?;
            audit::note(db, &by, audit::What::OpenedBox, doc.as_str(), &format!("{row}: {form}"))?;
            Ok(true)
        });
        Ok(made.await?.then_some(id))
    }

    /// The boxes of a document, the newest first.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn boxes_of(&self, doc: &DocId) -> Result<Vec<BlindBox>, LogError> {
        let doc = doc.clone();
        self.read(move |db| {
            let sql = format!("{BOX} WHERE boxes.doc = ?1 ORDER BY boxes.made_ms DESC, boxes.id");
            db.query_map(&sql, [doc.as_str()], to_box)?.collect()
        })
        .await
    }

    /// The open boxes of all documents.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn open_boxes(&self) -> Result<Vec<BlindBox>, LogError> {
        self.read(move |db| {
            let sql = format!("{BOX} WHERE boxes.closed_on IS NULL ORDER BY boxes.made_ms, boxes.id");
            db.query_map(&sql, [], to_box)?.collect()
        })
        .await
    }

    /// One box.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn blind_box(&self, id: &str) -> Result<Option<BlindBox>, LogError> {
        let id = id.to_owned();
        self.read(move |db| db.query_row(&format!("{BOX} WHERE boxes.id = ?1"), [&id], to_box).optional()).await
    }

    /// Gives a person the right to answer once. Nothing is noted but that they have it.
    ///
    /// # Errors
    /// [`LogError`], and then they may ask again with the same word.
    pub async fn take_right(&self, id: &str, person: &str, blinded: &str) -> Result<Asked, LogError> {
        let Some(seed) = self.blind_box(id).await?.and_then(|found| found.seed) else { return Ok(Asked::Closed) };
        let Some(given) = blind::give(&seed, blinded, &drawn::<64>()?) else { return Ok(Asked::Wrong) };
        let (row, person, blinded) = (id.to_owned(), person.to_owned(), blinded.to_owned());
        let change = self.log.change(move |db| {
            let Some(mut taken) = taken_of(db, &row)? else { return Ok(None) };
            let asking = blind::asking(&taken, &person, &blinded);
            if asking == Asking::First {
                taken.insert(person.clone(), blinded.clone());
                let sql = "UPDATE box_rights SET taken = ?2 WHERE box = ?1";
                db.execute(sql, [&row, &serde_json::to_string(&taken).unwrap_or_default()])?;
            }
            Ok(Some((asking, taken.len())))
        });
        let Some((asking, n_taken)) = change.await? else { return Ok(Asked::Closed) };
        if asking == Asking::First && may_be_written(n_taken) {
            self.write_waiting(id).await?;
        }
        self.forget_order().await;
        Ok(if asking == Asking::Elsewhere { Asked::Elsewhere } else { Asked::Given(given) })
    }

    /// Takes an answer, of nobody. Sent twice, it counts once, and the first stands.
    ///
    /// # Errors
    /// [`LogError`], and then it may be sent again.
    pub async fn put_answer(&self, id: &str, right: &Right, answer: &str) -> Result<Put, LogError> {
        let Some(found) = self.blind_box(id).await? else { return Ok(Put::Closed) };
        let Some(seed) = &found.seed else { return Ok(Put::Closed) };
        let fits =
            || form_of(&found.form).zip(blind::read(answer)).is_some_and(|(form, said)| said.trouble(form).is_none());
        if !blind::is_good(seed, right) || !fits() {
            return Ok(Put::Wrong);
        }
        self.waiting.put(id, &right.nonce, answer);
        if !may_be_written(found.n_taken()) {
            return Ok(Put::Waits);
        }
        let is_open = self.write_waiting(id).await?;
        self.forget_order().await;
        Ok(if is_open { Put::Written } else { Put::Closed })
    }

    /// Closes a box and makes its outcome; whether it was open. All that was kept of it while it was open is deleted: with fewer
    /// than four answers nothing of them is left.
    ///
    /// # Errors
    /// [`LogError`], and then it is open.
    pub async fn close_box(&self, by: &str, id: &str) -> Result<bool, LogError> {
        let (row, by, waiting) = (id.to_owned(), by.to_owned(), self.waiting.of(id));
        let closed = self.log.change(move |db| {
            let sql = "SELECT doc, form FROM boxes WHERE id = ?1 AND closed_on IS NULL";
            let found = db.query_row(sql, [&row], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
            let Some((doc, form)) = found.optional()? else { return Ok(false) };
            let outcome = outcome_of(&form, &with(answers_of(db, &row)?, &waiting))?;
            let outcome = outcome.and_then(|outcome| serde_json::to_string(&outcome).ok());
            let sql = "UPDATE boxes SET closed_on = ?2, outcome = ?3 WHERE id = ?1";
            db.execute(sql, params![row, clock::day(clock::now_ms()), outcome])?;
            for table in WHILE_OPEN {
                db.execute(&format!("DELETE FROM {table} WHERE box = ?1"), [&row])?;
            }
            audit::note(db, &by, audit::What::ClosedBox, &doc, &row)?;
            Ok(true)
        });
        let closed = closed.await?;
        self.waiting.forget(id);
        self.forget_order().await;
        Ok(closed)
    }

    /// Writes the answers to a box that waited, with those that are written; whether the box is open.
    async fn write_waiting(&self, id: &str) -> Result<bool, LogError> {
        let (row, waiting) = (id.to_owned(), self.waiting.of(id));
        let more = waiting.clone();
        let write = self.log.change(move |db| {
            let all = to_bytes(&with(answers_of(db, &row)?, &more));
            db.execute("UPDATE box_answers SET sheet = ?2 WHERE box = ?1", params![row, all])
        });
        let is_open = write.await? > 0;
        self.waiting.written(id, &waiting);
        Ok(is_open)
    }

    /// Empties the `-wal` file, in which the last changes stand one after the other.
    async fn forget_order(&self) {
        if let Err(error) = self.log.empty_wal().await {
            // Readers were in the way. It is emptied with the next change.
            debug!(%error, "the -wal file was not emptied: {error}");
        }
    }
}

/// Answers with others; of two with one right the first stands.
fn with(mut answers: Answers, more: &Answers) -> Answers {
    for (nonce, answer) in more {
        answers.entry(nonce.clone()).or_insert_with(|| answer.clone());
    }
    answers
}

fn outcome_of(form: &str, answers: &Answers) -> sql::Result<Option<Outcome>> {
    let Some(form) = form_of(form) else { return Ok(None) };
    let answers: Vec<Answer> = answers.values().filter_map(|answer| blind::read(answer)).collect();
    blind::outcome(form, &answers, roll)
}

/// A number below another that nobody can guess; 128 bits leave no number likelier than the others by more than nothing.
fn roll(below: usize) -> sql::Result<usize> {
    let bits = clock::random_bits().map_err(|_| sql::Error::from(NO_RANDOMNESS))?;
    Ok(usize::try_from(bits % below.max(1) as u128).unwrap_or_default())
}

fn drawn<const N: usize>() -> Result<[u8; N], LogError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| LogError::Write(error.to_string()))?;
    Ok(bytes)
}
