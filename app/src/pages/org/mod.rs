//! The workspace's own page: its name, the functions teams need, the surfaces there are.

mod next;
mod row;

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::org::{FUNCTIONS, FUNCTIONS_SECTION, SURFACES, SURFACES_SECTION};
use muster_shared::order;
use muster_shared::sheet::Place;

use super::desk::use_desk;
use super::said::SaySo;
use super::words::{fold, matches, named};
use crate::editor::TextField;
use crate::lean::{For, Show, memo};
use crate::live::{LiveDoc, Phase};
use crate::told::{to_say, told};
use crate::widgets::words::counted;
use next::Next;
use row::OrgRow;

/// The workspace's page.
#[component]
pub(crate) fn Org() -> impl IntoView {
    let desk = use_desk();
    let org = desk.org;
    desk.show_in_bar(org);
    desk.name_page(|| "Functions and surfaces".to_owned());
    let phase = memo(move || org.phase.get());
    move || match phase.get() {
        Phase::Ready => view! { <Lists org/> }.into_any(),
        Phase::Opening => view! {
            <SaySo
                icon="device"
                head="The workspace is not on this device yet"
                says="It opens by itself as soon as the server answers."
            >
                <button class="btn" type="button" on:click=move |_| org.sync_now()>"Try now"</button>
                <a class="btn word" href="/">"All teams"</a>
            </SaySo>
        }
        .into_any(),
        Phase::Closed(reason) => view! {
            <SaySo icon="lock" head="The workspace cannot be opened" says=reason.sentence()>
                <a class="btn" href="/">"All teams"</a>
            </SaySo>
        }
        .into_any(),
    }
}

/// Teams by their names, to choose from.
#[derive(Clone, Copy)]
struct Teams(Memo<Vec<(DocId, String)>>);

#[component]
fn Lists(org: LiveDoc) -> impl IntoView {
    let desk = use_desk();
    let teams = memo(move || {
        let named = |row: &crate::widgets::listing::Listed| (row.doc.clone(), named(&row.summary.name));
        let own = |listed: &[crate::widgets::listing::Listed]| {
            listed.iter().filter(|row| !row.summary.example).map(named).collect()
        };
        let mut teams: Vec<(DocId, String)> = desk.shelf.listed.with(|listed| own(listed));
        order::sort_by_key(&mut teams, |(_, name)| fold(name));
        teams
    });
    provide_context(Teams(teams));
    view! {
        <div class="sheet">
            <div class="doc">
                <header class="part title">
                    <h1 class="vh">"Functions and surfaces"</h1>
                    <div class="org-name">
                        <TextField doc=org place=Place::on_sheet("name") label="Name of the company" hint="Name the company" line=true/>
                    </div>
                    <p class="quiet">"What leaders keep for all teams. Charters show it where it matters."</p>
                    <Show when=move || org.can_edit.get()><Undo org/></Show>
                </header>
                <List org list=SURFACES/>
                <List org list=FUNCTIONS/>
            </div>
        </div>
    }
}

/// Takes back the latest step made here, for who has just removed the wrong line.
#[component]
fn Undo(org: LiveDoc) -> impl IntoView {
    view! {
        <p class="acts">
            <button class="btn word" type="button" on:click=move |_| _ = org.undo()>
                "Undo"
            </button>
        </p>
    }
}

/// One of the two lists: its rows, a way to find among many, and a line for the next.
#[component]
fn List(org: LiveDoc, list: &'static str) -> impl IntoView {
    let (head, one, many, why) = match list {
        SURFACES => (
            SURFACES_SECTION.heading,
            "surface",
            "surfaces",
            "Parts of the product that a team can own, share or be asked about.",
        ),
        _ => (FUNCTIONS_SECTION.heading, "function", "functions", "What a team needs to get there without borrowing."),
    };
    let all = org.rows(list);
    let rows =
        memo(move || all.with(|rows| rows.iter().filter(|row| !row.is_example()).cloned().collect::<Vec<RowId>>()));
    let sought = RwSignal::new(String::new());
    let shown = memo(move || {
        let sought = fold(&sought.get());
        let ids = rows.get();
        if sought.trim().is_empty() {
            return ids;
        }
        ids.into_iter().filter(|row| matches(&fold(org.row(list, row).get().value("name").words()), &sought)).collect()
    });
    let (id, labelled) = (format!("h-{list}"), format!("h-{list}"));
    view! {
        <section class="part" aria-labelledby=labelled>
            <div class="side"><h2 id=id>{head}</h2><span class="agreed" use:told=to_say(move || counted(rows.with(Vec::len), one, many))></span></div>
            <p class="quiet">{why}</p>
            <Show when=move || { rows.with(Vec::len) > 12 }>
                <input class="line" type="search" aria-label=format!("Find among the {many}") placeholder="Find by name"
                    on:input=move |event| sought.set(event_target_value(&event))/>
            </Show>
            <ul class="org-rows">
                <For each=move || shown.get() key=Clone::clone children=move |row| view! { <OrgRow org list row/> }/>
                <Show when=move || org.can_edit.get()><li><Next org list one/></li></Show>
            </ul>
        </section>
    }
}
