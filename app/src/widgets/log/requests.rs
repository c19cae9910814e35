//! Requests between teams: which team asks which, for what, by when, and how it stands.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::{NEED, REQUESTS, Request};

use super::asks::{STANDS, reads};
use super::row::{Folded, notes};
use super::use_log::UseLog;
use crate::editor::marked;
use crate::form::Section;
use crate::form::plain::{button, el, following, icon, words, written};
use crate::lean::{For, memo};
use crate::words::{counted, day_number, long_day, short_day};

/// The section.
pub(super) fn requests(cx: UseLog) -> AnyView {
    let rows = move || cx.view.with(|view| view.requests.iter().map(|one| one.row.id.clone()).collect::<Vec<_>>());
    let aside = memo(move || {
        cx.view.with(|view| {
            let open = view.requests.iter().filter(|one| one.is_open()).count();
            if view.requests.is_empty() {
                String::new()
            } else {
                format!("{open} open, {} settled", view.requests.len() - open)
            }
        })
    });
    let draw = move |row: RowId| {
        let (id, asked) = (row.clone(), row.clone());
        let one = memo(move || cx.view.with(|view| view.requests.iter().find(|one| one.row.id == row).cloned()));
        let answer = Folded::about("Answer", move || cx.answer(&asked));
        let drawn = following(move || one.get().map_or_else(|| ().into_any(), |one| request(cx, &one)));
        el("li", "", vec![drawn, answer.show(cx.form.can_edit), notes(cx, REQUESTS, &id)])
    };
    let new = Folded::new("Ask another team", move || cx.new_request());
    view! {
        <Section form=cx.form name="Requests" part="requests" aside>
            <ol class="rows reqs">
                <For each=rows key=Clone::clone children=draw/>
                <li>{new.show(cx.form.can_edit)}</li>
            </ol>
        </Section>
    }
    .into_any()
}

fn request(cx: UseLog, one: &Request) -> AnyView {
    let today = cx.today.get_value();
    let way = el(
        "p",
        "way",
        vec![written("b", "", one.from()), icon("i i-to"), words("span", "vh", " ask "), written("b", "", one.to())],
    );
    let mut by = Vec::new();
    if !one.needed_by().is_empty() {
        by.push(words("p", "small quiet", format!("Needed by {}", long_day(one.needed_by()))));
    }
    for answer in &one.answers {
        let says = format!("{}, {}. ", reads(STANDS, answer.state()), short_day(answer.on(), &today));
        by.push(el("div", "small", vec![words("b", "", says), marked(answer.words())]));
    }
    let row = one.row.clone();
    by.push(following(move || match cx.may_retract(REQUESTS, &row, NEED) {
        true => {
            let id = row.id.clone();
            el("div", "acts no-print", vec![button("btn word", "Take back", move || cx.retract(REQUESTS, &id))])
        }
        false => ().into_any(),
    }));
    let age = day_number(&today).zip(day_number(one.on())).map(|(now, then)| (now - then).max(0) as usize);
    let days = age.filter(|_| one.is_open()).map(|days| words("p", "days", counted(days, "day", "days")));
    let class = if !one.is_open() {
        "req done"
    } else if one.is_late(&today) {
        "req old"
    } else {
        "req"
    };
    let what = el("div", "", [marked(one.row.value(NEED).words())].into_iter().chain(by).collect());
    el("article", class, [way, what].into_iter().chain(days).collect())
}
