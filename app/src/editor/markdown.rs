//! A little Markdown as views, built from a parser's events: emphasis, links, lists, code. Never through inner HTML;
//! whatever is not on this list shows as the characters it is written with. The parser comes in a chunk, with the first text
//! that has a mark; until then, and where it does not come, its paragraphs show with the marks as they were typed.

use std::vec::IntoIter;

use leptos::prelude::*;
use muster_shared::text::links::{is_harmless, link_at};
use muster_shared::text::markdown::{self, Event, Tag};
use muster_shared::text::unmarked::{is_unmarked, paragraphs};

use crate::boxed::For;
use crate::chunk::{Chunk, chunk, work};
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
    let manner = Manner { inline, pointer_only, dir: None };
    view! { <For each=move || vec![text.get()] key=Clone::clone children=move |text| render(text, manner)/> }
}

/// A text that does not change, with its little Markdown rendered.
pub(crate) fn marked(text: &str) -> AnyView {
    render(text.to_owned(), Manner { inline: false, pointer_only: Signal::stored(false), dir: Some("auto") })
}

/// How a text is shown.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    inline: bool,
    pointer_only: Signal<bool>,
    /// The direction of its element, where no style says it.
    dir: Option<&'static str>,
}

chunk!(later:
/// A text with its marks read.
fn read(text: String, manner: Manner) {
    in_element(children(&mut markdown::events(&text).into_iter(), manner), manner)
});

chunk!(later:
/// Says which link a caret stands in.
fn link_in(text: String, caret: u32, found: Box<dyn FnOnce(Option<String>)>) -> () {
    found(link_at(&text, caret));
});

/// Whether a text may hold a link. Most hold none, and this is asked with every key.
pub(super) fn may_link(text: &str) -> bool {
    text.contains("](") || text.contains('<')
}

/// Finds the link that a caret stands in. It may be said a moment later.
pub(super) fn find_link(text: String, caret: u32, found: impl FnOnce(Option<String>) + 'static) {
    work(link_in::show(text, caret, Box::new(found)));
}

fn render(text: String, manner: Manner) -> AnyView {
    if is_unmarked(&text) {
        return plain(&text, manner);
    }
    let marked = text.clone();
    Chunk::come("The look of a text", read::load)
        .dress(move || plain(&text, manner), move || read::show(marked.clone(), manner))
}

/// The paragraphs of a text, as the parser has them where nothing is marked.
fn plain(text: &str, manner: Manner) -> AnyView {
    let paragraph = |lines: Vec<&str>| {
        let mut parts = Vec::new();
        for (at, line) in lines.into_iter().enumerate() {
            if at > 0 {
                parts.push(line_break(manner));
            }
            parts.push(line.to_owned().into_any());
        }
        if manner.inline { parts.into_any() } else { in_paragraph(parts) }
    };
    in_element(paragraphs(text).into_iter().map(paragraph).collect(), manner)
}

/// An element of its own for each look of a text.
fn in_element(inner: Vec<AnyView>, manner: Manner) -> AnyView {
    view! { <div class="marked-text" dir=manner.dir>{inner}</div> }.into_any()
}

fn in_paragraph(inner: Vec<AnyView>) -> AnyView {
    view! { <p>{inner}</p> }.into_any()
}

fn line_break(manner: Manner) -> AnyView {
    if manner.inline { " ".into_any() } else { view! { <br/> }.into_any() }
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
            Event::Break => views.push(line_break(manner)),
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
        Tag::Paragraph => in_paragraph(inner),
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
