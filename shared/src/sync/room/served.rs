//! The server's own reading of a room's document, and its edits there.

use super::{Output, Room};
use crate::access::Author;
use crate::sheet::{self, Edit, EditError, Filled, Sheet, Source, Stamp};
use crate::sync::document::GatedDoc;
use crate::sync::made::{MadeRow, made_rows};
use crate::sync::state_vector::StateVector;

/// The edits that are wanted of a document, made of what it says at the moment they are written.
pub type Plan = dyn Fn(&Sheet) -> Vec<Edit> + Send + Sync;

impl Room {
    /// How many connections are in the room.
    pub fn n_sessions(&self) -> usize {
        self.sessions.len()
    }

    /// Whether every append has been flushed, whoever is still here to hear of it.
    pub fn is_durable(&self) -> bool {
        self.flushed + 1 == self.next_ticket
    }

    /// The names of the people here, each once.
    pub fn names_here(&self) -> Vec<String> {
        self.presences.names()
    }

    /// How many clients say that they are here.
    pub fn n_present(&self) -> usize {
        self.presences.n_here()
    }

    /// How many bytes the document holds, at most.
    pub fn n_bytes(&self) -> usize {
        self.n_bytes
    }

    /// How many bytes of updates were handed out to be appended and are not said to be written.
    pub fn unwritten_bytes(&self) -> usize {
        self.n_unwritten
    }

    /// How many client ids have written in it.
    pub fn n_clients(&self) -> usize {
        self.copy.gate().n_clients()
    }

    /// The document's state vector.
    pub fn state_vector(&self) -> StateVector {
        self.copy.state_vector()
    }

    /// The document's sheet, if it has a schema.
    pub fn sheet(&mut self) -> Option<Sheet> {
        self.copy.sheet()
    }

    /// Every row of the document that belongs to its maker.
    pub fn made_rows(&mut self) -> Vec<MadeRow> {
        let Self { copy, authors, .. } = self;
        made_rows(copy, |since| authors.at(since).cloned())
    }

    /// Whether the document is part of the worked example.
    pub fn is_example(&mut self) -> bool {
        self.copy.is_example()
    }

    /// Whether another, made of what this one has, holds the same document: what it says, and who wrote how much of it.
    pub fn is_like(&mut self, other: &mut Self) -> bool {
        self.copy.is_said_by(&mut other.copy)
    }

    /// The whole document as one update.
    pub fn encode(&mut self) -> Vec<u8> {
        self.copy.encode()
    }

    /// A snapshot to replace the log's head with: made, read back, and compared by content, not by state vector.
    /// `None` when it would not say the same; then nothing may be replaced.
    pub fn compact(&mut self) -> Option<Vec<u8>> {
        let snapshot = self.copy.encode();
        let mut reread = GatedDoc::new(self.about.schema, self.copy.client());
        reread.admit(&snapshot.as_slice().into()).ok()?;
        let same = self.copy.is_said_by(&mut reread);
        (same && reread.broken().is_none() && self.takes_edits()).then_some(snapshot)
    }

    /// Writes what the document does not say yet, as an import does.
    ///
    /// # Errors
    /// [`EditError`] when the sheet does not fit the schema; then nothing has changed.
    pub fn fill(&mut self, sheet: &Sheet, example: bool) -> Result<(Filled, Vec<Output>), EditError> {
        self.fill_from(sheet, example, None)
    }

    /// The same of a file.
    ///
    /// # Errors
    /// As [`Room::fill`].
    pub fn fill_from(
        &mut self,
        sheet: &Sheet,
        example: bool,
        source: Option<&Source>,
    ) -> Result<(Filled, Vec<Output>), EditError> {
        if !self.takes_edits() {
            return Err(EditError::ReadOnly);
        }
        let Some(schema) = self.about.schema else { return Err(EditError::Unknown(self.about.doc.to_string())) };
        let written = self.copy.transact("import", |txn| sheet::fill_from(schema, txn, sheet, example, source));
        let filled = written.result?;
        let outputs = written.updates.into_iter().flat_map(|bytes| self.append_own(bytes, Author::server()));
        Ok((filled, outputs.collect()))
    }

    /// Makes the edits that `plan` wants of what the document says now, on behalf of `author`.
    ///
    /// # Errors
    /// [`EditError`] when one of them does not fit. Those before it are made.
    pub fn edit(&mut self, plan: &Plan, author: &Author, stamp: &Stamp) -> Result<Vec<Output>, EditError> {
        if !self.takes_edits() {
            return Err(EditError::ReadOnly);
        }
        let unknown = || EditError::Unknown(self.about.doc.to_string());
        let (schema, sheet) = (self.about.schema.ok_or_else(unknown)?, self.copy.sheet().unwrap_or_default());
        let mut outputs = Vec::new();
        for edit in plan(&sheet) {
            let written = self.copy.transact("server", |txn| sheet::apply(schema, txn, &edit, stamp));
            written.result?;
            outputs.extend(written.updates.into_iter().flat_map(|bytes| self.append_own(bytes, author.clone())));
        }
        Ok(outputs)
    }
}
