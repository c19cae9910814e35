//! A charter at a glance, for other people's pages: team, captain, mission, mandate and metrics on one card.

use muster_shared::names;
use std::collections::BTreeMap;

use leptos::prelude::*;
use muster_shared::kinds::charter::{CharterView, Claim, Metric, Mode};
use muster_shared::kinds::org::Captain;

use super::bullet::BulletGraph;
use super::title::state;
use crate::boxed::{For, Show, memo};
use crate::browser::today;
use crate::form::UseNames;
use crate::told::{to_say, told};
use crate::widgets::charter::drawing::Bullet;
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::measured;

/// Metrics shown before the rest becomes a number.
const METRICS_MAX: usize = 4;

/// The card. `chip` says whether it is saved, `link` leads to the whole charter.
#[component]
pub(crate) fn Card(cx: UseCharter, chip: AnyView, link: String) -> impl IntoView {
    let name = memo(move || cx.view().with(|view| view.name.clone()));
    let captain = memo(move || cx.view().with(|view| captain(&view.captain, cx.names)));
    let mission = memo(move || cx.view().with(|view| view.mission.clone()));
    let clauses = memo(move || state(cx));
    let title =
        move || name.with(|name| if name.is_empty() { "A team without a name".to_owned() } else { name.clone() });
    view! {
        <article class="card" part="card" aria-label=title>
            <div class="in">
                <header>
                    <div class="top">
                        <div class="h" role="heading" prop:ariaLevel=cx.charter.level.to_string() part="name"><bdi use:told=to_say(title)></bdi></div>
                        {chip}
                    </div>
                    <p class="quiet" use:told=to_say(move || captain.get())></p>
                    <p class="state" part="state">
                        <For each=move || clauses.get() key=Clone::clone let(clause)>
                            <span class="look"><span class="i i-look" aria-hidden="true"></span><span use:told=to_say(move || clause.clone())></span></span>
                        </For>
                    </p>
                </header>
                <p class="say" part="mission" class:empty=move || mission.with(String::is_empty) use:told=to_say(move || or_not_yet(mission.get()))></p>
                <Modes cx/>
                <Mini cx/>
            </div>
            <footer class="foot no-print">
                <span use:told=to_say(move || if cx.charter.can_edit.get() { "You can edit it in Muster" } else { "" })></span>
                <a href=link>"Open in Muster"</a>
            </footer>
        </article>
    }
}

fn or_not_yet(mission: String) -> String {
    if mission.is_empty() { "No mission yet.".to_owned() } else { mission }
}

fn captain(captain: &Captain, names: UseNames) -> String {
    match captain {
        Captain::Vacant => "No captain yet".to_owned(),
        Captain::One { name, .. } => format!("Captain {}", names.label(name)),
        Captain::Several(register) => format!("{} people are named captain: choose one", register.writes.len()),
    }
}

/// The mandate in three lines.
#[component]
fn Modes(cx: UseCharter) -> impl IntoView {
    let lines = memo(move || cx.view().with(|view| cx.contested.with(|contested| mode_lines(view, contested))));
    view! {
        <dl class="modes">
            <For each=move || lines.get() key=Clone::clone let(line)>
                <dt><span class=format!("i {}", line.icon) aria-hidden="true"></span>{line.word}</dt>
                <dd>{line.names.into_iter().enumerate().map(surface).collect_view()}</dd>
            </For>
        </dl>
    }
}

fn surface((at, (name, is_contested)): (usize, (String, bool))) -> impl IntoView {
    let comma = if at > 0 { ", " } else { "" };
    let mark = is_contested.then(|| view! { <span class="i i-look" aria-hidden="true"></span>" " });
    let said = is_contested.then(|| view! { <span class="vh">", contested"</span> });
    view! { {comma}<span class:look=is_contested>{mark}<bdi>{name}</bdi>{said}</span> }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct ModeLine {
    word: &'static str,
    icon: &'static str,
    /// Surfaces, and whether each is contested.
    names: Vec<(String, bool)>,
}

fn mode_lines(view: &CharterView, contested: &BTreeMap<String, Vec<String>>) -> Vec<ModeLine> {
    let named = |mode: Mode| -> Vec<(String, bool)> {
        let of_mode = |claim: &&Claim| claim.mode == mode && !claim.name.is_empty();
        let is_contested = |claim: &Claim| mode == Mode::Own && contested.contains_key(&names::key(&claim.name));
        view.claims.iter().filter(of_mode).map(|claim| (claim.name.clone(), is_contested(claim))).collect()
    };
    let modes =
        [(Mode::Own, "Own", "i-full"), (Mode::Share, "Share", "i-half"), (Mode::Consult, "Consult", "i-hollow")];
    let lines = modes.into_iter().map(|(mode, word, icon)| ModeLine { word, icon, names: named(mode) });
    lines.filter(|line| !line.names.is_empty()).collect()
}

/// The metrics, one line each.
#[component]
fn Mini(cx: UseCharter) -> impl IntoView {
    let metrics = memo(move || {
        cx.view().with(|view| view.metrics.iter().filter(|metric| !metric.name.is_empty()).cloned().collect::<Vec<_>>())
    });
    let rest = memo(move || metrics.with(Vec::len).saturating_sub(METRICS_MAX));
    let shown = move || metrics.get().into_iter().take(METRICS_MAX).map(mini).collect_view();
    view! {
        <ul class="mini">{shown}</ul>
        <Show when=move || rest.with(|n| *n > 0)><p class="small quiet" use:told=to_say(move || format!("and {} more", rest.get()))></p></Show>
    }
}

fn mini(metric: Metric) -> impl IntoView {
    let bullet = Bullet::of(&metric, &today());
    let said = |value: Option<f64>| value.map(|value| measured(value, &metric.unit));
    let now = said(metric.now()).unwrap_or_else(|| "–".to_owned());
    let to = said(metric.target.number()).map(|target| format!(" to {target}")).unwrap_or_default();
    let name = metric.name.clone();
    view! {
        <li>
            <bdi use:told=to_say(move || name.clone())></bdi>
            {bullet.map(|bullet| view! { <BulletGraph bullet bare=true/> })}
            <span class="num"><b use:told=to_say(move || now.clone())></b><span class="quiet" use:told=to_say(move || to.clone())></span></span>
        </li>
    }
}
