//! A little Markdown as views, built from a parser's events: emphasis, links, lists, code. Never through inner HTML;
//! whatever is not on this list shows as the characters it is written with.

use std::vec::IntoIter;

use leptos::prelude::*;
use muster_shared::text::links::is_harmless;
use muster_shared::text::markdown::{self, Event, Tag};

use crate::boxed::For;
use crate::live::Lasting;

/// A text with its little Markdown rendered. With each change it is made anew, in an element of its own: what somebody
/// else made of the words before goes with them.
#[component]
pub(crate) fn Marked(
    /// The text.
    text: Lasting<String>,
    /// One line: no paragraphs or lists.
    inline: bool,
    /// Links are for the pointer only: a box with the same text is there for everybody else.
    #[prop(into)]
    pointer_only: Signal<bool>,
) -> impl IntoView {
    let manner = Manner { inline, pointer_only };
    view! {
        <For each=move || vec![text.get()] key=Clone::clone children=move |text| {
            view! { <div class="marked-text">{render(&text, manner)}</div> }
        }/>
    }
}

/// A text that does not change, with its little Markdown rendered.
pub(crate) fn marked(text: &str) -> AnyView {
    let manner = Manner { inline: false, pointer_only: Signal::stored(false) };
    view! { <div class="marked-text" dir="auto">{render(text, manner)}</div> }.into_any()
}

/// How a text is shown.
#[derive(Clone, Copy)]
struct Manner {
    inline: bool,
    pointer_only: Signal<bool>,
}

fn render(text: &str, manner: Manner) -> AnyView {
    children(&mut markdown::events(text).into_iter(), manner).into_any()
}

/// Everything up to the end of what the events are in.
fn children(events: &mut IntoIter<Event>, manner: Manner) -> Vec<AnyView> {
    let mut views = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Start(tag) => {
                let inner = children(events, manner);
                views.push(element(tag, inner, manner));
            }
            Event::End => break,
            Event::Text(text) => views.push(text.into_any()),
            Event::Code(code) => views.push(view! { <code>{code}</code> }.into_any()),
            Event::Break if manner.inline => views.push(" ".into_any()),
            Event::Break => views.push(view! { <br/> }.into_any()),
        }
    }
    views
}

fn element(tag: Tag, inner: Vec<AnyView>, manner: Manner) -> AnyView {
    match tag {
        Tag::Emphasis => view! { <em>{inner}</em> }.into_any(),
        Tag::Strong => view! { <strong>{inner}</strong> }.into_any(),
        Tag::Link(url) => link(url, inner, manner.pointer_only),
        _ if manner.inline => inner.into_any(),
        Tag::List(None) => view! { <ul class="marked">{inner}</ul> }.into_any(),
        Tag::List(Some(start)) => view! { <ol class="marked" start=start.to_string()>{inner}</ol> }.into_any(),
        Tag::Item => view! { <li>{inner}</li> }.into_any(),
        Tag::Paragraph => view! { <p>{inner}</p> }.into_any(),
    }
}

/// Only what opens something harmless becomes a link.
fn link(url: String, inner: Vec<AnyView>, pointer_only: Signal<bool>) -> AnyView {
    if !is_harmless(&url) {
        return inner.into_any();
    }
    let tabindex = move || pointer_only.get().then_some("-1");
    view! { <a href=url target="_blank" rel="noopener noreferrer nofollow" tabindex=tabindex>{inner}</a> }.into_any()
}
