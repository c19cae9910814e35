//! An objective in a section of its own: its sentence, why, what it works towards, and its key results.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::okr::{AN_OBJECTIVE, KEY_RESULTS, NAME, OBJECTIVE, OBJECTIVES, Objective, OkrView, WHY};

use super::remarks::notes;
use super::result::{add, result};
use super::split::split;
use super::towards::towards;
use super::use_okr::UseOkr;
use crate::boxed::memo;
use crate::form::plain::{Attributes, acting, each, el, following, heading, says, while_so, with, words};
use crate::form::{RowKeys, RowTools, Rows, RowsEnd, name_in, unique_id};
use crate::widgets::outline::{At, Face, field};

/// All objectives, and the way to the next one. `own` is the face of what is its makers' own.
pub(super) fn objectives(cx: UseOkr, face: Face, own: Face) -> AnyView {
    let rows = cx.form.rows(OBJECTIVES, &[], name_in(OBJECTIVE));
    let results = cx.form.rows(KEY_RESULTS, &[], name_in(NAME));
    let ids = rows.ids;
    let none = while_so(move || ids.with(Vec::is_empty), || words("p", "empty", AN_OBJECTIVE.none));
    let all = each(move || ids.get(), move |row| one(cx, (face, own), (rows, results), row));
    let loose = memo(move || {
        let rows = |view: &OkrView| view.loose.iter().map(|one| one.metric.row.clone()).collect::<Vec<_>>();
        cx.view.with(rows)
    });
    let without = while_so(
        move || loose.with(|loose| !loose.is_empty()),
        move || {
            let list =
                el("ul", "rows", vec![each(move || loose.get(), move |row| result(cx, (face, own), results, row))]);
            part(cx, Vec::new(), || "Key results without an objective".to_owned(), String::new, vec![list])
        },
    );
    let end = view! { <RowsEnd rows add=AN_OBJECTIVE.add/> }.into_any();
    let removed = view! { <crate::form::RemovedRows rows=results/> }.into_any();
    el("div", "objectives", vec![all, without, el("div", "part", vec![el("div", "", vec![none, end, removed])])])
}

/// A section whose name is not known before.
fn part(
    cx: UseOkr,
    own: Attributes,
    name: impl Fn() -> String + 'static,
    aside: impl Fn() -> String + 'static,
    content: Vec<AnyView>,
) -> AnyView {
    let id = unique_id();
    let name = acting("span", "", Vec::new(), vec![says(name)], Vec::new());
    let title = heading(cx.form.level + 1, "h", vec![("id", id.clone())], vec![name]);
    let far = acting("span", "agreed", Vec::new(), vec![says(aside)], Vec::new());
    let parts = [el("div", "side", vec![title, far])].into_iter().chain(content).collect();
    let attributes = [("part", "objective".to_owned()), ("aria-labelledby", id)];
    with("section", "part objective", attributes.into_iter().chain(own).collect(), parts)
}

fn one(cx: UseOkr, (face, own): (Face, Face), (rows, results): (Rows, Rows), row: RowId) -> AnyView {
    let of = row.clone();
    let found = memo(move || cx.view.with(|view| view.objectives.iter().find(|one| one.row == of).cloned()));
    let at = row.clone();
    let headed = move || {
        let nth = rows.ids.with(|ids| ids.iter().position(|id| *id == at)).unwrap_or_default() + 1;
        format!("Objective {nth}")
    };
    let ids = memo(move || {
        let rows = |one: &Objective| one.results.iter().map(|result| result.metric.row.clone()).collect::<Vec<_>>();
        found.with(|one| one.as_ref().map(rows).unwrap_or_default())
    });
    let aside = move || far(cx, found);
    let name = memo(move || found.with(|one| one.as_ref().map(|one| one.words.clone()).unwrap_or_default()));
    let keys = Some(RowKeys::of(rows, &row));
    let words_of =
        field(face, At::Row(OBJECTIVES, row.clone(), OBJECTIVE), AN_OBJECTIVE.ask(OBJECTIVE, "Objective"), keys);
    let why = field(face, At::Row(OBJECTIVES, row.clone(), WHY), AN_OBJECTIVE.ask(WHY, "Why"), None);
    let two = split(cx, OBJECTIVES, OBJECTIVE, row.clone(), name);
    let tools = view! { <RowTools rows row=row.clone() name/> }.into_any();
    let case = el(
        "dl",
        "case",
        vec![
            words("dt", "", "Why"),
            el("dd", "", vec![why]),
            words("dt", "", "Towards"),
            el("dd", "", vec![towards(cx, row.clone())]),
        ],
    );
    let goal = el("div", "goal", vec![el("div", "claim", vec![words_of, two]), tools, case]);
    let list = el("ul", "rows", vec![each(move || ids.get(), move |row| result(cx, (face, own), results, row))]);
    let noticed = row.clone();
    let remarks = el("div", "margin", vec![following(move || notes(cx, OBJECTIVES, Some(&noticed)))]);
    let named = vec![("id", row.to_string()), ("data-row", row.to_string())];
    part(cx, named, headed, aside, vec![goal, list, add(cx, row.clone()), remarks])
}

/// So many of its key results are at pace or better.
fn far(cx: UseOkr, found: Memo<Option<Objective>>) -> String {
    let today = cx.today.get_value();
    found.with(|one| match one {
        Some(one) if !one.results.is_empty() => cx.view.with(|view| {
            let well = one.results.iter().filter(|result| view.standing(result, &today).is_well()).count();
            format!("{well} of {} at pace", one.results.len())
        }),
        _ => String::new(),
    })
}
