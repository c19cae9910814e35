//! The table of teams: a table where there is room, a list where there is none.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::talk::Whole;
use muster_shared::names;
use muster_shared::teams::{Column, Order};

use super::found::Found;
use super::rows::{Group, Row, Rows};
use crate::boxed::{For, Show, alive, memo};
use crate::pages::ring::ring;
use crate::pages::time::Ago;
use crate::told::{to_say, told};
use crate::words::{counted, initials};

/// From here on there is a field to find a team by name.
const FILTER_FROM: usize = 7;

/// One table of teams.
#[component]
pub(super) fn Table(rows: Rows, group: Group, now: RwSignal<u64>) -> impl IntoView {
    let sought = RwSignal::new(String::new());
    let words = memo(move || names::sought(&sought.get()));
    let found = Found::of(group, words);
    let docs = rows.group(group);
    let (order, holds_still) = (RwSignal::new(Order::FIRST), RwSignal::new(false));
    let in_order = memo(move || {
        let mut docs = docs.get();
        rows.by_doc.with(|rows| order.get().sort(&mut docs, |doc| rows.get(doc).map(|row| &row.team)));
        docs
    });
    let still = steady(in_order, order, holds_still);
    let shown = memo(move || {
        words.with(|words| {
            let fits = |doc: &DocId| {
                rows.by_doc.with(|rows| rows.get(doc).is_some_and(|row| names::has_words(&row.folded, words)))
            };
            still.with(|(_, docs)| docs.iter().filter(|doc| fits(doc)).cloned().collect::<Vec<DocId>>())
        })
    });
    let is_worth_it = move || docs.with(|docs| docs.len() >= FILTER_FROM) || found.may_be();
    view! {
        <Show when=is_worth_it><Filter sought shown group found/></Show>
        <table
            class="map wide"
            hidden=move || shown.with(Vec::is_empty)
            role="table"
            on:focusin=alive(move |_| holds_still.set(true))
            on:focusout=alive(move |_| holds_still.set(false))
            on:pointerenter=alive(move |_| holds_still.set(true))
            on:pointerleave=alive(move |_| holds_still.set(false))
        >
            <Head order/>
            <tbody role="rowgroup">
                <For each=move || shown.get() key=Clone::clone children=move |doc| view! { <TeamRow doc rows now/> }/>
            </tbody>
        </table>
        {found.show()}
    }
}

/// Rows do not move under a hand or a focus: meanwhile what is new comes last, and what is gone goes. Only somebody who asks
/// for another order gets it at once.
fn steady(docs: Memo<Vec<DocId>>, order: RwSignal<Order>, holds_still: RwSignal<bool>) -> Memo<(Order, Vec<DocId>)> {
    Memo::new(move |was: Option<&(Order, Vec<DocId>)>| {
        let (order, docs) = (order.get(), docs.get());
        let docs = match was {
            Some((by, was)) if holds_still.get() && *by == order => {
                let kept: Vec<DocId> = was.iter().filter(|doc| docs.contains(doc)).cloned().collect();
                let new: Vec<DocId> = docs.into_iter().filter(|doc| !kept.contains(doc)).collect();
                kept.into_iter().chain(new).collect()
            }
            _ => docs,
        };
        (order, docs)
    })
}

#[component]
fn Filter(sought: RwSignal<String>, shown: Memo<Vec<DocId>>, group: Group, found: Found) -> impl IntoView {
    let id = if group == Group::Own { "find-team" } else { "find-example" };
    let says = move || match (sought.with(|sought| sought.trim().is_empty()), shown.with(Vec::len), found.n()) {
        (true, ..) => String::new(),
        (false, 0, 0) => "Nothing has these words.".to_owned(),
        (false, teams, 0) => counted(teams, "team", "teams"),
        (false, 0, n) => counted(n, "decision", "decisions"),
        (false, teams, n) => {
            format!("{}, {}", counted(teams, "team", "teams"), counted(n, "decision", "decisions"))
        }
    };
    view! {
        <div class="filter">
            <label class="vh" for=id>"Find a team by its name or captain, and decisions by their words"</label>
            <input
                id=id
                class="line"
                type="search"
                dir="auto"
                placeholder="A team, a captain, a decision"
                prop:value=move || sought.get()
                on:input=move |event| sought.set(event_target_value(&event))
            />
            <span class="small quiet" role="status">{says}</span>
        </div>
    }
}

/// The heads of the columns; a press puts the table in the order of one.
#[component]
fn Head(order: RwSignal<Order>) -> impl IntoView {
    let head = move |column: Column| {
        let press = move |_| order.update(|order| *order = order.pressed(column));
        view! {
            <th scope="col" role="columnheader" aria-sort=move || order.get().on(column)>
                <button class="sort" type="button" on:click=press>{column.title()}</button>
            </th>
        }
    };
    view! {
        <thead role="rowgroup"><tr role="row">{Column::ALL.map(head).collect_view()}</tr></thead>
    }
}

#[component]
fn TeamRow(doc: DocId, rows: Rows, now: RwSignal<u64>) -> impl IntoView {
    let href = format!("/d/{doc}");
    let row = Memo::new(move |was: Option<&Option<Row>>| {
        // A row that has just gone keeps its words until it has left the page.
        rows.by_doc.with(|rows| rows.get(&doc).cloned()).or_else(|| was.cloned().flatten())
    });
    let of = move |f: fn(&Row) -> String| move || row.with(|row| row.as_ref().map(f).unwrap_or_default());
    let mine = move || row.with(|row| row.as_ref().is_some_and(|row| row.mine));
    let agreed = memo(move || row.with(|row| row.as_ref().and_then(|row| row.team.agreed)));
    let look = move || row.with(|row| row.as_ref().is_some_and(|row| row.look));
    let pick = move || row.with(|row| row.as_ref().is_some_and(|row| row.pick));
    let edited = Signal::derive(move || row.with(|row| row.as_ref().map_or(0, |row| row.edited_ms)));
    let unsent = memo(move || row.with(|row| row.as_ref().map_or(0, |row| row.unsent)));
    let here = memo(move || row.with(|row| row.as_ref().map(|row| row.here.clone()).unwrap_or_default()));
    view! {
        <tr role="row" class:mine=mine>
            <th scope="row" role="rowheader"><a href=href><bdi use:told=to_say(of(|row| row.name.clone()))></bdi></a></th>
            <td role="cell" class="named" class:look=pick>
                <Show when=pick><span class="i i-look" aria-hidden="true"></span></Show>
                <bdi use:told=to_say(of(|row| row.captain.clone()))></bdi>
            </td>
            <td role="cell" class="how-far">{move || agreed.get().map(how_far)}</td>
            <td role="cell" class="so" class:look=look>
                <Show when=look><span class="i i-look" aria-hidden="true"></span></Show>
                <span use:told=to_say(of(|row| row.state.clone()))></span>
            </td>
            <td role="cell" class="next-review"><span use:told=to_say(of(|row| row.review.clone()))></span></td>
            <td role="cell" class="edited">
                <Ago at_ms=edited now/>
                <HereNow here/>
                <Show when=move || { unsent.get() > 0 }>
                    <span class="unsent">
                        <span class="i i-device" aria-hidden="true"></span>
                        <span use:told=to_say(move || format!("{} to send", unsent.get()))></span>
                    </span>
                </Show>
            </td>
        </tr>
    }
}

/// How far a charter is agreed: a ring, and the same in words.
fn how_far(agreed: Whole) -> AnyView {
    let says = match agreed {
        Whole { of: 0, .. } => return "Nobody in it yet".into_any(),
        Whole { agreed: 0, .. } => "Not agreed yet".to_owned(),
        Whole { agreed, of, .. } => format!("{agreed} of {of} agree"),
    };
    view! { {ring(agreed)} <span>{says}</span> }.into_any()
}

/// How many initials stand side by side.
const RINGS: usize = 4;

#[component]
fn HereNow(here: Memo<Vec<String>>) -> impl IntoView {
    let ring = |name: String| {
        let (letters, title) = (initials(&name), name.clone());
        view! { <li class="who here" title=title><span aria-hidden="true">{letters}</span><span class="vh">{name}</span></li> }
    };
    let rings = move || {
        let mut names = here.get();
        let more = names.len().saturating_sub(RINGS);
        names.truncate(RINGS);
        (!names.is_empty()).then(|| {
            view! {
                <ul class="people" aria-label="Here now">
                    {names.into_iter().map(ring).collect_view()}
                    {(more > 0).then(|| view! { <li class="who">{format!("+{more}")}</li> })}
                </ul>
            }
        })
    };
    view! { {rings} }
}
