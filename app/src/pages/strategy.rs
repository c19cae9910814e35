//! The page of a strategy.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::strategy::{KIND, NAME};
use muster_shared::sheet::Place;

use super::desk::use_desk;
use super::hold;
use super::send::keep_noting_digest;
use crate::widgets::strategy::ShownStrategy;

/// A strategy's page.
#[component]
pub(crate) fn Strategy(doc: DocId) -> impl IntoView {
    let desk = use_desk();
    let strategy = hold::hold(&doc, KIND);
    desk.show_in_bar(strategy);
    provide_context(desk.open_beside());
    let name = strategy.text(&Place::on_sheet(NAME));
    desk.name_page(move || match name.get() {
        none if none.trim().is_empty() => "Strategy".to_owned(),
        name => format!("{}, strategy", name.trim()),
    });
    keep_noting_digest(desk, strategy, move || name.get().trim().to_owned());
    ShownStrategy { strategy, listing: desk.shelf.listing() }.show()
}
