//! The way from a charter to pressure tests of its captain: those that this person is part of, and a new one, which the captain
//! begins with a leader or a leader with the captain. The two are chosen here, as nobody can be let in later.

mod heard;
mod own;

use leptos::prelude::*;
use muster_shared::access::Audience;
use muster_shared::id::DocId;
use muster_shared::kinds::org::CAPTAINS;
use muster_shared::kinds::pressure::{CAPTAIN, KIND, LEADER, NAME};
use muster_shared::sheet::people::naming;
use muster_shared::sheet::{Edit, Named, Place, Splice};

use super::open;
use super::router::Route;
use super::shell::{Shell, use_shell};
use super::with_whom::with_whom;
use super::words::named;
use crate::boxed::memo;
use crate::form::plain::{button, el, following, nothing, with, words, written};
use crate::live::{Account, Begin, Opened, my_name_signal};
use crate::store::ForWhom;
use crate::visitor::{self, rank};
use crate::widgets::digests::Digested;
pub(super) use own::OfPressure;

/// The page.
pub(super) fn of_team(charter: &DocId) -> AnyView {
    let shell = use_shell();
    shell.name_page(|| "Pressure test".to_owned());
    let team = team(shell, charter.clone());
    let says = "Eleven questions on skills, the trust of leadership and the trust of the team. The captain and one leader answer \
        them, each with an example, and read each other’s answers. Nobody else does, owners included.";
    let way = with(
        "a",
        "",
        vec![("href", format!("/d/{charter}"))],
        vec![following(move || written("bdi", "", &team.get()))],
    );
    let title =
        vec![words("h1", "team", "Pressure test"), el("p", "captain", vec!["Of the captain of ".into_any(), way])];
    let parts = vec![
        el("header", "part title", title),
        part("Tests", vec![words("p", "quiet", says), tests(shell)]),
        part("Begin", vec![begin(shell, charter, team)]),
        part("Team", vec![ask_team(charter)]),
    ];
    el("div", "sheet muster-outline without-margin", vec![el("div", "doc", parts)])
}

/// The team's name, once the list is here.
fn team(shell: Shell, charter: DocId) -> Memo<String> {
    let listed = shell.catalogue.listed;
    memo(move || {
        let name =
            listed.with(|listed| listed.iter().find(|row| row.doc == charter).map(|row| named(&row.summary.name)));
        name.unwrap_or_else(|| "this team".to_owned())
    })
}

fn part(name: &'static str, inside: Vec<AnyView>) -> AnyView {
    el("section", "part", vec![el("div", "side", vec![words("h2", "h", name)]), el("div", "", inside)])
}

/// The way to the questions that only the team can answer, which it does without names.
fn ask_team(charter: &DocId) -> AnyView {
    let way = vec![("href", format!("/boxes/{charter}"))];
    el("p", "", vec![with("a", "", way, vec!["Ask the team without names".into_any()])])
}

/// The tests that this person is part of, whichever team they are of.
fn tests(shell: Shell) -> AnyView {
    let one = |one: &Digested| {
        let name = if one.digest.title.is_empty() { "A pressure test without a name" } else { &one.digest.title };
        let href = vec![("href", format!("/d/{}", one.id)), ("dir", "auto".to_owned())];
        let way = with("a", "", href, vec![name.to_owned().into_any()]);
        el("li", "", vec![el("p", "", vec![way, " ".into_any(), words("span", "small quiet", &one.digest.sentence)])])
    };
    following(move || {
        let all = shell.catalogue.digests.shown;
        let mine: Vec<AnyView> = all.with(|all| all.iter().filter(|one| one.kind == KIND).map(one).collect());
        if mine.is_empty() { words("p", "empty", "You are part of none.") } else { el("ul", "rows", mine) }
    })
}

/// The way to a new one, for the captain and for leaders.
fn begin(shell: Shell, charter: &DocId, team: Memo<String>) -> AnyView {
    let (said, opened) = (RwSignal::new(String::new()), StoredValue::new_local(None::<Opened>));
    let start = move |captain: Account, leader: Account| match make(&team.get_untracked(), &captain, &leader) {
        Ok(begun) => {
            let doc = begun.live().id();
            opened.set_value(Some(begun));
            doc.into_iter().for_each(|doc| shell.router.go(Route::Document(doc)));
        }
        Err(why) => said.set(why),
    };
    let place = Place::under_key(CAPTAINS, charter.as_str());
    let captain = shell.org.value(&place);
    let way = following(move || {
        if visitor::own().who().is_empty() {
            return words("p", "quiet", "Nobody signs in here, so that a test could not be for two people alone.");
        }
        let held = captain.with(|captain| captain.words().to_owned());
        let Named { name, id } = Named::read(&held);
        let Some(id) = id.map(str::to_owned) else {
            return words("p", "quiet", "A test is of a captain who has an account, and this team has none.");
        };
        let captain = Account { id, name: name.to_owned() };
        match captain.id == visitor::own().who() {
            true => {
                let begin = Callback::new(move |leader: Account| start(me(), leader));
                with_whom("Begin a test with a leader".to_owned(), begin)
            }
            false if rank().may_manage() => {
                let says = format!("Begin a test with {}", captain.name);
                button("btn", says, move || start(captain.clone(), me()))
            }
            false => words("p", "quiet", "The captain and leaders begin a test."),
        }
    });
    let wrong = following(move || match said.get() {
        none if none.is_empty() => nothing(),
        why => words("p", "wrong", why),
    });
    el("div", "", vec![way, wrong])
}

/// This person, as others know them.
fn me() -> Account {
    Account { id: visitor::own().who().to_owned(), name: my_name_signal().get_untracked() }
}

/// Makes a test of two people, one of whom is this person, here and now, also without a network.
fn make(team: &str, captain: &Account, leader: &Account) -> Result<Opened, String> {
    let other = if captain.id == me().id { leader } else { captain };
    let (doc, lineage) = open::new_ids();
    let for_whom = ForWhom { audience: Audience::Pair, people: vec![other.id.clone()] };
    let opened = open::take(&doc, KIND, Some(Begin { lineage, for_whom, captains: false }));
    let insert = format!("Pressure test of {}, {team}", captain.name);
    let name = Edit::Write { at: Place::on_sheet(NAME), splice: Splice { at: 0, remove: 0, insert } };
    let person =
        |field: &str, who: &Account| Edit::Set { at: Place::on_sheet(field), to: naming(&who.id, &who.name).into() };
    for edit in [name, person(CAPTAIN, captain), person(LEADER, leader)] {
        opened.live().edit(&edit).map_err(|error| error.to_string())?;
    }
    Ok(opened)
}
