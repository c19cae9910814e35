//! The page of a strategy.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::strategy::{KIND, NAME};
use muster_shared::sheet::Place;

use super::open;
use super::shell::use_shell;
use super::upload::keep_noting_digest;
use crate::widgets::strategy::ShownStrategy;

/// A strategy's page.
#[component]
pub(crate) fn Strategy(doc: DocId) -> impl IntoView {
    let shell = use_shell();
    let strategy = open::hold(&doc, KIND);
    shell.show_in_bar(strategy);
    provide_context(shell.open_beside());
    let name = strategy.text(&Place::on_sheet(NAME));
    shell.name_page(move || match name.get() {
        none if none.trim().is_empty() => "Strategy".to_owned(),
        name => format!("{}, strategy", name.trim()),
    });
    keep_noting_digest(shell, strategy, move || name.get().trim().to_owned());
    ShownStrategy { strategy, listing: shell.catalogue.listing() }.show()
}
