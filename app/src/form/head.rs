//! Heads: of a section, of a group in it, and the question mark that says what belongs there.

use leptos::prelude::*;
use muster_shared::kinds::outline::Guide;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Form;
use super::plain::{acting, el, follows, has, heading, of_button, on, says, while_so, with, words};
use super::value::unique_id;
use crate::boxed::memo;

/// The words beside a section's name.
#[derive(Default)]
pub(crate) struct Head {
    /// A few words under the head: how far it is.
    pub(crate) aside: Option<Signal<String>>,
    /// The guide to it.
    pub(crate) about: Option<&'static Guide>,
    /// More about how far it is.
    pub(crate) also: Option<AnyView>,
}

/// A section of the document with its head beside it.
#[component]
pub(crate) fn Section(
    form: Form,
    name: &'static str,
    /// The section's name for styling from outside.
    part: &'static str,
    /// A few words under the head: how far it is.
    #[prop(optional, into)]
    aside: Option<Signal<String>>,
    #[prop(optional, into)] about: Option<&'static Guide>,
    /// More about how far it is.
    #[prop(optional)]
    also: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    form.section(name, part, Head { aside, about, also }, vec![children()])
}

/// The same made of data.
pub(crate) fn section(
    form: Form,
    name: &'static str,
    part: &'static str,
    aside: impl Fn() -> String + Send + Sync + 'static,
    content: Vec<AnyView>,
) -> AnyView {
    form.section(name, part, Head { aside: Some(memo(aside).into()), ..Head::default() }, content)
}

impl Form {
    /// A section of the document with its head beside it. `part` is its name for styling from outside.
    pub(crate) fn section(self, name: &'static str, part: &'static str, head: Head, content: Vec<AnyView>) -> AnyView {
        let Head { aside, about, also } = head;
        let id = unique_id();
        let title = heading(self.level + 1, "h", vec![("id", id.clone())], vec![name.into_any()]);
        let far = aside.map(|aside| acting("span", "agreed", Vec::new(), vec![says(move || aside.get())], Vec::new()));
        let (open, examples) = (RwSignal::new(false), unique_id());
        let help = about.map(|about| help(self, about, open, examples.clone()));
        let side = [title, to_next()].into_iter().chain(far).chain(also).chain(help).collect();
        let shown = about.map(|about| guide(about, open, examples));
        let parts = [el("div", "side", side)].into_iter().chain(shown).chain(content).collect();
        let attributes = vec![("class", format!("part of-{part}")), ("part", part.to_owned()), ("aria-labelledby", id)];
        with("section", "", attributes, parts)
    }
}

/// The way past a section for those who go by Tab; there while it has the focus, and not after the last section.
fn to_next() -> AnyView {
    acting(
        "button",
        "to-next btn no-print",
        of_button(),
        vec![on("click", go_to_next)],
        vec!["Skip to the next section".into_any()],
    )
}

fn go_to_next(event: web_sys::Event) {
    let button = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    let mut section = button.and_then(|button| button.closest("section").ok().flatten());
    while let Some(next) = section.and_then(|section| section.next_element_sibling()) {
        if come_to(&next) {
            return;
        }
        section = Some(next);
    }
}

/// Comes to a section, and by Tab on from there; answers whether it is one. The last has no way on: there the section itself
/// has the focus.
pub(crate) fn come_to(section: &Element) -> bool {
    let way_on = section.query_selector(".to-next").ok().flatten();
    let Some(way_on) = way_on.and_then(|way_on| way_on.dyn_into::<HtmlElement>().ok()) else { return false };
    section.scroll_into_view();
    if way_on.offset_parent().is_some() {
        let _ = way_on.focus();
    } else if let Some(section) = section.dyn_ref::<HtmlElement>() {
        let _ = section.set_attribute("tabindex", "-1");
        let _ = section.focus();
    }
    true
}

/// A smaller head within a section.
#[component]
pub(crate) fn SubHead(form: Form, #[prop(into)] name: String) -> impl IntoView {
    heading(form.level + 2, "h3", Vec::new(), vec![name.into_any()])
}

/// The question mark.
fn help(form: Form, about: &'static Guide, open: RwSignal<bool>, id: String) -> AnyView {
    while_so(
        move || form.can_edit.get(),
        move || {
            let label = format!("What belongs in: {}", about.label);
            let own = vec![("aria-label", label), ("aria-controls", id.clone())];
            let acts = vec![
                follows("aria-expanded", move || open.get().to_string()),
                on("click", move |_| open.update(|open| *open = !*open)),
            ];
            acting("button", "help", of_button().into_iter().chain(own).collect(), acts, vec!["?".into_any()])
        },
    )
}

/// Help on a field, with a good and a weak example.
fn guide(about: &'static Guide, open: RwSignal<bool>, id: String) -> AnyView {
    let weak = el("dd", "", vec![about.weak.into_any(), " ".into_any(), words("span", "small", about.why_weak)]);
    let parts = vec![
        words("dt", "", "What belongs here"),
        words("dd", "plain", about.hint),
        words("dt", "", "Good"),
        words("dd", "", about.good),
        words("dt", "", "Weak"),
        weak,
    ];
    acting("dl", "egs no-print", vec![("id", id)], vec![has("hidden", move || !open.get())], parts)
}

/// A line where nothing has been written: a hint at the text that belongs there, for those who may write it.
#[component]
pub(crate) fn Nothing(form: Form, about: &'static Guide, #[prop(into)] when: Signal<bool>) -> impl IntoView {
    while_so(
        move || when.get(),
        move || {
            let hint = move || if form.can_edit.get() { about.hint } else { "Nothing written yet." };
            acting("p", "empty begin", Vec::new(), vec![says(hint)], Vec::new())
        },
    )
}
