//! The people a document is for: chosen when it is begun here, and else as the server says. The device remembers them, so
//! that a document which is given to a server, or given back to one, is never given to more people than it was for.

use std::rc::Rc;

use js_sys::{Array, JSON, Reflect};
use muster_shared::access::Audience;
use muster_shared::id::DocId;
use muster_shared::kinds::{Subject, root};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use super::open_doc::OpenDoc;
use super::{LiveDoc, Which};
use crate::browser::{fetch, word_in};
use crate::store::{About, ForWhom};

/// The people of a document in the server's word, which names each person on the list.
fn read(json: &str) -> Option<ForWhom> {
    let audience = word_in(json, "audience")?.parse().ok()?;
    let people = Reflect::get(&JSON::parse(json).ok()?, &"people".into()).ok()?.dyn_into::<Array>().ok()?;
    let id = |one| Reflect::get(&one, &"person".into()).ok()?.as_string();
    Some(ForWhom { audience, people: people.iter().filter_map(id).collect() })
}

/// The people of a document as the server says; `None` while it does not.
async fn told(which: &Which, doc: &DocId) -> Option<ForWhom> {
    let answer = fetch(&format!("{}/api/docs/{doc}/roster", which.origin), &which.visitor).await.ok()?;
    if answer.status == 200 { read(&answer.body) } else { None }
}

impl About {
    /// The wish that a server is told of a document which only this device knows of.
    pub(super) fn wish(&self) -> String {
        let for_whom = self.for_whom.clone().unwrap_or_default();
        let Self { doc, kind, lineage, .. } = self;
        // Ids and kinds hold nothing that JSON would escape.
        let list = match for_whom.audience {
            Audience::Workspace => String::new(),
            audience => {
                let people: Vec<String> = for_whom.people.iter().map(|id| format!(r#""{id}""#)).collect();
                format!(r#","audience":"{audience}","people":[{}]"#, people.join(","))
            }
        };
        let captain = if self.captains { r#","captain":true"# } else { "" };
        format!(r#"{{"id":"{doc}","kind":"{kind}","lineage":"{lineage}"{list}{captain}}}"#)
    }
}

impl ForWhom {
    /// A roster of nobody but the person who makes it, and who can put others on it.
    pub(super) fn me_alone() -> Self {
        Self { audience: Audience::Roster, people: Vec::new() }
    }

    /// Whether it is for somebody; an empty list is nobody's but the reader's own.
    pub(crate) fn is_for(&self, person: &str) -> bool {
        self.audience == Audience::Workspace || self.people.iter().any(|one| one == person)
    }
}

impl LiveDoc {
    /// The words that name who begins this charter, as long as the server is still to be told that they captain its team.
    pub(crate) fn captain_to_be(&self) -> Option<String> {
        let waits = |session: &Rc<OpenDoc>| session.about.borrow().as_ref().is_some_and(|about| about.captains);
        self.with(waits)?.then(|| self.my_words())
    }

    /// The people for whom another document with the same words may be: those of this one, and nobody else. Where nobody signs
    /// in there is nothing to choose; where this device has not heard for whom it is, the person alone.
    pub(crate) fn for_as_many(&self) -> ForWhom {
        let known = |session: &Rc<OpenDoc>| {
            let kept = || session.about.borrow().as_ref().and_then(|about| about.for_whom.clone());
            let told = session.for_whom.borrow().clone().or_else(kept);
            if session.is_signed_in() { told } else { Some(ForWhom::default()) }
        };
        let known = self.with(known).flatten().filter(|known| known.audience != Audience::Pair);
        known.unwrap_or_else(ForWhom::me_alone)
    }

    /// The people who read this document: those of the one that it is about, as the server says, or as this device remembers.
    /// Where nobody signs in it is everybody.
    pub(crate) async fn readers(self) -> ForWhom {
        if !self.is_signed_in() {
            return ForWhom::default();
        }
        let session = self.with(|session| (session.which.clone(), session.store.borrow().clone()));
        let Some((which, store)) = session else { return ForWhom::me_alone() };
        let root = root(&which.doc, Some(which.kind));
        if let Some(told) = told(&which, &root).await {
            return told;
        }
        let kept = match store {
            Some(store) => store.about(&root).await.ok().flatten().and_then(|about| about.for_whom),
            None => None,
        };
        kept.unwrap_or_else(|| self.for_as_many())
    }
}

impl OpenDoc {
    /// Whether a person is signed in here, in a page of ours: others are on no list, and begin nothing for some people only.
    pub(super) fn is_signed_in(&self) -> bool {
        !self.which.visitor.who().is_empty() && self.which.visitor.token().is_empty()
    }

    /// Asks the server for whom the document is, to remember it.
    pub(super) fn learn_for_whom(self: &Rc<Self>) {
        if !self.is_signed_in() || self.which.kind.spec().subject != Subject::Itself {
            return;
        }
        let session = Rc::clone(self);
        spawn_local(async move {
            if let Some(told) = told(&session.which, &session.doc).await {
                session.keep_for_whom(told);
            }
        });
    }

    fn keep_for_whom(self: &Rc<Self>, told: ForWhom) {
        let told = Some(told);
        *self.for_whom.borrow_mut() = told.clone();
        let is_news = self.about.borrow().as_ref().is_some_and(|about| about.for_whom != told);
        if is_news {
            self.about.borrow_mut().iter_mut().for_each(|about| about.for_whom = told.clone());
            self.keep_about();
            self.flush();
        }
    }
}
