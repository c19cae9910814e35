//! Thanks of late: the share of leaders who thank for the hard path, and a picture of those who want to be drawn, with the same
//! as a table.

use leptos::prelude::*;
use muster_shared::access::person_key;
use muster_shared::kinds::series::{DRAWN, Graph, Thread};
use muster_shared::sheet::{Edit, Place, Value};

use super::super::use_series::UseSeries;
use super::use_lately::UseLately;
use crate::boxed::memo;
use crate::form::plain::{button, el, following, nothing, while_so, with, words, written};
use crate::form::section;
use crate::live::my_name_signal;
use crate::words::{counted, listed, long_day};

const ABOUT: &str = "Nobody stands in the picture who did not ask for it, and it does not say how often.";

/// The section; nothing while nobody was thanked.
pub(super) fn thanks(lately: UseLately) -> AnyView {
    let n = memo(move || {
        lately.with(|lately| lately.reviews.iter().map(|review| review.thanks.len()).sum::<usize>()).unwrap_or_default()
    });
    let share = memo(move || lately.with(|lately| lately.hard_path()).flatten());
    let graph = memo(move || lately.with(|lately| Graph::of(lately.series, lately.reviews)).unwrap_or_default());
    let cx = lately.cx;
    while_so(
        move || n.get() > 0,
        move || {
            let said = following(move || share.get().map_or_else(nothing, |share| words("p", "small", share)));
            let picture = following(move || graph.with(drawn));
            let aside = move || counted(n.get(), "thanks", "thanks");
            section(cx.form, "Thanks of late", "thanks-of-late", aside, vec![said, picture, wish(cx)])
        },
    )
}

/// Whether this person wants to be drawn, and the way to say so.
fn wish(cx: UseSeries) -> AnyView {
    let wants = memo(move || {
        let key = my_key(cx);
        let is_so = |wish: &muster_shared::sheet::Register| wish.shown() == Some(&Value::Flag(true));
        cx.shown.series.sheet.with(|sheet| sheet.keyed.get(DRAWN).and_then(|all| all.get(&key)).is_some_and(is_so))
    });
    let way = following(move || {
        let says = if wants.get() { "Take me out of the picture" } else { "Draw me in the picture" };
        match cx.form.can_edit.get() {
            true => button("btn word no-print", says, move || {
                let at = Place::under_key(DRAWN, &my_key(cx));
                // A refused edit is said by the chip.
                let _ = cx.form.edit(&Edit::Set { at, to: (!wants.get_untracked()).into() });
            }),
            false => nothing(),
        }
    });
    el("div", "", vec![words("p", "small quiet", ABOUT), el("div", "acts", vec![way])])
}

/// The key under which this person's own values stand.
fn my_key(cx: UseSeries) -> String {
    match cx.form.doc.who() {
        nobody if nobody.is_empty() => my_name_signal().get_untracked().replace(':', " "),
        id => person_key(&id),
    }
}

fn drawn(graph: &Graph) -> AnyView {
    if graph.people.is_empty() {
        return nothing();
    }
    let line = |thread: &Thread| {
        let ((x1, y1), (x2, y2)) = (graph.place(thread.from), graph.place(thread.to));
        // A line ends before the one who is thanked, with a dot for its head.
        let (hx, hy) = (x1 + (x2 - x1) * 0.86, y1 + (y2 - y1) * 0.86);
        view! {
            <line x1=at(x1) y1=at(y1) x2=at(hx) y2=at(hy)></line>
            <circle cx=at(hx) cy=at(hy) r="1.6"></circle>
        }
        .into_any()
    };
    let person = |(nth, name): (usize, &String)| {
        let (x, y) = graph.place(nth);
        let name_y = if y < 50.0 { y - 5.0 } else { y + 9.0 };
        view! {
            <circle cx=at(x) cy=at(y) r="2.6"></circle>
            <text x=at(x) y=at(name_y)>{name.clone()}</text>
        }
        .into_any()
    };
    let lines: Vec<AnyView> = graph.threads.iter().map(line).collect();
    let people: Vec<AnyView> = graph.people.iter().enumerate().map(person).collect();
    let label = format!("Who thanked whom: {}", said(graph));
    let picture =
        view! { <svg class="who-thanked" viewBox="0 0 100 100" role="img" aria-label=label>{lines}{people}</svg> };
    el("div", "", vec![picture.into_any(), table(graph)])
}

fn at(place: f64) -> String {
    format!("{place:.1}")
}

/// The picture in words.
fn said(graph: &Graph) -> String {
    let one = |thread: &Thread| {
        let (from, to) = graph.names(thread);
        format!("{from} thanked {to}")
    };
    match graph.threads.is_empty() {
        true => format!("{}, and no thanks between them yet.", listed(&graph.people)),
        false => format!("{}.", listed(&graph.threads.iter().map(one).collect::<Vec<_>>())),
    }
}

fn table(graph: &Graph) -> AnyView {
    let head = ["From", "To", "The latest on"]
        .map(|says| with("th", "", vec![("scope", "col".to_owned())], vec![says.into_any()]));
    let row = |thread: &Thread| {
        let (from, to) = graph.names(thread);
        let day = words("td", "", long_day(&thread.on));
        el("tr", "", vec![written("td", "", from), written("td", "", to), day])
    };
    let body = el("tbody", "", graph.threads.iter().map(row).collect());
    let table = el("table", "", vec![el("thead", "", vec![el("tr", "", head.into())]), body]);
    el("details", "", vec![words("summary", "", "As a table"), table])
}
