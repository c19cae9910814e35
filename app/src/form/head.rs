//! Heads: of a section, of a group in it, and the question mark that says what belongs there.

use leptos::prelude::*;
use muster_shared::kinds::outline::Guide;

use super::Form;
use super::value::unique_id;
use crate::lean::{Show, memo};
use crate::told::{to_say, told};

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
    let id = unique_id();
    let labelled = id.clone();
    let (open, examples) = (RwSignal::new(false), StoredValue::new(unique_id()));
    view! {
        <section class=format!("part of-{part}") part=part aria-labelledby=labelled>
            <div class="side">
                <div class="h" id=id role="heading" prop:ariaLevel=(form.level + 1).to_string()>{name}</div>
                {aside.map(|aside| view! { <span class="agreed" use:told=to_say(move || aside.get())></span> })}
                {also}
                {about.map(|about| view! { <Help form about open id=examples/> })}
            </div>
            {about.map(|about| view! { <Examples about open id=examples/> })}
            {children()}
        </section>
    }
}

/// The same made of data.
pub(crate) fn section(
    form: Form,
    name: &'static str,
    part: &'static str,
    aside: impl Fn() -> String + Send + Sync + 'static,
    content: Vec<AnyView>,
) -> AnyView {
    let aside: Signal<String> = memo(aside).into();
    view! { <Section form name part aside>{content}</Section> }.into_any()
}

/// A smaller head within a section.
#[component]
pub(crate) fn SubHead(form: Form, #[prop(into)] name: String) -> impl IntoView {
    view! { <div class="h3" role="heading" prop:ariaLevel=(form.level + 2).to_string()>{name}</div> }
}

/// The question mark.
#[component]
fn Help(form: Form, about: &'static Guide, open: RwSignal<bool>, id: StoredValue<String>) -> impl IntoView {
    let label = format!("What belongs in: {}", about.label);
    view! {
        <Show when=move || form.can_edit.get()>
            <button class="help" type="button" aria-label=label.clone() aria-controls=id.get_value()
                aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                "?"
            </button>
        </Show>
    }
}

/// Help on a field, with a good and a weak example.
#[component]
fn Examples(about: &'static Guide, open: RwSignal<bool>, id: StoredValue<String>) -> impl IntoView {
    view! {
        <dl class="egs no-print" id=id.get_value() hidden=move || !open.get()>
            <dt>"What belongs here"</dt>
            <dd class="plain">{about.hint}</dd>
            <dt>"Good"</dt>
            <dd>{about.good}</dd>
            <dt>"Weak"</dt>
            <dd>{about.weak} " " <span class="small">{about.why_weak}</span></dd>
        </dl>
    }
}

/// A line where nothing has been written: a hint at the text that belongs there, for those who may write it.
#[component]
pub(crate) fn Nothing(form: Form, about: &'static Guide, #[prop(into)] when: Signal<bool>) -> impl IntoView {
    let words = move || if form.can_edit.get() { about.hint } else { "Nothing written yet." };
    view! { <Show when=move || when.get()><p class="empty begin">{words}</p></Show> }
}
