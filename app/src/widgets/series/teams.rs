//! The teams that a series names: those whose metrics its reviews read, or those that are to have something on the agenda.

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::series::{TEAM, TEAM_NAME, TEAMS, preset};
use web_sys::Event;

use super::use_series::UseSeries;
use crate::boxed::memo;
use crate::form::plain::{acting, each, el, following, nothing, on, while_so, with, words, written};
use crate::form::{RemovedRows, RowTools, Section};
use crate::talk::said::below;
use crate::widgets::listing::Listing;
use crate::widgets::origin::origin;

/// The section, where teams are named.
pub(super) fn teams(cx: UseSeries) -> AnyView {
    let sort = cx.form.on_sheet(muster_shared::kinds::series::PRESET);
    let reads = move || sort.register.with(|sort| preset(sort.words()).names_teams());
    while_so(reads, move || section(cx))
}

fn section(cx: UseSeries) -> AnyView {
    let rows = cx.form.rows(TEAMS, &[], |row| row.value(TEAM_NAME).words().to_owned());
    let listing = use_context::<Listing>();
    let list = each(move || rows.ids.get(), move |row| one(cx, rows, listing, &row));
    let none = while_so(
        move || rows.ids.with(Vec::is_empty),
        || {
            words(
                "p",
                "empty",
                "No team is on it. Metrics of teams that are stand on its agenda where they are read; elsewhere it says which of them have nothing on it yet.",
            )
        },
    );
    let add = following(move || match (listing, cx.form.can_edit.get()) {
        (Some(listing), true) => {
            let put = Callback::new(move |(team, name): (DocId, String)| {
                let is_on = cx
                    .shown
                    .series
                    .sheet
                    .with_untracked(|sheet| sheet.rows(TEAMS).any(|row| row.value(TEAM).words() == team.as_str()));
                if !is_on {
                    let _ = cx.form.add(TEAMS, &[(TEAM, team.as_str().into()), (TEAM_NAME, name.into())]);
                }
            });
            choose_team(listing, "Add a team", put)
        }
        _ => nothing(),
    });
    view! { <Section form=cx.form name="Teams" part="teams">{none}{el("ul", "lines", vec![list])}{add}<RemovedRows rows/></Section> }.into_any()
}

fn one(cx: UseSeries, rows: crate::form::Rows, listing: Option<Listing>, row: &RowId) -> AnyView {
    let held = cx.form.doc.row(TEAMS, row);
    let name = memo(move || {
        let (team, then) =
            held.with(|row| (row.value(TEAM).words().to_owned(), row.value(TEAM_NAME).words().to_owned()));
        let of_now = listing.and_then(|listing| {
            listing
                .charters
                .with(|all| all.iter().find(|one| one.doc.as_str() == team).map(|one| one.summary.name.clone()))
        });
        (team, of_now.filter(|name| !name.trim().is_empty()).unwrap_or(then))
    });
    let way = following(move || {
        let (team, name) = name.get();
        with("a", "", vec![("href", format!("{}/d/{team}", origin()))], vec![written("bdi", "", &name)])
    });
    let called: Signal<String> = memo(move || name.get().1).into();
    let tools = view! { <RowTools rows row=row.clone() name=called/> }.into_any();
    let said = below(cx.talk, TEAMS, row);
    with("li", "row-line", vec![("data-row", row.to_string())], vec![way, tools, said])
}

/// A choice of the charters there are.
pub(super) fn choose_team(listing: Listing, says: &'static str, chosen: Callback<(DocId, String)>) -> AnyView {
    following(move || {
        let mut teams: Vec<(DocId, String)> = listing.charters.with(|all| {
            let real = all.iter().filter(|one| !one.summary.name.trim().is_empty());
            real.map(|one| (one.doc.clone(), one.summary.name.clone())).collect()
        });
        muster_shared::order::sort_by_key(&mut teams, |(_, name)| muster_shared::names::key(name));
        if teams.is_empty() {
            return nothing();
        }
        let option = |value: String, says: String| with("option", "", vec![("value", value)], vec![says.into_any()]);
        let options = teams.iter().map(|(doc, name)| option(doc.to_string(), name.clone()));
        let options = std::iter::once(option(String::new(), says.to_owned())).chain(options).collect();
        let take = move |event: Event| {
            let id = event_target_value(&event);
            if let Some(team) = teams.iter().find(|(doc, _)| doc.as_str() == id) {
                chosen.run(team.clone());
            }
        };
        acting("select", "line no-print", vec![("aria-label", says.to_owned())], vec![on("change", take)], options)
    })
}
