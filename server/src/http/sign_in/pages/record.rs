//! The record: what people did that others may have to account for.

use maud::{Markup, html};

use super::names::Names;
use super::parts::at_minute;
use crate::people::audit::Entry;

/// The latest rows, the newest first, and where the older ones are.
pub(super) fn list(entries: &[Entry], names: &Names) -> Markup {
    let oldest = entries.last().map(|entry| entry.seq).filter(|seq| *seq > 1);
    html! {
        div.scroll tabindex="0" role="region" aria-label="Activity log" {
            table.record {
                thead { tr { th { "When" } th { "Who" } th { "What" } } }
                tbody { @for entry in entries { (row(entry, names)) } }
            }
        }
        @if let Some(before) = oldest { p.acts { a.btn.word href=(format!("/people?before={before}#record")) { "Earlier" } } }
    }
}

fn row(entry: &Entry, names: &Names) -> Markup {
    html! {
        tr {
            td.nowrap.quiet { (at_minute(entry.at_ms)) }
            td { (names.of(&entry.who)) }
            td { (entry.what) @if !entry.doc.is_empty() { " " code.small { (entry.doc) } }
                @if !entry.detail.is_empty() { p.small.quiet { (names.in_words(&entry.detail)) } } }
        }
    }
}
