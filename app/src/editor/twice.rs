//! Both versions of a line that somebody rewrote without a connection while others did, at the line itself, for those who were
//! here. One press takes one of them; the line then reads so for everybody, and nothing is shown any more.

use leptos::prelude::*;
use muster_shared::past::Told;
use muster_shared::sheet::Place;

use crate::boxed::memo;
use crate::chunk::{Chunk, chunk, nothing};
use crate::live::LiveDoc;
use crate::redrawn::keep_focus;

chunk!(later:
/// Both versions of a line.
fn both(doc: LiveDoc, told: Told) {
    view! { <Both doc told/> }.into_any()
});

/// Shows both versions of a line of which somebody told, while it reads so and may be edited.
pub(super) fn twice(doc: LiveDoc, place: Place, editable: Memo<bool>) -> AnyView {
    let told = memo(move || {
        let told = doc.twice.with(|all| all.iter().filter(|one| one.line.at == place).cloned().collect::<Vec<_>>());
        if told.is_empty() || !editable.get() {
            return None;
        }
        doc.text(&place).with(|line| told.into_iter().find(|one| one.line.is_open(line)))
    });
    let shown = move || {
        keep_focus();
        let Some(told) = told.get() else { return nothing() };
        Chunk::come("Another version of this line", both::load).join(move || both::show(doc, told.clone()))
    };
    shown.into_any()
}

#[component]
fn Both(doc: LiveDoc, told: Told) -> impl IntoView {
    let refused = RwSignal::new(None::<String>);
    let Told { by, line } = told;
    let says =
        format!("{by} rewrote this line without a connection while it was rewritten here. Both versions are in it.");
    let there = if line.is_whole { "As it was here".to_owned() } else { format!("Without the words of {by}") };
    let versions = [
        (by.clone(), line.back.clone(), format!("Take {by}’s")),
        (there, line.there.clone(), "Take the one from here".to_owned()),
    ];
    let line = StoredValue::new(line);
    let take = move |words: &str| {
        let taken = line.with_value(|line| doc.reword(&line.at, &line.now, words));
        refused.set(taken.err().map(|error| error.sentence()));
    };
    let version = move |(of, words, label): (String, String, String)| {
        let taken = words.clone();
        view! {
            <li>
                <p class="label" dir="auto">{of}</p>
                <p dir="auto">{words}</p>
                <button class="btn" type="button" on:click=move |_| take(&taken)>{label}</button>
            </li>
        }
    };
    view! {
        <div class="twice no-print" role="group" aria-label="Two versions of this line">
            <p role="status">{says}</p>
            <ul class="pair">{versions.map(version).into_iter().collect_view()}</ul>
            <super::Wrong error=refused/>
            <p class="acts">
                <button class="btn word" type="button" on:click=move |_| line.with_value(|line| doc.leave_twice(line))>"Leave both"</button>
            </p>
        </div>
    }
}
