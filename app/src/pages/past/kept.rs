//! The receipts of reconnects that this device keeps of a document: listed, read again, and thrown away by hand.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::past::{KeptReceipt, RECEIPT_DAYS, RECEIPTS_MAX, Receipt, still_kept};

use super::look::content;
use crate::browser::{now_ms, pause};
use crate::form::plain::{button, el, following, while_so, with, words};
use crate::live::LiveDoc;
use crate::pages::act::MENU;
use crate::pages::catalogue::Catalogue;
use crate::pages::router::{find, focus_quietly};
use crate::pages::shell::use_shell;
use crate::words::ago;

/// The name of the list, for assistive technology.
const LIST: &str = "Receipts of reconnects";

/// The name under which the device keeps those of a document.
fn name_of(doc: &DocId) -> String {
    format!("receipts {doc}")
}

async fn all(catalogue: Catalogue, doc: &DocId) -> Vec<KeptReceipt> {
    let kept = catalogue.recall(&name_of(doc)).await.unwrap_or_default();
    still_kept(json::read(&kept).unwrap_or_default(), now_ms())
}

fn write(catalogue: Catalogue, doc: &DocId, all: &[KeptReceipt]) {
    if let Ok(json) = serde_json::to_string(all) {
        catalogue.keep(&name_of(doc), &json);
    }
}

/// Keeps one more.
pub(super) async fn add(catalogue: Catalogue, doc: &DocId, receipt: Receipt) {
    let mut all = all(catalogue, doc).await;
    all.push(KeptReceipt::new(now_ms(), receipt));
    write(catalogue, doc, &still_kept(all, now_ms()));
}

/// Keeps none any more that `is_gone` says. Receipts that another tab has added meanwhile stay.
async fn throw_away(catalogue: Catalogue, doc: &DocId, is_gone: impl Fn(&KeptReceipt) -> bool) {
    let mut all = all(catalogue, doc).await;
    all.retain(|one| !is_gone(one));
    write(catalogue, doc, &all);
}

/// Those that are kept of a document that is shown, once they are read.
#[derive(Clone, Copy)]
struct UseKept {
    doc: LiveDoc,
    catalogue: Catalogue,
    all: RwSignal<Option<Vec<KeptReceipt>>>,
}

impl UseKept {
    async fn read(self) {
        let Some(id) = self.doc.id() else { return };
        let found = all(self.catalogue, &id).await;
        self.all.try_set(Some(found));
        pause(0).await;
        to_list();
    }

    /// Throws one away, or all.
    fn throw(self, gone: Option<u64>) {
        let Some(id) = self.doc.id() else { return };
        let is_gone = move |one: &KeptReceipt| gone.is_none_or(|at_ms| one.at_ms == at_ms);
        self.all.update(|all| all.iter_mut().for_each(|all| all.retain(|one| !is_gone(one))));
        spawn_local(async move { throw_away(self.catalogue, &id, is_gone).await });
        // The button that was pressed is gone.
        to_list();
    }

    /// Whether there are some, or none; neither while they are not read.
    fn has(self, some: bool) -> bool {
        self.all.with(|all| all.as_ref().is_some_and(|all| all.is_empty() != some))
    }

    fn rows(self) -> AnyView {
        let row = |one: &KeptReceipt| {
            let (at_ms, receipt) = (one.at_ms, one.receipt.clone());
            let says = format!("{}: {}", ago(at_ms, now_ms()), receipt.sentence());
            let throw = button("btn word", "Throw away", move || self.throw(Some(at_ms)));
            let head = std::iter::once(words("summary", "", says));
            let parts = head.chain(content(self.doc, receipt)).chain([el("p", "acts", vec![throw])]);
            el("li", "", vec![el("details", "", parts.collect())])
        };
        el("ul", "places", self.all.with(|all| all.iter().flatten().map(row).collect()))
    }
}

/// Brings the focus to the list.
fn to_list() {
    find(".past-news .kept-receipts").iter().for_each(focus_quietly);
}

/// The list, until it is closed.
pub(super) fn receipts(doc: LiveDoc, is_listed: RwSignal<bool>) -> AnyView {
    let kept = UseKept { doc, catalogue: use_shell().catalogue, all: RwSignal::new(None) };
    spawn_local(kept.read());
    let close = move || {
        is_listed.set(false);
        find(&format!("#{MENU}")).iter().for_each(focus_quietly);
    };
    let says = format!("This device alone keeps them, for {RECEIPT_DAYS} days, {RECEIPTS_MAX} at most.");
    let none = || {
        let none = "None is kept: nothing that you wrote here without a connection has met what others wrote.";
        with("p", "", vec![("role", "status".to_owned())], vec![none.into_any()])
    };
    let throw_all = move || button("btn word", "Throw all away", move || kept.throw(None));
    let parts = vec![
        words("p", "h", LIST),
        words("p", "small quiet", says),
        while_so(move || kept.has(false), none),
        following(move || kept.rows()),
        el("p", "acts", vec![while_so(move || kept.has(true), throw_all), button("btn word", "Close", close)]),
    ];
    let own = [("aria-label", LIST), ("role", "region"), ("tabindex", "-1")];
    with("section", "frame receipt kept-receipts", own.map(|(name, value)| (name, value.to_owned())).into(), parts)
}
