//! Results that are made of a document for every caller who may read it, once a version.

use std::sync::Arc;

use muster_shared::files::export::Beside;
use muster_shared::id::DocId;
use muster_shared::kinds::talk::Tally;

use super::agreement::hashed;
use super::beside;
use super::state::App;
use crate::log::LogError;
use crate::reads::{Costly, Of, Turn, Version};
use crate::rooms::around::Around;
use crate::rooms::cold::{self, Cold};

impl App {
    /// The version from which a result is made of the document now, and the words around it that it is made with. It counts
    /// the documents beside it too.
    ///
    /// # Errors
    /// [`LogError`] when it cannot be read.
    pub(super) async fn version(&self, doc: &DocId) -> Result<(Version, Around), LogError> {
        let around = self.around_now().await?;
        let seq = self.rooms.log().doc(doc).await?.map_or(0, |row| row.last_seq);
        let (seq, others_seq, labelled) = around.version(seq);
        let others_seq = others_seq + beside::seq(self.rooms.log(), doc).await?;
        Ok(((seq, others_seq, labelled), around))
    }

    /// The words around every document now.
    ///
    /// # Errors
    /// [`LogError`] when they cannot be read.
    pub(super) async fn around_now(&self) -> Result<Around, LogError> {
        let around = self.summaries.around(self.rooms.log(), self.rooms.limits(), &self.people).await?;
        Ok(Around { people_sign_in: !self.config.visitors.open, ..around })
    }

    /// Something made of a document, of the words around it, and of what stands beside it. `what` tells it from the rest
    /// that is made of them.
    ///
    /// # Errors
    /// [`LogError`] when they cannot be read.
    pub(super) async fn made_of<T: Costly>(
        &self,
        what: &'static str,
        id: &DocId,
        make: impl FnOnce(&mut Cold, &Around, &Beside) -> Option<T> + Send + 'static,
    ) -> Result<Arc<Option<T>>, LogError> {
        self.made_with(what, id, Vec::new(), make).await
    }

    /// The same, and of how far the document is agreed.
    ///
    /// # Errors
    /// [`LogError`] when they cannot be read.
    pub(super) async fn made_of_agreed<T: Costly>(
        &self,
        what: &'static str,
        id: &DocId,
        make: impl FnOnce(&mut Cold, &Around, &Beside) -> Option<T> + Send + 'static,
    ) -> Result<Arc<Option<T>>, LogError> {
        let agreed = self.agreement(id).await?.as_ref().clone();
        self.made_with(what, id, agreed, make).await
    }

    /// The same for a list of many: nothing of a document that can just now not be read, which costs only what is its own.
    ///
    /// # Errors
    /// [`LogError`] that is not about the document.
    pub(super) async fn made_or_none<T: Costly>(
        &self,
        what: &'static str,
        id: &DocId,
        make: impl FnOnce(&mut Cold, &Around, &Beside) -> Option<T> + Send + 'static,
    ) -> Result<Option<Arc<Option<T>>>, LogError> {
        match self.made_of(what, id, make).await {
            Err(LogError::Quarantined(_) | LogError::NewerKind(_)) => Ok(None),
            Err(why) => match self.rooms.log().doc(id).await? {
                Some(row) => self.reads.unread.or_none(&row, Err(why)),
                None => Err(why),
            },
            made => made.map(Some),
        }
    }

    async fn made_with<T: Costly>(
        &self,
        what: &'static str,
        id: &DocId,
        agreed: Vec<Tally>,
        make: impl FnOnce(&mut Cold, &Around, &Beside) -> Option<T> + Send + 'static,
    ) -> Result<Arc<Option<T>>, LogError> {
        let ((seq, others_seq, labelled), around) = self.version(id).await?;
        let version = (seq, others_seq.wrapping_add(hashed(&agreed)), labelled);
        let (log, limits, doc) = (self.rooms.log().clone(), self.rooms.limits(), id.clone());
        let read = move |turn: Turn| async move {
            let beside = beside::beside(&log, limits, &doc, &around.labels, around.people_sign_in).await?;
            let beside = Beside { agreed, ..beside };
            let make = move |mut cold: Cold| {
                // The turn is over once this is made, whoever still waits.
                let _turn = turn;
                make(&mut cold, &around, &beside)
            };
            Ok(cold::read(&log, &doc, limits, make).await?.flatten())
        };
        self.reads.once(Of::One, (what, id.clone()), version, read).await
    }
}
