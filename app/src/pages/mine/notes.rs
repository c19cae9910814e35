//! The notes of one form: each with its questions, what is noticed about it, and the way to remove it.

use leptos::prelude::*;
use muster_shared::oneself::{Answers, Form, Note, Question, of_all, of_note};
use web_sys::Event;

use super::part::part;
use super::share::share;
use super::use_mine::UseMine;
use crate::boxed::{For, memo};
use crate::browser::today;
use crate::form::plain::{Attributes, acting, button, el, following, holds, nothing, on, with, words};
use crate::form::unique_id;

/// The part of a form, with what it has besides.
pub(super) fn of_form(mine: UseMine, form: &'static Form, besides: Option<AnyView>) -> AnyView {
    let ids = memo(move || {
        mine.notes.with(|notes| notes.of_form(form.word).map(|note| note.id().to_owned()).collect::<Vec<String>>())
    });
    let noticed = move || mine.notes.with(|notes| of_all(form.word, notes, &today()));
    let draw = move |id: String| one(mine, form, id);
    let rows = view! { <For each=move || ids.get() key=Clone::clone children=draw/> }.into_any();
    let add = button("btn", form.add, move || mine.add(form.word));
    let inside = vec![words("p", "small quiet", form.says), remarks(noticed), el("ul", "rows", vec![rows]), add];
    part(form.name, inside.into_iter().chain(besides).collect())
}

/// Sentences that follow the notes.
fn remarks(noticed: impl Fn() -> Vec<String> + Send + Sync + 'static) -> AnyView {
    let noticed = memo(noticed);
    let list = following(move || {
        let all = noticed.get();
        if all.is_empty() {
            nothing()
        } else {
            el("ul", "small", all.into_iter().map(|says| words("li", "", says)).collect())
        }
    });
    with("div", "noticed", vec![("role", "status".to_owned())], vec![list])
}

fn one(mine: UseMine, form: &'static Form, id: String) -> AnyView {
    let of = id.clone();
    let noticed =
        move || mine.notes.with(|notes| notes.get(&of).map(|note| of_note(note, &today())).unwrap_or_default());
    let fields = form.questions.iter().map(|question| field(mine, &id, question)).collect();
    let shared = share(mine, &id);
    el("li", "", vec![el("div", "fields", fields), remarks(noticed), shared, removal(mine, id)])
}

/// A question and its answer, which is kept with every letter.
fn field(mine: UseMine, id: &str, question: &'static Question) -> AnyView {
    let own = unique_id();
    let of = id.to_owned();
    let answer = memo(move || {
        let answer = |note: &Note| note.answer(question.field).to_owned();
        mine.notes.with(|notes| notes.get(&of).map(answer).unwrap_or_default())
    });
    let label = with("label", "label", vec![("for", own.clone())], vec![question.asks.into_any()]);
    let note = id.to_owned();
    let write = move |event: Event| mine.write(&note, question.field, &event_target_value(&event));
    el("div", "", vec![label, control(own, question, answer, write)])
}

fn control(
    id: String,
    question: &'static Question,
    answer: Memo<String>,
    write: impl FnMut(Event) + 'static,
) -> AnyView {
    let now = answer.get_untracked();
    let about = [("id", id), ("dir", "auto".to_owned()), ("placeholder", question.hint.to_owned())];
    let input = |kind: &str, more: Attributes| {
        about.iter().cloned().chain([("type", kind.to_owned())]).chain(more).collect::<Attributes>()
    };
    let follow = holds(move || answer.get());
    match question.takes {
        Answers::Line => {
            let attributes = input("text", vec![("autocomplete", "off".to_owned())]);
            acting("input", "line", attributes, vec![follow, on("input", write)], Vec::new())
        }
        Answers::Number => {
            let attributes = input("text", vec![("inputmode", "decimal".to_owned())]);
            acting("input", "ctl num", attributes, vec![follow, on("input", write)], Vec::new())
        }
        // A day that is typed in part says nothing yet, and must not be emptied for it.
        Answers::Day => {
            acting("input", "ctl num", input("date", vec![("value", now)]), vec![on("input", write)], Vec::new())
        }
        Answers::Text => {
            let attributes = about.iter().cloned().chain([("rows", "2".to_owned())]).collect();
            acting("textarea", "line", attributes, vec![follow, on("input", write)], Vec::new())
        }
        Answers::OneOf(of) => {
            let option = |(kept, reads): &(&'static str, &'static str)| {
                let chosen = (*kept == now).then(|| ("selected", String::new()));
                let attributes = [("value", (*kept).to_owned())].into_iter().chain(chosen).collect();
                with("option", "", attributes, vec![(*reads).into_any()])
            };
            let options = [("", "Not answered")].iter().chain(of).map(option).collect();
            let attributes = about.into_iter().take(1).collect();
            acting("select", "line", attributes, vec![on("change", write)], options)
        }
    }
}

/// The way to remove a note, once the person has said so twice.
fn removal(mine: UseMine, id: String) -> AnyView {
    let (asks, id) = (RwSignal::new(false), StoredValue::new(id));
    let ways = following(move || match asks.get() {
        false => button("btn word", "Remove this note", move || asks.set(true)),
        true => {
            let says =
                with("span", "small", vec![("role", "alert".to_owned())], vec!["Its words are gone then.".into_any()]);
            let remove = button("btn", "Remove it", move || id.with_value(|id| mine.remove(id)));
            el("span", "acts", vec![says, remove, button("btn word", "Leave it", move || asks.set(false))])
        }
    });
    el("div", "acts", vec![ways])
}
