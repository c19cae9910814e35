//! Documents a page has open, and how long: until it is left and everything has reached the server.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::Kind;
use muster_shared::sync::replica::Status;

use crate::browser::{Listener, on_window, random_bits, window};
use crate::live::{Begin, LiveDoc, Opened, Which, linger, open};
use crate::visitor;

thread_local! {
    static HELD: RefCell<Vec<(u32, LiveDoc)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// The server this app came from.
pub(crate) fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Opens a document until the answer is dropped. `begin` makes it here and now.
pub(crate) fn take(doc: &DocId, kind: Kind, begin: Option<Begin>) -> Opened {
    open(Which { origin: origin(), doc: doc.clone(), kind, visitor: visitor::own(), begin })
}

/// Ids for a document made here: its own and its history's.
pub(crate) fn new_ids() -> (DocId, Lineage) {
    (DocId::from_random(random_bits()), Lineage::from_random(random_bits()))
}

/// Opens a document for as long as the component that asks is shown.
pub(crate) fn hold(doc: &DocId, kind: Kind) -> LiveDoc {
    keep(take(doc, kind, None))
}

/// Keeps a document open for as long as the component that asks is shown.
pub(crate) fn keep(opened: Opened) -> LiveDoc {
    let live = opened.live();
    let number = NEXT.replace(NEXT.get() + 1);
    HELD.with_borrow_mut(|held| held.push((number, live)));
    let opened = StoredValue::new_local(Some(opened));
    on_cleanup(move || {
        HELD.with_borrow_mut(|held| held.retain(|(one, _)| *one != number));
        if let Some(opened) = opened.try_update_value(Option::take).flatten() {
            // Views go before the documents they show, and edits before both.
            spawn_local(linger(opened, |live| live.status.with_untracked(is_settled)));
        }
    });
    live
}

/// Whether waiting longer changes nothing.
pub(crate) fn is_settled(status: &Status) -> bool {
    matches!(status, Status::Saved | Status::NotSaved(_))
}

/// Asks before the tab is closed, but only when work stands nowhere but in its memory.
pub(crate) fn ask_before_leaving() -> Listener {
    on_window("beforeunload", |event| {
        if is_any_at_risk() {
            event.prevent_default();
        }
    })
}

/// Whether work of any document that is open here stands nowhere but in this tab's memory.
pub(crate) fn is_any_at_risk() -> bool {
    let at_risk = |doc: &LiveDoc| doc.status.with_untracked(Status::is_only_here);
    HELD.with_borrow(|held| held.iter().any(|(_, doc)| at_risk(doc)))
}
