//! How people stand to the plan, as a strip of dots, once it is revealed: the two farthest apart are named.

use std::collections::BTreeMap;

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{Apart, Stance};

use super::use_review::UseReview;
use super::words::signed;
use crate::boxed::memo;
use crate::form::picture::{Shape, picture, shape};
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
    let percent = |at: f64| format!("{}%", x(at));
    let mut shapes = vec![
        shape("line", &[("class", "axis"), ("x1", "2%"), ("x2", "98%"), ("y1", "56"), ("y2", "56")], Vec::new()),
        shape("line", &[("class", "zero"), ("x1", "50%"), ("x2", "50%"), ("y1", "14"), ("y2", "62")], Vec::new()),
    ];
    for stance in stances {
        let height = stacked.entry(stance.at.round() as i64).or_default();
        *height += 1;
        let cy = (46 - 15 * (*height as i64 - 1).min(2)).to_string();
        let class = if is_far(stance) { "far" } else { "" };
        let own = vec![("class", class.to_owned()), ("cx", percent(stance.at)), ("cy", cy)];
        shapes.push(shape("circle", &[("r", "7.25")], own));
    }
    for stance in apart.into_iter().flat_map(|apart| [&apart.first, &apart.other]) {
        // A name near an edge grows away from it.
        let class = match stance.at {
            at if at < -7.0 => "nm s",
            at if at > 7.0 => "nm e",
            _ => "nm",
        };
        let says = format!("{} {}", stance.by, signed(stance.at));
        shapes.push(text(class, percent(stance.at), "30", says));
    }
    let ends = [("s", "1%", "−10"), ("", "50%", "0"), ("e", "99%", "+10")];
    shapes.extend(ends.map(|(class, at, says)| text(class, at.to_owned(), "76", says.to_owned())));
    let label = format!("Stances from minus 10 to plus 10: {label}");
    picture(&[("class", "stance"), ("role", "img")], vec![("aria-label", label)], shapes)
}

fn text(class: &str, at: String, y: &str, says: String) -> Shape {
    shape("text", &[], vec![("class", class.to_owned()), ("x", at), ("y", y.to_owned())]).saying(says)
}
