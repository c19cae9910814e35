//! The editions of a document: states of it that somebody gave a name and a reason.

use maud::{Markup, html};

use super::super::parts;
use super::Of;
use crate::rooms::past::Named;

/// The editions, the last first, and the way to name the present state.
pub(super) fn part(of: &Of, named: &[Named]) -> Markup {
    let names = of.restores && of.kind.is_some_and(|kind| kind.has_editions());
    html! {
        @if names || !named.is_empty() {
            (parts::part("editions", "Editions", &html! {
                @if named.is_empty() { p.quiet { "No state of this document has a name yet." } }
                ol.list { @for one in named { li { (edition(of, one)) } } }
                @if names { p.acts { a.btn href=(format!("/d/{}?edition", of.doc)) { "Name this edition…" } } }
            }))
        }
    }
}

fn edition(of: &Of, one: &Named) -> Markup {
    html! {
        div.edition {
            p { b { bdi { (one.name) } } }
            @if !one.why.is_empty() { p { q { bdi { (one.why) } } } }
            p.small.quiet { "named by " bdi { (one.by) } ", " (parts::at_minute(one.at_ms)) }
        }
        div.does {
            a.btn href=(format!("/d/{}/history/{}", of.doc, one.seq)) { "Open its words" }
            a.btn.word href=(format!("/d/{}#{}", of.doc, one.row)) { "Comments" }
            @if of.restores { a.btn.word href=(of.restore(one.seq, "")) { "Restore…" } }
        }
    }
}
