//! The head of a strategy: its name, the person who answers for it, and how it stands in one line.

use leptos::prelude::*;
use muster_shared::kinds::strategy::{Clock, NAME, OWNER};
use muster_shared::sheet::Place;

use super::use_strategy::UseStrategy;
use crate::editor::TextField;
use crate::form::plain::{el, following, icon, while_so, with, words};
use crate::form::{Looks, PersonField, Pick};
use crate::words::counted;

/// The head.
pub(super) fn head(cx: UseStrategy) -> AnyView {
    let owner = cx.form.on_sheet(OWNER);
    let looks = Looks { label: "Owner".to_owned(), hint: "name one".to_owned(), class: "strong", ..Looks::default() };
    let place = Place::on_sheet(NAME);
    let name = view! { <TextField doc=cx.form.doc place label="Name" hint="Name the strategy" line=true/> }.into_any();
    let person = view! { <PersonField held=owner names=cx.names looks/> }.into_any();
    let nobody = while_so(
        move || owner.register.with(|one| one.is_vacant()),
        || words("span", "", "Nobody answers for it yet."),
    );
    let level = vec![("role", "heading".to_owned()), ("aria-level", cx.form.level.to_string())];
    let parts = vec![
        with("div", "team", level, vec![name]),
        el("div", "captain", vec!["Strategy. Answers for it: ".into_any(), person, nobody]),
        view! { <Pick held=owner what="The owner"/> }.into_any(),
        following(move || state(cx)),
    ];
    el("header", "part title", parts)
}

/// The state, each clause with a way to what it is about.
fn state(cx: UseStrategy) -> AnyView {
    let today = cx.today.get_value();
    let clause = |class: &'static str, part: &str, of: &'static str, says: String| {
        with("a", class, vec![("href", format!("#{part}"))], vec![icon(of), says.into_any()])
    };
    let (clock, owed, all) = cx.view.with(|view| (Clock::of(view, &today), view.owed().count(), view.pitches.len()));
    let gaps = cx.sight.with(|sight| sight.n_gaps(&today));
    let clock = clock.map(|clock| el("span", "", vec![icon("i i-clock quiet"), clock.says().into_any()]));
    let gaps = (gaps > 0).then(|| clause("look", "sight", "i i-look", counted(gaps, "gap", "gaps")));
    let answered = format!("{} of {} answered", all - owed, counted(all, "pitch", "pitches"));
    let pitches = (all > 0).then(|| clause("", "pitches", "i i-comment quiet", answered));
    el("p", "state", [clock, gaps, pitches].into_iter().flatten().collect())
}
