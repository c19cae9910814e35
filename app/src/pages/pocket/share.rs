//! The page of words that another app shares: an address of Muster opens its document, other words become a note on what a
//! customer said, in a charter that the person chooses. It works without a connection.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::ahead::{led_to, shared_words};
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{self, HEARD, HEARD_BY, HEARD_ON, HEARD_WHAT};
use muster_shared::sheet::{Edit, Value};
use web_sys::UrlSearchParams;

use super::ahead::use_ahead;
use crate::browser::{pause, today, window};
use crate::form::plain::{acting, button, el, following, has, holds, nothing, on, with, words};
use crate::live::linger;
use crate::pages::foryou::is_ready;
use crate::pages::keep;
use crate::pages::open::{self, origin};
use crate::pages::router::Route;
use crate::pages::shell::Shell;
use crate::pages::words::named;
use crate::visitor;

/// Where the words wait on this device until they are a note: a page that is loaded again still has them.
const KEPT: &str = "muster-shared-in";
/// The most letters of a note, as in the charter's own field.
const LETTERS_MAX: usize = 400;

/// The name under which they wait for this person, and nobody else meets them.
fn kept_as() -> String {
    format!("{KEPT} {}", visitor::own().who())
}

/// The page, or the document that the words lead to.
pub(super) fn page(shell: Shell) -> AnyView {
    shell.name_page(|| "Shared with Muster".to_owned());
    let arrived = arrived(shell);
    if let Some((doc, part)) = arrived.as_deref().and_then(|words| led_to(words, &origin())) {
        // The router must not be called while it shows this page.
        spawn_local(async move {
            pause(0).await;
            shell.router.go_to(Route::Document(doc), part);
        });
        return nothing();
    }
    let (text, team, wrong) =
        (RwSignal::new(with_waiting(arrived)), RwSignal::new(None::<DocId>), RwSignal::new(String::new()));
    let is_busy = RwSignal::new(false);
    let put = move || {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let said = text.get_untracked();
            match put_in(team.get_untracked(), &said).await {
                Ok(doc) => {
                    // Words that were typed meanwhile wait here for the next note.
                    if keep::get(&kept_as()).is_some_and(|kept| kept == said) {
                        keep::forget(&kept_as());
                    }
                    shell.say("The note is in the charter.");
                    // Somebody who went to another page meanwhile is left there.
                    if shell.router.route.with_untracked(|route| matches!(route, Route::ShareIn)) {
                        shell.router.go_to(Route::Document(doc), "heard".to_owned());
                    }
                }
                Err(why) => {
                    wrong.try_set(why);
                    is_busy.try_set(false);
                }
            }
        });
    };
    let about =
        "Put these words into a charter as a note of what a customer said. They are on this device until you do.";
    let error = following(move || match wrong.get() {
        none if none.is_empty() => nothing(),
        why => with("p", "wrong", vec![("role", "alert".to_owned())], vec![why.into_any()]),
    });
    let acts = el("p", "acts", vec![button("btn strong", "Put it in", put)]);
    let inside = vec![words("p", "quiet", about), words_field(text), teams(shell, team), acts, error];
    let head = el("header", "part title", vec![words("h1", "team", "Shared with Muster")]);
    let parts = vec![head, el("div", "part", vec![el("div", "fields", inside)])];
    el("div", "sheet share-in without-margin", vec![el("div", "doc", parts)])
}

/// The words of the address, which then stands without them.
fn arrived(shell: Shell) -> Option<String> {
    let asked = window().and_then(|window| window.location().search().ok()).filter(|asked| !asked.is_empty())?;
    let told = UrlSearchParams::new_with_str(&asked).ok()?;
    let told = |name: &str| told.get(name).unwrap_or_default();
    let words = shared_words(&told("title"), &told("text"), &told("url"));
    shell.router.rename(Route::ShareIn);
    Some(words)
}

/// The words that wait here from before, and those that have arrived: neither takes the other's place.
fn with_waiting(arrived: Option<String>) -> String {
    let before = keep::get(&kept_as()).unwrap_or_default();
    let Some(arrived) = arrived.filter(|arrived| !before.contains(arrived.as_str())) else { return before };
    let all = if before.is_empty() { arrived } else { format!("{before}\n{arrived}") };
    keep::set(&kept_as(), &all);
    all
}

fn words_field(text: RwSignal<String>) -> AnyView {
    let typed = on("input", move |event| {
        text.set(event_target_value(&event));
        text.with_untracked(|text| keep::set(&kept_as(), text));
    });
    let own = [("rows", "4"), ("dir", "auto"), ("aria-label", "The words of the note")];
    let own = own.map(|(name, value)| (name, value.to_owned())).to_vec();
    acting("textarea", "line", own, vec![holds(move || text.get()), typed], Vec::new())
}

/// The charters, those of the person's own teams first.
fn teams(shell: Shell, team: RwSignal<Option<DocId>>) -> AnyView {
    let own = RwSignal::new(Vec::<DocId>::new());
    spawn_local(async move {
        let teams =
            use_ahead(shell).await.told.with_untracked(|told| told.teams.iter().map(|team| team.doc.clone()).collect());
        own.try_set(teams);
    });
    let option = |value: String, name: String, is_chosen: bool| {
        let own = vec![("value", value), ("dir", "auto".to_owned())];
        acting("option", "", own, vec![has("selected", move || is_chosen)], vec![name.into_any()])
    };
    let pick = move || on("change", move |event| team.set(event_target_value(&event).parse().ok()));
    following(move || {
        let listed = shell.catalogue.listed.get();
        let is_own = |doc: &DocId| own.with(|own| own.contains(doc));
        let (first, rest): (Vec<_>, Vec<_>) =
            listed.iter().filter(|row| !row.summary.example).partition(|row| is_own(&row.doc));
        // The list is drawn anew when more is known, and the team that is chosen stays so.
        let chosen = team.get_untracked().filter(|doc| first.iter().chain(&rest).any(|row| row.doc == *doc));
        let chosen = chosen.or_else(|| first.first().map(|row| row.doc.clone()));
        team.set(chosen.clone());
        let is_chosen = move |doc: &DocId| chosen.as_ref() == Some(doc);
        let none = first.is_empty().then(|| option(String::new(), "Choose a team".to_owned(), false));
        let all = first.into_iter().chain(rest);
        let all = all.map(|row| option(row.doc.to_string(), named(&row.summary.name), is_chosen(&row.doc)));
        let label = vec![("aria-label", "The team whose charter takes the note".to_owned())];
        acting("select", "line", label, vec![pick()], none.into_iter().chain(all).collect())
    })
}

/// Puts a note into a charter. The error is a sentence for the person.
async fn put_in(team: Option<DocId>, text: &str) -> Result<DocId, String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let team = team.ok_or("Choose the team first.")?;
    match text.chars().count() {
        0 => return Err("There are no words to note.".to_owned()),
        n if n > LETTERS_MAX => {
            return Err(format!("A note has {LETTERS_MAX} letters at most, and this one has {n}. Shorten it first."));
        }
        _ => {}
    }
    let opened = open::take(&team, charter::KIND, None);
    let charter = opened.live();
    if !is_ready(charter).await {
        return Err(
            "This charter is not on this device, and the server does not answer. The words stay here.".to_owned()
        );
    }
    if !charter.can_edit.get_untracked() {
        return Err(
            "You may read this charter, not write in it. Choose another team, or send the words to its captain."
                .to_owned(),
        );
    }
    let values: [(&str, Value); 3] = [
        (HEARD_BY, charter.my_words().into()),
        (HEARD_ON, today().as_str().into()),
        (HEARD_WHAT, text.as_str().into()),
    ];
    let values = values.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let after = charter.rows(HEARD).with_untracked(|rows| rows.last().cloned());
    let add = Edit::Add { list: HEARD.to_owned(), after, texts: Vec::new(), values };
    charter.edit(&add).map_err(|error| error.sentence())?;
    spawn_local(linger(opened, |live| live.status.with_untracked(open::is_settled)));
    Ok(team)
}
