//! Advice in the margin, beside the line it is about.

use crate::lean::For;
use leptos::prelude::*;
use muster_shared::kinds::charter::Remark;

/// The margin of one line: what was noticed about it, and what to do next.
#[component]
pub(crate) fn Margin(remarks: Signal<Vec<Remark>>) -> impl IntoView {
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
        </div>
    }
}
