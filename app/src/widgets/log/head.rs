//! The head of a log: whose it is, and how it stands in one sentence.

use leptos::prelude::*;
use muster_shared::id::RowId;

use super::row::go_to;
use super::use_log::UseLog;
use crate::browser::is_online;
use crate::form::plain::{button, el, following, heading, icon, words, written};
use crate::words::counted;

/// The head.
pub(super) fn head(cx: UseLog) -> AnyView {
    let title = following(move || {
        let title = format!("{}, decision log", cx.team.get());
        heading(cx.form.level, "team", Vec::new(), vec![written("bdi", "", &title)])
    });
    let captain = following(move || {
        let says = match cx.captain() {
            none if none.is_empty() => "Every decision, who took it, and what came of it.".to_owned(),
            captain => format!("Captain {captain}. Every decision, who took it, and what came of it."),
        };
        words("p", "captain", says)
    });
    el("header", "part title", vec![title, captain, following(move || state(cx))])
}

/// The state, each clause with a way to what it is about.
fn state(cx: UseLog) -> AnyView {
    let today = cx.today.get_value();
    // A log that was begun on this device may have been begun elsewhere too.
    let is_alone = !cx.form.doc.is_told.get() && !is_online();
    let clauses = cx.view.with(|view| {
        let mut clauses = vec![words("span", "", counted(view.decisions.len(), "decision", "decisions"))];
        if view.n_this_month(&today) > 0 {
            clauses.push(words("span", "", format!("{} this month", view.n_this_month(&today))));
        }
        if is_alone && view.decisions.is_empty() {
            clauses.push(words("span", "", "What others have decided comes with a connection."));
        }
        let measured = view.measured(None, &today);
        if measured.is_shown() {
            clauses.push(words("span", "", format!("{} of the last {} taken here", measured.here, measured.of())));
        }
        let mut look = |says: String, row: Option<&RowId>| {
            if let Some(row) = row.cloned() {
                let go = button("btn word", says, move || go_to(cx, &row));
                clauses.push(el("span", "look", vec![icon("i i-look"), go]));
            }
        };
        let contested: Vec<_> = view.decisions.iter().filter(|one| one.is_contested()).collect();
        look(format!("{} reversed twice", contested.len()), contested.first().map(|one| &one.row.id));
        let due: Vec<_> = view.due(&today).collect();
        look(format!("{} to look at again", due.len()), due.first().map(|one| &one.row.id));
        clauses
    });
    el("p", "state", clauses)
}
