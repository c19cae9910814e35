//! The charter's head: the team's name, its captain and how long it runs, the goal, and its state in one sentence.

use leptos::prelude::*;
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::{ENDS, GOAL, NAME};
use muster_shared::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use muster_shared::sheet::Place;

use super::agreement::overall;
use crate::editor::TextField;
use crate::form::{Looks, Pick, Takes, ValueField};
use crate::lean::{For, Show, memo};
use crate::told::{to_say, told};
use crate::widgets::charter::rest::Rest;
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{long_day, month};

/// The charter's head.
#[component]
pub(crate) fn Title(cx: UseCharter) -> impl IntoView {
    let goal: Signal<String> = cx.charter.doc.text(&Place::on_sheet(GOAL)).into();
    let captain = cx.of_team(CAPTAINS);
    view! {
        <header class="part title" part="title">
            <div class="team" role="heading" prop:ariaLevel=cx.charter.level.to_string() part="name">
                <TextField doc=cx.charter.doc place=Place::on_sheet(NAME) label="Team name" hint="Name the team" line=true/>
            </div>
            <div class="captain"><Captain cx/><Tenure cx/><Pages cx/></div>
            <Show when=move || cx.charter.can_edit.get() || goal.with(|goal| !goal.is_empty())>
                <div class="goal">
                    <span class="label">{guide::GOAL.label}</span>
                    <TextField doc=cx.charter.doc place=Place::on_sheet(GOAL) label=guide::GOAL.label hint=guide::GOAL.hint line=true/>
                </div>
            </Show>
            <State cx/>
            <Pick held=captain what="" many="captains" face=cx.person_face()/>
        </header>
    }
}

#[component]
fn Captain(cx: UseCharter) -> impl IntoView {
    let held = cx.of_team(CAPTAINS);
    let since = cx.of_team(CAPTAIN_SINCE);
    let several = memo(move || held.register.with(|held| held.is_open()));
    let name = memo(move || held.register.with(|held| cx.names.label(held.words())));
    let is_known = move || name.with(|name| !name.is_empty()) && !several.get();
    let is_shown = move || cx.org.can_edit.get() || is_known();
    view! {
        <Show when=move || is_shown() && !several.get() fallback=move || view! { <NoCaptain several/> }>
            <span class="phrase">
                "Captain "
                // The field comes with the rest of the charter.
                <Show when=move || cx.rest.is_here() fallback=move || view! { <bdi class="strong" use:told=to_say(move || name.get())></bdi> }>
                    {cx.rest(Rest::Captain)}
                </Show>
            </span>
            <Show when=is_known>
                <ValueField typed=since.typed(Takes::Day) takes=Takes::Day looks=since_looks(since.typed(Takes::Day).text)/>
            </Show>
        </Show>
    }
}

/// Where leaders say which person captains, and everybody reads who may edit and who wrote what. Neither is part of the
/// document. Only those who may see people are shown the links.
#[component]
fn Pages(cx: UseCharter) -> impl IntoView {
    let link = |page, words| {
        let href = format!("/d/{}/{page}", cx.id());
        view! { <a class="for-people small quiet no-print" href=href>{words}</a> }
    };
    (link("people", "Who may edit this"), link("history", "Who wrote what"))
}

#[component]
fn NoCaptain(several: Memo<bool>) -> impl IntoView {
    let says = move || if several.get() { "Which of these is the captain?" } else { "No captain yet." };
    view! { <span use:told=to_say(says)></span> }
}

fn since_looks(day: Signal<String>) -> Looks {
    let face =
        memo(move || day.with(|day| if day.is_empty() { String::new() } else { format!("since {}", long_day(day)) }));
    let (label, hint) = ("Captain since".to_owned(), "since when?".to_owned());
    Looks { label, hint, face: Some(face.into()), ..Looks::default() }
}

#[component]
fn Tenure(cx: UseCharter) -> impl IntoView {
    let ends = cx.charter.on_sheet(ENDS);
    let typed = ends.typed(Takes::Day);
    let face = memo(move || {
        typed
            .text
            .with(|day| if day.is_empty() { "Open-ended".to_owned() } else { format!("Runs until {}", month(day)) })
    });
    let looks = Looks { label: "Runs until".to_owned(), face: Some(face.into()), ..Looks::default() };
    view! {
        <ValueField typed takes=Takes::Day looks/>
        <Pick held=ends what="The end" face=Callback::new(|day| long_day(&format!("{day}")))/>
    }
}

/// The state in one sentence: each clause is something to look at.
#[component]
fn State(cx: UseCharter) -> impl IntoView {
    let clauses = memo(move || state(cx));
    let agreed = memo(move || overall(cx).map(|(n, of)| format!("Agreed by {n} of {of}")));
    view! {
        <p class="state" part="state">
            <Show when=move || agreed.with(Option::is_some)><span use:told=to_say(move || agreed.get().unwrap_or_default())></span></Show>
            <For each=move || clauses.get() key=Clone::clone let(clause)>
                <span class="look"><span class="i i-look" aria-hidden="true"></span><span use:told=to_say(move || clause.clone())></span></span>
            </For>
        </p>
    }
}

/// The clauses of the state, none while there is nothing to say.
pub(crate) fn state(cx: UseCharter) -> Vec<String> {
    let n_contested = cx.contested.with(std::collections::BTreeMap::len);
    let sentence = cx.view.with(|view| view.summary(false).sentence(n_contested));
    sentence.split(" · ").filter(|clause| !clause.is_empty()).map(str::to_owned).collect()
}
