//! The matrix: a row a surface, a column a team. A row is drawn once and drawn again only when its surface changes; what
//! somebody looks for hides rows and draws none.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::kinds::charter::Mode;
use muster_shared::map::{State, Surface, Team};
use web_sys::{Document, Element};

use super::grid;
use super::use_map::{UseMap, address};
use crate::boxed::{For, effect, memo};
use crate::browser::{pause, window};
use crate::form::plain::{Act, acting, el, following, follows, has, icon, on, with};
use crate::words::counted;

/// So many rows are drawn at a time: the page answers in between.
const AT_A_TIME: usize = 40;

/// The table; it is drawn anew where teams come or go.
pub(super) fn matrix(cx: UseMap) -> AnyView {
    let teams = memo(move || cx.map.with(|map| map.teams.clone()));
    effect(move || {
        cx.shown.with(|_| ());
        cx.map.with(|_| ());
        spawn_local(async {
            pause(0).await;
            grid::stop_at_what_is_shown();
        });
    });
    following(move || table(cx, teams.get()))
}

fn table(cx: UseMap, teams: Vec<Team>) -> AnyView {
    let drawn = drawn(cx);
    let label = format!(
        "Surfaces and {}. Each cell says whether the team owns, shares or is consulted. Arrow keys move between cells, Enter opens a surface.",
        counted(teams.len(), "team", "teams")
    );
    let about = vec![("role", "grid".to_owned()), ("aria-label", label)];
    let head = with("thead", "", vec![("role", "rowgroup".to_owned())], vec![head(&teams)]);
    let surfaces = move || cx.map.with(|map| map.surfaces.iter().take(drawn.get()).cloned().collect::<Vec<_>>());
    let rows =
        view! { <For each=surfaces key=Clone::clone children=move |surface: Surface| row(cx, surface, &teams)/> };
    let body = with("tbody", "", vec![("role", "rowgroup".to_owned())], vec![rows.into_any()]);
    let opened = on("click", move |event| {
        if let Some(key) = grid::key_at(&event) {
            cx.open(&key);
        }
    });
    let pressed = on("keydown", move |event| {
        if let Some(key) = grid::pressed(&event) {
            cx.open(&key);
        }
    });
    let table = acting(
        "table",
        "matrix",
        about,
        vec![opened, pressed, on("focusin", |event| grid::stop_at(&event))],
        vec![head, body],
    );
    el("div", "scroll", vec![table])
}

/// How many rows are drawn by now.
fn drawn(cx: UseMap) -> RwSignal<usize> {
    let drawn = RwSignal::new(AT_A_TIME);
    effect(move || {
        let (all, so_far) = (cx.map.with(|map| map.surfaces.len()), drawn.get());
        if so_far < all {
            spawn_local(async move {
                pause(0).await;
                drawn.try_set(so_far + AT_A_TIME);
            });
        }
    });
    drawn
}

fn head(teams: &[Team]) -> AnyView {
    let column = |class: &'static str, inside: AnyView| {
        let about = vec![("role", "columnheader".to_owned()), ("scope", "col".to_owned())];
        with("th", class, about, vec![inside])
    };
    let link = |team: &Team| {
        let about = vec![("href", address(&team.doc)), ("tabindex", "-1".to_owned()), ("dir", "auto".to_owned())];
        column("", with("a", "", about, vec![team.name.clone().into_any()]))
    };
    let corner = column("corner", "Surface".into_any());
    let cells = std::iter::once(corner).chain(teams.iter().map(link)).collect();
    with("tr", "", vec![("role", "row".to_owned())], cells)
}

fn row(cx: UseMap, surface: Surface, teams: &[Team]) -> AnyView {
    let state = surface.state();
    let about = vec![("type", "button".to_owned()), ("tabindex", "-1".to_owned()), ("dir", "auto".to_owned())];
    let name = with("button", "open", about, vec![surface.name.clone().into_any()]);
    let flag = flag(state, &surface).map(|(sign, says)| el("span", "flag", vec![icon(sign), says.into_any()]));
    let about = vec![("role", "rowheader".to_owned()), ("scope", "row".to_owned())];
    let header = with("th", "", about, [name].into_iter().chain(flag).collect());
    let (hidden, opened, key) = (surface.key.clone(), surface.key.clone(), surface.key.clone());
    let acts = vec![
        has("hidden", move || cx.shown.with(|shown| !shown.contains(&hidden))),
        follows("data-open", move || if cx.is_open(&opened) { "yes" } else { "no" }.to_owned()),
        cells(&surface, teams),
    ];
    acting("tr", class(state), vec![("role", "row".to_owned()), ("data-key", key)], acts, vec![header])
}

fn class(state: State) -> &'static str {
    match state {
        State::Contested | State::OneSided => "contested",
        State::Unowned => "nobody",
        State::Shared => "shared",
        State::Owned => "",
    }
}

/// The sign and the words of what deserves a look.
pub(super) fn flag(state: State, surface: &Surface) -> Option<(&'static str, String)> {
    let n = surface.answering().count();
    match state {
        State::Contested => Some(("i i-look", format!("Contested: {n} teams own it"))),
        State::OneSided => Some(("i i-look", "To settle: one team owns it, another shares it".to_owned())),
        State::Unowned => Some(("i i-gap", "Nobody owns this".to_owned())),
        State::Shared | State::Owned if !surface.is_registered => Some(("i i-clock", "Proposed".to_owned())),
        State::Shared | State::Owned => None,
    }
}

/// The sign and the word of a claim.
pub(super) fn sign(mode: Mode) -> (&'static str, &'static str) {
    match mode {
        Mode::Own => ("i i-full", "owns"),
        Mode::Share => ("i i-half", "shares"),
        Mode::Consult => ("i i-hollow", "is consulted"),
    }
}

/// Puts a cell for each team into a row: most are empty, and thousands of views of nothing would be slow.
fn cells(surface: &Surface, teams: &[Team]) -> Act {
    let is_open = surface.state().is_open();
    let cell = |(at, team): (usize, &Team)| {
        let mode = surface.claim_of(at)?.mode;
        Some((mode, format!("{} {}", team.name, sign(mode).1)))
    };
    let cells: Vec<Option<(Mode, String)>> = teams.iter().enumerate().map(cell).collect();
    Box::new(move |row| {
        let row = row.clone();
        // An element does what it does before its children are put into it, and the head of a row stands before its cells.
        spawn_local(async move {
            let Some(document) = window().and_then(|window| window.document()) else { return };
            for cell in &cells {
                // A page that makes no elements shows nothing at all.
                if let Some(made) = cell_of(&document, cell.as_ref(), is_open) {
                    let _ = row.append_child(&made);
                }
            }
        });
    })
}

fn cell_of(document: &Document, claim: Option<&(Mode, String)>, is_open: bool) -> Option<Element> {
    let made = document.create_element("td").ok()?;
    made.set_attribute("role", "gridcell").ok()?;
    let Some((mode, says)) = claim else { return Some(made) };
    let class = match mode {
        Mode::Consult => "consult",
        Mode::Own | Mode::Share if is_open => "own c",
        Mode::Own => "own",
        Mode::Share => "share",
    };
    made.set_class_name(class);
    made.set_attribute("data-say", says).ok()?;
    let (sign, word) = sign(*mode);
    let mark = document.create_element("span").ok()?;
    mark.set_class_name(sign);
    mark.set_attribute("aria-hidden", "true").ok()?;
    let spoken = document.create_element("span").ok()?;
    spoken.set_class_name("vh");
    spoken.set_text_content(Some(word));
    made.append_child(&mark).ok()?;
    made.append_child(&spoken).ok()?;
    Some(made)
}
