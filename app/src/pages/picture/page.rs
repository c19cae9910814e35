//! The page: a sentence, the drawing with the pitfall that it stands for, the same as a table, what teams say beside their place,
//! and how all of it is counted.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::kinds::log;
use muster_shared::map::{Figures, HOW, PITFALL, Part, Picture, VOICES_HOW};

use super::drawing::drawing;
use crate::browser::fetch;
use crate::form::plain::{acting, button, el, following, nothing, says, with, words, written};
use crate::pages::router::Route;
use crate::pages::shell::use_shell;
use crate::pages::words::named;
use crate::visitor::own;
use crate::words::{counted, long_day, short_day};

/// How far the page is.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    Asked,
    Here(Picture),
    Away,
}

/// So many words of a team stand beside its place.
const NOTES_MAX: usize = 3;

/// The head of each column of the table.
const HEADS: [&str; 11] = [
    "Team",
    "Place",
    "Agree to everything",
    "In their own words",
    "Line of sight",
    "Decided in the team",
    "Requests that stayed between teams",
    "Decisions pulled up",
    "Came back unchanged",
    "Hours in meetings",
    "Times with customers",
];

/// The whole page.
pub(super) fn page() -> AnyView {
    use_shell().name_page(|| "Aligned and loosely coupled".to_owned());
    let seen = RwSignal::new(Seen::Asked);
    spawn_local(ask(seen));
    let sentence = move || {
        seen.with(|seen| match seen {
            Seen::Asked => "Each team between agreement and freedom.".to_owned(),
            Seen::Here(picture) => picture.sentence(),
            Seen::Away => "The server counts this, and it does not answer just now.".to_owned(),
        })
    };
    let head = vec![
        words("h1", "team", "Aligned and loosely coupled"),
        acting("p", "captain", vec![("role", "status".to_owned())], vec![says(sentence)], Vec::new()),
        el(
            "p",
            "acts no-print",
            vec![with("a", "btn word", vec![("href", Route::Map.path())], vec!["Company map".into_any()])],
        ),
    ];
    let shown = following(move || match seen.get() {
        Seen::Asked => nothing(),
        Seen::Here(picture) => counted_parts(&picture),
        Seen::Away => {
            let again = move || {
                seen.set(Seen::Asked);
                spawn_local(ask(seen));
            };
            el("p", "acts", vec![button("btn", "Ask again", again)])
        }
    });
    el(
        "div",
        "sheet muster-picture without-margin",
        vec![el("div", "doc", vec![el("header", "part title", head), shown])],
    )
}

/// Asks the server for the figures.
async fn ask(seen: RwSignal<Seen>) {
    let told = fetch("/api/picture", &own()).await.ok().filter(|answer| answer.status == 200);
    let told = told.and_then(|answer| serde_json::from_str::<Picture>(&answer.body).ok());
    seen.try_set(told.map_or(Seen::Away, |picture| Seen::Here(picture.shown())));
}

/// A part of the page with its heading beside it.
fn part(name: &'static str, aside: String, content: Vec<AnyView>) -> AnyView {
    let side = el("div", "side", vec![words("h2", "", name), words("span", "agreed", aside)]);
    el("section", "part", vec![side, el("div", "wide", content)])
}

fn counted_parts(picture: &Picture) -> AnyView {
    let n_placed = picture.teams.iter().filter(|team| team.corner().is_some()).count();
    let shown = format!("{n_placed} of {} shown", counted(picture.teams.len(), "team", "teams"));
    let pitfall = el("p", "pit", vec![words("span", "label", "The pitfall"), words("span", "", PITFALL)]);
    let how = HOW.iter().flat_map(|(name, says)| [words("dt", "", *name), words("dd", "", *says)]);
    let how =
        el("details", "whole", vec![words("summary", "", "How this is counted"), el("dl", "facts", how.collect())]);
    let few = not_placed(picture);
    let figure = el("figure", "", [drawing(picture)].into_iter().chain([pitfall, how]).chain(few).collect());
    let counted_on = format!("counted on {}", long_day(&picture.on));
    let parts = vec![
        part("Where teams stand", shown, vec![figure]),
        part("As a table", counted_on, vec![table(picture)]),
        voices(picture),
        beside(picture),
    ];
    parts.into_any()
}

/// The teams without a place, those with one reason together.
fn not_placed(picture: &Picture) -> Option<AnyView> {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for (team, why) in picture.teams.iter().filter_map(|team| Some((team, team.lacks()?))) {
        match reasons.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, names)) => names.push(named(&team.name)),
            None => reasons.push((why, vec![named(&team.name)])),
        }
    }
    let line = |(why, names): (String, Vec<String>)| {
        el("li", "", vec![written("span", "", &names.join(", ")), words("span", "", format!(": {why}."))])
    };
    (!reasons.is_empty()).then(|| el("ul", "small quiet", reasons.into_iter().map(line).collect()))
}

/// A line with the names of teams of which all the same is to be said; nothing where there are none.
fn together(names: Vec<AnyView>, says: &'static str) -> Option<AnyView> {
    if names.is_empty() {
        return None;
    }
    let said = std::iter::once(words("span", "sub", says)).chain(names).collect();
    Some(el("li", "", vec![el("p", "small together", said)]))
}

fn table(picture: &Picture) -> AnyView {
    let head = HEADS.map(|head| with("th", "", vec![("scope", "col".to_owned())], vec![head.into_any()]));
    let head = el("thead", "", vec![el("tr", "", head.into_iter().collect())]);
    let rows = el("tbody", "", picture.teams.iter().map(row).collect());
    let about = vec![
        ("role", "region".to_owned()),
        ("aria-label", "Alignment and coupling as a table".to_owned()),
        ("tabindex", "0".to_owned()),
    ];
    with("div", "scroll", about, vec![el("table", "", vec![head, rows])])
}

fn row(team: &Figures) -> AnyView {
    let link = vec![("href", Route::Document(team.charter.clone()).path()), ("dir", "auto".to_owned())];
    let name = with("a", "", link, vec![named(&team.name).into_any()]);
    let name = with("th", "", vec![("scope", "row".to_owned())], vec![name]);
    let place = team.corner().map_or("not enough yet", |corner| corner.name());
    let part = |part: Part| if part.of == 0 { "none".to_owned() } else { part.says() };
    // Of few people the figure would be about somebody.
    let of_people = |one: Part| if team.lacks_people() { "not enough yet".to_owned() } else { part(one) };
    let of_events = |says: String| if team.lacks_events() { "not enough yet".to_owned() } else { says };
    let figures = [
        place.to_owned(),
        of_people(team.agreed),
        of_people(team.own_words),
        part(team.sight),
        of_events(part(team.decided)),
        of_events(part(team.requests)),
        of_events(team.pulled_up.to_string()),
        of_events(team.avoidable.to_string()),
        team.hours.clone(),
        team.customers.to_string(),
    ];
    let cells = HEADS.iter().skip(1).zip(figures);
    let cells = cells.map(|(head, says)| with("td", "", vec![("data-say", (*head).to_owned())], vec![says.into_any()]));
    el("tr", "", std::iter::once(name).chain(cells).collect())
}

/// The voices on each team’s items, and the advice that it takes, by function.
fn voices(picture: &Picture) -> AnyView {
    let (some, none): (Vec<&Figures>, Vec<&Figures>) =
        picture.teams.iter().partition(|team| !team.voices.is_empty() || !team.spoken.is_empty());
    let none = none.iter().map(|team| written("span", "one", &named(&team.name))).collect();
    let rows = some.iter().map(|team| {
        let line =
            |function: &str, says: String| el("li", "", vec![written("span", "", function), words("span", "", says)]);
        let taken = team.voices.iter().map(|one| line(&one.function, format!(": {} taken", one.taken.says())));
        let spoken = team
            .spoken
            .iter()
            .map(|(function, n)| line(function, format!(": spoken {}", counted(*n, "time", "times"))));
        let all: Vec<AnyView> = taken.chain(spoken).collect();
        el("li", "", vec![el("p", "by", vec![written("b", "", &named(&team.name))]), el("ul", "small", all)])
    });
    let rows = rows.chain(together(none, "Not enough yet:"));
    let how = words("p", "small quiet", VOICES_HOW);
    part("Whose advice is taken", "by function".to_owned(), vec![how, el("ul", "rows", rows.collect())])
}

/// The words of teams beside their places, and the way to say some.
fn beside(picture: &Picture) -> AnyView {
    let (some, none): (Vec<&Figures>, Vec<&Figures>) = picture.teams.iter().partition(|team| !team.notes.is_empty());
    let none = none.iter().filter_map(|team| {
        let href = Route::Document(log::KIND.about(&team.charter)?).path();
        Some(with("a", "one", vec![("href", href), ("dir", "auto".to_owned())], vec![named(&team.name).into_any()]))
    });
    let none = together(none.collect(), "Nothing yet; their logs:");
    let rows = some.iter().map(|team| {
        let name = named(&team.name);
        let note = |(on, note): &(String, String)| {
            el("p", "", vec![words("span", "sub", short_day(on, &picture.on)), written("span", "", note)])
        };
        let way = log::KIND.about(&team.charter).map(|log| {
            let href = vec![("href", Route::Document(log).path()), ("aria-label", format!("Its signals: {name}"))];
            with("a", "small", href, vec!["Its signals".into_any()])
        });
        let head = [written("b", "", &name)].into_iter().chain(way).collect();
        let notes = team.notes.iter().take(NOTES_MAX).map(note);
        el("li", "", [el("p", "by", head)].into_iter().chain(notes).collect())
    });
    let rows = rows.chain(none);
    let about = "A team says something beside its place in its own log, under Signals, and everybody who sees this picture reads it here.";
    part("Beside their places", String::new(), vec![words("p", "small quiet", about), el("ul", "rows", rows.collect())])
}
