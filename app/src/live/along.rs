//! The documents that go along with another: its talk, its log, and the talk about that. A server that is told of a document takes them from
//! then on, so they are asked for again where they are open, and brought where this device keeps them. Nobody would miss
//! one that is given back only when somebody opens it here.

use std::rc::Rc;

use muster_shared::kinds::companions;
use wasm_bindgen_futures::spawn_local;

use super::open_doc::OpenDoc;
use super::opened::{Opened, is_open, open};
use super::{LiveDoc, Phase, Which};
use crate::browser::pause;

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
            for (doc, kind) in companions(&which.doc) {
                let beside = Which { doc, kind, begin: None, ..which.clone() };
                let is_kept = match &store {
                    Some(store) => store.about(&beside.doc).await.is_ok_and(|about| about.is_some()),
                    None => false,
                };
                if is_kept || is_open(&beside) {
                    bring(beside).await;
                }
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
