//! The way from an objective upward: to an objective of the company, and from there to an area of focus; where there is none, the
//! gap, and the way to close it or to say why it stands alone.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::okr::{ALONE, AN_OBJECTIVE, OBJECTIVES, TOWARDS, TOWARDS_NAME, Tree};
use muster_shared::kinds::strategy;
use muster_shared::sheet::{Edit, Place};

use super::use_okr::UseOkr;
use crate::boxed::memo;
use crate::form::plain::{acting, button, el, following, icon, nothing, on, while_so, with, words, written};
use crate::form::{Looks, Takes, ValueField};
use crate::widgets::digests::Digested;
use crate::widgets::origin::origin;

/// Something that an objective can work towards: its place, its words, and what it is.
type Above = (String, String, &'static str);

/// Areas of focus, and the company's objectives where these goals are a team's.
fn offered(cx: UseOkr) -> Vec<Above> {
    let is_example = cx.form.doc.is_example.get();
    let of_company = |tree: &Tree| {
        let all = tree.tops.iter().filter_map(|(top, _)| tree.of(*top));
        let named = all
            .map(|(cycle, aim)| (format!("{}/{}", cycle.doc, aim.row), aim.words.clone(), "the company, this cycle"));
        named.collect::<Vec<Above>>()
    };
    let is_of_team = cx.view.with(|view| view.team.is_some());
    let objectives = if is_of_team { cx.tree.with(of_company) } else { Vec::new() };
    let is_here = |one: &&Digested| one.kind == strategy::KIND && one.digest.example == is_example;
    let focuses = |one: &Digested| {
        let lines = one.digest.lines.iter();
        lines
            .map(|line| (format!("{}/{}", one.id, line.row), line.text.clone(), "area of focus"))
            .collect::<Vec<Above>>()
    };
    let focuses = cx.shown.listing.digests.with(|all| all.iter().filter(is_here).flat_map(focuses).collect::<Vec<_>>());
    objectives.into_iter().chain(focuses).collect()
}

/// The line of an objective.
pub(super) fn towards(cx: UseOkr, row: RowId) -> AnyView {
    let offered = memo(move || offered(cx));
    let of = row.clone();
    let said = memo(move || {
        cx.view.with(|view| {
            view.objectives.iter().find(|one| one.row == of).map(|one| (one.towards.clone(), one.alone.clone()))
        })
    });
    let shown = following(move || match said.get() {
        None => nothing(),
        Some((Some((at, name)), _)) => offered.with(|offered| up(cx, offered, &at, &name)),
        Some((None, alone)) if !alone.is_empty() => nothing(),
        Some((None, _)) => {
            el("p", "gapline", vec![icon("i i-look look"), words("span", "", "It points to nothing above it.")])
        }
    });
    let has_one = memo(move || said.with(|said| said.as_ref().is_some_and(|(towards, _)| towards.is_some())));
    let (of_choice, of_alone) = (row.clone(), row.clone());
    let choose = while_so(
        move || cx.form.can_edit.get() && !has_one.get() && offered.with(|offered| !offered.is_empty()),
        move || choice(cx, offered, of_choice.clone()),
    );
    let leave = while_so(
        move || cx.form.can_edit.get() && has_one.get(),
        move || {
            let row = row.clone();
            button("btn word no-print", "Point elsewhere", move || set(cx, &row, "", ""))
        },
    );
    let is_alone = memo(move || !has_one.get());
    let alone = while_so(
        move || is_alone.get(),
        move || {
            let held = cx.form.in_row(OBJECTIVES, &of_alone, ALONE);
            let ask = AN_OBJECTIVE.ask(ALONE, "Why it stands alone");
            let looks = Looks {
                label: ask.label.to_owned(),
                hint: "or say why it stands alone".to_owned(),
                ..Looks::default()
            };
            let typed = held.typed(Takes::Words);
            view! { <ValueField typed takes=Takes::Words looks/> }.into_any()
        },
    );
    el("div", "towards", vec![shown, choose, leave, alone])
}

/// The way upward, one line a step.
fn up(cx: UseOkr, offered: &[Above], at: &str, name: &str) -> AnyView {
    let step = |at: &str, name: &str| {
        let known = offered.iter().find(|(place, ..)| place == at);
        let name = known.map_or(name, |(_, name, _)| name.as_str());
        let what = known.map(|(.., what)| words("span", "quiet small", format!(" {what}")));
        let name = written("bdi", "", name);
        let link = match at.split_once('/') {
            Some((doc, row)) => with("a", "", vec![("href", format!("{}/d/{doc}#{row}", origin()))], vec![name]),
            None => name,
        };
        el("li", "", [link].into_iter().chain(what).collect())
    };
    // The objective above says in its turn what it works towards.
    let further = cx.tree.with(|tree| {
        let mut above = tree.tops.iter().filter_map(|(top, _)| tree.of(*top));
        let found = above.find(|(cycle, aim)| format!("{}/{}", cycle.doc, aim.row) == at);
        found.map(|(_, aim)| aim.towards.clone()).filter(|towards| !towards.is_empty())
    });
    let further = further.map(|further| step(&further, "An area of focus"));
    el("ol", "up", [step(at, name)].into_iter().chain(further).collect())
}

fn choice(cx: UseOkr, offered: Memo<Vec<Above>>, row: RowId) -> AnyView {
    let option = |value: String, says: String| with("option", "", vec![("value", value)], vec![says.into_any()]);
    let first = option(String::new(), "towards what?".to_owned());
    let rest = following(move || {
        let all = offered.get().into_iter().map(|(at, name, what)| option(at, format!("{name} ({what})")));
        all.collect_view().into_any()
    });
    let take = on("change", move |event| {
        let chosen = event_target_value(&event);
        let found = offered.with_untracked(|all| all.iter().find(|(at, ..)| *at == chosen).cloned());
        if let Some((at, name, _)) = found {
            set(cx, &row, &at, &name);
        }
    });
    let label = vec![("aria-label", "What this objective works towards".to_owned())];
    acting("select", "ctl no-print", label, vec![take], vec![first, rest])
}

fn set(cx: UseOkr, row: &RowId, at: &str, name: &str) {
    for (field, words) in [(TOWARDS, at), (TOWARDS_NAME, name)] {
        let place = Place::in_row(OBJECTIVES, row, field);
        let edit = match words {
            "" => Edit::Clear { at: place },
            words => Edit::Set { at: place, to: words.into() },
        };
        // The chip says what the document refuses.
        let _ = cx.form.edit(&edit);
    }
}
