//! The reviews that come: when each takes place, and what it holds for this person.

use leptos::prelude::*;
use muster_shared::asks::Ahead;
use muster_shared::text::words::days_later;

use super::UseForYou;
use crate::browser::today;
use crate::form::plain::{el, following, icon, with, words, written};
use crate::words::{counted, short_day};

/// So many days are a week, the first and the last among them.
const DAYS: i64 = 6;

/// The reviews of the next days, or all of them; nothing where none is planned.
pub(super) fn week(cx: UseForYou, title: &'static str, is_all: bool) -> AnyView {
    let reviews = cx.reviews();
    following(move || {
        let day = today();
        let last = days_later(&day, DAYS);
        let shown = reviews.with(|reviews| {
            let near = reviews.iter().filter(|review| is_all || review.day <= last);
            near.map(|review| row(review, &day)).collect::<Vec<_>>()
        });
        if shown.is_empty() {
            return ().into_any();
        }
        let head = with("h2", "", vec![("id", "h-week".to_owned())], vec![title.into_any()]);
        let count = words("span", "agreed", counted(shown.len(), "review", "reviews"));
        let side = el("div", "side", vec![head, count]);
        with("section", "part", vec![("aria-labelledby", "h-week".to_owned())], vec![side, el("ul", "week", shown)])
    })
}

fn row(review: &Ahead, today: &str) -> AnyView {
    let day = el("div", "day", vec![words("b", "", short_day(&review.day, today)), review.time.clone().into_any()]);
    let way =
        with("a", "", vec![("href", format!("/d/{}", review.doc)), ("dir", "auto".to_owned())], vec![named(review)]);
    let mut says = vec![el("p", "", vec![way])];
    if review.confined {
        says.push(el("p", "sub", vec![icon("i i-lock"), " Only those who are in it can find this.".into_any()]));
    }
    if !review.sentence.is_empty() {
        says.push(written("p", "sub", &review.sentence));
    }
    let how = words("span", "how", if review.mine { "Yours" } else { "" });
    el("li", "", vec![day, el("div", "", says), how])
}

fn named(review: &Ahead) -> AnyView {
    match review.name.trim() {
        "" => "Reviews without a name".to_owned().into_any(),
        name => name.to_owned().into_any(),
    }
}
