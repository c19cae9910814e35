//! The line that becomes the next row of the workspace's lists.

use leptos::html::{Input, Select};
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::org::{FUNCTIONS, SURFACES};
use muster_shared::names;
use muster_shared::sheet::{Edit, Value};

use super::row::Options;
use crate::live::LiveDoc;

/// A name, for a function also its team, and a button.
#[component]
pub(super) fn Next(org: LiveDoc, list: &'static str, one: &'static str) -> impl IntoView {
    let says = RwSignal::new(String::new());
    let name = NodeRef::<Input>::new();
    let team = NodeRef::<Select>::new();
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(field) = name.get_untracked() else { return };
        let team = team.get_untracked().map(|team| team.value()).unwrap_or_default();
        says.set(match next(org, list, field.value().trim(), &team) {
            Ok(()) => {
                let said = format!("{} added.", field.value().trim());
                field.set_value("");
                said
            }
            Err(why) => why,
        });
        let _ = field.focus();
    };
    view! {
        <form class="next" on:submit=add>
            <input
                id=format!("next-{list}")
                class="line"
                node_ref=name
                type="text"
                dir="auto"
                maxlength="400"
                aria-label=format!("Add a {one}")
                placeholder=format!("Add a {one}")
            />
            {(list == FUNCTIONS).then(|| view! {
                <select class="line" node_ref=team aria-label="Team that needs it"><Options chosen=String::new()/></select>
            })}
            <button class="btn" type="submit">"Add"</button>
            <p class="small quiet" role="status">{says}</p>
        </form>
    }
}

/// Adds a row. A surface of that name that is there already is not added twice.
fn next(org: LiveDoc, list: &'static str, name: &str, team: &str) -> Result<(), String> {
    let is_named =
        |row: &RowId| !row.is_example() && names::same(org.row(list, row).get_untracked().value("name").words(), name);
    if name.is_empty() {
        return Err("Write its name first.".to_owned());
    }
    if list == SURFACES && org.rows(list).with_untracked(|rows| rows.iter().any(is_named)) {
        return Err(format!("{name} is there already."));
    }
    let mut values = vec![("name".to_owned(), Value::from(name))];
    if list == FUNCTIONS {
        if team.is_empty() {
            return Err("Choose the team that needs it.".to_owned());
        }
        values.push(("team".to_owned(), team.into()));
    }
    let after = org.rows(list).with_untracked(|rows| rows.last().cloned());
    let added = org.edit(&Edit::Add { list: list.to_owned(), after, texts: Vec::new(), values });
    added.map(drop).map_err(|error| error.to_string())
}
