//! States of a whole charter, each with a sentence and a way on: the example, reading only, opening, closed.

use crate::lean::{Show, memo};
use crate::told::{to_say, told};
use leptos::prelude::*;
use muster_shared::sync::replica::Reason;

/// Says that this is the worked example, or why it is not shared, or not changed, just now. `sign_in` is where to.
#[component]
pub(crate) fn Banner(
    is_example: Signal<bool>,
    is_locked: Signal<bool>,
    why: Signal<Option<Reason>>,
    can_say: Signal<bool>,
    sign_in: Option<String>,
) -> impl IntoView {
    let signed_out = memo(move || why.get() == Some(Reason::SignedOut));
    let is_said = move || signed_out.get() || is_locked.get() && !is_example.get();
    let says = move || match (why.get(), can_say.get()) {
        (Some(Reason::ReadOnly), true) => {
            "You can comment, suggest and agree here; its captain and leaders edit it.".to_owned()
        }
        (Some(Reason::ReadOnly), false) => "You read this charter; its captain and leaders edit it.".to_owned(),
        (Some(reason), _) => reason.sentence(),
        (None, _) => "You can read this charter, not change it, just now.".to_owned(),
    };
    let sign_in = StoredValue::new(sign_in);
    view! {
        <Show when=move || is_example.get()>
            <p class="banner no-print" part="banner">
                <b>"Example."</b>
                " A made-up company, to look at. It can be read, not changed."
            </p>
        </Show>
        <Show when=is_said>
            <p class="banner no-print" part="banner" role="status">
                <span class="i i-lock" aria-hidden="true"></span>" "
                <span use:told=to_say(says)></span>
                {move || signed_out.get().then(|| sign_in.get_value()).flatten().map(|href| view! { " "<a href=href>"Sign in"</a> })}
            </p>
        </Show>
    }
}

/// Lines where the text will stand, so that nothing jumps when it comes.
#[component]
pub(crate) fn Skeleton() -> impl IntoView {
    view! {
        <div class="doc skeletons" aria-busy="true">
            <div class="part">
                <div>
                    <div class="thread" role="progressbar" aria-label="Opening"></div>
                    <div class="team"><span class="skeleton half"></span></div>
                    <span class="skeleton third"></span>
                </div>
            </div>
            <div class="part"><div class="statement"><span class="skeleton"></span><span class="skeleton half"></span></div></div>
        </div>
    }
}

/// There is nothing to show, why, and what to do next.
#[component]
pub(crate) fn Closed(
    /// The state of things.
    sentence: String,
    /// The next step.
    advice: &'static str,
    /// Where to go on: words and address.
    way: (&'static str, String),
) -> impl IntoView {
    view! {
        <div class="doc">
            <div class="part">
                <div class="frame" part="closed" role="alert">
                    <div class="say-so">
                        <span class="i i-lock" aria-hidden="true"></span>
                        <div><div class="h">{sentence}</div><p>{advice}</p></div>
                        <div class="acts"><a class="btn" href=way.1>{way.0}</a></div>
                    </div>
                </div>
            </div>
        </div>
    }
}
