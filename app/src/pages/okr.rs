//! The page of goals.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::okr::{KIND, NAME};
use muster_shared::sheet::Place;

use super::open;
use super::shell::use_shell;
use super::upload::keep_noting_digest;
use crate::widgets::okr::ShownOkr;

/// The page of one set of goals.
pub(super) fn goals(doc: DocId) -> AnyView {
    let shell = use_shell();
    let goals = open::hold(&doc, KIND);
    shell.show_in_bar(goals);
    provide_context(shell.open_beside());
    let name = goals.text(&Place::on_sheet(NAME));
    shell.name_page(move || match name.get() {
        none if none.trim().is_empty() => "Goals".to_owned(),
        name => name.trim().to_owned(),
    });
    keep_noting_digest(shell, goals, move || name.get().trim().to_owned());
    let (view, mode) = (Signal::stored("full".to_owned()), Signal::stored("edit".to_owned()));
    ShownOkr { goals, listing: shell.catalogue.listing(), view, mode, in_host_page: false }.show()
}
