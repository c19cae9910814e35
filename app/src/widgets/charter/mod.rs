//! Placeholder.
use crate::editor::TextField;
use crate::live::LiveDoc;
use leptos::prelude::*;
use muster_shared::sheet::Place;
#[component]
pub(crate) fn Charter(
    charter: LiveDoc,
    org: LiveDoc,
    #[prop(into)] view: Signal<String>,
    #[prop(into)] mode: Signal<String>,
    listing: Signal<Vec<super::listing::Listed>>,
    #[prop(optional)] in_host_page: bool,
) -> impl IntoView {
    let _ = (org, view, mode, listing, in_host_page);
    view! { <TextField doc=charter place=Place::on_sheet("name") label="Name" hint="Team name" line=true/>
    <TextField doc=charter place=Place::on_sheet("mission") label="Mission" hint="Why"/> }
}
