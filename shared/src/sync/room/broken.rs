//! A document that cannot be read to its end: what could be read is served, and nothing is written after what could
//! not. Its bytes stay in the log.

use super::Room;
use crate::sync::document::Broken;

impl Room {
    /// Takes everything read so far into the document, as whoever joins will need it.
    ///
    /// # Errors
    /// [`Broken`] when the document cannot be opened with all of it.
    pub fn open(&mut self) -> Result<(), Broken> {
        self.copy.doc();
        self.copy.broken().map_or(Ok(()), |broken| Err(broken.clone()))
    }

    /// The log goes on, but what follows cannot be read.
    pub fn cut_short(&mut self, why: String) {
        self.cut_short = Some(why);
    }

    /// R13: whether edits are let in.
    pub fn takes_edits(&self) -> bool {
        self.broken().is_none()
    }

    /// Why the document cannot be read to its end, if it cannot.
    pub fn broken(&self) -> Option<&str> {
        self.cut_short.as_deref().or_else(|| self.copy.broken().map(|broken| broken.0.as_str()))
    }
}
