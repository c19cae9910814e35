//! Documents that came in a pack: read before anything of them is kept, and read again where they are open.

use std::rc::Rc;
use std::sync::Arc;

use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::sheet::Sheet;
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::gate::Refusal;
use wasm_bindgen_futures::spawn_local;

use super::opened::sessions_of;
use super::session::Session;
use crate::browser::random_client;

/// A document as updates tell it that this device keeps and a pack brings.
pub(crate) struct ReadDoc {
    /// Its words.
    pub(crate) sheet: Sheet,
    /// Whether it is part of the worked example.
    pub(crate) is_example: bool,
}

/// Reads updates as the document that they are of, in whatever order they come.
///
/// # Errors
/// A sentence, when one of them is none of such a document, or something is missing that it builds on.
pub(crate) fn read_updates(kind: Kind, updates: impl IntoIterator<Item = Arc<[u8]>>) -> Result<ReadDoc, String> {
    let mut copy = GatedDoc::new(Some(kind.schema()), random_client());
    let mut left: Vec<Arc<[u8]>> = updates.into_iter().collect();
    loop {
        let (before, mut wrong) = (left.len(), None);
        left.retain(|update| match copy.admit(update) {
            Ok(_) => false,
            Err(Refusal::MissingDependency) => true,
            Err(refusal) => {
                wrong = Some(refusal);
                true
            }
        });
        if let Some(refusal) = wrong {
            return Err(format!("an update in it is none of a {}: {refusal}", kind.spec().noun.one));
        }
        if left.is_empty() {
            break;
        }
        if left.len() == before {
            return Err("an update in it builds on another one that is missing".to_owned());
        }
    }
    let is_example = copy.is_example();
    let sheet = copy.sheet().ok_or_else(|| "it cannot be opened here".to_owned())?;
    Ok(ReadDoc { sheet, is_example })
}

/// A document as JSON, for a copy that is set aside.
pub(crate) fn copy_out(read: &ReadDoc) -> String {
    crate::browser::indented(&serde_json::to_string(&read.sheet).unwrap_or_default())
}

/// Reads a document again where it is open in this page, as the device keeps more of it now.
pub(crate) fn read_again(doc: &DocId) {
    sessions_of(doc).into_iter().for_each(|session| session.read_again());
}

impl Session {
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
