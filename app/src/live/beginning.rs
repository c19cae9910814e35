//! Documents about another one, as talks and logs are, begun on this device without a network. Each has the history of the
//! document that it is about, so what people begin apart meets in one document.

use std::rc::Rc;

use muster_shared::access::Rank;
use muster_shared::id::DocId;
use muster_shared::kinds::{role_ahead, root, subjects};

use super::keeping::told;
use super::open_doc::OpenDoc;
use super::opened::sessions_of;
use crate::browser::is_online;
use crate::store::{About, Store};
use crate::visitor;

impl OpenDoc {
    /// The network has gone before the server said anything of a document: it is opened from the copy that the device has by
    /// now, as another tab may have brought one, or one about another is begun here.
    pub(super) async fn begin_away(self: &Rc<Self>) {
        let is_open = || self.replica.borrow().is_hydrated() || self.replica.borrow().refusal().is_some();
        let Some(store) = self.store.borrow().clone().filter(|_| !is_open()) else { return };
        let Some((about, rows)) = self.kept_or_begun(&store).await else { return };
        if about.is_some() && !is_open() && self.take_over(about, rows) {
            self.keep_about();
            self.flush();
            self.refresh();
        }
    }

    /// Facts about a document about another that nobody on this device has opened, while there is no network or where the
    /// other one was begun here and no server knows it. Nothing where the device does not keep the other one, or the server
    /// refused it to this person.
    pub(super) async fn about_begun_here(&self, store: &Store) -> Option<About> {
        let kind = self.which.kind;
        let has_own_rights = kind.about(&kind.subject_of(&self.doc)?).is_some();
        let is_new = self.kept(store, &root(&self.doc, Some(kind))).await.is_some_and(|root| !root.registered);
        if is_online() && !is_new {
            return None;
        }
        let subject = self.nearest(store).await?;
        // People who only read a charter may still speak in its talk; in a review they have their role in its series.
        let (reads, comments) = if has_own_rights {
            told(kind.schema(), role_ahead(kind, !subject.reads && !subject.comments, self.rank()))
        } else {
            (subject.reads, subject.comments)
        };
        let known = About { doc: self.doc.clone(), kind, reads, comments, for_whom: None, brought: None, ..subject };
        // It is there for a server as soon as its subject is, which is told of first.
        Some(About { registered: true, captains: false, own: Vec::new(), not_taken: None, ..known })
    }

    /// The facts of the nearest document that this one is about and that is kept here: a talk about a log that was never
    /// opened has the history of the charter.
    async fn nearest(&self, store: &Store) -> Option<About> {
        for subject in subjects(&self.doc).skip(1) {
            if let Some(about) = self.kept(store, &subject).await {
                return Some(about).filter(|about| about.refused.is_none());
            }
        }
        None
    }

    /// The facts of a document that is kept here. One that is open on this page for the same person need not be stored yet.
    async fn kept(&self, store: &Store, doc: &DocId) -> Option<About> {
        match self.open_beside(doc) {
            Some(about) => Some(about),
            None => store.about(doc).await.ok().flatten(),
        }
    }

    fn open_beside(&self, doc: &DocId) -> Option<About> {
        let is_ours =
            |which: &super::Which| which.origin == self.which.origin && which.visitor.who() == self.which.visitor.who();
        let mut ours = sessions_of(doc).into_iter().filter(|session| is_ours(&session.which));
        ours.find_map(|session| session.about.borrow().clone())
    }

    /// This person's rank; none of a bearer or a guest of another page, who has no more than was granted.
    fn rank(&self) -> Option<Rank> {
        let is_of_this_page = self.which.visitor.token().is_empty() && self.which.visitor.who() == visitor::own().who();
        is_of_this_page.then(visitor::rank)
    }
}
