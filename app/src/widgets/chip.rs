//! The one status chip: four words, and on request why and what to do.

use leptos::prelude::*;
use muster_shared::sync::replica::{Reason, Status};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use super::clipboard;
use super::here::here;
use crate::boxed::{effect, memo};
use crate::browser::{Timer, on_window};
use crate::chunk::Reached;
use crate::form::plain::{self, acting, button, el, follows, holds, on, while_so, with};
use crate::keyboard;
use crate::live::{LiveDoc, Phase};
use crate::visitor::sign_in_link;
use crate::widgets::origin::{Origin, origin};
use crate::words::counted;

/// Saved is said once it has been so for this long, in milliseconds: while somebody types, the chip stands still.
const CALM_MS: i32 = 600;

/// Whether what is shown is saved, at every width, and what to do if it is not. Of several documents it speaks for the one
/// with most at risk; the first is the one people look at.
#[component]
pub(crate) fn StatusChip(
    #[prop(into)] doc: LiveDoc,
    /// The other documents that are edited here.
    #[prop(optional, into)]
    beside: Signal<Vec<LiveDoc>>,
) -> impl IntoView {
    let docs =
        Signal::derive(move || [doc].into_iter().chain(beside.get().into_iter().filter(is_there)).collect::<Vec<_>>());
    let shown = calm(memo(move || docs.with(|docs| worst(docs))).into());
    let signed_out = memo(move || doc.refusal.get() == Some(Reason::SignedOut) && !shown.with(is_lost));
    let looks = move || if signed_out.get() { "waiting" } else { shown.with(look) };
    let shows = move || if signed_out.get() { "i-lock" } else { shown.with(icon_of) };
    let says = move || shown.with(if signed_out.get() { signed_out_words } else { words });
    let is_in_host_page = use_context::<Origin>().is_some();
    let means = move || match shown.with(sentence) {
        _ if signed_out.get() => Reason::SignedOut.sentence(),
        says if is_in_host_page && shown.with(is_kept_here) => format!("{says} {OF_THIS_SITE}"),
        says => says,
    };
    ask_before_leaving(shown);
    let role = move || shown.with(|status| if is_lost(status) { "alert" } else { "status" }).to_owned();
    let icon = acting("span", "", hidden(), vec![follows("class", move || format!("i {}", shows()))], Vec::new());
    let words = acting("span", "", Vec::new(), vec![plain::says(says)], Vec::new());
    let dressed = vec![follows("class", move || format!("chip {}", looks())), follows("role", role)];
    let chip = acting("span", "", vec![("part", "status".to_owned())], dressed, vec![icon, words]);
    let means = acting("p", "", Vec::new(), vec![plain::says(means)], Vec::new());
    let summary = el("summary", "", vec![plain::words("span", "vh", "About saving")]);
    let details = el("details", "", vec![summary, el("div", "pop", vec![means, way_on(docs, shown, signed_out)])]);
    acting("div", "chip-box no-print", Vec::new(), vec![on("keydown", close)], vec![chip, details])
}

/// Escape shuts what is said about saving.
fn close(event: Event) {
    let box_of = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_escape = event.dyn_ref::<KeyboardEvent>().and_then(keyboard::key).as_deref() == Some("Escape");
    let details = box_of.and_then(|target| target.query_selector("details").ok().flatten());
    if let Some(details) = details.filter(|_| is_escape) {
        let _ = details.remove_attribute("open");
    }
}

fn hidden() -> Vec<(&'static str, String)> {
    vec![("aria-hidden", "true".to_owned())]
}

/// The line above a document in other people's pages: the people who are here, and whether all is saved.
pub(crate) fn bar(doc: LiveDoc, beside: Signal<Vec<LiveDoc>>) -> AnyView {
    let chip = view! { <StatusChip doc beside/> }.into_any();
    let id = doc.which().map(|(id, _)| format!("{}/d/{id}", origin()));
    let way = id.map(|address| with("a", "small quiet", vec![("href", address)], vec!["Open in Muster".into_any()]));
    el(
        "div",
        "part host-bar no-print",
        vec![el("div", "", [here(doc, Reached::Nothing), chip].into_iter().chain(way).collect())],
    )
}

/// Of a document that is not there, nothing can be saved or not.
pub(crate) fn is_there(doc: &LiveDoc) -> bool {
    doc.phase.with(|phase| !matches!(phase, Phase::Closed(_)))
}

/// The status with most at risk.
fn worst(docs: &[LiveDoc]) -> Status {
    let worse = |worst: Status, doc: &LiveDoc| {
        let status = doc.status.get();
        if status.is_worse_than(&worst) { status } else { worst }
    };
    docs.iter().fold(Status::Saved, worse)
}

/// The words that were written and are not shared, of every document that has such.
fn copy_out(docs: &[LiveDoc]) -> String {
    let lost = docs.iter().filter(|doc| doc.status.with(is_lost));
    lost.map(LiveDoc::copy_out).collect::<Vec<_>>().join("\n")
}

/// The actions that are offered beside the chip.
fn way_on(docs: Signal<Vec<LiveDoc>>, shown: Signal<Status>, signed_out: Memo<bool>) -> AnyView {
    // In other people's pages the loader asks them in.
    let in_host_page = use_context::<Origin>().is_some();
    let can_sign_in = move || signed_out.get() && !in_host_page;
    let waits = move || !signed_out.get() && shown.with(is_kept_here);
    let is_stranded = move || shown.with(is_lost);
    let each = move |act: fn(&LiveDoc)| docs.with_untracked(|docs| docs.iter().for_each(act));
    let press = |label: &'static str, act: fn(&LiveDoc)| move || button("btn", label, move || each(act));
    let sign_in = || with("a", "btn", vec![("href", sign_in_link())], vec!["Sign in".into_any()]);
    let open_anew = |doc: &LiveDoc| {
        if doc.status.with_untracked(can_open_anew) {
            doc.open_anew();
        }
    };
    let copied = RwSignal::new(None::<bool>);
    let copy = move || {
        button("btn", "Copy my version", move || {
            clipboard::copy(&docs.with_untracked(|docs| copy_out(docs)), copied);
        })
    };
    let acts = vec![
        while_so(can_sign_in, sign_in),
        while_so(waits, press("Sync now", LiveDoc::sync_now)),
        while_so(is_stranded, copy),
        // Which of them the server lacks may not be known of all yet; to give it what it has changes nothing.
        while_so(move || shown.with(is_unknown), press("Give it back to the server", LiveDoc::put_back)),
        while_so(move || shown.with(can_open_anew), press("Go on with the shared version", open_anew)),
    ];
    let copy_of = while_so(is_stranded, move || copied_out(docs, copied));
    [el("div", "acts", acts), copy_of].into_any()
}

/// The words that were written and are not shared, to be copied by hand.
fn copied_out(docs: Signal<Vec<LiveDoc>>, copied: RwSignal<Option<bool>>) -> AnyView {
    let outcome = move || match copied.get() {
        Some(true) => "Copied.",
        Some(false) => "The browser did not let us copy. Select the text below.",
        None => "",
    };
    let told = acting("p", "small", vec![("role", "status".to_owned())], vec![plain::says(outcome)], Vec::new());
    let own = |name: &'static str, value: &str| (name, value.to_owned());
    let attributes = vec![own("rows", "5"), own("readonly", ""), own("aria-label", "My version")];
    let words = holds(move || docs.with(|docs| copy_out(docs)));
    [told, acting("textarea", "copy-out", attributes, vec![words], Vec::new())].into_any()
}

/// The status, but Saved only once it has been so for a moment.
fn calm(status: Signal<Status>) -> Signal<Status> {
    let shown = RwSignal::new(status.get_untracked());
    let timer = StoredValue::new_local(None::<Timer>);
    effect(move || {
        let now = status.get();
        timer.set_value(None);
        let was_saved = shown.with_untracked(|shown| *shown == Status::Saved);
        if now == Status::Saved && !was_saved {
            let settle = Timer::after(CALM_MS, move || {
                let _ = shown.try_set(Status::Saved);
            });
            timer.set_value(Some(settle));
        } else if shown.with_untracked(|shown| *shown != now) {
            shown.set(now);
        }
    });
    shown.into()
}

/// Closing the tab is asked about only when it would lose something.
fn ask_before_leaving(status: Signal<Status>) {
    let listener = on_window("beforeunload", move |event| {
        if status.try_with_untracked(Status::is_only_here) == Some(true) {
            event.prevent_default();
        }
    });
    let _kept = StoredValue::new_local(listener);
}

/// Browsers keep what a page of another site holds apart from what Muster's own pages hold.
const OF_THIS_SITE: &str = "Copies in this page are kept for this site alone.";

fn is_kept_here(status: &Status) -> bool {
    matches!(status, Status::OnThisDevice { .. }) || status.is_only_here()
}

fn is_lost(status: &Status) -> bool {
    matches!(status, Status::NotSaved(_))
}

/// Whether the server lost the document, as far as anybody can tell here.
fn is_unknown(status: &Status) -> bool {
    matches!(status, Status::NotSaved(Reason::Gone | Reason::Forbidden | Reason::NotTaken { .. }))
}

fn can_open_anew(status: &Status) -> bool {
    matches!(
        status,
        Status::NotSaved(Reason::Refused { .. } | Reason::OtherHistory | Reason::Broken | Reason::ReadOnly)
    )
}

fn look(status: &Status) -> &'static str {
    match status {
        Status::Saved | Status::Saving { .. } => "",
        Status::OnThisDevice { .. } => "waiting",
        Status::NotSaved(_) => "lost",
    }
}

fn icon_of(status: &Status) -> &'static str {
    match status {
        Status::Saved => "i-check",
        Status::Saving { .. } => "i-sync",
        Status::OnThisDevice { .. } => "i-device",
        Status::NotSaved(_) => "i-risk",
    }
}

fn words(status: &Status) -> String {
    match status {
        Status::Saved => "Saved".to_owned(),
        Status::Saving { .. } => "Saving…".to_owned(),
        Status::OnThisDevice { n } => format!("On this device, waiting to send ({n})"),
        Status::NotSaved(_) => "Not saved".to_owned(),
    }
}

fn signed_out_words(status: &Status) -> String {
    match status {
        Status::OnThisDevice { n } => format!("Signed out, on this device ({n})"),
        _ => "Signed out".to_owned(),
    }
}

fn sentence(status: &Status) -> String {
    match status {
        Status::Saved => "Everything you wrote here is on the server’s disk.".to_owned(),
        Status::Saving { n } => format!("{} being saved.", counted(*n, "edit is", "edits are")),
        Status::OnThisDevice { n } => format!(
            "{} safe on this device and will be sent when the server can be reached.",
            counted(*n, "edit is", "edits are")
        ),
        Status::NotSaved(reason) => reason.sentence(),
    }
}
