//! The notes of one form: each with its questions, what is noticed about it, and the way to remove it.

use leptos::prelude::*;
use muster_shared::oneself::{Answers, Form, Question, of_all, of_note};

use super::part::part;
use super::use_mine::UseMine;
use crate::boxed::{For, memo};
use crate::browser::today;
use crate::form::plain::{acting, button, el, following, nothing, on, with, words};
use crate::form::unique_id;

/// The part of a form.
pub(super) fn of_form(mine: UseMine, form: &'static Form) -> AnyView {
    let ids = memo(move || {
        mine.notes.with(|notes| notes.of_form(form.word).map(|note| note.id().to_owned()).collect::<Vec<String>>())
    });
    let noticed = move || mine.notes.with(|notes| of_all(form.word, notes, &today()));
    let draw = move |id: String| one(mine, form, id);
    let rows = view! { <For each=move || ids.get() key=Clone::clone children=draw/> }.into_any();
    let add = button("btn", form.add, move || mine.add(form.word));
    part(form.name, vec![words("p", "small quiet", form.says), remarks(noticed), el("ul", "rows", vec![rows]), add])
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
    el("li", "", vec![el("div", "fields", fields), remarks(noticed), removal(mine, id)])
}

/// A question and its answer, which is kept with every letter.
fn field(mine: UseMine, id: &str, question: &'static Question) -> AnyView {
    let own = unique_id();
    let answer = mine.notes.with_untracked(|notes| notes.get(id).map(|note| note.answer(question.field).to_owned()));
    let answer = answer.unwrap_or_default();
    let (event, note) = (if matches!(question.takes, Answers::OneOf(_)) { "change" } else { "input" }, id.to_owned());
    let write = on(event, move |event| mine.write(&note, question.field, &event_target_value(&event)));
    let label = with("label", "label", vec![("for", own.clone())], vec![question.asks.into_any()]);
    let about = |kind: &'static str| {
        let hint = ("placeholder", question.hint.to_owned());
        vec![
            ("id", own.clone()),
            ("type", kind.to_owned()),
            ("dir", "auto".to_owned()),
            hint,
            ("value", answer.clone()),
        ]
    };
    let input = |kind, class, more: Vec<(&'static str, String)>, write| {
        acting("input", class, about(kind).into_iter().chain(more).collect(), vec![write], Vec::new())
    };
    let control = match question.takes {
        Answers::Line => input("text", "line", vec![("autocomplete", "off".to_owned())], write),
        Answers::Day => input("date", "ctl num", Vec::new(), write),
        Answers::Number => input("text", "ctl num", vec![("inputmode", "decimal".to_owned())], write),
        Answers::Text => {
            let of_area = [("id", own.clone()), ("rows", "2".to_owned()), ("dir", "auto".to_owned())];
            let hint = [("placeholder", question.hint.to_owned())];
            acting(
                "textarea",
                "line",
                of_area.into_iter().chain(hint).collect(),
                vec![write],
                vec![answer.clone().into_any()],
            )
        }
        Answers::OneOf(of) => {
            let option = |(kept, reads): &(&'static str, &'static str)| {
                let chosen = (*kept == answer).then(|| ("selected", String::new()));
                with(
                    "option",
                    "",
                    [("value", (*kept).to_owned())].into_iter().chain(chosen).collect(),
                    vec![(*reads).into_any()],
                )
            };
            let options = [&("", "Not answered")].into_iter().chain(of).map(option).collect();
            acting("select", "line", vec![("id", own.clone())], vec![write], options)
        }
    };
    el("div", "", vec![label, control])
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
