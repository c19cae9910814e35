//! States of a whole document, each with a sentence and a way on: the example, reading only, opening, closed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::sync::replica::Reason;

use super::plain::{acting, el, following, icon, nothing, says, while_so, with, words};
use super::{Form, without_steps};
use crate::boxed::{alive, memo};
use crate::browser::pause;
use crate::live::Phase;
use crate::pressed;

/// How long a document may take before the page says that it takes long, in milliseconds.
const PATIENCE_MS: i32 = 4000;

/// Says that this is the worked example, or why it is not shared, or not changed, just now. `whose` is what the document is,
/// and the people who edit it; `sign_in` is where to.
pub(crate) fn banner(
    whose: (&'static str, &'static str),
    is_example: Signal<bool>,
    is_locked: Signal<bool>,
    why: Signal<Option<Reason>>,
    can_say: Signal<bool>,
    sign_in: Option<String>,
) -> AnyView {
    let part = || vec![("part", "banner".to_owned())];
    let example = move || {
        let says = " A made-up company, to look at. It can be read, not changed.";
        with("p", "banner no-print", part(), vec![words("b", "", "Example."), says.into_any()])
    };
    let signed_out = memo(move || why.get() == Some(Reason::SignedOut));
    let is_said = move || signed_out.get() || is_locked.get() && !is_example.get();
    let (noun, editors) = whose;
    let reason = move || match (why.get(), can_say.get()) {
        (Some(Reason::ReadOnly), true) => format!("You can comment, suggest and agree here; {editors} edit it."),
        (Some(Reason::ReadOnly), false) => format!("You read this {noun}; {editors} edit it."),
        (Some(reason), _) => reason.sentence(),
        (None, _) => format!("You can read this {noun}, not change it, just now."),
    };
    let sign_in = StoredValue::new(sign_in);
    let locked = move || {
        let link = following(move || match sign_in.get_value().filter(|_| signed_out.get()) {
            Some(href) => with("a", "", vec![("href", href)], vec!["Sign in".into_any()]),
            None => nothing(),
        });
        let said = acting("span", "", Vec::new(), vec![says(reason)], Vec::new());
        let role = [("role", "status".to_owned())];
        let parts = vec![icon("i i-lock"), " ".into_any(), said, " ".into_any(), link];
        with("p", "banner no-print", part().into_iter().chain(role).collect(), parts)
    };
    [while_so(move || is_example.get(), example), while_so(is_said, locked)].into_any()
}

/// Lines where the text will stand, so that nothing jumps when it comes.
pub(crate) fn skeleton() -> AnyView {
    let line = |class: &'static str| el("span", class, Vec::new());
    let bar = vec![("role", "progressbar".to_owned()), ("aria-label", "Opening".to_owned())];
    let head = vec![
        with("div", "thread", bar, Vec::new()),
        el("div", "team", vec![line("skeleton half")]),
        line("skeleton third"),
    ];
    let below = el("div", "statement", vec![line("skeleton"), line("skeleton half")]);
    let parts = vec![el("div", "part", vec![el("div", "", head)]), el("div", "part", vec![below])];
    with("div", "doc skeletons", vec![("aria-busy", "true".to_owned())], parts)
}

/// There is nothing to show, why, and what to do next: the `sentence` says the state of things, `advice` the next step, and
/// `way` where to go on, in words and as an address.
pub(crate) fn closed(sentence: String, advice: &'static str, way: (&'static str, String)) -> AnyView {
    let says = el("div", "", vec![words("div", "h", sentence), words("p", "", advice)]);
    let link = with("a", "btn", vec![("href", way.1)], vec![way.0.into_any()]);
    let say_so = el("div", "say-so", vec![icon("i i-lock"), says, el("div", "acts", vec![link])]);
    let attributes = vec![("part", "closed".to_owned()), ("role", "alert".to_owned())];
    let frame = with("div", "frame", attributes, vec![say_so]);
    el("div", "doc", vec![el("div", "part", vec![frame])])
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
    shown(form, class, in_host_page, way, Box::new(face))
}

fn shown(
    form: Form,
    class: &'static str,
    in_host_page: bool,
    way: (&'static str, String),
    face: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    form.provide();
    let (phase, is_late) = (memo(move || form.doc.phase.get()), late());
    let shown = following(move || match phase.get() {
        Phase::Opening if is_late.get() => {
            let noun = form.doc.which().map_or("document", |(_, kind)| kind.spec().noun.one);
            let advice = "It opens by itself as soon as the server answers.";
            closed(format!("This {noun} is not on this device yet."), advice, way.clone())
        }
        Phase::Opening => skeleton(),
        Phase::Closed(reason) => closed(reason.sentence(), "Nothing that was written is lost.", way.clone()),
        Phase::Ready => face(),
    });
    view! {
        <div class=format!("{class} sheet") class:in-host=in_host_page class:may-write=form.can_edit class:may-say=form.may_say
            node_ref=form.root
            on:keydown=move |event| form.key(&event) on:focusout=alive(move |event| form.focus_left(&event))
            on:mousedown=|event| pressed::began(&event) on:mouseup=|event| pressed::ended(&event)>
            {without_steps()}
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
