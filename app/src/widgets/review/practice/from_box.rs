//! Concerns that people put into a blind box of the series: each becomes a question of the meeting by one press, so that it is
//! answered there; the answer stands with the closed box.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::blind::Outcome;
use muster_shared::kinds::review::{ITEM, QUESTIONS, TEXT};
use serde::Deserialize;

use super::super::use_review::UseReview;
use crate::boxed::memo;
use crate::form::plain::{button, el, following, while_so, words, written};
use crate::form::section;
use crate::live::Phase;

/// The word of the form that holds concerns.
const CONCERNS: &str = "concerns";

#[derive(Deserialize)]
struct Boxes {
    boxes: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    form: String,
    outcome: Option<Outcome>,
}

/// The section, while a closed box has concerns that are no question yet.
pub(super) fn from_box(cx: UseReview) -> AnyView {
    let told = RwSignal::new(Vec::<String>::new());
    let series = cx.shown.series;
    Effect::new(move |asked: Option<bool>| {
        let is_ready = series.phase.get() == Phase::Ready;
        if is_ready && asked != Some(true) {
            spawn_local(async move {
                if let Some(json) = series.ask("boxes").await {
                    told.try_set(concerns(&json));
                }
            });
        }
        is_ready || asked == Some(true)
    });
    let fresh = memo(move || {
        let known: Vec<String> =
            cx.view.with(|view| view.all_questions().map(|one| one.words().trim().to_owned()).collect());
        told.with(|told| told.iter().filter(|one| !known.contains(one)).cloned().collect::<Vec<_>>())
    });
    let list = move || {
        let lines = following(move || el("ul", "ledger", fresh.get().into_iter().map(|one| line(cx, one)).collect()));
        section(cx.form, "Concerns without a name", "concerns", String::new, vec![lines])
    };
    while_so(move || fresh.with(|fresh| !fresh.is_empty()), list)
}

/// The words of the latest closed box of concerns.
fn concerns(json: &str) -> Vec<String> {
    let boxes = serde_json::from_str::<Boxes>(json).map(|told| told.boxes).unwrap_or_default();
    // They come the newest first.
    let latest = boxes.into_iter().filter(|one| one.form == CONCERNS).find_map(|one| one.outcome);
    let said = latest.into_iter().flat_map(|outcome| outcome.questions).flat_map(|question| question.words);
    said.map(|said| said.trim().to_owned()).filter(|said| !said.is_empty()).collect()
}

fn line(cx: UseReview, said: String) -> AnyView {
    let says = el("div", "", vec![written("p", "", &said)]);
    let said = StoredValue::new(said);
    let item = memo(move || cx.view.with(|view| view.items.first().map(|item| item.row.id.clone())));
    let act = following(move || match (cx.say.can_edit.get(), item.get()) {
        (true, Some(item)) => {
            let ask = move || {
                let values = said.with_value(|said| [(ITEM, item.to_string().into()), (TEXT, said.as_str().into())]);
                // A refused edit is said by the chip.
                let _ = cx.say.add(QUESTIONS, &values);
            };
            button("btn no-print", "Ask it here", ask)
        }
        (true, None) => words("p", "small quiet", "Add an item to the agenda, and it can be asked there."),
        (false, _) => ().into_any(),
    });
    el("li", "", vec![says, el("div", "acts", vec![act])])
}
