//! The lessons of decisions, beside the events and as large.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::{LEARNED, LEARNINGS, Learning};

use super::row::{Folded, when};
use super::use_log::UseLog;
use crate::editor::marked;
use crate::form::Section;
use crate::form::plain::{button, el, following, words, written};
use crate::lean::{For, memo};

/// The section.
pub(super) fn learnings(cx: UseLog) -> AnyView {
    let rows = move || cx.view.with(|view| view.learnings.iter().map(|one| one.row.id.clone()).collect::<Vec<_>>());
    let aside = memo(move || cx.view.with(|view| view.learnings.len().to_string()));
    let draw = move |row: RowId| {
        let one = memo(move || cx.view.with(|view| view.learnings.iter().find(|one| one.row.id == row).cloned()));
        el("li", "", vec![following(move || one.get().map_or_else(|| ().into_any(), |one| learning(cx, &one)))])
    };
    let new = Folded::new("Write down a learning", move || cx.new_learning());
    view! {
        <Section form=cx.form name="Learnings" part="learnings" aside>
            <ol class="rows">
                <For each=rows key=Clone::clone children=draw/>
                <li>{new.show(cx.form.can_edit)}</li>
            </ol>
        </Section>
    }
    .into_any()
}

fn learning(cx: UseLog, one: &Learning) -> AnyView {
    let fact = |label: &'static str, text: &str| {
        (!text.is_empty()).then(|| el("div", "", vec![words("p", "label", label), marked(text)]))
    };
    let pair = [("What happened", one.happened()), ("What we learned", one.learned())];
    let pair = pair.into_iter().map(|(head, text)| el("div", "", vec![words("p", "h4", head), marked(text)])).collect();
    let about = [fact("Bet", one.bet()), fact("Expected", one.expected())].into_iter().flatten().collect();
    let row = one.row.clone();
    let back = following(move || match cx.may_retract(LEARNINGS, &row, LEARNED) {
        true => {
            let id = row.id.clone();
            el("div", "acts no-print", vec![button("btn word", "Take back", move || cx.retract(LEARNINGS, &id))])
        }
        false => ().into_any(),
    });
    let what = vec![el("div", "facts", about), el("div", "became", pair), written("p", "meta", one.applies_to()), back];
    el("article", "dec", vec![when(one.on(), &cx.today.get_value()), el("div", "what", what)])
}
