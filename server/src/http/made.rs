//! Results that are made of a document for every caller who may read it, once a version.

use std::sync::Arc;

use muster_shared::files::export::Beside;
use muster_shared::id::DocId;
use muster_shared::sheet::Sheet;

use super::beside;
use super::problem::Problem;
use super::state::App;
use crate::reads::{Costly, Turn, Version};
use crate::rooms::cold::{self, Cold};

impl App {
    /// The version from which a result is made of the document now, and the state of the `org` document. It counts the
    /// documents beside it too.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(super) async fn version(&self, doc: &DocId) -> Result<(Version, Arc<Sheet>), Problem> {
        let (org_seq, org) = self.summaries.org_at(self.rooms.log(), self.rooms.limits()).await?;
        let seq = self.rooms.log().doc(doc).await?.map_or(0, |row| row.last_seq);
        let others_seq = org_seq + beside::seq(self.rooms.log(), doc).await?;
        Ok(((seq, others_seq), org))
    }

    /// Something made of a document, of the `org` document, and of what stands beside it. `what` tells it from the rest that is made of them.
    ///
    /// # Errors
    /// 503 when they cannot be read.
    pub(super) async fn made_of<T: Costly>(
        &self,
        what: &'static str,
        id: &DocId,
        make: impl FnOnce(&mut Cold, &Sheet, &Beside) -> Option<T> + Send + 'static,
    ) -> Result<Arc<Option<T>>, Problem> {
        let (version, org) = self.version(id).await?;
        let (log, limits, doc) = (self.rooms.log().clone(), self.rooms.limits(), id.clone());
        let read = move |turn: Turn| async move {
            let beside = beside::beside(&log, limits, &doc).await?;
            let make = move |mut cold: Cold| {
                // The turn is over once this is made, whoever still waits.
                let _turn = turn;
                make(&mut cold, &org, &beside)
            };
            Ok(cold::read(&log, &doc, limits, make).await?.flatten())
        };
        Ok(self.reads.once((what, id.clone()), version, read).await?)
    }
}
