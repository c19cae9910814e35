//! Concerns that people put into a blind box of the series: each becomes a question of the meeting by one press, under nobody's
//! name unless whoever presses gives theirs, so that it is answered there; the answer stands with the closed box.

use leptos::prelude::*;
use muster_shared::blind::concerns;
use muster_shared::kinds::review::{ITEM, NAMELESS, QUESTIONS, TEXT};

use super::super::use_review::UseReview;
use super::pulses::pulses;
use crate::boxed::memo;
use crate::form::plain::{button, el, following, nothing, while_so, words, written};
use crate::form::section;
use crate::visitor;

/// The name under which a concern is asked.
const UNDER: &str = "Asked here, a concern stands under nobody’s name. The history says only who put it on the agenda.";

/// The section, while closed boxes have concerns that are no question yet.
pub(super) fn from_box(cx: UseReview) -> AnyView {
    if cx.shown.in_host_page || visitor::own().who().is_empty() {
        // Nobody is asked without a name where nobody signs in.
        return nothing();
    }
    let boxes = pulses(cx.shown.series);
    let fresh = memo(move || {
        let known: Vec<String> =
            cx.view.with(|view| view.all_questions().map(|one| one.words().trim().to_owned()).collect());
        let Some(slot) = cx.slot() else { return Vec::new() };
        boxes.with(|boxes| {
            let said = concerns(boxes.as_deref().unwrap_or_default(), slot.day()).into_iter().map(|(said, _)| said);
            said.filter(|said| !known.iter().any(|one| one == said)).map(ToOwned::to_owned).collect::<Vec<_>>()
        })
    });
    let list = move || {
        let lines = following(move || el("ul", "ledger", fresh.get().into_iter().map(|one| line(cx, one)).collect()));
        let content = vec![words("p", "small quiet", UNDER), lines];
        section(cx.form, "Concerns without a name", "concerns", String::new, content)
    };
    while_so(move || fresh.with(|fresh| !fresh.is_empty()), list)
}

fn line(cx: UseReview, said: String) -> AnyView {
    let says = el("div", "", vec![written("p", "", &said)]);
    let said = StoredValue::new(said);
    let item = memo(move || cx.view.with(|view| view.items.first().map(|item| item.row.id.clone())));
    let act = following(move || match (cx.say.can_edit.get(), item.get()) {
        (true, Some(item)) => {
            let ask = move |is_nameless: bool| {
                let values = said.with_value(|said| {
                    [(ITEM, item.to_string().into()), (TEXT, said.as_str().into()), (NAMELESS, is_nameless.into())]
                });
                let n = if is_nameless { 3 } else { 2 };
                // A refused edit is said by the chip.
                let _ = cx.say.add(QUESTIONS, values.get(..n).unwrap_or(&values));
            };
            let other = ask.clone();
            let acts = [
                button("btn no-print", "Ask it here", move || ask(true)),
                button("btn word no-print", "Ask it in my name", move || other(false)),
            ];
            acts.into_any()
        }
        (true, None) => words("p", "small quiet", "Add an item to the agenda, and it can be asked there."),
        (false, _) => ().into_any(),
    });
    el("li", "", vec![says, el("div", "acts", vec![act])])
}
