//! The checks of all charters, for whoever leads them: sifted by what is noticed and by team, each with the press that leads
//! there. The device's own list says them too, without a connection.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{Check, Leads, Summary, over_all};

use super::use_map::{ALL_CHECKS, UseMap, address};
use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{acting, button, el, following, has, icon, on, says, while_so, with, words, written};
use crate::pages::words::named;
use crate::words::counted;

/// So many are shown at a time.
const ROWS_MAX: usize = 100;

/// A check with the charter that it is about.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    doc: DocId,
    team: String,
    check: Check,
}

/// The list, and the choices that it is sifted by; an empty one takes all.
#[derive(Clone, Copy)]
struct UseFound {
    all: Memo<Vec<Found>>,
    sort: RwSignal<String>,
    team: RwSignal<String>,
    shown: Memo<Vec<Found>>,
}

/// All of it, where there is a check.
pub(super) fn checks(cx: UseMap) -> AnyView {
    let all = memo(move || find(cx));
    let (sort, team) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let shown = memo(move || {
        let mut shown = all.get();
        sift(&mut shown, &sort.get(), |one| one.check.sort.name);
        sift(&mut shown, &team.get(), |one| one.doc.as_str());
        shown
    });
    let found = UseFound { all, sort, team, shown };
    while_so(move || all.with(|all| !all.is_empty()), move || part(cx, found))
}

/// Keeps those that have what was chosen. Where nothing was, or none is left that has it, all stay.
fn sift(found: &mut Vec<Found>, chosen: &str, own: fn(&Found) -> &str) {
    if found.iter().any(|one| own(one) == chosen) {
        found.retain(|one| own(one) == chosen);
    }
}

/// The checks of the company's own charters; of the example's where there are no others.
fn find(cx: UseMap) -> Vec<Found> {
    cx.shell.catalogue.listed.with(|listed| {
        let is_example = listed.iter().all(|row| row.summary.example);
        let rows: Vec<_> = listed.iter().filter(|row| row.summary.example == is_example).collect();
        let summaries: Vec<&Summary> = rows.iter().map(|row| &row.summary).collect();
        let found = over_all(&summaries, &today()).into_iter();
        let found = found.filter_map(|(at, check)| {
            let row = rows.get(at)?;
            Some(Found { doc: row.doc.clone(), team: named(&row.summary.name), check })
        });
        found.collect()
    })
}

fn part(cx: UseMap, found: UseFound) -> AnyView {
    let count = move || {
        let (n, all) = (found.shown.with(Vec::len), found.all.with(Vec::len));
        if n == all { counted(n, "check", "checks") } else { format!("{n} of {all}") }
    };
    let status = acting("span", "agreed", vec![("role", "status".to_owned())], vec![says(count)], Vec::new());
    let side = el("div", "side", vec![words("h2", "", "Checks"), status]);
    let sift = el(
        "div",
        "narrows no-print",
        vec![
            choice("Which check", "All checks", found.sort, memo(move || found.sorts())),
            choice("Which team", "All teams", found.team, memo(move || found.teams())),
        ],
    );
    let list = following(move || {
        let rows = found.shown.with(|shown| shown.iter().take(ROWS_MAX).map(|one| row(cx, one)).collect());
        el("ul", "also", rows)
    });
    let n_more = move || found.shown.with(Vec::len).saturating_sub(ROWS_MAX);
    let more = while_so(
        move || n_more() > 0,
        move || words("p", "small quiet", format!("And {} more: choose a check or a team.", n_more())),
    );
    let about = vec![("id", ALL_CHECKS.to_owned()), ("aria-label", "Checks of all teams".to_owned())];
    with("section", "part mapped all-checks", about, vec![side, sift, list, more])
}

impl UseFound {
    /// The sorts that there are, each with its number.
    fn sorts(self) -> Vec<(String, String)> {
        self.counts(|one| (one.check.sort.name.to_owned(), one.check.sort.head.to_owned()))
    }

    /// The teams that there are, each with its number.
    fn teams(self) -> Vec<(String, String)> {
        self.counts(|one| (one.doc.to_string(), one.team.clone()))
    }

    /// The choices among all, in the order in which they come first, each with how many have it.
    fn counts(self, choice: fn(&Found) -> (String, String)) -> Vec<(String, String)> {
        let mut counts: Vec<((String, String), usize)> = Vec::new();
        self.all.with(|all| {
            for chosen in all.iter().map(choice) {
                match counts.iter_mut().find(|(known, _)| *known == chosen) {
                    Some((_, n)) => *n += 1,
                    None => counts.push((chosen, 1)),
                }
            }
        });
        counts.into_iter().map(|((value, says), n)| (value, format!("{says} ({n})"))).collect()
    }
}

/// A choice of one of several, or of all.
fn choice(
    label: &'static str,
    all: &'static str,
    chosen: RwSignal<String>,
    choices: Memo<Vec<(String, String)>>,
) -> AnyView {
    let option = move |value: String, says: String| {
        let own = value.clone();
        let is_chosen = has("selected", move || chosen.with(|chosen| *chosen == own));
        acting("option", "", vec![("value", value)], vec![is_chosen], vec![says.into_any()])
    };
    following(move || {
        let first = option(String::new(), all.to_owned());
        let rest = choices.get().into_iter().map(|(value, says)| option(value, says));
        let choose = on("change", move |event| chosen.set(event_target_value(&event)));
        let label = vec![("aria-label", label.to_owned())];
        acting("select", "line", label, vec![choose], std::iter::once(first).chain(rest).collect())
    })
}

fn row(cx: UseMap, one: &Found) -> AnyView {
    let Found { doc, team, check } = one;
    let team = with("a", "", vec![("href", address(doc)), ("dir", "auto".to_owned())], vec![team.clone().into_any()]);
    let said =
        el("span", "", vec![words("b", "", check.sort.head), " ".into_any(), written("span", "", &check.advice())]);
    el("li", "", vec![icon("i i-look"), team, said, way(cx, doc, check)])
}

/// The press that leads to where something is done.
fn way(cx: UseMap, doc: &DocId, check: &Check) -> AnyView {
    if check.sort.leads == Leads::Map {
        let surface = check.part.clone();
        return button("btn word", check.sort.press, move || cx.open(&surface));
    }
    let part = check.row.as_ref().map_or_else(|| check.sort.section.to_owned(), ToString::to_string);
    with("a", "btn word", vec![("href", format!("{}#{part}", address(doc)))], vec![check.sort.press.into_any()])
}
