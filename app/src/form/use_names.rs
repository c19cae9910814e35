//! The marks beside typed names: an account's name, or one that can be taken for an account's. The server is asked once
//! for each name; where it does not say, nothing is marked.

use std::collections::HashMap;

use leptos::prelude::*;
use muster_shared::access::Rank;
use wasm_bindgen_futures::spawn_local;

use crate::live::LiveDoc;
pub(crate) use crate::live::Whose;
use crate::visitor::rank;

/// The accounts behind the names in one document, as far as the server has named them.
#[derive(Clone, Copy)]
pub(crate) struct UseNames(RwSignal<HashMap<String, Whose>>);

impl UseNames {
    /// The account behind a name.
    pub(crate) fn whose(self, name: &str) -> Whose {
        self.0.with(|known| known.get(name).cloned()).unwrap_or(Whose::Nobody)
    }
}

/// Asks for people's names whenever one comes that is not known yet. Guests are told of nobody, so they do not ask.
pub(crate) fn use_names(doc: LiveDoc, named: Memo<Vec<String>>) -> UseNames {
    let known = RwSignal::new(HashMap::new());
    Effect::new(move || {
        let unknown: Vec<String> =
            known.with_untracked(|known| named.get().into_iter().filter(|name| !known.contains_key(name)).collect());
        if unknown.is_empty() || rank() < Rank::Member {
            return;
        }
        spawn_local(async move {
            let Some(told) = doc.whose(&unknown).await else { return };
            // The view may have gone meanwhile.
            known.try_update(|known| known.extend(unknown.into_iter().zip(told)));
        });
    });
    UseNames(known)
}
