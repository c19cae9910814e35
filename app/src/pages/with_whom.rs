//! The way to a document for two people.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Event;

use super::shell::use_shell;
use super::worksheet::for_whom::everybody;
use crate::form::plain::{acting, button, el, following, on, with, words};
use crate::live::Account;
use crate::visitor;

/// The way to a document for two people: the other one is named before it is begun, as nobody can be let in later.
pub(super) fn with_whom(says: String, begin: Callback<Account>) -> AnyView {
    if visitor::own().who().is_empty() {
        return words("p", "quiet", format!("{says}: nobody signs in here, so it could not be for two people alone."));
    }
    let is_open = RwSignal::new(false);
    let says = StoredValue::new(says);
    following(move || match is_open.get() {
        true => choose_one(begin, is_open),
        false => button("btn", says.get_value(), move || is_open.set(true)),
    })
}

fn choose_one(begin: Callback<Account>, is_open: RwSignal<bool>) -> AnyView {
    let people = RwSignal::new(None::<Vec<Account>>);
    let org = use_shell().org;
    spawn_local(async move {
        let found = everybody(org).await;
        people.try_set(Some(found));
    });
    let take = move |event: Event| {
        let id = event_target_value(&event);
        let chosen = people.with_untracked(|people| people.iter().flatten().find(|one| one.id == id).cloned());
        if let Some(chosen) = chosen {
            begin.run(chosen);
        }
    };
    let option = |value: String, says: String| with("option", "", vec![("value", value)], vec![says.into_any()]);
    let take = StoredValue::new_local(take);
    let field = following(move || match people.get() {
        None => words("span", "quiet small", "The people are asked for."),
        Some(none) if none.is_empty() => words("span", "quiet small", "Nobody else can be named just now."),
        Some(people) => {
            let all = people.into_iter().map(|one| option(one.id, one.name));
            let all = std::iter::once(option(String::new(), "Name the other person".to_owned())).chain(all).collect();
            let label = vec![("aria-label", "With whom?".to_owned())];
            acting("select", "line", label, vec![on("change", move |event| take.with_value(|take| take(event)))], all)
        }
    });
    let says = words(
        "p",
        "small quiet",
        "Nobody else will find it, leaders and owners included, and nobody can be let in later.",
    );
    let close = button("btn word", "Close", move || is_open.set(false));
    el("div", "with-whom", vec![el("div", "acts", vec![field, close]), says])
}
