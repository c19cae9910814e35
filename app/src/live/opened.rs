//! The documents that are open on this page, so that two widgets that show one share a copy and a socket.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use muster_shared::id::DocId;
use muster_shared::kinds::Kind;

use super::open_doc::OpenDoc;
use super::{LiveDoc, Which};
use crate::boxed::for_the_page;
use crate::visitor::Visitor;

/// The server, the document, its kind and the person that a document is open for.
type Key = (String, DocId, Kind, String);

thread_local! {
    /// Open documents.
    static OPEN: RefCell<HashMap<Key, Weak<OpenDoc>>> = RefCell::default();
}

/// Keeps a document open.
#[derive(Clone)]
pub(crate) struct Opened {
    session: Rc<OpenDoc>,
}

impl Drop for Opened {
    /// Edits that the server has taken are marked so a moment later, and a document that closes before would send them again
    /// and again.
    fn drop(&mut self) {
        self.session.keep_all();
    }
}

impl Opened {
    /// The live document.
    pub(crate) fn live(&self) -> LiveDoc {
        self.session.live
    }
}

/// The kind of a document that is open on this page already.
pub(crate) fn open_kind(origin: &str, doc: &DocId, visitor: &Visitor) -> Option<Kind> {
    OPEN.with_borrow(|open| {
        let sessions = open.values().filter_map(Weak::upgrade).map(|session| session.which.clone());
        let mut same = sessions.filter(|which| which.origin == origin && which.doc == *doc);
        same.find(|which| which.visitor.who() == visitor.who()).map(|which| which.kind)
    })
}

fn key_of(which: &Which) -> Key {
    (which.origin.clone(), which.doc.clone(), which.kind, which.visitor.who().to_owned())
}

/// The sessions of a document that is open on this page.
pub(super) fn sessions_of(doc: &DocId) -> Vec<Rc<OpenDoc>> {
    let is_of = |session: &Rc<OpenDoc>| session.doc == *doc;
    OPEN.with_borrow(|open| open.values().filter_map(Weak::upgrade).filter(is_of).collect())
}

/// Whether a document is open on this page.
pub(super) fn is_open(which: &Which) -> bool {
    OPEN.with_borrow(|open| open.get(&key_of(which)).is_some_and(|session| session.strong_count() > 0))
}

/// Opens a document, or joins who has it open on this page.
pub(crate) fn open(which: Which) -> Opened {
    let key = key_of(&which);
    if let Some(session) = OPEN.with_borrow(|open| open.get(&key).and_then(Weak::upgrade)) {
        return Opened { session };
    }
    // A component that goes must not take a document along that another one shows.
    let session = for_the_page(|| OpenDoc::new(which));
    OPEN.with_borrow_mut(|open| {
        open.retain(|_, session| session.strong_count() > 0);
        open.insert(key, Rc::downgrade(&session));
    });
    session.start();
    Opened { session }
}
