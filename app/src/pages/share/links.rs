//! Read links: those that there are, with what they let their holders do and how often that was done, and their end.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::access::Audience;

use super::making::making;
use super::part;
use super::use_share::{Link, Links, UseShare};
use crate::boxed::memo;
use crate::form::plain::{button, el, following, nothing, words, written, wrong};
use crate::words::{counted, long_day};

/// The part; nothing where nobody signs in, and so everybody reads anyhow.
pub(super) fn links(cx: UseShare) -> AnyView {
    if cx.doc.is_anybodys() {
        return nothing();
    }
    let refused = RwSignal::new(None::<String>);
    let list = following(move || match cx.links.get() {
        Links::Asked => words("p", "empty", "The server says which there are, once it answers."),
        Links::None(why) => words("p", "empty", why),
        Links::Here(links) if links.is_empty() => words(
            "p",
            "empty",
            "There is none. A read link lets its holder read this document, or comment on it, without signing in.",
        ),
        Links::Here(links) => el("ul", "share-links", links.iter().map(|link| row(cx, link, refused)).collect()),
    });
    let is_for_all =
        memo(move || cx.readers.with(|readers| readers.as_ref().map(|one| one.audience == Audience::Workspace)));
    let may_make =
        memo(move || cx.links.with(|links| matches!(links, Links::Here(_))) && is_for_all.get() == Some(true));
    let make = following(move || match (may_make.get(), is_for_all.get()) {
        (true, _) => making(cx),
        (false, Some(false)) => words("p", "small quiet", "A document for some people only has no read links."),
        (false, _) => nothing(),
    });
    part("Read links", "share-read", vec![list, wrong(refused), make])
}

fn row(cx: UseShare, link: &Link, refused: RwSignal<Option<String>>) -> AnyView {
    let id = link.id.clone();
    let withdraw = move || {
        let id = id.clone();
        spawn_local(async move {
            match cx.call("DELETE", &format!("links/{id}"), None).await {
                Ok(_) => {
                    refused.try_set(None);
                    cx.ask_for_links();
                }
                Err(why) => drop(refused.try_set(Some(why))),
            }
        });
    };
    let told = el("div", "", vec![written("b", "", &link.name), words("p", "small quiet", facts(link))]);
    el("li", "", vec![told, button("btn word", format!("Withdraw {}", link.name), withdraw)])
}

/// The particulars of a link, in one line.
fn facts(link: &Link) -> String {
    let may = if link.lets_comment() { "Reads and comments" } else { "Reads" };
    let until = link.until.as_deref().map_or_else(|| "never ends".to_owned(), |day| format!("until {}", long_day(day)));
    let last = link.last_used.as_deref().map(|day| format!(", last {}", long_day(day))).unwrap_or_default();
    let used = match link.uses {
        0 => "never used".to_owned(),
        n => format!("used {}{last}", counted(usize::try_from(n).unwrap_or(usize::MAX), "time", "times")),
    };
    let sites =
        if link.sites.is_empty() { "anywhere".to_owned() } else { format!("only on {}", link.sites.join(", ")) };
    format!("{may}, {until}, {used}, {sites}")
}
