//! The documents that go along with another: its talk, its log, and the talk about that. A server that is told of a document takes them from
//! then on, so they are asked for again where they are open, and brought where this device keeps them. Nobody would miss
//! one that is given back only when somebody opens it here.

use std::rc::Rc;

use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, companions, root, subjects};
use muster_shared::order;
use wasm_bindgen_futures::spawn_local;

use super::open_doc::OpenDoc;
use super::opened::{Opened, is_open, open};
use super::{LiveDoc, Phase, Which};
use crate::browser::pause;
use crate::store::About;

/// How long a document that nobody shows may still send, in steps of a quarter of a second.
const LINGER_STEPS: u32 = 40;

/// Keeps a document open for a while, until it is settled: waiting longer changes nothing.
pub(crate) async fn linger(opened: Opened, is_settled: impl Fn(LiveDoc) -> bool) {
    for _ in 0..LINGER_STEPS {
        pause(250).await;
        if is_settled(opened.live()) {
            break;
        }
    }
}

impl OpenDoc {
    /// The server knows this document from now on.
    pub(super) fn bring_along(self: &Rc<Self>) {
        let (which, store) = (self.which.clone(), self.store.borrow().clone());
        spawn_local(async move {
            let kept = match &store {
                Some(store) => store.all_abouts().await.unwrap_or_default(),
                None => Vec::new(),
            };
            // Of reviews there are as many as were held: those that are kept here are brought, subjects before what is about them.
            let is_about = |about: &&About| about.doc != which.doc && root(&about.doc, Some(about.kind)) == which.doc;
            let mut all: Vec<(DocId, Kind)> =
                kept.iter().filter(is_about).map(|about| (about.doc.clone(), about.kind)).collect();
            let beside = |(doc, kind)| Which { doc, kind, begin: None, ..which.clone() };
            let is_open_alone = |one: &(DocId, Kind)| !all.contains(one) && is_open(&beside(one.clone()));
            let open: Vec<(DocId, Kind)> = companions(&which.doc).into_iter().filter(is_open_alone).collect();
            all.extend(open);
            order::sort_by_key(&mut all, |(doc, _)| subjects(doc).count());
            for one in all {
                bring(beside(one)).await;
            }
        });
    }
}

async fn bring(beside: Which) {
    let opened = open(beside);
    // One that is opened just now connects by itself, once it has what the device keeps.
    if !matches!(opened.live().phase.get_untracked(), Phase::Opening) {
        opened.live().sync_now();
    }
    linger(opened, |live| live.is_handed_over()).await;
}
