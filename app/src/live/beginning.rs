//! Documents about another one, as talks and logs are, begun on this device without a network. Each has the history of the
//! document that it is about, so what people begin apart meets in one document.

use muster_shared::access::Rank;
use muster_shared::id::DocId;
use muster_shared::kinds::{role_ahead, subjects};

use super::keeping::told;
use super::open_doc::OpenDoc;
use super::opened::sessions_of;
use crate::store::{About, Store};
use crate::visitor;

impl OpenDoc {
    /// Facts about a document about another that nobody on this device has opened, while there is no network. Nothing where
    /// the device does not keep the other one, or the server refused it to this person.
    pub(super) async fn about_begun_here(&self, store: &Store) -> Option<About> {
        let kind = self.which.kind;
        let has_own_rights = kind.about(&kind.subject_of(&self.doc)?).is_some();
        let subject = self.nearest(store).await?;
        // People who only read a charter may still speak in its talk; in a review they have their role in its series.
        let (reads, comments) = if has_own_rights {
            told(kind.schema(), role_ahead(kind, !subject.reads && !subject.comments, self.rank()))
        } else {
            (subject.reads, subject.comments)
        };
        let known = About { doc: self.doc.clone(), kind, reads, comments, for_whom: None, brought: None, ..subject };
        // It is there for a server as soon as its subject is, which is told of first.
        Some(About { registered: true, captains: false, own: Vec::new(), ..known })
    }

    /// The facts of the nearest document that this one is about and that is kept here: a talk about a log that was never
    /// opened has the history of the charter.
    async fn nearest(&self, store: &Store) -> Option<About> {
        for subject in subjects(&self.doc).skip(1) {
            let about = match self.open_beside(&subject) {
                Some(about) => Some(about),
                None => store.about(&subject).await.ok()?,
            };
            if let Some(about) = about {
                return Some(about).filter(|about| about.refused.is_none());
            }
        }
        None
    }

    /// The facts of a document that is open on this page for the same person: one begun just now need not be stored yet.
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
