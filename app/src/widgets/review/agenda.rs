//! The agenda: every item with its time, who presents it, and how often it was carried.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{ITEMS, Item, PRESENTER, TITLE, TYPE};
use muster_shared::kinds::series;
use muster_shared::sheet::{Edit, Place};

use super::running::title_of;
use super::use_review::UseReview;
use super::votes::begin_vote;
use super::words::sort_of;
use crate::boxed::{For, Show, alive, memo};
use crate::form::plain::{button, el, following, icon, with, words, written};
use crate::form::{RemovedRows, RowTools, Start, name_in};
use crate::told::{to_say, told};

/// The agenda.
pub(super) fn agenda(cx: UseReview) -> AnyView {
    let rows = cx.form.rows(ITEMS, &[], name_in(TITLE));
    let ids = memo(move || cx.view.with(|view| view.items.iter().map(|item| item.row.id.clone()).collect::<Vec<_>>()));
    let says = memo(move || {
        let at = cx.shown_item().and_then(|shown| ids.with(|ids| ids.iter().position(|id| *id == shown)));
        match (at, ids.with(Vec::len)) {
            (Some(at), n) => format!("Item {} of {n}", at + 1),
            (None, _) => "Agenda".to_owned(),
        }
    });
    let planned = memo(move || {
        let planned = cx.view.with(|view| view.planned_minutes());
        let of = cx.shown.series.value(&Place::on_sheet(series::MINUTES)).with(|minutes| minutes.number());
        match (planned > 0.0, of) {
            (true, Some(of)) => format!("{planned} of {of} min planned"),
            (true, None) => format!("{planned} min planned"),
            (false, _) => String::new(),
        }
    });
    view! {
        <nav class="side" aria-label="Agenda">
            <details class="agenda" open>
                <summary><span use:told=to_say(move || says.get())></span><span class="quiet small" use:told=to_say(move || planned.get())></span></summary>
                <ol>
                    <For each=move || ids.get() key=Clone::clone children=move |row: RowId| entry(cx, row)/>
                </ol>
                <Show when=move || ids.with(Vec::is_empty)>
                    <p class="empty small">"Nothing stands on the agenda yet. Add the first item: a claim, a concept, or something to know."</p>
                </Show>
                <Show when=move || cx.form.can_edit.get()>
                    {following(move || adds(cx))}
                    <Standing cx/>
                    <RemovedRows rows/>
                </Show>
                {begin_vote(cx, None)}
            </details>
        </nav>
    }
    .into_any()
}

/// The ways to a new item, each as the sort of meeting has it.
fn adds(cx: UseReview) -> AnyView {
    let sort = cx.shown.series.value(&Place::on_sheet(series::PRESET));
    let adds = sort.with(|sort| series::preset(sort.words()).adds);
    let one = |(says, start): &'static (&'static str, Start)| {
        let rows = cx.form.rows(ITEMS, start, name_in(TITLE));
        button("btn word no-print", *says, move || {
            rows.add.run(None);
            let last = cx.shown.review.rows(ITEMS).with_untracked(|ids| ids.last().cloned());
            cx.looked.set(last.filter(|last| cx.now.with_untracked(|now| now.as_ref() != Some(last))));
        })
    };
    adds.iter().map(one).collect_view().into_any()
}

fn entry(cx: UseReview, row: RowId) -> AnyView {
    let (shown, id) = (row.clone(), row.to_string());
    let is_shown = memo(move || cx.shown_item().as_ref() == Some(&shown));
    let draw = row.clone();
    let inside = following(move || cx.of_item(&draw, |item| inside(cx, item)).unwrap_or_else(|| ().into_any()));
    let this = row.clone();
    let name = memo(move || title_of(cx, &this));
    let rows = cx.form.rows(ITEMS, &[], name_in(TITLE));
    view! {
        <li data-row=id>
            <button class="entry" type="button" aria-current=move || is_shown.get().then_some("step")
                on:click=alive({ let row = row.clone(); move |_| cx.go_to(&row) })>{inside}</button>
            <Show when=move || cx.form.can_edit.get() && is_shown.get()><RowTools rows row=row.clone() name/></Show>
        </li>
    }
    .into_any()
}

fn inside(cx: UseReview, item: &Item) -> AnyView {
    let (sort, class) = sort_of(item.row.value(TYPE).words());
    let is_settled = !item.state().is_empty();
    let sign = if is_settled {
        icon("i i-check")
    } else {
        with("span", "", vec![("class", format!("i {class}")), ("aria-hidden", "true".to_owned())], Vec::new())
    };
    let minutes = item.row.value("minutes").number().map(|minutes| minutes.to_string()).unwrap_or_default();
    let mut sub = vec![words("span", "", sort)];
    let presenter = cx.names.label(item.row.value(PRESENTER).words());
    if !presenter.is_empty() {
        sub.push(written("span", "", &presenter));
    }
    let age = cx.slot().and_then(|slot| item.age(&slot, &slot));
    sub.extend(age.map(|age| words("span", "carried", age)));
    if item.n_carried() > 0 {
        sub.push(words("span", "carried", format!("carried {}×", item.n_carried())));
    }
    let title = if item.title().trim().is_empty() { "Without a title".to_owned() } else { item.title().to_owned() };
    let class = if is_settled { "in done" } else { "in" };
    el("span", class, vec![sign, written("span", "ttl", &title), words("span", "min", minutes), el("span", "sub", sub)])
}

/// Items that stand on every agenda of the series and not on this one yet: nothing is written before somebody wants it.
#[component]
fn Standing(cx: UseReview) -> impl IntoView {
    let missing = memo(move || {
        let titles: Vec<String> =
            cx.view.with(|view| view.items.iter().map(|item| item.title().trim().to_owned()).collect());
        cx.shown.series.sheet.with(|sheet| {
            let standing = sheet.rows(series::STANDING).map(|row| {
                let minutes = row.value(series::ITEM_MINUTES).number();
                (row.text(series::TITLE).trim().to_owned(), row.value(series::TYPE).words().to_owned(), minutes)
            });
            standing.filter(|(title, ..)| !title.is_empty() && !titles.contains(title)).collect::<Vec<_>>()
        })
    });
    let put = move |(title, sort, minutes): (String, String, Option<f64>)| {
        let says = format!("Add “{title}”");
        button("btn word", says, move || {
            let after = cx.shown.review.rows(ITEMS).with_untracked(|ids| ids.last().cloned());
            let texts = vec![(TITLE.to_owned(), title.clone())];
            let sort = (!sort.is_empty()).then(|| (TYPE.to_owned(), sort.as_str().into()));
            let minutes = minutes.map(|minutes| ("minutes".to_owned(), minutes.into()));
            let values = sort.into_iter().chain(minutes).collect();
            let _ = cx.form.edit(&Edit::Add { list: ITEMS.to_owned(), after, texts, values });
        })
    };
    view! { <div class="standing no-print">{following(move || missing.get().into_iter().map(put).collect_view().into_any())}</div> }
}
