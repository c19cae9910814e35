//! The notes of what people of the team heard from customers, the latest first, and the line for a new one.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::outline::HEARD_SECTION;
use muster_shared::kinds::charter::{FRESH_DAYS, HEARD, HEARD_BY, HEARD_ON, HEARD_WHAT, Heard};
use muster_shared::order::sort_by_key;
use muster_shared::sheet::Row;
use muster_shared::text::links::is_harmless;
use muster_shared::text::words::days_later;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use super::note::Margin;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{
    acting, button, each_known, el, first, holds, known, on, says, while_so, with, words, written, wrong,
};
use crate::form::{Draft, section};
use crate::keyboard;
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::long_day;

/// So many are shown; the files have all.
const SHOWN_MAX: usize = 5;

/// One time that somebody heard a customer.
#[derive(Clone, PartialEq)]
struct Said {
    row: RowId,
    by: String,
    on: String,
    what: String,
}

/// The section; nothing to see for readers while nothing is noted.
pub(crate) fn heard(cx: UseCharter) -> AnyView {
    let all = memo(move || all(cx));
    let is_there = move || cx.charter.can_edit.get() || all.with(|all| !all.is_empty());
    while_so(is_there, move || {
        let list = list(cx, all);
        let new = while_so(move || cx.charter.can_edit.get(), move || new(cx));
        let margin = view! { <Margin cx beside=HEARD/> }.into_any();
        section(cx.charter, HEARD_SECTION.heading, "heard", move || all.with(|all| far(all)), vec![list, new, margin])
    })
}

/// All of them, the latest first.
fn all(cx: UseCharter) -> Vec<Said> {
    let doc = cx.charter.doc;
    let read = |row: &Row| {
        let Heard { by, on, what, .. } = Heard::of(row);
        Said { row: row.id.clone(), by: by.to_owned(), on: on.to_owned(), what: what.to_owned() }
    };
    let mut all: Vec<Said> = doc.rows(HEARD).get().iter().map(|row| doc.row(HEARD, row).with(read)).collect();
    sort_by_key(&mut all, |one| std::cmp::Reverse(one.on.clone()));
    all
}

/// How fresh the latest is, in words.
fn far(all: &[Said]) -> String {
    match all.first() {
        None => String::new(),
        Some(last) if days_later(&last.on, FRESH_DAYS) < today() => {
            format!("last on {}, more than {FRESH_DAYS} days ago", long_day(&last.on))
        }
        Some(last) => format!("last on {}", long_day(&last.on)),
    }
}

/// The latest, each with what people say about it.
fn list(cx: UseCharter, all: Memo<Vec<Said>>) -> AnyView {
    let latest = first(all, |one| &one.row, || SHOWN_MAX);
    let one = move |row: RowId, one: Memo<Option<Said>>| {
        let read = known(one, move |one| {
            let head = words("span", "small quiet", format!("{} · {}", long_day(&one.on), cx.names.label(&one.by)));
            vec![what(&one.what), " ".into_any(), head].into_any()
        });
        let named = vec![("data-row", row.to_string())];
        with("li", "", named, vec![read, view! { <Margin cx beside=HEARD row below=true/> }.into_any()])
    };
    let list = while_so(
        move || !latest.with(Vec::is_empty),
        move || el("ul", "heard", vec![each_known(latest, |one| &one.row, one)]),
    );
    let none = || words("p", "quiet", "Nobody has noted yet what a customer said.");
    vec![list, while_so(move || latest.with(Vec::is_empty), none)].into_any()
}

/// The words, or the way to what they lead to.
fn what(words: &str) -> AnyView {
    if !is_harmless(words) || words.contains(char::is_whitespace) {
        return written("span", "", words);
    }
    let to = vec![("href", words.to_owned()), ("rel", "noopener noreferrer".to_owned())];
    with("a", "", to, vec![words.to_owned().into_any()])
}

/// The line for what this person heard, with its day. The words wait on this device until they are noted.
fn new(cx: UseCharter) -> AnyView {
    let draft = Draft::of(cx.charter.doc, &["heard"], None, &[HEARD_WHAT, HEARD_ON]);
    let typed = RwSignal::new(draft.text(HEARD_WHAT).unwrap_or_default());
    let day = RwSignal::new(draft.text(HEARD_ON).unwrap_or_else(today));
    let error = RwSignal::new(None::<String>);
    let add = move || {
        // Another tab has noted it.
        let done = if draft.is_gone() { Ok(()) } else { note(cx, &typed.get_untracked(), &day.get_untracked()) };
        if done.is_ok() {
            draft.clear();
            typed.set(String::new());
        }
        error.set(done.err());
    };
    let key = move |event: Event| {
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
        if keyboard::key(&event).as_deref() == Some("Enter") {
            event.prevent_default();
            add();
        }
    };
    let field = |label: &'static str, own: Vec<(&'static str, String)>, name: &'static str, typed: RwSignal<String>| {
        let attributes = own.into_iter().chain([("aria-label", label.to_owned())]).collect();
        let input = on("input", move |event| {
            let text = event_target_value(&event);
            draft.write(name, text.clone());
            typed.set(text);
        });
        acting("input", "line", attributes, vec![holds(move || typed.get()), input, on("keydown", key)], Vec::new())
    };
    let of_words = [
        ("type", "text"),
        ("dir", "auto"),
        ("maxlength", "400"),
        ("placeholder", "What a customer said, or a link to it"),
    ];
    let of_words = of_words.map(|(name, value)| (name, value.to_owned())).to_vec();
    let what = field("What you heard", of_words, HEARD_WHAT, typed);
    let on_day = field("Day on which you heard it", vec![("type", "date".to_owned())], HEARD_ON, day);
    let kept = vec![("role", "status".to_owned())];
    let kept = acting("span", "small quiet", kept, vec![says(move || draft.says())], Vec::new());
    el("div", "dismiss no-print", vec![what, on_day, button("btn", "Note it", add), wrong(error), kept])
}

/// Notes what this person heard; the error is a sentence for them.
fn note(cx: UseCharter, what: &str, day: &str) -> Result<(), String> {
    let what = what.trim();
    match day {
        _ if what.is_empty() => Err("Say in a line what you heard, or put a link to it.".to_owned()),
        "" => Err("Say on which day you heard it.".to_owned()),
        day if day > today().as_str() => Err("That day is still to come.".to_owned()),
        day => {
            let me = cx.charter.doc.my_words();
            let values = [(HEARD_BY, me.into()), (HEARD_ON, day.into()), (HEARD_WHAT, what.into())];
            cx.charter.add(HEARD, &values).map(drop)
        }
    }
}
