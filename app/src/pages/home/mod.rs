//! Home: one sentence of state, what waits for this person, all teams, what this device keeps.

mod aside;
mod device;
mod doors;
mod found;
mod goals;
mod rows;
mod strategy;
mod table;

use crate::boxed::{Show, memo};
use crate::browser::delete;
use crate::told::{to_say, told};
use crate::visitor;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::foryou::{Part, UseForYou};
use super::said::SILENT;
use super::shell::use_shell;
use super::time;
use crate::store::is_silent;
use aside::SetAside;
use device::OnThisDevice;
use doors::QuietDoors;
pub(crate) use doors::{Doors, first_example};
use goals::all_goals;
use rows::{Group, Rows};
use strategy::strategies;
use table::Table;

/// The page of all teams.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let shell = use_shell();
    shell.name_page(|| "Teams".to_owned());
    let cx = UseForYou::start(shell, true);
    let rows = Rows::of(shell, cx);
    let now = time::minute();
    let nothing = memo(move || rows.own.with(Vec::is_empty) && rows.examples.with(Vec::is_empty));
    let team = cx.first_team();
    let has_team = memo(move || team.with(Option::is_some));
    let is_read = shell.catalogue.is_read;
    // There may be charters here: nobody can look.
    let blind = memo(move || nothing.get() && is_silent().get());
    let saying = move || if blind.get() { format!("{SILENT}.") } else { rows.saying.get() };
    view! {
        <div class="sheet home-page">
            <div class="doc">
                <Show when=move || is_read.get() fallback=Opening>
                    <header class="part">
                        <Show when=move || has_team.get() fallback=move || view! { <h1 class="saying" use:told=to_say(saying)></h1> }>
                            {cx.part(Part::Saying)}
                        </Show>
                    </header>
                    <Show when=move || nothing.get() && !blind.get()>
                        <section class="part" aria-labelledby="h-begin">
                            <div class="side"><h2 id="h-begin">"Begin"</h2></div>
                            <Doors/>
                        </section>
                    </Show>
                    // Where nothing is written down yet, nothing waits for anybody.
                    <Show when=move || !nothing.get() || cx.has_some()>
                        {cx.part(Part::List(&[]))}{cx.part(Part::Missed)}{cx.part(Part::Week("This week", false))}
                    </Show>
                    {strategies()}{all_goals()}
                    <Show when=move || !nothing.get()><Teams rows now/></Show>
                    <Show when=move || rows.examples.with(|rows| !rows.is_empty())><Examples rows now/></Show>
                    <OnThisDevice/>
                    <SetAside/>
                </Show>
            </div>
        </div>
    }
}

/// Before anything is known: the page's form without its words.
#[component]
fn Opening() -> impl IntoView {
    view! {
        <div class="part" aria-busy="true">
            <div class="thread" role="progressbar" aria-label="Opening"></div>
        </div>
    }
}

/// The teams of this company.
#[component]
fn Teams(rows: Rows, now: RwSignal<u64>) -> impl IntoView {
    let shell = use_shell();
    let count = move || format!("{} in {}", rows.own.with(Vec::len), shell.org_name.get());
    view! {
        <section class="part" aria-labelledby="h-teams">
            <div class="side"><h2 id="h-teams">"Teams"</h2><span class="agreed" use:told=to_say(count)></span></div>
            <QuietDoors/>
            <Show
                when=move || rows.own.with(|rows| !rows.is_empty())
                fallback=|| view! { <p class="quiet">"No team has a charter here yet."</p> }
            >
                <Table rows group=Group::Own now/>
            </Show>
        </section>
    }
}

/// The worked example, apart from everything real.
#[component]
fn Examples(rows: Rows, now: RwSignal<u64>) -> impl IntoView {
    view! {
        <section class="part examples" aria-labelledby="h-example">
            <div class="side">
                <h2 id="h-example">"Example"</h2>
                <span class="agreed">"Oriel, a made-up company"</span>
            </div>
            <Table rows group=Group::Example now/>
            {visitor::rank().may_manage().then(|| view! { <RemoveExample/> })}
        </section>
    }
}

/// Takes the worked example out, in one step.
#[component]
fn RemoveExample() -> impl IntoView {
    let shell = use_shell();
    let wrong = RwSignal::new(false);
    let remove = move |_| {
        spawn_local(async move {
            let answer = delete("/api/sample", &visitor::own()).await;
            let is_gone = answer.is_ok_and(|answer| answer.status < 300);
            if is_gone {
                shell.say("The example is removed.");
                shell.refresh();
            }
            wrong.try_set(!is_gone);
        });
    };
    view! {
        <div class="acts">
            <button class="btn word" type="button" on:click=remove>"Remove the example"</button>
            <Show when=move || wrong.get()>
                <p class="wrong" role="alert">"The example could not be removed. The server was not reached, or refused."</p>
            </Show>
        </div>
    }
}
