//! The choices that lines are made of: how much of the document, in which theme, how tall.

use leptos::prelude::*;
use muster_shared::kinds::Face;

use super::use_share::{HEIGHTS, UseShare};
use crate::form::plain::{acting, el, has, on, with, words};

/// The views of a page's kind: the name in lines, and the words for people.
fn views(face: Option<Face>) -> &'static [(&'static str, &'static str)] {
    match face {
        Some(Face::Charter) => &[
            ("full", "Whole charter"),
            ("card", "Card"),
            ("three-ms", "Three Ms"),
            ("coverage", "Who agrees"),
            ("metrics", "Metrics"),
        ],
        Some(Face::Log) => &[("full", "Whole log"), ("recent", "Latest decisions"), ("dial", "Dial")],
        Some(Face::Series) => &[
            ("full", "Whole series"),
            ("next", "Next review"),
            ("current", "Current review"),
            ("advice", "Open advice"),
        ],
        Some(Face::Review) => {
            &[("full", "Whole review"), ("agenda", "Agenda"), ("advice", "Advice"), ("summary", "Summary")]
        }
        Some(Face::Strategy | Face::Outline) | None => &[("full", "Whole document")],
    }
}

const THEMES: [(&str, &str); 3] = [("auto", "As the page"), ("light", "Light"), ("dark", "Dark")];

/// The choices.
pub(super) fn choices(cx: UseShare) -> AnyView {
    let heights: Vec<(String, String)> = HEIGHTS.iter().map(|px| (px.to_string(), format!("{px} px"))).collect();
    let of = |all: &[(&str, &str)]| all.iter().map(|(value, says)| ((*value).to_owned(), (*says).to_owned())).collect();
    let parts = vec![
        one_of("Show", "share-view", of(views(cx.face)), cx.view),
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
