//! The page of a decision log.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::{charter, log};

use super::bar::name_of;
use super::open;
use super::shell::use_shell;
use super::upload::keep_noting_digest;
use crate::widgets::log::{LogDocs, ShownLog};

/// A decision log's page, beside the charter that it is about.
#[component]
pub(crate) fn Log(doc: DocId) -> impl IntoView {
    let shell = use_shell();
    let log = open::hold(&doc, log::KIND);
    let charter = open::hold(&log::KIND.subject_of(&doc).unwrap_or(doc), charter::KIND);
    shell.show_in_bar(log);
    provide_context(shell.open_beside());
    provide_context(shell.catalogue.listing());
    let name = name_of(charter);
    shell.name_page(move || format!("{}, decision log", name()));
    keep_noting_digest(shell, log, name);
    let docs = LogDocs { log, charter, org: shell.org };
    let (view, mode) = (Signal::stored("full".to_owned()), Signal::stored("edit".to_owned()));
    ShownLog { docs, view, mode, in_host_page: false, at: shell.router.at.into() }.show()
}
