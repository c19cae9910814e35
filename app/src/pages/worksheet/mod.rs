//! x
use leptos::prelude::*;
#[component]
pub(crate) fn Worksheet(doc: Option<muster_shared::id::DocId>) -> impl IntoView { let _ = doc; }
