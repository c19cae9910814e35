//! The page of a decision log.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::{charter, log};

use super::bar::name_of;
use super::desk::use_desk;
use super::hold;
use super::send::keep_noting_digest;
use crate::widgets::log::{LogDocs, ShownLog};

/// A decision log's page, beside the charter that it is about.
#[component]
pub(crate) fn Log(doc: DocId) -> impl IntoView {
    let desk = use_desk();
    let log = hold::hold(&doc, log::KIND);
    let charter = hold::hold(&log::KIND.subject_of(&doc).unwrap_or(doc), charter::KIND);
    desk.show_in_bar(log);
    provide_context(desk.open_beside());
    let name = name_of(charter);
    desk.name_page(move || format!("{}, decision log", name()));
    keep_noting_digest(desk, log, name);
    let docs = LogDocs { log, charter, org: desk.org };
    let (view, mode) = (Signal::stored("full".to_owned()), Signal::stored("edit".to_owned()));
    ShownLog { docs, view, mode, in_host_page: false, at: desk.router.at.into() }.show()
}
