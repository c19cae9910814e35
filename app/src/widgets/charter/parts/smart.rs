//! The five marks of a metric: specific, measurable, achievable, relevant, time-bound; folded, each with its reason.

use leptos::prelude::*;
use muster_shared::kinds::charter::{Mark, Metric, Smart, smart};

use crate::boxed::memo;
use crate::form::plain::{el, following, icon, while_so, words};
use crate::form::unfolding;

/// The marks, where the metric has a name.
pub(crate) fn smart_marks(metric: Memo<Metric>) -> AnyView {
    let five = memo(move || metric.with(smart).to_vec());
    marks_of(five, move || metric.with(|metric| !metric.name.trim().is_empty()))
}

/// The marks of five that are known, while there is something that they are about.
pub(crate) fn marks_of(five: Memo<Vec<Smart>>, is_there: impl Fn() -> bool + Send + Sync + 'static) -> AnyView {
    while_so(is_there, move || {
        let far = following(move || five.with(|five| words("span", "", far(five))));
        let marks = following(move || five.with(|five| five.iter().map(letter).collect_view().into_any()));
        unfolding("smart no-print", vec![el("span", "marks", vec![marks]), far], move || {
            let all = following(move || five.with(|five| five.iter().map(one).collect_view().into_any()));
            el("ul", "small", vec![all])
        })
    })
}

/// How far it is, in words.
fn far(five: &[Smart]) -> String {
    let lacking: Vec<String> = five
        .iter()
        .filter(|one| one.mark == Mark::Not)
        .map(|one| format!("not {} yet", one.word.to_lowercase()))
        .collect();
    if lacking.is_empty() { "SMART as far as it says so".to_owned() } else { format!("SMART: {}", lacking.join(", ")) }
}

fn sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Yes => "i i-full",
        Mark::Not => "i i-hollow",
        Mark::Ask => "i i-half",
    }
}

fn letter(one: &Smart) -> AnyView {
    icon(sign(one.mark))
}

fn one(one: &Smart) -> AnyView {
    let said = match one.mark {
        Mark::Yes => "",
        Mark::Not => "Not yet. ",
        Mark::Ask => "Ask: ",
    };
    let line = format!("{}: {said}{}", one.word, one.why);
    el("li", "", vec![icon(sign(one.mark)), words("span", "", line)])
}
