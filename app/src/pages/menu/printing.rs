//! The choice of the parts that are printed, and the browser's own way to print.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::panel::panel;
use crate::browser::{on_window, window};
use crate::form::plain::{acting, button, el, on, with, words};
use crate::pages::router::find;
use crate::pages::shell::Shell;

/// The parts of a page that have a head, without those that are never on paper: comments are a choice of their own.
const PARTS: &str = "main .doc section.part[aria-labelledby]:not(.of-said, .of-checks, .no-print)";
/// A part that is left out on paper.
const OFF_PAPER: &str = "off-paper";
/// Parts that say what the team noted for itself: they are on paper when somebody chooses them.
const ASIDE: &str = ".of-heard, .of-research, .of-context-notes, .of-peers";
/// One of them that is on paper.
const ON_PAPER: &str = "on-paper";
/// The page while comments are printed too.
const WITH_NOTES: &str = "with-notes";

/// The parts to choose from, and the button.
pub(super) fn choices(shell: Shell) -> AnyView {
    let marks = || {
        for part in parts() {
            let _ = part.class_list().remove_2(OFF_PAPER, ON_PAPER);
        }
        mark_page(false);
    };
    on_cleanup(marks);
    StoredValue::new_local(on_window("afterprint", move |_| shell.act.set(None)));
    let of_part = |part: Element| {
        let is_on = !part.matches(ASIDE).unwrap_or_default();
        Some(choice(head_of(&part)?, is_on, part_mark(part)))
    };
    let chosen: Vec<AnyView> = parts().into_iter().filter_map(of_part).collect();
    let notes = choice("Comments".to_owned(), false, Box::new(mark_page));
    let print = button("btn strong", "Print", || {
        if let Some(window) = window() {
            let _ = window.print();
        }
    });
    let choices = el("div", "print-parts", chosen.into_iter().chain([notes]).collect());
    let says = words("p", "small quiet", "The browser asks for the paper next, and can save a PDF instead.");
    panel(shell, "Parts to print", vec![choices, says, el("p", "acts", vec![print])])
}

fn choice(label: String, is_on: bool, mark: Box<dyn Fn(bool)>) -> AnyView {
    let checked = is_on.then(|| ("checked", String::new()));
    let own = [("type", "checkbox".to_owned())].into_iter().chain(checked).collect();
    let acts = vec![on("change", move |event| {
        let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        mark(field.is_some_and(|field| field.checked()));
    })];
    with("label", "choice", Vec::new(), vec![acting("input", "", own, acts, Vec::new()), label.into_any()])
}

fn part_mark(part: Element) -> Box<dyn Fn(bool)> {
    Box::new(move |is_on| {
        let _ = part.class_list().toggle_with_force(OFF_PAPER, !is_on);
        let _ = part.class_list().toggle_with_force(ON_PAPER, is_on);
    })
}

fn mark_page(with_notes: bool) {
    if let Some(main) = find("#main") {
        let _ = main.class_list().toggle_with_force(WITH_NOTES, with_notes);
    }
}

fn head_of(part: &Element) -> Option<String> {
    let head = part.get_attribute("aria-labelledby")?;
    let words = window()?.document()?.get_element_by_id(&head)?.text_content()?;
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

fn parts() -> Vec<Element> {
    let all = window().and_then(|window| window.document()?.query_selector_all(PARTS).ok());
    let all = all.into_iter().flat_map(|all| (0..all.length()).filter_map(move |at| all.item(at)));
    all.filter_map(|part| part.dyn_into().ok()).collect()
}
