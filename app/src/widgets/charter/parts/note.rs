//! The margin: advice and what people say, beside the line it is about.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::Check;
use muster_shared::kinds::talk::Anchor;
use muster_shared::sheet::Place;

use super::check::one_check;
use crate::boxed::For;
use crate::talk::said::Said;
use crate::widgets::charter::use_charter::UseCharter;

/// The margin of one line: what was noticed about it and what to do next, and what people say about it.
#[component]
pub(crate) fn Margin(
    cx: UseCharter,
    /// The field or the list.
    beside: &'static str,
    #[prop(optional)] row: Option<RowId>,
    /// The text that other words can be proposed for.
    #[prop(optional, into)]
    text: Option<Place>,
    /// Whether it stands below the row, as that of rows close by each other does.
    #[prop(optional)]
    below: bool,
) -> impl IntoView {
    let found = cx.checks_beside(beside, row.clone());
    let key = |check: &Check| (check.named(), check.advice());
    view! {
        <div class="margin" class:said-below=below>
            <For each=move || found.get() key children=move |check| one_check(cx, check)/>
            <Said talk=cx.talk anchor=Anchor::new(beside, row) text/>
        </div>
    }
}

/// The margins of the lines of a list, which stand below them; `text` is the text of a row that is its line.
pub(crate) fn below(cx: UseCharter, list: &'static str, text: &'static str) -> Callback<RowId, AnyView> {
    Callback::new(move |row: RowId| {
        let place = Place::in_row(list, &row, text);
        view! { <Margin cx beside=list row text=place below=true/> }.into_any()
    })
}
