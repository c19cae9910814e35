//! Documents that came in a pack: read before anything of them is kept, and read again where they are open.

use std::rc::Rc;
use std::sync::Arc;

use muster_shared::files::pack;
pub(crate) use muster_shared::files::pack::ReadDoc;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use wasm_bindgen_futures::spawn_local;

use super::open_doc::OpenDoc;
use super::opened::sessions_of;
use crate::browser::random_client;

/// Reads updates as the document that they are of, in whatever order they come.
///
/// # Errors
/// A sentence, when one of them is none of such a document, or something is missing that it builds on.
pub(crate) fn read_updates(kind: Kind, updates: impl IntoIterator<Item = Arc<[u8]>>) -> Result<ReadDoc, String> {
    pack::read_updates(kind, random_client(), updates)
}

/// A document as JSON, for a copy that is set aside.
pub(crate) fn copy_out(read: &ReadDoc) -> String {
    crate::browser::indented(&serde_json::to_string(&read.sheet).unwrap_or_default())
}

/// Reads a document again where it is open in this page, as the device keeps more of it now.
pub(crate) fn read_again(doc: &DocId) {
    sessions_of(doc).into_iter().for_each(|session| session.read_again());
}

impl OpenDoc {
    fn read_again(self: &Rc<Self>) {
        let Some(store) = self.store.borrow().clone() else { return };
        let session = Rc::clone(self);
        spawn_local(async move {
            if let (Ok(about), Ok(rows)) = (store.about(&session.doc).await, store.edits(&session.doc).await) {
                session.take_over(about, rows);
                session.refresh();
            }
        });
    }

    /// Once all that a pack brought has reached the server, the document is one like all others.
    pub(super) fn keep_brought(self: &Rc<Self>) {
        let is_brought = self.about.borrow().as_ref().is_some_and(|about| about.brought.is_some());
        if is_brought && self.replica.borrow().is_synced() {
            self.about.borrow_mut().iter_mut().for_each(|about| about.brought = None);
            self.keep_about();
            self.flush();
        }
    }
}
