//! The bar that a face has in other people's pages, where no page of ours is around it: the people who are here, and the
//! state of saving.

use leptos::prelude::*;

use crate::form::plain::el;
use crate::live::LiveDoc;
use crate::widgets::chip::StatusChip;
use crate::widgets::here::Here;

/// The bar of a document and of those that are shown `beside` it.
pub(crate) fn host_bar(doc: LiveDoc, beside: Signal<Vec<LiveDoc>>) -> AnyView {
    let here = view! { <Here doc/> }.into_any();
    let chip = view! { <StatusChip doc beside/> }.into_any();
    el("div", "part host-bar no-print", vec![el("div", "", vec![here, chip])])
}
