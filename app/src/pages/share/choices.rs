//! The choices that lines are made of: how much of the document, in which theme, how tall.

use leptos::prelude::*;
use muster_shared::files::faces::View;

use super::use_share::{HEIGHTS, UseShare};
use crate::form::plain::{acting, el, has, on, with, words};

/// The words of a view for people; nothing of one that needs a row to be named.
fn label(view: View) -> Option<&'static str> {
    Some(match view {
        View::Full => "All of it",
        View::Card => "Card",
        View::ThreeMs => "Three Ms",
        View::Coverage => "Who agrees",
        View::Metrics => "Metrics",
        View::Map => "Map",
        View::Agenda => "Agenda",
        View::Advice => "Open advice",
        View::Summary => "Summary",
        View::Next => "Next review",
        View::Current => "Current review",
        View::Recent => "Latest decisions",
        View::Dial => "Dial",
        View::Metric => return None,
    })
}

const THEMES: [(&str, &str); 3] = [("auto", "As the page"), ("light", "Light"), ("dark", "Dark")];

/// The choices.
pub(super) fn choices(cx: UseShare) -> AnyView {
    let heights: Vec<(String, String)> = HEIGHTS.iter().map(|px| (px.to_string(), format!("{px} px"))).collect();
    let views =
        View::all_of(cx.kind).iter().filter_map(|view| Some((view.word().to_owned(), label(*view)?.to_owned())));
    let views = views.collect();
    let of = |all: &[(&str, &str)]| all.iter().map(|(value, says)| ((*value).to_owned(), (*says).to_owned())).collect();
    let parts = vec![
        one_of("Show", "share-view", views, cx.view),
        one_of("Theme", "share-theme", of(&THEMES), cx.theme),
        one_of("Height of a frame", "share-height", heights, cx.height),
    ];
    el("div", "share-choices", parts)
}

/// One of a few, as radio buttons side by side.
fn one_of(label: &'static str, name: &'static str, all: Vec<(String, String)>, chosen: RwSignal<String>) -> AnyView {
    let one = |(value, says): (String, String)| {
        let own = vec![("type", "radio".to_owned()), ("name", name.to_owned()), ("value", value.clone())];
        let is = value.clone();
        let acts = vec![
            has("checked", move || chosen.with(|chosen| *chosen == is)),
            on("change", move |_| drop(chosen.try_set(value.clone()))),
        ];
        el("label", "", vec![acting("input", "", own, acts, Vec::new()), words("span", "", says)])
    };
    let choices = el("div", "seg", all.into_iter().map(one).collect());
    with("fieldset", "share-one", Vec::new(), vec![words("legend", "label", label), choices])
}
