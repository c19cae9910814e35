//! How people stand to the plan, as a strip of dots, once it is revealed: the two farthest apart are named.

use std::collections::BTreeMap;

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{Apart, Stance};

use super::use_review::UseReview;
use super::words::signed;
use crate::boxed::memo;
use crate::form::plain::{el, following, heading, words};
use crate::words::listed;

/// The strip; nothing before the reveal, and where nobody took a stance.
pub(super) fn stances(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let stances = memo(move || {
        let of = row.with_value(|row| cx.of_item(row, |item| item.revealed_ms.map(|_| item.stances())));
        of.flatten().unwrap_or_default()
    });
    let shown =
        following(move || stances.with(|stances| if stances.is_empty() { ().into_any() } else { strip(cx, stances) }));
    el("div", "", vec![shown])
}

fn strip(cx: UseReview, stances: &[Stance]) -> AnyView {
    let apart = Apart::of(stances);
    let head = heading(cx.form.level + 2, "h3", Vec::new(), vec!["Where people stand".into_any()]);
    let spread = el("div", "spread", vec![head, words("span", "small quiet", "Would this plan work? −10 no, +10 yes")]);
    let says = match &apart {
        Some(apart) => {
            let (first, other) = (&apart.first.by, &apart.other.by);
            format!("{first} and {other} are farthest apart. Hear {first} first.")
        }
        None => "Everybody stands in the same place.".to_owned(),
    };
    el("div", "", vec![spread, drawn(stances, apart.as_ref()), words("p", "small quiet", says)])
}

/// The place of a stance on the strip, in percent.
fn x(at: f64) -> f64 {
    50.0 + at * 4.8
}

fn drawn(stances: &[Stance], apart: Option<&Apart>) -> AnyView {
    let label = listed(&stances.iter().map(|one| format!("{} {}", one.by, signed(one.at))).collect::<Vec<_>>());
    let is_far = |stance: &Stance| apart.is_some_and(|apart| *stance == apart.first || *stance == apart.other);
    let mut stacked: BTreeMap<i64, usize> = BTreeMap::new();
    let dots = stances.iter().map(|stance| {
        let height = stacked.entry(stance.at.round() as i64).or_default();
        *height += 1;
        let (cx, cy) = (format!("{}%", x(stance.at)), (46 - 15 * (*height as i64 - 1).min(2)).to_string());
        let class = if is_far(stance) { "far" } else { "" };
        view! { <circle class=class cx=cx cy=cy r="7.25"></circle> }.into_any()
    });
    let dots: Vec<AnyView> = dots.collect();
    let names = apart.into_iter().flat_map(|apart| [&apart.first, &apart.other]).map(|stance| {
        let (at, says) = (format!("{}%", x(stance.at)), format!("{} {}", stance.by, signed(stance.at)));
        // A name near an edge grows away from it.
        let class = match stance.at {
            at if at < -7.0 => "nm s",
            at if at > 7.0 => "nm e",
            _ => "nm",
        };
        view! { <text class=class x=at y="30">{says}</text> }.into_any()
    });
    let names: Vec<AnyView> = names.collect();
    view! {
        <svg class="stance" role="img" aria-label=format!("Stances from minus 10 to plus 10: {label}")>
            <line class="axis" x1="2%" x2="98%" y1="56" y2="56"></line>
            <line class="zero" x1="50%" x2="50%" y1="14" y2="62"></line>
            {dots}{names}
            <text class="s" x="1%" y="76">"−10"</text><text x="50%" y="76">"0"</text><text class="e" x="99%" y="76">"+10"</text>
        </svg>
    }
    .into_any()
}
