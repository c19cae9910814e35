//! The quiet line in a charter's head that says which area of focus its mission serves, and where those say so who write it.

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter::{FOCUS, FOCUS_NAME, SERVES};
use muster_shared::kinds::strategy::{KIND, Served};
use muster_shared::sheet::{Edit, Row};

use crate::boxed::memo;
use crate::form::plain::{acting, each, el, following, icon, of_button, on, while_so, with, written};
use crate::widgets::charter::use_charter::UseCharter;
use crate::widgets::digests::Digested;
use crate::widgets::origin::origin;

/// A focus that can be served: its strategy, its row and its name.
type Offered = (DocId, RowId, String);

/// The line; nothing where there is no strategy and nothing is said.
pub(crate) fn serves(cx: UseCharter) -> AnyView {
    let rows = cx.charter.doc.rows(SERVES);
    let offered = memo(move || offered(cx));
    let says_some = move || !rows.with(Vec::is_empty);
    let left = memo(move || left(cx, offered));
    let can_choose = memo(move || cx.charter.can_edit.get() && left.with(|left| !left.is_empty()));
    let line = move || {
        let served = each(move || rows.get(), move |row| one(cx, offered, row));
        let choose = while_so(move || can_choose.get(), move || choice(cx, left));
        el("div", "serves small quiet", vec!["Serves ".into_any(), el("ul", "", vec![served]), choose])
    };
    while_so(move || says_some() || can_choose.get(), line)
}

/// The areas of focus of the company's strategies, or of the example's.
fn offered(cx: UseCharter) -> Vec<Offered> {
    let is_example = cx.charter.doc.is_example.get();
    let is_here = |one: &&Digested| one.kind == KIND && one.digest.example == is_example;
    let focuses = |one: &Digested| {
        let focus = |line: &muster_shared::kinds::Line| (one.id.clone(), line.row.clone(), line.text.clone());
        one.digest.lines.iter().map(focus).collect::<Vec<_>>()
    };
    cx.listing.digests.with(|all| all.iter().filter(is_here).flat_map(focuses).collect())
}

fn served(row: &Row) -> Served {
    let words = |name| row.value(name).words().to_owned();
    Served { focus: words(FOCUS), name: words(FOCUS_NAME) }
}

/// A focus by its name of now, with the way to it.
fn one(cx: UseCharter, offered: Memo<Vec<Offered>>, id: RowId) -> AnyView {
    let row = cx.charter.doc.row(SERVES, &id);
    let found = memo(move || {
        let served = row.with(served);
        let known = offered.with(|all| all.iter().find(|(doc, row, name)| served.is(doc, row, name)).cloned());
        (
            known.as_ref().map_or(served.name, |(_, _, name)| name.clone()),
            known.map(|(doc, row, _)| format!("{doc}#{row}")),
        )
    });
    let shown = following(move || {
        let (name, at) = found.get();
        let name = written("bdi", "", &name);
        match at {
            Some(at) => with("a", "", vec![("href", format!("{}/d/{at}", origin()))], vec![name]),
            None => name,
        }
    });
    let remove = while_so(
        move || cx.charter.can_edit.get(),
        move || {
            let (id, label) = (id.clone(), format!("Serves no longer: {}", untrack(|| found.get().0)));
            let press = on("click", move |_| {
                // It can be taken back with a step of undo.
                let _ = cx.charter.edit(&Edit::Archive { list: SERVES.to_owned(), row: id.clone() });
            });
            let own = vec![("aria-label", label)];
            acting(
                "button",
                "round no-print",
                of_button().into_iter().chain(own).collect(),
                vec![press],
                vec![icon("i i-cross")],
            )
        },
    );
    el("li", "", vec![shown, remove])
}

/// The areas of focus that are not served yet.
fn left(cx: UseCharter, offered: Memo<Vec<Offered>>) -> Vec<Served> {
    let all: Vec<Served> =
        cx.charter.doc.rows(SERVES).get().iter().map(|id| cx.charter.doc.row(SERVES, id).with(served)).collect();
    let is_left = |(doc, row, name): &&Offered| !all.iter().any(|one| one.is(doc, row, name));
    offered.with(|offered| offered.iter().filter(is_left).map(|(doc, row, name)| Served::new(doc, row, name)).collect())
}

/// The choice of one of them.
fn choice(cx: UseCharter, left: Memo<Vec<Served>>) -> AnyView {
    let option = |value: String, says: String| with("option", "", vec![("value", value)], vec![says.into_any()]);
    let first = option(String::new(), "which focus?".to_owned());
    // A chosen one leaves the list, and the field stands at its first word again.
    let rest =
        following(move || left.get().into_iter().map(|one| option(one.focus, one.name)).collect_view().into_any());
    let take = on("change", move |event| {
        let chosen = event_target_value(&event);
        let found = left.with_untracked(|left| left.iter().find(|one| one.focus == chosen).cloned());
        if let Some(Served { focus, name }) = found {
            // The chip says what the document refuses.
            let _ = cx.charter.add(SERVES, &[(FOCUS, focus.into()), (FOCUS_NAME, name.into())]);
        }
    });
    let label = vec![("aria-label", "Area of focus that the mission serves".to_owned())];
    acting("select", "line no-print", label, vec![take], vec![first, rest])
}
