//! The head of goals: their name, whose they are, the days of the cycle, and how they stand in one line.

use leptos::prelude::*;
use muster_shared::kinds::okr::{ENDS, NAME, OWNER, STARTS, counts};
use muster_shared::sheet::Place;

use super::remarks::notes;
use super::use_okr::UseOkr;
use crate::editor::TextField;
use crate::form::plain::{el, following, icon, nothing, while_so, with, words, written};
use crate::form::{Ask, Looks, PersonField, Pick};
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, values};
use crate::words::{counted, day_number, long_day};

const DAYS: [Ask; 2] = [Ask::new(STARTS, "Starts", "Name the day"), Ask::new(ENDS, "Ends", "Name the day")];

/// The head.
pub(super) fn head(cx: UseOkr, face: Face) -> AnyView {
    let owner = cx.form.on_sheet(OWNER);
    let looks = Looks { label: "Owner".to_owned(), hint: "name one".to_owned(), class: "strong", ..Looks::default() };
    let place = Place::on_sheet(NAME);
    let name = view! { <TextField doc=cx.form.doc place label="Name" hint="Name the goals" line=true/> }.into_any();
    let person = view! { <PersonField held=owner names=cx.names looks/> }.into_any();
    let level = vec![("role", "heading".to_owned()), ("aria-level", cx.form.level.to_string())];
    let parts = vec![
        with("div", "team", level, vec![name]),
        el("div", "captain", vec![following(move || whose(cx)), " Answers for them: ".into_any(), person]),
        view! { <Pick held=owner what="The owner"/> }.into_any(),
        following(move || state(cx)),
        while_so(move || cx.form.can_edit.get(), move || values(face, DAYS)),
        el(
            "div",
            "margin",
            vec![following(move || notes(cx, STARTS, None)), following(move || notes(cx, "objectives", None))],
        ),
    ];
    el("header", "part title", parts)
}

/// The team with the way to its charter, and the week of the cycle.
fn whose(cx: UseOkr) -> AnyView {
    let (team, name) = cx.view.with(|view| (view.team.clone(), view.team_name.clone()));
    let known = cx.charter.get().map(|charter| charter.sheet.with(|sheet| sheet.text("name").trim().to_owned()));
    let name = known.filter(|name| !name.is_empty()).unwrap_or(name);
    let whose = match team {
        Some(team) => {
            let name = if name.is_empty() { "The team".to_owned() } else { name };
            with("a", "", vec![("href", format!("{}/d/{team}", origin()))], vec![written("b", "", &name)])
        }
        None => words("b", "", "The whole company"),
    };
    el("span", "", vec![whose, words("span", "", format!("{}.", week(cx)))])
}

/// The week of the cycle in words; nothing where its days are not known, or today is none of them.
fn week(cx: UseOkr) -> String {
    let today = cx.today.get_value();
    let days = cx.view.with(|view| [day_number(&view.starts), day_number(&view.ends), day_number(&today)]);
    match days {
        [Some(starts), Some(ends), Some(now)] if starts <= now && now <= ends => {
            format!(", week {} of {}", (now - starts) / 7 + 1, (ends - starts) / 7 + 1)
        }
        _ => String::new(),
    }
}

/// How the key results stand, in counts.
pub(super) fn state(cx: UseOkr) -> AnyView {
    let today = cx.today.get_value();
    let [well, behind, open] = cx.view.with(|view| counts(view, &today));
    let clause =
        |class: &'static str, of: &'static str, says: String| el("span", class, vec![icon(of), says.into_any()]);
    let well = (well > 0).then(|| clause("", "i i-check quiet", format!("{well} at pace or ahead")));
    let behind = (behind > 0).then(|| clause("look", "i i-look", format!("{behind} behind")));
    let open = (open > 0).then(|| clause("", "i i-hollow quiet", format!("{open} not countable yet")));
    let (ends, closed) = cx.view.with(|view| (view.ends.clone(), view.closed.is_some()));
    let ends = match (closed, ends.as_str()) {
        (true, _) => clause("", "i i-lock quiet", "Closed".to_owned()),
        (false, "") => nothing(),
        (false, ends) => clause("", "i i-clock quiet", format!("Ends {}", long_day(ends))),
    };
    let (objectives, results) = cx.view.with(|view| (view.objectives.len(), view.results().count()));
    let all = clause(
        "quiet",
        "i i-full quiet",
        format!(
            "{}, {}",
            counted(objectives, "objective", "objectives"),
            counted(results, "key result", "key results")
        ),
    );
    el("p", "state", [Some(all), well, behind, open, Some(ends)].into_iter().flatten().collect())
}
