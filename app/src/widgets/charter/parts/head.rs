//! Heads: of a section, of a group in it, and the question mark that says what belongs there.

use leptos::prelude::*;
use muster_shared::guide::{Field, guide};

use super::value::unique_id;
use crate::widgets::charter::use_charter::UseCharter;

/// A section of the charter with its head beside it.
#[component]
pub(crate) fn Section(
    cx: UseCharter,
    name: &'static str,
    /// The section's name for styling from outside.
    part: &'static str,
    /// A few words under the head: how far it is.
    #[prop(optional, into)]
    aside: Option<Signal<String>>,
    #[prop(optional, into)] about: Option<Field>,
    children: Children,
) -> impl IntoView {
    let id = unique_id();
    let labelled = id.clone();
    view! {
        <section class=format!("part {part}") part=part aria-labelledby=labelled>
            <div class="side">
                <div class="h" id=id role="heading" attr:aria-level=(cx.level + 1).to_string()>{name}</div>
                {aside.map(|aside| view! { <span class="agreed">{aside}</span> })}
            </div>
            {about.map(|about| view! { <Help cx about/> })}
            {children()}
        </section>
    }
}

/// A smaller head within a section.
#[component]
pub(crate) fn SubHead(cx: UseCharter, #[prop(into)] name: String) -> impl IntoView {
    view! { <div class="h3" role="heading" attr:aria-level=(cx.level + 2).to_string()>{name}</div> }
}

/// What belongs in a field, with a good and a weak example, behind a question mark.
#[component]
pub(crate) fn Help(cx: UseCharter, about: Field) -> impl IntoView {
    let guide = guide(about);
    let open = RwSignal::new(false);
    let id = StoredValue::new(unique_id());
    view! {
        <Show when=move || cx.can_edit.get()>
            <div class="helped">
                <button class="help" type="button" aria-label=format!("What belongs in: {}", guide.label)
                    aria-expanded=move || open.get().to_string() aria-controls=id.get_value()
                    on:click=move |_| open.update(|open| *open = !*open)>
                    "?"
                </button>
                <dl class="egs" id=id.get_value() hidden=move || !open.get()>
                    <dt>"What belongs here"</dt>
                    <dd class="plain">{guide.hint}</dd>
                    <dt>"Good"</dt>
                    <dd>{guide.good}</dd>
                    <dt>"Weak"</dt>
                    <dd>{guide.weak} " " <span class="small">{guide.why_weak}</span></dd>
                </dl>
            </div>
        </Show>
    }
}
