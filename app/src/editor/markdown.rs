//! A little Markdown as views, built from a parser's events: emphasis, links, lists, code. Never through inner HTML;
//! whatever is not on this list shows as the characters it is written with.

use leptos::prelude::*;
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
) -> impl IntoView {
    move || text.with(|text| render(text, inline))
}

fn render(text: &str, inline: bool) -> AnyView {
    let mut events = Parser::new_ext(text, Options::empty());
    let views = children(&mut events, inline, 0);
    views.into_any()
}

/// How deep lists and emphasis may nest; deeper ones show flat.
const DEPTH_MAX: usize = 16;

/// Everything up to the end of the tag the events are in.
fn children(events: &mut Parser<'_>, inline: bool, depth: usize) -> Vec<AnyView> {
    let mut views = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Start(tag) => {
                let inner = children(events, inline, depth + 1);
                views.push(element(&tag, inner, inline || depth > DEPTH_MAX));
            }
            Event::End(_) => break,
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => views.push(text.to_string().into_any()),
            Event::Code(code) => views.push(view! { <code>{code.to_string()}</code> }.into_any()),
            Event::SoftBreak if inline => views.push(" ".into_any()),
            // People press Enter to begin a new line, and expect to see one.
            Event::SoftBreak | Event::HardBreak => views.push(view! { <br/> }.into_any()),
            _ => {}
        }
    }
    views
}

fn element(tag: &Tag<'_>, inner: Vec<AnyView>, flat: bool) -> AnyView {
    match tag {
        Tag::Emphasis => view! { <em>{inner}</em> }.into_any(),
        Tag::Strong => view! { <strong>{inner}</strong> }.into_any(),
        Tag::Link { dest_url, .. } => link(dest_url, inner),
        _ if flat => inner.into_any(),
        Tag::List(None) => view! { <ul class="marked">{inner}</ul> }.into_any(),
        Tag::List(Some(start)) => view! { <ol class="marked" start=start.to_string()>{inner}</ol> }.into_any(),
        Tag::Item => view! { <li>{inner}</li> }.into_any(),
        _ => view! { <p>{inner}</p> }.into_any(),
    }
}

/// Only schemes that open something harmless become links.
fn link(url: &str, inner: Vec<AnyView>) -> AnyView {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("http" | "https" | "mailto") => {
            let url = url.to_owned();
            view! { <a href=url target="_blank" rel="noopener noreferrer nofollow">{inner}</a> }.into_any()
        }
        _ => inner.into_any(),
    }
}
