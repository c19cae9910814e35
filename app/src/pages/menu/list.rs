//! The commands of a document as a menu: arrows go from one to the next, a letter to the next that begins with it.

use leptos::prelude::*;
use muster_shared::blind::forms_for;
use muster_shared::kinds::Kind;
use muster_shared::text::words::one_line;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::panel::{close, close_beside, focus_first, focused};
use crate::browser::window;
use crate::form::plain::{acting, icon, nothing, of_button, on, with};
use crate::keyboard;
use crate::live::LiveDoc;
use crate::pages::act::{Act, GROUPS, MENU};
use crate::pages::past::selected;
use crate::pages::shell::Shell;

/// Every command there is in the page.
const ITEMS: &str = ".sheet-menu [role=menuitem]";
/// Words of the document are told in the menu as far as this, in letters.
const WORDS_MAX: usize = 30;

/// The menu.
pub(super) fn list(shell: Shell, doc: LiveDoc) -> AnyView {
    let Some((id, kind)) = doc.which() else { return nothing() };
    close_beside(shell);
    focus_first(ITEMS);
    // Where nobody signs in, and to guests, nobody is led to people and their rights.
    let people = link("for-people", format!("/d/{id}/people"), "Who may edit this".to_owned());
    let history = link("", format!("/d/{id}/history"), "History".to_owned());
    let chosen = Some(selected()).filter(|words| !words.is_empty());
    let wrote = chosen.map(|words| {
        let asked = js_sys::encode_uri_component(&words);
        let words = format!("Who wrote “{}”?", one_line(&words, WORDS_MAX));
        link("", format!("/d/{id}/history?words={asked}"), words)
    });
    let groups = GROUPS.iter().map(|group| group.iter().filter(|act| act.is_of(kind)).collect::<Vec<_>>());
    let groups = groups.filter(|group| !group.is_empty());
    let groups = groups.map(|group| of_group(group.into_iter().map(|act| item(shell, kind, *act)).collect()));
    let boxes = (doc.is_signed_in() && forms_for(kind).next().is_some())
        .then(|| link("", format!("/boxes/{id}"), "Ask without names".to_owned()));
    let links = [people, history].into_iter().chain(wrote).chain(boxes);
    let of_people = kind.subject_of(&id).is_none().then(|| of_group(links.collect()));
    let own = vec![("role", "menu".to_owned()), ("aria-labelledby", MENU.to_owned())];
    let acts = vec![on("keydown", move |event| pressed(shell, &event))];
    acting("div", "sheet-menu", own, acts, groups.chain(of_people).collect())
}

fn of_group(items: Vec<AnyView>) -> AnyView {
    with("div", "menu-group", vec![("role", "group".to_owned())], items)
}

fn item(shell: Shell, kind: Kind, act: Act) -> AnyView {
    let class = if act == Act::Delete { "risk" } else { "" };
    let own = [("role", "menuitem".to_owned()), ("tabindex", "-1".to_owned())];
    let acts = vec![on("click", move |_| shell.act.set(Some(act)))];
    let words = vec![icon(icon_of(act)), label(kind, act).into_any()];
    acting("button", class, of_button().into_iter().chain(own).collect(), acts, words)
}

fn label(kind: Kind, act: Act) -> String {
    match (act, kind.spec().face.ok().and_then(|face| face.table())) {
        (Act::Csv, Some(table)) => format!("Export {table} as CSV"),
        _ => act.label().to_owned(),
    }
}

fn icon_of(act: Act) -> &'static str {
    match act {
        Act::Choose => "i i-dots",
        Act::CopyLink | Act::Duplicate => "i i-copy",
        Act::Share => "i i-half",
        Act::Keep => "i i-device",
        Act::Markdown | Act::Json | Act::Csv | Act::Print => "i i-context",
        Act::Edition | Act::Receipts => "i i-clock",
        Act::Delete => "i i-cross",
    }
}

fn link(class: &'static str, href: String, words: String) -> AnyView {
    let own = vec![("role", "menuitem".to_owned()), ("tabindex", "-1".to_owned()), ("href", href)];
    with("a", class, own, vec![icon("i i-clock"), words.into_any()])
}

fn pressed(shell: Shell, event: &web_sys::Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>().and_then(keyboard::key) else { return };
    let items = items();
    let n = items.len();
    let at = items.iter().position(|item| focused().is_some_and(|at| at.is_same_node(Some(item))));
    let to = match (key.as_str(), at) {
        ("ArrowDown", at) => at.map_or(0, |at| at + 1),
        ("ArrowUp", at) => (at.unwrap_or(0) + n).saturating_sub(1),
        ("Home", _) => 0,
        ("End", _) => n.saturating_sub(1),
        ("Escape" | "Tab", _) => return left(shell, event, &key),
        (letter, at) => match lettered(&items, letter, at) {
            Some(to) => to,
            None => return,
        },
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(item) = items.get(to % n.max(1)) {
        let _ = item.focus();
    }
}

/// Esc gives the focus back to the button, and Tab goes on from there.
fn left(shell: Shell, event: &web_sys::Event, key: &str) {
    event.stop_propagation();
    if key == "Escape" {
        event.prevent_default();
    }
    close(shell);
}

/// The next command that begins with a letter.
fn lettered(items: &[HtmlElement], letter: &str, at: Option<usize>) -> Option<usize> {
    let letter = letter.to_lowercase();
    let begins = |item: &HtmlElement| item.inner_text().trim().to_lowercase().starts_with(&letter);
    let first = at.map_or(0, |at| at + 1);
    let is_one = letter.chars().count() == 1;
    (first..first + items.len()).find(|to| is_one && items.get(to % items.len()).is_some_and(begins))
}

/// The commands that are shown, in their order.
fn items() -> Vec<HtmlElement> {
    let all = window().and_then(|window| window.document()?.query_selector_all(ITEMS).ok());
    let all = all.into_iter().flat_map(|all| (0..all.length()).filter_map(move |at| all.item(at)));
    let items = all.filter_map(|item| item.dyn_into::<HtmlElement>().ok());
    items.filter(|item| item.get_bounding_client_rect().height() > 0.0).collect()
}
