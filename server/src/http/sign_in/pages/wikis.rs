//! Wikis, as owners see them: whose pages may show documents of this workspace.

use maud::{Markup, html};

use super::names::Names;
use super::parts::{self, Act, on_day};
use crate::people::wikis::Wiki;

/// Every wiki that may show documents, and a way to name one. `started` are those the server was started with.
pub(super) fn list(wikis: &[Wiki], started: &[String], names: &Names) -> Markup {
    html! {
        p { "Pages of these wikis may show documents, to people who may read them. A wiki counts from the moment it is named, and no longer from the moment it is withdrawn. A read link that is limited to no sites shows its document anywhere, also there." }
        @if wikis.is_empty() && started.is_empty() { p.empty { "No wiki is named. Documents open in Muster alone." } }
        ul.list #named-wikis {
            @for origin in started {
                li { div { b { (origin) } p.small.quiet { "Named by whoever runs this server, with " code { "--allow-origin" } } } }
            }
            @for wiki in wikis { li { (row(wiki, names)) } }
        }
        form.inline data-send="POST /api/wikis" data-then="reload" {
            label.label { "Address of the wiki" input.line name="origin" required maxlength="300" inputmode="url" placeholder="https://wiki.example" autocomplete="off" spellcheck="false"; }
            label.label { "Only this document" input.line name="doc" maxlength="300" placeholder="every document" autocomplete="off" spellcheck="false"; }
            button.btn { "Name the wiki" }
            (parts::outcome())
        }
        p.small.quiet { "Write https:// and the host, and nothing behind it. A document is named by its address. "
            a href="/embed-check" { "Does it work there?" } }
    }
}

fn row(wiki: &Wiki, names: &Names) -> Markup {
    let act = Act { send: &format!("DELETE /api/wikis/{}", wiki.id), then: "gone", word: "Withdraw", of: &wiki.origin };
    html! {
        div { b { (wiki.origin) }
            p.small.quiet {
                @if let Some(doc) = &wiki.doc { "Shows only " a href=(format!("/d/{doc}")) { "this document" } " and what stands beside it. " }
                "By " (names.of(&wiki.made_by)) ", " (on_day(wiki.created_ms)) } }
        (act.asked("Its pages show none of these documents any more, at once."))
    }
}
