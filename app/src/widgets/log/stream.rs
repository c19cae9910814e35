//! The stream of decisions, newest first: filters above it, a page of them at a time, and the draft of the next one.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::DECISIONS;

use super::decision::{decision, ways};
use super::row::notes;
use super::sift::Which;
use super::use_log::UseLog;
use crate::form::plain::{button, el, following, with, words};
use crate::form::{Composing, Section};
use crate::lean::{For, Show, alive, memo};
use crate::told::{to_say, told};
use crate::widgets::origin::origin;

/// The draft of the next decision, for those who may log one.
pub(super) fn composer(cx: UseLog) -> AnyView {
    let logged = RwSignal::new("");
    let composing = move || Composing {
        done: Callback::new(move |_| logged.set("Logged. It stands first in the log.")),
        ..cx.new_decision()
    };
    view! {
        <Show when=move || cx.can_decide.get()>
            <Section form=cx.form name="New decision" part="new">
                {composing().show()}
                <p class="small quiet no-print">"Once logged, it is not edited. A correction is a new decision that names this one."</p>
                <p class="vh" role="status">{move || logged.get()}</p>
            </Section>
        </Show>
    }
    .into_any()
}

/// The stream.
pub(super) fn stream(cx: UseLog) -> AnyView {
    let sift = cx.sift;
    let found = memo(move || {
        cx.view.with(|view| {
            view.decisions.iter().filter(|one| sift.holds(one)).map(|one| one.row.id.clone()).collect::<Vec<_>>()
        })
    });
    let shown = move || found.with(|found| found.iter().take(sift.at_most.get()).cloned().collect::<Vec<_>>());
    let aside = memo(move || format!("{}, newest first", cx.view.with(|view| view.decisions.len())));
    let is_empty = move || cx.view.with(|view| view.decisions.is_empty());
    let draw = move |row: RowId| one_decision(cx, row);
    view! {
        <Section form=cx.form name="Decisions" part="decisions" aside>
            <Show when=move || !is_empty() fallback=|| words("p", "empty", "No decision is logged yet. The first one shows here with its reasons, and later with what became of it.")>
                {sifter(cx)}
            </Show>
            <ol class="rows decs"><For each=shown key=Clone::clone children=draw/></ol>
            {following(move || rest(cx, found))}
        </Section>
    }
    .into_any()
}

fn rest(cx: UseLog, found: Memo<Vec<RowId>>) -> AnyView {
    let sift = cx.sift;
    let n = found.with(Vec::len);
    let more = n.saturating_sub(sift.at_most.get());
    let mut acts = Vec::new();
    if n == 0 && !cx.view.with(|view| view.decisions.is_empty()) {
        acts.push(words("p", "empty", "No decision is like that."));
    }
    if more > 0 {
        acts.push(button("btn word", format!("Show the other {more}"), move || sift.at_most.set(usize::MAX)));
    }
    if n > 0 {
        let id = cx.form.doc.id().map(String::from).unwrap_or_default();
        acts.push(with(
            "a",
            "btn word",
            vec![("href", format!("{}/embed/{id}.md", origin()))],
            vec!["Take them out as Markdown".into_any()],
        ));
    }
    el("div", "acts no-print", acts)
}

/// The filters.
fn sifter(cx: UseLog) -> AnyView {
    let sift = cx.sift;
    let toggle = |(which, says): (Which, &'static str)| {
        let n = move || cx.view.with(|view| view.decisions.iter().filter(|one| which.holds(one)).count());
        view! {
            <button class="tog" type="button" aria-pressed=move || (sift.which.get() == which).to_string()
                on:click=move |_| sift.which.set(which)>{says}" "<span class="num" use:told=to_say(move || n().to_string())></span></button>
        }
        .into_any()
    };
    let classes = following(move || {
        let option = |class: String| with("option", "", vec![("value", class.clone())], vec![class.into_any()]);
        cx.classes().into_iter().map(option).collect_view().into_any()
    });
    view! {
        <div class="sift no-print" role="group" aria-label="Which decisions">
            {Which::ALL.map(toggle).into_iter().collect_view()}
            <select class="ctl" aria-label="Class" prop:value=sift.class on:change=alive(move |event| sift.class.set(event_target_value(&event)))>
                <option value="">"Every class"</option>
                {classes}
            </select>
            <input class="ctl" type="search" aria-label="Filter by word or person" placeholder="Word or person" prop:value=sift.words
                on:input=move |event| sift.words.set(event_target_value(&event))/>
        </div>
    }
    .into_any()
}

fn one_decision(cx: UseLog, row: RowId) -> AnyView {
    let id = row.clone();
    let one = memo(move || cx.view.with(|view| view.decision(&row).cloned()));
    let drawn = following(move || one.get().map_or_else(|| ().into_any(), |one| decision(cx, &one)));
    let ways = ways(cx, one);
    with("li", "", vec![("data-row", id.to_string())], vec![drawn, ways, notes(cx, DECISIONS, &id)])
}
