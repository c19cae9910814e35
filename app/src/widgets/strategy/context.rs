//! Context: notes, the newest first, each with what it touches; an old one says what replaced it and which decisions rest on it.

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::strategy::{A_NOTE, NAME, NOTE, NOTES, Note, ON, REPLACES, THING, TOUCHES, Touch, guide};
use muster_shared::sheet::Value;

use super::own::noticed;
use super::use_strategy::UseStrategy;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{
    acting, each, each_known, el, following, follows, icon, known, nothing, on, while_so, with, words, written,
};
use crate::form::{Folded, Head};
use crate::talk::said::below;
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, margin, note, take_back};
use crate::words::{counted, initials, short_day};

/// So many decisions of each team are offered to rest on a note.
const LATEST: usize = 5;

/// The section.
pub(super) fn context(cx: UseStrategy, face: Face) -> AnyView {
    let ids = memo(move || cx.view.with(|view| view.notes.iter().map(|note| note.row.id.clone()).collect::<Vec<_>>()));
    let aside = memo(move || counted(ids.with(Vec::len), "note", "notes"));
    let none = while_so(move || ids.with(Vec::is_empty), || words("p", "empty", A_NOTE.none));
    let stream = el("ol", "rows stream", vec![each(move || ids.get(), move |row| one(cx, face, row))]);
    let new = Folded::new(A_NOTE.add, move || cx.composing(NOTES, &A_NOTE, None, Vec::new())).show(cx.own.can_edit);
    let remarks = following(move || {
        noticed(cx, NOTES, None).iter().map(|(head, advice)| note(head, advice)).collect_view().into_any()
    });
    let head = Head { aside: Some(aside.into()), about: Some(&guide::NOTE), also: None };
    let content = vec![none, stream, new, el("div", "margin", vec![remarks])];
    cx.form.section("Context", "context", head, content)
}

fn one(cx: UseStrategy, face: Face, id: RowId) -> AnyView {
    let (of, about) = (id.clone(), id.clone());
    let found = memo(move || cx.view.with(|view| view.notes.iter().find(|note| note.row.id == of).cloned()));
    let read = read(cx, face, found);
    let newer = Folded::about("It is out of date…", move || {
        cx.composing(NOTES, &A_NOTE, Some(about.clone()), vec![(REPLACES, about.to_string())])
    });
    let is_new = memo(move || {
        cx.own.can_edit.get() && found.with(|note| note.as_ref().is_some_and(|note| note.replaced_by.is_none()))
    });
    let (touched, may) = (id.clone(), is_new);
    let touch = while_so(move || may.get(), move || touching(cx, touched.clone()));
    let ways = el("div", "acts no-print", vec![touch, newer.show(is_new.into())]);
    let parts = [el("div", "read", vec![read, ways])].into_iter().chain(margin(face, NOTES, &id));
    with("li", "", vec![("data-row", id.to_string())], parts.collect())
}

/// A note: its day, what it says, what it touches, each with what people say about that, and what rests on it.
fn read(cx: UseStrategy, face: Face, found: Memo<Option<Note>>) -> AnyView {
    let when = known(found, move |note| {
        let on = note.row.value(ON).words();
        let says = short_day(on, &cx.today.get_value());
        with("time", "", vec![("datetime", on.to_owned())], vec![says.into_any()])
    });
    let touches = memo(move || found.with(|note| note.as_ref().map(|note| note.touches.clone()).unwrap_or_default()));
    let is_there = move || {
        let replaces = |note: &Option<Note>| note.as_ref().is_some_and(|note| note.replaces.is_some());
        !touches.with(Vec::is_empty) || found.with(replaces)
    };
    let list = while_so(is_there, move || {
        let all = each_known(touches, |touch| &touch.row.id, move |id, touch| touched(cx, face, &id, touch));
        let label = vec![("aria-label", "Touches".to_owned())];
        with("ul", "touch", label, vec![all, known(found, move |note| replaces(cx, note))])
    });
    let says = known(found, move |note| says(cx, note));
    let back = known(found, move |note| {
        let back = take_back(face, NOTES, &note.row, "Take back");
        resting(cx, note).into_iter().chain([back]).collect_view().into_any()
    });
    let is_old = memo(move || found.with(|note| note.as_ref().is_some_and(|note| note.replaced_by.is_some())));
    let class = follows("class", move || if is_old.get() { "said-once old" } else { "said-once" }.to_owned());
    let can_be_led_to = vec![("tabindex", "-1".to_owned())];
    let parts = vec![el("p", "when", vec![when]), el("div", "what", vec![says, list, back])];
    acting("article", "said-once", can_be_led_to, vec![class], parts)
}

/// That it stands in for another one.
fn replaces(cx: UseStrategy, note: &Note) -> AnyView {
    let Some((_, on)) = &note.replaces else { return nothing() };
    let says = format!("replaces {}", short_day(on, &cx.today.get_value()));
    el("li", "", vec![icon("i i-carry"), says.into_any()])
}

/// The words of a note, and whose they are.
fn says(cx: UseStrategy, note: &Note) -> AnyView {
    let today = cx.today.get_value();
    let by = cx.made_by(NOTES, &note.row);
    let ring = with("span", "who", vec![("aria-hidden", "true".to_owned())], vec![initials(&by).into_any()]);
    let old = note.replaced_by.as_ref().map(|(_, on)| {
        el(
            "span",
            "look nowrap",
            vec![icon("i i-look"), format!(" superseded on {}", short_day(on, &today)).into_any()],
        )
    });
    let by = el("p", "by", [ring, written("b", "", &by)].into_iter().chain(old).collect());
    vec![by, marked(note.words())].into_any()
}

/// The way to something that a note touches.
fn link(cx: UseStrategy, touch: &Touch) -> AnyView {
    let name = written("bdi", "", touch.name());
    match href(cx, touch) {
        Some(href) => with("a", "", vec![("href", href)], vec![name]),
        None => name,
    }
}

fn href(cx: UseStrategy, touch: &Touch) -> Option<String> {
    let (doc, row) = touch.thing();
    let at = |doc: &str| {
        if row.is_empty() { format!("{}/d/{doc}", origin()) } else { format!("{}/d/{doc}#{row}", origin()) }
    };
    match (doc, row) {
        ("", "") => cx.team_called(touch.name()).map(|doc| at(doc.as_str())),
        ("", row) => cx.listing.digests.with(|all| {
            let has_it =
                |one: &&crate::widgets::digests::Digested| one.digest.lines.iter().any(|line| line.row.as_str() == row);
            all.iter().find(has_it).map(|one| at(one.id.as_str()))
        }),
        (doc, _) => Some(at(doc)),
    }
}

fn touched(cx: UseStrategy, face: Face, id: &RowId, touch: Memo<Option<Touch>>) -> AnyView {
    let read = known(touch, move |touch| {
        let class = if touch.thing().1.is_empty() { "i i-full" } else { "i i-check" };
        vec![icon(class), link(cx, touch), take_back(face, TOUCHES, &touch.row, "Not it")].into_any()
    });
    with("li", "", vec![("data-row", id.to_string())], vec![read, below(cx.talk, TOUCHES, id)])
}

/// The decisions that rest on a note which holds no longer.
fn resting(cx: UseStrategy, note: &Note) -> Option<AnyView> {
    note.replaced_by.as_ref()?;
    let rests: Vec<AnyView> = note.resting().map(|touch| el("li", "", vec![link(cx, touch)])).collect();
    let says = match rests.len() {
        0 => return None,
        1 => "1 decision rests on it".to_owned(),
        n => format!("{n} decisions rest on it"),
    };
    Some(el("div", "rest", vec![words("p", "label", says), el("ul", "", rests)]))
}

/// The choice of a team or a decision that a note touches: whoever reads it knows best what it means for them.
fn touching(cx: UseStrategy, note: RowId) -> AnyView {
    let of = note.clone();
    let left = memo(move || {
        let touched: Vec<String> = cx.view.with(|view| {
            let of_note = view.notes.iter().filter(|one| one.row.id == of).flat_map(|one| &one.touches);
            of_note.map(|touch| touch.row.value(THING).words().to_owned()).collect()
        });
        things(cx).into_iter().filter(|(thing, _)| !touched.contains(thing)).collect::<Vec<_>>()
    });
    let option = |(thing, name): (String, String)| with("option", "", vec![("value", thing)], vec![name.into_any()]);
    let first = option((String::new(), "It touches…".to_owned()));
    // A chosen one leaves the list, and the field stands at its first word again.
    let rest = following(move || left.get().into_iter().map(option).collect_view().into_any());
    let take = on("change", move |event| {
        let thing = event_target_value(&event);
        let found = left.with_untracked(|left| left.iter().find(|(one, _)| *one == thing).cloned());
        let Some((thing, name)) = found else { return };
        let values: [(&str, Value); 4] = [
            (NOTE, note.as_str().into()),
            (NAME, name.into()),
            (THING, thing.into()),
            (ON, cx.today.get_value().into()),
        ];
        // The chip says what the document refuses.
        let _ = cx.own.add(TOUCHES, &values);
    });
    let label = vec![("aria-label", "What this note touches".to_owned())];
    acting("select", "ctl", label, vec![take], vec![first, rest])
}

/// The teams, and the latest decisions of each: their ids and names.
fn things(cx: UseStrategy) -> Vec<(String, String)> {
    let teams = cx.sight.with(|sight| {
        sight.teams.iter().map(|(team, _)| (team.doc.to_string(), team.name.clone())).collect::<Vec<_>>()
    });
    let logs = muster_shared::kinds::log::KIND;
    let mut things = teams.clone();
    cx.listing.digests.with(|all| {
        for (team, name) in &teams {
            let Some(log) = team.parse().ok().and_then(|team: DocId| logs.about(&team)) else { continue };
            let lines = all.iter().filter(|one| one.id == log).flat_map(|one| one.digest.lines.iter().take(LATEST));
            let decision = |line: &muster_shared::kinds::Line| {
                (format!("{log}/{}", line.row), format!("{name}: {}", line.words()))
            };
            things.extend(lines.map(decision));
        }
    });
    things
}
