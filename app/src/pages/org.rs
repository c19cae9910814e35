//! The workspace's own page: its name, the functions teams need, the surfaces there are.

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::org::{FUNCTIONS, SURFACES, plain_name};
use muster_shared::sheet::{Edit, EditError, Place, Value};

use super::desk::{Desk, use_desk};
use super::router;
use super::said::SaySo;
use super::time::pause;
use super::words::{fold, matches, named};
use crate::editor::TextField;
use crate::live::{LiveDoc, Phase};
use crate::widgets::words::counted;

/// The workspace's page.
#[component]
pub(crate) fn Org() -> impl IntoView {
    let desk = use_desk();
    let org = desk.org;
    desk.show_in_bar(org);
    desk.name_page(|| "Functions and surfaces".to_owned());
    let phase = Memo::new(move |_| org.phase.get());
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

#[component]
fn Lists(org: LiveDoc) -> impl IntoView {
    view! {
        <div class="sheet">
            <div class="doc">
                <header class="part title">
                    <div class="org-name" role="heading" attr:aria-level="1">
                        <TextField doc=org place=Place::on_sheet("name") label="Name of the company" hint="Name the company" line=true/>
                    </div>
                    <p class="quiet">"What leaders keep for all teams. Charters show it where it matters."</p>
                    <Undo org/>
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
            <button class="btn word" type="button" aria-disabled=move || (!org.can_edit.get()).to_string() on:click=move |_| org.undo()>
                "Undo"
            </button>
        </p>
    }
}

/// One of the two lists: its rows, a way to find among many, and a line for the next.
#[component]
fn List(org: LiveDoc, list: &'static str) -> impl IntoView {
    let (head, one, many, why) = match list {
        SURFACES => {
            ("Surfaces", "surface", "surfaces", "Parts of the product that a team can own, share or be asked about.")
        }
        _ => ("Functions", "function", "functions", "What a team needs to get there without borrowing."),
    };
    let rows = org.rows(list);
    let sought = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
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
            <div class="side"><h2 id=id>{head}</h2><span class="agreed">{move || counted(rows.with(Vec::len), one, many)}</span></div>
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

#[component]
fn OrgRow(org: LiveDoc, list: &'static str, row: RowId) -> impl IntoView {
    let desk = use_desk();
    let at = Place::in_row(list, &row, "name");
    let shown = org.row(list, &row);
    let name = Memo::new(move |_| shown.with(|row| row.value("name").words().to_owned()));
    let wrong = RwSignal::new(None::<EditError>);
    let rename = move |event| {
        let to = Value::from(event_target_value(&event).trim());
        wrong.set(org.edit(&Edit::Set { at: at.clone(), to }).err());
    };
    let place = StoredValue::new(Place::in_row(list, &row, "about"));
    let team = Place::in_row(list, &row, "team");
    let remove = move |_| {
        let _ = org.edit(&Edit::Archive { list: list.to_owned(), row: row.clone() });
        desk.say(format!("{} removed. Undo brings it back.", name.get_untracked()));
        focus_next(list);
    };
    view! {
        <li>
            <input class="line name" type="text" dir="auto" maxlength="400" aria-label="Name" prop:value=name
                readonly=move || !org.can_edit.get() on:change=rename/>
            {if list == SURFACES {
                view! { <TextField doc=org place=place.get_value() label="What it is" hint="What it is, in a line" line=true/> }.into_any()
            } else {
                view! { <Team org at=team/> }.into_any()
            }}
            <Show when=move || org.can_edit.get()>
                <button class="btn word" type="button" aria-label=move || format!("Remove {}", name.get()) on:click=remove.clone()>"Remove"</button>
            </Show>
            {move || wrong.get().map(|error| view! { <p class="wrong" role="alert">{error.to_string()}</p> })}
        </li>
    }
}

/// Which team needs the function.
#[component]
fn Team(org: LiveDoc, at: Place) -> impl IntoView {
    let desk = use_desk();
    let value = org.value(&at);
    let chosen = Memo::new(move |_| value.with(|value| value.words().to_owned()));
    let choose = move |event| {
        let _ = org.edit(&Edit::Set { at: at.clone(), to: event_target_value(&event).into() });
    };
    let options = move || {
        teams(desk)
            .into_iter()
            .map(|(doc, name)| {
                let id = doc.to_string();
                let value = id.clone();
                view! { <option value=value selected=move || chosen.get() == id>{name}</option> }
            })
            .collect_view()
    };
    view! {
        <select class="line" aria-label="Team that needs it" disabled=move || !org.can_edit.get() on:change=choose>{options}</select>
    }
}

fn teams(desk: Desk) -> Vec<(DocId, String)> {
    let mut teams: Vec<(DocId, String)> =
        desk.shelf.listed.with(|listed| listed.iter().map(|row| (row.doc.clone(), named(&row.summary.name))).collect());
    teams.sort_by(|(_, a), (_, b)| fold(a).cmp(&fold(b)));
    teams
}

/// The line that becomes the next row. A surface of that name that is there already is not added twice.
#[component]
fn Next(org: LiveDoc, list: &'static str, one: &'static str) -> impl IntoView {
    let desk = use_desk();
    let says = RwSignal::new(String::new());
    let add = move |event: web_sys::Event| {
        let name = event_target_value(&event).trim().to_owned();
        if name.is_empty() {
            return;
        }
        says.set(match next(desk, org, list, &name) {
            Ok(()) => format!("{name} added."),
            Err(why) => why,
        });
        if let Some(field) = router::find(&format!("#next-{list}")) {
            let _ = js_sys::Reflect::set(&field, &"value".into(), &"".into());
        }
    };
    view! {
        <input id=format!("next-{list}") class="line" type="text" dir="auto" maxlength="400"
            aria-label=format!("Add a {one}") placeholder=format!("Add a {one}") on:change=add/>
        <p class="small quiet" role="status">{says}</p>
    }
}

fn next(desk: Desk, org: LiveDoc, list: &'static str, name: &str) -> Result<(), String> {
    let is_named =
        |row: &RowId| plain_name(org.row(list, row).get_untracked().value("name").words()) == plain_name(name);
    if list == SURFACES && org.rows(list).with_untracked(|rows| rows.iter().any(is_named)) {
        return Err(format!("{name} is there already."));
    }
    let mut values = vec![("name".to_owned(), Value::from(name))];
    if list == FUNCTIONS {
        let (team, _) = untrack(move || teams(desk))
            .into_iter()
            .next()
            .ok_or("A function belongs to a team, and there is no team yet.")?;
        values.push(("team".to_owned(), team.to_string().into()));
    }
    let after = org.rows(list).with_untracked(|rows| rows.last().cloned());
    let added = org.edit(&Edit::Add { list: list.to_owned(), after, texts: Vec::new(), values });
    added.map(drop).map_err(|error| error.to_string())
}

/// The focus must not fall off the page with the row it was in.
fn focus_next(list: &'static str) {
    leptos::task::spawn_local(async move {
        pause(0).await;
        if let Some(field) = router::find(&format!("#next-{list}")) {
            router::focus_quietly(&field);
        }
    });
}
