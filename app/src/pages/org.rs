//! The workspace's own page: its name, the functions teams need, the surfaces there are.

use leptos::prelude::*;
use muster_shared::kinds::org::{FUNCTIONS, OUTLINE, TEAM};
use muster_shared::sheet::Place;
use muster_shared::{names, order};

use super::desk::use_desk;
use super::instead::SaySo;
use super::words::named;
use crate::editor::TextField;
use crate::form::plain::{button, el, while_so, words};
use crate::form::{Form, Makers, UseNames};
use crate::lean::{alive, memo};
use crate::live::{LiveDoc, Phase};
use crate::widgets::outline::{At, Face, Own, section};

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

#[component]
fn Lists(org: LiveDoc) -> impl IntoView {
    let form = Form::of(org, org.can_edit.into(), 1);
    form.provide();
    let face = Face::of(form, UseNames::new(), Makers::new(), None, OfWorkspace { teams: teams() });
    let undo = move || el("p", "acts", vec![button("btn word", "Undo", move || form.undo.undo())]);
    let says = "The lists that leaders keep for all teams. Charters show them where it matters.";
    let name = view! {
        <TextField doc=org place=Place::on_sheet("name") label="Name of the company" hint="Name the company" line=true/>
    };
    let head = vec![
        words("h1", "vh", "Functions and surfaces"),
        el("div", "org-name", vec![name.into_any()]),
        words("p", "quiet", says),
        while_so(move || form.can_edit.get(), undo),
    ];
    let sections = OUTLINE.sections.iter().map(|one| section(face, one));
    let parts = [el("header", "part title", head)].into_iter().chain(sections).collect();
    view! {
        <div class="muster-outline sheet" node_ref=form.root on:keydown=move |event| form.key(&event)
            on:focusout=alive(move |event| form.focus_left(&event))>
            {el("div", "doc", parts)}
        </div>
    }
}

/// The part that the outline does not say: the teams there are to choose from.
struct OfWorkspace {
    teams: Signal<Vec<(String, String)>>,
}

impl Own for OfWorkspace {
    fn choices(&self, at: &At) -> Option<Signal<Vec<(String, String)>>> {
        matches!(at, At::Row(FUNCTIONS, _, TEAM)).then_some(self.teams)
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
