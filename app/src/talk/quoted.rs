//! The words that a comment is about, beside the comment: they stay when the text has them no more, and are struck out then.

use leptos::prelude::*;
use muster_shared::kinds::talk::{AT, QUOTED, Remark};
use muster_shared::sheet::{Found, Span};

use super::UseTalk;
use crate::boxed::memo;
use crate::form::plain::{el, following, nothing, words, written};

/// The words that a comment is about; nothing where it is about all of its line.
pub(super) fn quoted(talk: UseTalk, remark: &Remark) -> AnyView {
    let Some(doc) = untrack(|| talk.talk_of(remark)) else { return nothing() };
    let row = doc.row(remark.list, &remark.row);
    let said = memo(move || row.with(|row| [AT, QUOTED].map(|name| row.value(name).words().to_owned())));
    let about = talk.about.doc;
    let found = memo(move || {
        let span: Option<Span> = said.with(|[at, _]| at.parse().ok());
        span.map(|span| {
            about.text(&span.at).track();
            about.find_words(&span)
        })
    });
    following(move || {
        let quote = said.with(|[_, quote]| quote.clone());
        match found.get() {
            _ if quote.is_empty() => nothing(),
            Some(Found::Gone) => {
                let gone = words("span", "small quiet", "These words were removed.");
                el("div", "quoted", vec![written("del", "", &quote), gone])
            }
            _ => el("div", "quoted", vec![written("q", "", &quote)]),
        }
    })
}
