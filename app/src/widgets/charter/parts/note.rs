//! The margin: advice and what people say, beside the line it is about.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::talk::Anchor;
use muster_shared::sheet::Place;

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
) -> impl IntoView {
    let remarks = cx.remarks(beside, row.clone());
    let notes = move || {
        remarks.with(|remarks| remarks.iter().map(|remark| (remark.head(), remark.advice())).collect::<Vec<_>>())
    };
    view! {
        <div class="margin">
            <For each=notes key=Clone::clone let((head, advice))>
                <aside class="note check" part="note" aria-label=format!("Advice: {head}")>
                    <p class="by"><span class="i i-look" aria-hidden="true"></span>{head}</p>
                    <p>{advice}</p>
                </aside>
            </For>
            <Said talk=cx.talk anchor=Anchor::new(beside, row) text/>
        </div>
    }
}
