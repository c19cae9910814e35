//! The choice of the people a new document is for, made before the document is: later it can only be narrowed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::access::Audience;

use crate::boxed::{For, Show, alive, memo};
use crate::live::{Account, LiveDoc};
use crate::pages::shell::use_shell;
use crate::store::ForWhom;
use crate::visitor;

/// Audiences to choose from, and how they are called.
const CHOICES: [(Audience, &str); 3] = [
    (Audience::Workspace, "Everybody in the workspace"),
    (Audience::Roster, "People I name"),
    (Audience::Author, "Me alone"),
];

/// Asks for whom the document shall be. Where nobody signs in there is nothing to choose.
#[component]
pub(crate) fn ForWhomField(chosen: RwSignal<ForWhom>) -> impl IntoView {
    let is_signed_in = !visitor::own().who().is_empty();
    is_signed_in.then(|| view! { <Choices chosen/> })
}

#[component]
fn Choices(chosen: RwSignal<ForWhom>) -> impl IntoView {
    let is = move |audience: Audience| chosen.with(|chosen| chosen.audience == audience);
    let choose = move |audience: Audience| chosen.set(ForWhom { audience, people: Vec::new() });
    let choice = move |(audience, words): (Audience, &'static str)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="for-whom"
                    value=audience.name()
                    prop:checked=move || is(audience)
                    on:change=alive(move |_| choose(audience))
                />
                {words}
            </label>
        }
    };
    view! {
        <fieldset class="for-whom">
            <legend>"Who is it for?"</legend>
            <div class="choices">{CHOICES.map(choice).collect_view()}</div>
            <Show when=move || is(Audience::Roster)><Names chosen/></Show>
            <p class="small quiet">
                {move || match chosen.with(|chosen| chosen.audience) {
                    Audience::Workspace => "It can be narrowed to some people later.",
                    Audience::Roster => "Nobody else will find it, leaders and owners included. People can be added and taken off later.",
                    _ => "Nobody else will find it, leaders and owners included. This cannot be changed later.",
                }}
            </p>
        </fieldset>
    }
}

/// The people that are named, and the others to name.
#[component]
fn Names(chosen: RwSignal<ForWhom>) -> impl IntoView {
    let people = RwSignal::new(None::<Vec<Account>>);
    let org = use_shell().org;
    spawn_local(async move {
        let found = everybody(org).await;
        people.try_set(Some(found));
    });
    let named = move |person: &Account| chosen.with(|chosen| chosen.people.contains(&person.id));
    let of = move |is_named: bool| {
        let all = people.get().unwrap_or_default();
        all.into_iter().filter(|person| named(person) == is_named).collect::<Vec<Account>>()
    };
    let others = memo(move || of(false));
    let name = move |event: web_sys::Event| {
        let id = event_target_value(&event);
        if !id.is_empty() {
            chosen.update(|chosen| chosen.people.push(id));
        }
    };
    let unname = move |id: &str| chosen.update(|chosen| chosen.people.retain(|one| one != id));
    let row = move |person: Account| {
        let (id, label) = (person.id, format!("Take off {}", person.name));
        view! {
            <li>
                <bdi>{person.name}</bdi>
                <button class="btn word" type="button" aria-label=label on:click=move |_| unname(&id)>"Take off"</button>
            </li>
        }
    };
    view! {
        <ul class="named-people"><For each=move || of(true) key=|person| person.id.clone() children=row/></ul>
        <Show when=move || others.with(|others| !others.is_empty())>
            <select class="line" aria-label="Name a person" prop:value="" on:change=alive(name)>
                <option value="">"Name a person"</option>
                {move || others.get().into_iter().map(|person| view! { <option value=person.id>{person.name}</option> }).collect_view()}
            </select>
        </Show>
        <Show when=move || people.with(|people| people.as_ref().is_some_and(Vec::is_empty))>
            <p class="small quiet" role="status">"Nobody else can be named just now. You can add people to its roster later."</p>
        </Show>
    }
}

/// Everybody else in the workspace, by name: as the server says, or as this device last heard.
pub(crate) async fn everybody(org: LiveDoc) -> Vec<Account> {
    let told = org.people_here().await;
    let mut people = match told {
        Some(told) => told,
        None => org.people_kept().await.unwrap_or_default(),
    };
    people.retain(|person| person.id != visitor::own().who());
    people
}
