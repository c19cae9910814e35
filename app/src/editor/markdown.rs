//! A little Markdown as views, built from a parser's events: emphasis, links, lists, code. Never through inner HTML;
//! whatever is not on this list shows as the characters it is written with.

use leptos::prelude::*;
use muster_shared::links::is_harmless;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// A text with its little Markdown rendered.
#[component]
pub(crate) fn Markdown(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// One line: no paragraphs or lists.
    #[prop(optional)]
    inline: bool,
    /// Links are for the pointer only: a box with the same text is there for everybody else.
    #[prop(into)]
    pointer_only: Signal<bool>,
) -> impl IntoView {
    move || text.with(|text| render(text, Manner { inline, pointer_only }))
}

/// How a text is shown.
#[derive(Clone, Copy)]
struct Manner {
    inline: bool,
    pointer_only: Signal<bool>,
}

fn render(text: &str, manner: Manner) -> AnyView {
    let mut events = Parser::new_ext(text, Options::empty());
    let views = children(&mut events, manner, 0);
    views.into_any()
}

/// How deep lists and emphasis may nest; deeper ones show flat.
const DEPTH_MAX: usize = 16;

/// Everything up to the end of the tag the events are in.
fn children(events: &mut Parser<'_>, manner: Manner, depth: usize) -> Vec<AnyView> {
    let mut views = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Start(tag) => {
                let inner = children(events, manner, depth + 1);
                let inline = manner.inline || depth > DEPTH_MAX;
                views.push(element(&tag, inner, Manner { inline, ..manner }));
            }
            Event::End(_) => break,
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => views.push(text.to_string().into_any()),
            Event::Code(code) => views.push(view! { <code>{code.to_string()}</code> }.into_any()),
            Event::SoftBreak if manner.inline => views.push(" ".into_any()),
            // People press Enter to begin a new line, and expect to see one.
            Event::SoftBreak | Event::HardBreak => views.push(view! { <br/> }.into_any()),
            _ => {}
        }
    }
    views
}

fn element(tag: &Tag<'_>, inner: Vec<AnyView>, manner: Manner) -> AnyView {
    match tag {
        Tag::Emphasis => view! { <em>{inner}</em> }.into_any(),
        Tag::Strong => view! { <strong>{inner}</strong> }.into_any(),
        Tag::Link { dest_url, .. } => link(dest_url, inner, manner.pointer_only),
        _ if manner.inline => inner.into_any(),
        Tag::List(None) => view! { <ul class="marked">{inner}</ul> }.into_any(),
        Tag::List(Some(start)) => view! { <ol class="marked" start=start.to_string()>{inner}</ol> }.into_any(),
        Tag::Item => view! { <li>{inner}</li> }.into_any(),
        _ => view! { <p>{inner}</p> }.into_any(),
    }
}

/// Only what opens something harmless becomes a link.
fn link(url: &str, inner: Vec<AnyView>, pointer_only: Signal<bool>) -> AnyView {
    if !is_harmless(url) {
        return inner.into_any();
    }
    let url = url.to_owned();
    let tabindex = move || pointer_only.get().then_some("-1");
    view! { <a href=url target="_blank" rel="noopener noreferrer nofollow" tabindex=tabindex>{inner}</a> }.into_any()
}
