//! A small panel below the menu's button: it takes the focus, and gives it back to the button.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::access::Audience;
use muster_shared::kinds::{okr, root};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use crate::browser::{on_window, pause, window};
use crate::form::plain::{acting, button, el, nothing, on, says, with, words};
use crate::keyboard;
use crate::live::LiveDoc;
use crate::pages::act::MENU;
use crate::pages::router::{find, focus_quietly};
use crate::pages::shell::Shell;

/// A panel with a head, that is closed by Esc, by a press beside it, and by its last button.
pub(super) fn panel(shell: Shell, head: &'static str, content: Vec<AnyView>) -> AnyView {
    close_beside(shell);
    focus_first(".menu .menu-panel :is(textarea, input, button, a)");
    let own = vec![("role", "dialog".to_owned()), ("aria-label", head.to_owned())];
    let acts = vec![on("keydown", move |event| {
        let is_escape = event.dyn_ref::<KeyboardEvent>().and_then(keyboard::key).as_deref() == Some("Escape");
        if is_escape {
            event.stop_propagation();
            close(shell);
        }
    })];
    let end = el("p", "acts", vec![button("btn", "Close", move || close(shell))]);
    let parts = [words("p", "h", head)].into_iter().chain(content).chain([end]).collect();
    acting("div", "pop menu-panel", own, acts, parts)
}

/// A panel that says how something went.
pub(super) fn telling(shell: Shell, head: &'static str, said: RwSignal<String>) -> AnyView {
    let status = vec![("role", "status".to_owned()), ("dir", "auto".to_owned())];
    panel(shell, head, vec![acting("p", "", status, vec![says(move || said.get())], Vec::new())])
}

/// Where a document is deleted: the page that knows for how many days it can be brought back.
pub(super) fn deletion(shell: Shell, doc: LiveDoc) -> AnyView {
    let Some((id, kind)) = doc.which() else { return nothing() };
    let page = format!("/d/{}/people#delete", root(&id, Some(kind)));
    let way = with("a", "btn", vec![("href", page)], vec!["Go on to delete it".into_any()]);
    let is_for_two = kind.spec().rights.audience == Some(Audience::Pair);
    let for_two =
        "It goes from your lists and your devices, for good. The other one keeps it until they delete it too.";
    let for_all = "Nobody finds it any more, and open pages of it end. Leaders and owners can bring it back, for thirty days where \
                the server is not set otherwise; the next page says how many it is here. Then it is erased for good.";
    let says = if is_for_two { for_two } else { for_all };
    // Words and numbers of other people go with it, and come back with it.
    let with_it = if kind == okr::KIND { doc.sheet.with_untracked(okr::goes_with) } else { None };
    let with_it = with_it.map(|says| words("p", "", says));
    let parts = [words("p", "", says)].into_iter().chain(with_it).chain([el("p", "acts", vec![way])]).collect();
    panel(shell, "Delete this document?", parts)
}

/// Closes whatever the menu opened, and gives the focus back.
pub(super) fn close(shell: Shell) {
    shell.act.set(None);
    if let Some(button) = find(&format!("#{MENU}")) {
        focus_quietly(&button);
    }
}

/// Closes it when something beside it is pressed, for as long as the view that asks is shown. The focus goes where the press
/// brings it.
pub(super) fn close_beside(shell: Shell) {
    let pressed = on_window("pointerdown", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_none_or(|target| target.closest(".menu").ok().flatten().is_none()) {
            shell.act.set(None);
        }
    });
    StoredValue::new_local(pressed);
}

/// Focuses the first that fits, once it is in the page.
pub(super) fn focus_first(selector: &'static str) {
    spawn_local(async move {
        pause(0).await;
        if let Some(first) = find(selector) {
            focus_quietly(&first);
        }
    });
}

/// The element that has the focus.
pub(super) fn focused() -> Option<Element> {
    window()?.document()?.active_element()
}
