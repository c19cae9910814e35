//! The part of a document's page of people that says which people it is for, and where that is changed.

use maud::{Markup, html};
use muster_shared::access::Audience;
use muster_shared::id::DocId;

use super::parts;
use crate::people::person::Person;
use crate::people::roster::OnList;

/// The part. `edits` says whether the reader may change a roster, `narrows` whether they may make one.
pub(super) fn part(
    doc: &DocId,
    audience: Audience,
    list: &[OnList],
    everybody: &[Person],
    edits: bool,
    narrows: bool,
) -> Markup {
    let says = match audience {
        Audience::Workspace => "This document is for everybody in the workspace.",
        Audience::Roster => "This document is for the people on its roster. Nobody else finds it, whatever their role.",
        Audience::Pair => "This document is for two people. Nobody else finds it, whatever their role.",
        Audience::Author => "This document is for you alone. Nobody else finds it, whatever their role.",
    };
    html! {
        h2 { "Audience" }
        p.quiet { (says) }
        @match audience {
            Audience::Roster => (roster(doc, list, everybody, edits)),
            Audience::Workspace if narrows => (narrow(doc)),
            _ => {}
        }
    }
}

fn roster(doc: &DocId, list: &[OnList], everybody: &[Person], edits: bool) -> Markup {
    let others = everybody.iter().filter(|person| list.iter().all(|on_list| on_list.person != person.id));
    let url = format!("/api/docs/{doc}/roster");
    html! {
        ul.list { @for on_list in list { li {
            div.person { b { bdi { (on_list.name) } } }
            @if edits {
                form.act data-send=(format!("DELETE {url}/{}", on_list.person)) data-then="reload" {
                    button.btn.word { "Take off the roster" span.vh { ": " (on_list.name) } }
                    (parts::outcome())
                }
            }
        } } }
        @if edits {
            details { summary { "Put somebody on the roster" }
                ul.list { @for person in others { li {
                    div.person { b { bdi { (person.name) } } }
                    form.act data-send=(format!("PUT {url}/{}", person.id)) data-then="reload" {
                        button.btn.word { "Put on the roster" span.vh { ": " (person.name) } }
                        (parts::outcome())
                    }
                } } }
            }
        }
    }
}

fn narrow(doc: &DocId) -> Markup {
    html! {
        form.act data-send=(format!("PATCH /api/docs/{doc}")) data-then="reload" {
            input type="hidden" name="audience" value="roster";
            button.btn { "Make this a document for a roster" }
            p.small.quiet { "Only the people on the roster find it then. This cannot be undone." }
            (parts::outcome())
        }
    }
}
