//! The workspace's own page: its name, the functions teams need, the surfaces there are.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::org::{FUNCTIONS, FUNCTIONS_SECTION, SURFACES, SURFACES_SECTION};
use muster_shared::sheet::{Place, Row};
use muster_shared::{names, order};

use super::desk::use_desk;
use super::instead::SaySo;
use super::words::named;
use crate::editor::TextField;
use crate::form::{Choice, Form, Looks, Pick, RowKeys, RowTools, Rows, RowsEnd, Takes, Typed, ValueField};
use crate::lean::{For, Show, alive, memo};
use crate::live::{LiveDoc, Phase};
use crate::told::{to_say, told};
use crate::words::counted;

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

/// One of the two lists of the page.
struct About {
    list: &'static str,
    heading: &'static str,
    one: &'static str,
    many: &'static str,
    says: &'static str,
}

static LISTS: [About; 2] = [
    About {
        list: SURFACES,
        heading: SURFACES_SECTION.heading,
        one: "surface",
        many: "surfaces",
        says: "Parts of the product that a team can own, share or be asked about.",
    },
    About {
        list: FUNCTIONS,
        heading: FUNCTIONS_SECTION.heading,
        one: "function",
        many: "functions",
        says: "The functions a team needs to get there without borrowing.",
    },
];

#[component]
fn Lists(org: LiveDoc) -> impl IntoView {
    let form = Form::of(org, org.can_edit.into(), 1);
    form.provide();
    let teams = teams();
    view! {
        <div class="sheet" node_ref=form.root on:keydown=move |event| form.key(&event)
            on:focusout=alive(move |event| form.focus_left(&event))>
            <div class="doc">
                <header class="part title">
                    <h1 class="vh">"Functions and surfaces"</h1>
                    <div class="org-name">
                        <TextField doc=org place=Place::on_sheet("name") label="Name of the company" hint="Name the company" line=true/>
                    </div>
                    <p class="quiet">"The lists that leaders keep for all teams. Charters show them where it matters."</p>
                    <Show when=move || form.can_edit.get()>
                        <p class="acts"><button class="btn word" type="button" on:click=move |_| form.undo.undo()>"Undo"</button></p>
                    </Show>
                </header>
                {LISTS.iter().map(|about| view! { <List form about teams/> }).collect_view()}
            </div>
        </div>
    }
}

/// Teams by their ids and names, to choose from.
fn teams() -> Signal<Vec<(String, String)>> {
    let listed = use_desk().shelf.listed;
    let teams = memo(move || {
        let mut teams: Vec<(String, String)> = listed.with(|listed| {
            let own = listed.iter().filter(|row| !row.summary.example);
            own.map(|row| (row.doc.to_string(), named(&row.summary.name))).collect()
        });
        order::sort_by_key(&mut teams, |(_, name)| names::sought(name));
        teams
    });
    teams.into()
}

fn name_of(row: &Row) -> String {
    row.value("name").words().to_owned()
}

/// A list: its rows, a way to find among many, and the way to the next.
#[component]
fn List(form: Form, about: &'static About, teams: Signal<Vec<(String, String)>>) -> impl IntoView {
    let About { list, heading, one, many, says } = *about;
    let rows = form.rows(list, &[], name_of);
    let own =
        memo(move || rows.ids.with(|ids| ids.iter().filter(|row| !row.is_example()).cloned().collect::<Vec<_>>()));
    let sought = RwSignal::new(String::new());
    let shown = move || {
        let sought = names::sought(&sought.get());
        let mut ids = own.get();
        let is_meant = |name: String| names::has_words(&names::sought(&name), &sought);
        ids.retain(|row| sought.is_empty() || is_meant(form.doc.row(list, row).with(name_of)));
        ids
    };
    let (id, labelled) = (format!("h-{list}"), format!("h-{list}"));
    view! {
        <section class="part" aria-labelledby=labelled>
            <div class="side"><h2 id=id>{heading}</h2><span class="agreed" use:told=to_say(move || counted(own.with(Vec::len), one, many))></span></div>
            <p class="quiet">{says}</p>
            <Show when=move || { own.with(Vec::len) > 12 }>
                <input class="line" type="search" aria-label=format!("Find among the {many}") placeholder="Find by name"
                    on:input=move |event| sought.set(event_target_value(&event))/>
            </Show>
            <ul class="org-rows">
                <For each=shown key=Clone::clone let(row)><OrgRow form about rows row teams/></For>
            </ul>
            <RowsEnd rows add=format!("Add a {one}")/>
        </section>
    }
}

/// A surface with what it is, or a function with the team that needs it.
#[component]
fn OrgRow(
    form: Form,
    about: &'static About,
    rows: Rows,
    row: RowId,
    teams: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let list = about.list;
    let held = form.in_row(list, &row, "name");
    let typed = held.typed(Takes::Words);
    let own = row.clone();
    let commit = Callback::new(move |name: String| match name.trim() {
        "" => Err(format!("A {} needs a name.", about.one)),
        name if list == SURFACES && is_taken(form, &own, name) => Err(format!("{name} is there already.")),
        _ => typed.commit.run(name),
    });
    let looks = |label: &str, hint: &str| Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
    let says = if list == SURFACES {
        let place = Place::in_row(list, &row, "about");
        view! { <TextField doc=form.doc place label="What it is" hint="One line about it" line=true/> }.into_any()
    } else {
        let held = form.in_row(list, &row, "team");
        view! { <Choice held options=teams looks=looks("Team that needs it", "Choose a team")/> }.into_any()
    };
    let id = row.to_string();
    view! {
        <li data-row=id>
            <ValueField typed=Typed { commit, ..typed } takes=Takes::Words keys=RowKeys::of(rows, &row)
                looks=Looks { class: "name", ..looks("Name", "Name it") }/>
            {says}
            <RowTools rows row name=typed.text fixed=true/>
            <Pick held what="The name"/>
        </li>
    }
}

/// Whether another surface has this name.
fn is_taken(form: Form, own: &RowId, name: &str) -> bool {
    let is_named = |row: &RowId| form.doc.row(SURFACES, row).with_untracked(|row| names::same(&name_of(row), name));
    let others = |ids: &Vec<RowId>| ids.iter().any(|row| row != own && !row.is_example() && is_named(row));
    form.doc.rows(SURFACES).with_untracked(others)
}
