//! The one status chip: four words, and on request why and what to do.

use leptos::ev::KeyboardEvent;
use leptos::html::Details;
use leptos::prelude::*;
use muster_shared::sync::replica::{Reason, Status};

use super::clipboard;
use crate::browser::{Timer, on_window};
use crate::keyboard;
use crate::lean::{Show, memo};
use crate::live::{LiveDoc, Phase};
use crate::told::{to_say, told};
use crate::visitor::sign_in_link;
use crate::widgets::origin::Origin;
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
    let shows = move || if signed_out.get() { "i-lock" } else { shown.with(icon) };
    let says = move || shown.with(if signed_out.get() { signed_out_words } else { words });
    let means = move || if signed_out.get() { Reason::SignedOut.sentence() } else { shown.with(sentence) };
    let details = NodeRef::<Details>::new();
    ask_before_leaving(shown);
    let close = move |event: KeyboardEvent| {
        if keyboard::key(&event).as_deref() == Some("Escape")
            && let Some(details) = details.get_untracked()
        {
            details.set_open(false);
        }
    };
    view! {
        <div class="chip-box no-print" on:keydown=close>
            <span
                part="status"
                class=move || format!("chip {}", looks())
                role=move || shown.with(|status| if is_lost(status) { "alert" } else { "status" })
            >
                <span class=move || format!("i {}", shows()) aria-hidden="true"></span>
                <span use:told=to_say(says)></span>
            </span>
            <details node_ref=details>
                <summary><span class="vh">"About saving"</span></summary>
                <div class="pop">
                    <p use:told=to_say(means)></p>
                    <WayOn docs shown signed_out/>
                </div>
            </details>
        </div>
    }
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
#[component]
fn WayOn(docs: Signal<Vec<LiveDoc>>, shown: Signal<Status>, signed_out: Memo<bool>) -> impl IntoView {
    // In other people's pages the loader asks them in.
    let in_host_page = use_context::<Origin>().is_some();
    let can_sign_in = move || signed_out.get() && !in_host_page;
    let waits = move || {
        !signed_out.get() && shown.with(|status| matches!(status, Status::OnThisDevice { .. }) || status.is_only_here())
    };
    let is_stranded = move || shown.with(is_lost);
    let is_replaceable = move || shown.with(can_open_anew);
    let copied = RwSignal::new(None::<bool>);
    let open_anew = move |_| {
        docs.with_untracked(|docs| {
            docs.iter().filter(|doc| doc.status.with_untracked(can_open_anew)).for_each(LiveDoc::open_anew);
        });
    };
    // Which of them the server lacks may not be known of all yet; to give it what it has changes nothing.
    let put_back = move |_| docs.with_untracked(|docs| docs.iter().for_each(LiveDoc::put_back));
    let copy = move |_| clipboard::copy(&docs.with_untracked(|docs| copy_out(docs)), copied);
    view! {
        <div class="acts">
            <Show when=can_sign_in><a class="btn" href=sign_in_link()>"Sign in"</a></Show>
            <Show when=waits><button class="btn" type="button" on:click=move |_| docs.with_untracked(|docs| docs.iter().for_each(LiveDoc::sync_now))>"Sync now"</button></Show>
            <Show when=is_stranded><button class="btn" type="button" on:click=copy>"Copy my version"</button></Show>
            <Show when=move || shown.with(is_unknown)>
                <button class="btn" type="button" on:click=put_back>"Give it back to the server"</button>
            </Show>
            <Show when=is_replaceable>
                <button class="btn" type="button" on:click=open_anew>"Go on with the shared version"</button>
            </Show>
        </div>
        <Show when=is_stranded>
            <p class="small" role="status">
                {move || match copied.get() {
                    Some(true) => "Copied.",
                    Some(false) => "The browser did not let us copy. Select the text below.",
                    None => "",
                }}
            </p>
            <textarea class="copy-out" rows="5" readonly aria-label="My version" prop:value=move || docs.with(|docs| copy_out(docs))></textarea>
        </Show>
    }
}

/// The status, but Saved only once it has been so for a moment.
fn calm(status: Signal<Status>) -> Signal<Status> {
    let shown = RwSignal::new(status.get_untracked());
    let timer = StoredValue::new_local(None::<Timer>);
    Effect::new(move || {
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

fn icon(status: &Status) -> &'static str {
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
