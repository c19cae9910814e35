//! One line of the workspace: a surface with what it is, or a function with the team that needs it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::org::SURFACES;
use muster_shared::sheet::{Edit, EditError, Place, Register, Row, Value};

use super::Teams;
use crate::browser::pause;
use crate::editor::TextField;
use crate::keyboard;
use crate::lean::{Show, alive, memo};
use crate::live::{Lasting, LiveDoc};
use crate::pages::desk::use_desk;
use crate::pages::router;

/// One line.
#[component]
pub(super) fn OrgRow(org: LiveDoc, list: &'static str, row: RowId) -> impl IntoView {
    let desk = use_desk();
    let shown = org.row(list, &row);
    let name = memo(move || shown.with(|row| row.value("name").words().to_owned()));
    let at = StoredValue::new(Place::in_row(list, &row, "name"));
    let about = Place::in_row(list, &row, "about");
    let team = Place::in_row(list, &row, "team");
    let remove = move |_| {
        let _ = org.edit(&Edit::Archive { list: list.to_owned(), row: row.clone() });
        desk.say(format!("{} removed. Undo brings it back.", name.get_untracked()));
        focus_next(list);
    };
    view! {
        <li>
            <Name org list at name/>
            {if list == SURFACES {
                view! { <TextField doc=org place=about label="What it is" hint="What it is, in a line" line=true/> }.into_any()
            } else {
                view! { <Team org at=team shown/> }.into_any()
            }}
            <Show when=move || org.can_edit.get()>
                <button
                    class="btn word"
                    type="button"
                    aria-label=move || format!("Remove {}", name.get())
                    on:click=remove.clone()
                >
                    "Remove"
                </button>
            </Show>
            <Pick org at shown/>
        </li>
    }
}

#[component]
fn Name(org: LiveDoc, list: &'static str, at: StoredValue<Place>, name: Memo<String>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<EditError>);
    Effect::new(move || typed.set(name.get()));
    let next = move |event: web_sys::KeyboardEvent| {
        if keyboard::key(&event).as_deref() == Some("Enter") {
            focus_next(list);
        }
    };
    let rename = move |event| {
        let to = event_target_value(&event).trim().to_owned();
        if to.is_empty() {
            // A line without a name says nothing: it keeps the one it had.
            return typed.notify();
        }
        wrong.set(org.edit(&Edit::Set { at: at.get_value(), to: to.into() }).err());
    };
    view! {
        <input
            class="line name"
            type="text"
            dir="auto"
            maxlength="400"
            aria-label="Name"
            prop:value=typed
            readonly=move || !org.can_edit.get()
            on:change=alive(rename)
            on:keydown=next
        />
        {move || wrong.get().map(|error| view! { <p class="wrong" role="alert">{error.to_string()}</p> })}
    }
}

/// Two people named it at once: somebody picks.
#[component]
fn Pick(org: LiveDoc, at: StoredValue<Place>, shown: Lasting<Row>) -> impl IntoView {
    let register = memo(move || shown.with(|row| row.value("name").clone()));
    let choice = move |(write, value): (String, Value)| {
        let keep = move |_| {
            let _ = org.edit(&Edit::Keep { at: at.get_value(), write: write.clone() });
        };
        view! { <button class="btn" type="button" on:click=keep>{format!("Keep “{value}”")}</button> }
    };
    let choices = |register: Register| register.writes.into_iter().map(|write| (write.id, write.value));
    move || {
        register.with(Register::is_open).then(|| {
            view! {
                <div class="wrong acts" role="group" aria-label="Two names. Pick one.">
                    <span class="i i-look" aria-hidden="true"></span>
                    "Two names. Pick one."
                    {choices(register.get()).map(choice).collect_view()}
                </div>
            }
        })
    }
}

/// Which team needs the function.
#[component]
fn Team(org: LiveDoc, at: Place, shown: Lasting<Row>) -> impl IntoView {
    let chosen = memo(move || shown.with(|row| row.value("team").words().to_owned()));
    let choose = move |event| {
        let _ = org.edit(&Edit::Set { at: at.clone(), to: event_target_value(&event).into() });
    };
    view! {
        <select
            class="line"
            aria-label="Team that needs it"
            disabled=move || !org.can_edit.get()
            on:change=alive(choose)
        >
            <Options chosen/>
        </select>
    }
}

/// Teams as the options of a choice.
#[component]
pub(super) fn Options(#[prop(into)] chosen: Signal<String>) -> impl IntoView {
    let teams = expect_context::<Teams>().0;
    let is_known = move || teams.with(|teams| teams.iter().any(|(doc, _)| doc.as_str() == chosen.get()));
    let option = move |(doc, name)| {
        let id = String::from(doc);
        let value = id.clone();
        view! { <option value=value selected=move || chosen.get() == id>{name}</option> }
    };
    view! {
        <Show when=move || !is_known()><option value="" selected disabled>"Choose a team"</option></Show>
        {move || teams.get().into_iter().map(option).collect_view()}
    }
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
