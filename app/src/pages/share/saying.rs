//! The sentences on who reads the document, here and where it is put.

use leptos::prelude::*;
use muster_shared::access::Audience;

use super::use_share::{Links, Made, UseShare};
use crate::words::{counted, long_day};

/// The sentence on the people who can read it now.
pub(super) fn readable(cx: UseShare) -> String {
    if cx.doc.is_anybodys() {
        return "Nobody signs in here: whoever reaches this server reads it, and may write in it.".to_owned();
    }
    let readers = cx.readers.get();
    let n_people = readers.as_ref().map_or(0, |readers| readers.people.len());
    match readers.map(|readers| readers.audience) {
        None => "The server says who can read it, once it answers.".to_owned(),
        Some(Audience::Workspace) => format!("Everybody who signs in to {} can read it. {}", cx.org.get(), by_link(cx)),
        Some(Audience::Roster) => {
            format!("{} on its list can read it, and nobody else.", counted(n_people, "person", "people"))
        }
        Some(Audience::Pair) => "Two people can read it, and nobody else.".to_owned(),
        Some(Audience::Author) => "You alone can read it.".to_owned(),
    }
}

fn by_link(cx: UseShare) -> String {
    let known = cx.links.with(|links| match links {
        Links::Here(links) => Some((links.len(), links.iter().filter(|link| link.lets_comment()).count())),
        Links::Asked | Links::None(_) => None,
    });
    let says = match known {
        None => return String::new(),
        Some((0, _)) => return "Nobody reads it without signing in.".to_owned(),
        Some((1, _)) => "Without signing in, anyone with its read link can read it".to_owned(),
        Some((n, _)) => format!("Without signing in, anyone with one of {n} read links can read it"),
    };
    match known {
        Some((n, comments)) if n == comments => format!("{says} and comment on it."),
        Some((_, comments)) if comments > 0 => format!("{says}, and with {comments} of them comment on it."),
        _ => format!("{says}."),
    }
}

/// The sentence on the people who read it in the page that it is put into.
pub(super) fn readable_there(cx: UseShare) -> String {
    match cx.made.get() {
        Some(made) => {
            let reads = if made.lets_comment() { "reads it and may comment" } else { "reads it" };
            let Made { until, sites, .. } = made;
            let until = until.map(|day| format!(", until {}", long_day(&day))).unwrap_or_default();
            let only = match sites.is_empty() {
                true => ".".to_owned(),
                false => {
                    format!(", on {} alone. Pictures are shown by links that work anywhere, and not by this one.", sites.join(" and "))
                }
            };
            format!("Anyone who can open that page {reads}, signed in or not{until}{only}")
        }
        None if cx.doc.is_anybodys() => "Anyone who can reach this server reads it there.".to_owned(),
        None => "People read it there once they have signed in to Muster; to others the page shows a link. Make a read link \
                 above to show it to everybody who can open the page."
            .to_owned(),
    }
}
