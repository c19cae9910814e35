//! The stream of decisions, newest first: filters above it, a page of them at a time, and the draft of the next one.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::DECISIONS;

use super::decision::{decision, stamp_of, ways};
use super::learned::about_decision;
use super::row::drawn;
use super::sift::SORTS;
use super::touched::{Beside, touched};
use super::use_log::UseLog;
use crate::boxed::memo;
use crate::form::plain::{
    acting, button, each, el, first, following, follows, holds, of_button, on, says, while_so, with, words,
};
use crate::form::{Composing, section};
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, margin};

const NOTHING_YET: &str =
    "No decision is logged yet. The first one shows here with its reasons, and later with what became of it.";
const ONCE: &str = "Once logged, it is not edited. A correction is a new decision that names this one.";

/// The draft of the next decision, for those who may log one.
pub(super) fn composer(cx: UseLog) -> AnyView {
    let logged = RwSignal::new("");
    let composing = move || Composing {
        done: Callback::new(move |_| logged.set("Logged. It stands first in the log.")),
        ..cx.new_decision()
    };
    let status = move || {
        let role = vec![("role", "status".to_owned())];
        acting("p", "vh", role, vec![says(move || logged.get())], Vec::new())
    };
    let draft = move || {
        let parts = vec![composing().show(), words("p", "small quiet no-print", ONCE), status()];
        section(cx.form, "New decision", "new", String::new, parts)
    };
    while_so(move || cx.can_decide.get(), draft)
}

/// The stream.
pub(super) fn stream(cx: UseLog, face: Face) -> AnyView {
    let sift = cx.sift;
    let found = memo(move || {
        cx.view.with(|view| {
            let found = view.decisions.iter().filter(|one| sift.holds(one, cx.names));
            found.map(|one| one.row.id.clone()).collect::<Vec<_>>()
        })
    });
    let shown = first(found, |row| row, move || sift.at_most.get());
    let is_empty = memo(move || cx.view.with(|view| view.decisions.is_empty()));
    let head = following(move || if is_empty.get() { words("p", "empty", NOTHING_YET) } else { sifter(cx) });
    let beside = Beside::of(cx);
    let rows = el("ol", "rows decs", vec![each(move || shown.get(), move |row| one_decision(cx, face, beside, row))]);
    let aside = move || format!("{}, newest first", cx.view.with(|view| view.decisions.len()));
    section(cx.form, "Decisions", "decisions", aside, vec![head, rows, following(move || rest(cx, found, shown))])
}

fn rest(cx: UseLog, found: Memo<Vec<RowId>>, shown: Memo<Vec<RowId>>) -> AnyView {
    let sift = cx.sift;
    let n = found.with(Vec::len);
    let more = n.saturating_sub(shown.with(Vec::len));
    let mut acts = Vec::new();
    if n == 0 && !cx.view.with(|view| view.decisions.is_empty()) {
        acts.push(words("p", "empty", "No decision is like that."));
    }
    if more > 0 {
        acts.push(button("btn word", format!("Show the other {more}"), move || sift.at_most.set(usize::MAX)));
    }
    if n > 0 {
        let id = cx.form.doc.id().map(String::from).unwrap_or_default();
        let href = vec![("href", format!("{}/embed/{id}.md", origin()))];
        acts.push(with("a", "btn word", href, vec!["Take them out as Markdown".into_any()]));
    }
    el("div", "acts no-print", acts)
}

/// The filters.
fn sifter(cx: UseLog) -> AnyView {
    let sift = cx.sift;
    let classes = following(move || {
        let option = |class: String| with("option", "", vec![("value", class.clone())], vec![class.into_any()]);
        cx.classes().into_iter().map(option).collect_view().into_any()
    });
    let every = with("option", "", vec![("value", String::new())], vec!["Every class".into_any()]);
    let chosen = on("change", move |event| sift.class.set(event_target_value(&event)));
    let own = |name: &'static str, value: &str| (name, value.to_owned());
    let select = acting(
        "select",
        "ctl",
        vec![own("aria-label", "Class")],
        vec![holds(move || sift.class.get()), chosen],
        vec![every, classes],
    );
    let typed = on("input", move |event| sift.words.set(event_target_value(&event)));
    let attributes = vec![
        own("type", "search"),
        own("dir", "auto"),
        own("aria-label", "Filter by word or person"),
        own("placeholder", "Word or person"),
    ];
    let search = acting("input", "ctl", attributes, vec![holds(move || sift.words.get()), typed], Vec::new());
    let toggles = (0..SORTS.len()).map(|at| toggle(cx, at));
    let group = vec![own("role", "group"), own("aria-label", "Which decisions")];
    with("div", "sift no-print", group, toggles.chain([select, search]).collect())
}

fn toggle(cx: UseLog, at: usize) -> AnyView {
    let (name, is_of) = SORTS[at];
    let n = move || cx.view.with(|view| view.decisions.iter().filter(|one| is_of(one)).count()).to_string();
    let acts = vec![
        follows("aria-pressed", move || (cx.sift.sort.get() == at).to_string()),
        on("click", move |_| cx.sift.sort.set(at)),
    ];
    let n = acting("span", "num", Vec::new(), vec![says(n)], Vec::new());
    acting("button", "tog", of_button(), acts, vec![name.into_any(), " ".into_any(), n])
}

fn one_decision(cx: UseLog, face: Face, beside: Option<Beside>, row: RowId) -> AnyView {
    let (id, of) = (row.clone(), row.clone());
    let read = drawn(
        cx,
        move |view| view.decision(&row).map(stamp_of).unwrap_or_default(),
        move |view| view.decision(&of).map(|one| decision(cx, face, one)),
    );
    let touched = beside.map(|beside| el("div", "foreign", vec![touched(cx, beside, &id)]));
    let own = [read, about_decision(cx, &id), ways(cx, face, &id)];
    let parts = own.into_iter().chain(touched).chain(margin(face, DECISIONS, &id));
    with("li", "", vec![("data-row", id.to_string())], parts.collect())
}
