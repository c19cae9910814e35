//! States of a whole charter, each with a sentence and a way on: the example, reading only, opening, closed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::sync::replica::Reason;

use super::Form;
use super::plain::following;
use crate::browser::pause;
use crate::lean::{Show, alive, memo};
use crate::live::Phase;
use crate::told::{to_say, told};

/// How long a document may take before the page says that it takes long, in milliseconds.
const PATIENCE_MS: i32 = 4000;

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

/// The sheet that a document is read and written on: its face once the document is here, and until then what is so
/// instead. `way` is where to go on where it does not come.
pub(crate) fn sheet(
    form: Form,
    class: &'static str,
    in_host_page: bool,
    way: (&'static str, String),
    face: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let face: Box<dyn Fn() -> AnyView + Send> = Box::new(face);
    let (phase, is_late, way) = (memo(move || form.doc.phase.get()), late(), StoredValue::new(way));
    let instead = move |sentence: String, advice: &'static str| {
        view! { <Closed sentence advice way=way.get_value()/> }.into_any()
    };
    let shown = following(move || match phase.get() {
        Phase::Opening if is_late.get() => {
            let noun = form.doc.which().map_or("document", |(_, kind)| kind.spec().noun.one);
            let advice = "It opens by itself as soon as the server answers.";
            instead(format!("This {noun} is not on this device yet."), advice)
        }
        Phase::Opening => view! { <Skeleton/> }.into_any(),
        Phase::Closed(reason) => instead(reason.sentence(), "Nothing that was written is lost."),
        Phase::Ready => face(),
    });
    view! {
        <div class=format!("{class} sheet") class:in-host=in_host_page node_ref=form.root
            on:keydown=move |event| form.key(&event) on:focusout=alive(move |event| form.focus_left(&event))>
            {shown}
        </div>
    }
    .into_any()
}

/// Whether a document takes long to come.
fn late() -> RwSignal<bool> {
    let is_late = RwSignal::new(false);
    spawn_local(async move {
        pause(PATIENCE_MS).await;
        is_late.try_set(true);
    });
    is_late
}
