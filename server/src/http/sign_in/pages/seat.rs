//! The captain's seat on the server's pages: an offer that waits for an answer, and where a captain makes one.

use maud::{Markup, html};
use muster_shared::id::DocId;

use super::parts;
use crate::people::captaincy::Offer;
use crate::people::person::Person;

/// The part of a document's page of people: the offer there is, or where its captain makes one.
pub(super) fn part(doc: &DocId, offer: Option<&Offer>, me: &str, is_captain: bool, others: &[&Person]) -> Markup {
    match offer {
        Some(offer) if offer.to == me => asked(offer),
        Some(offer) if offer.from == me => html! {
            h2 { "Hand-over" }
            p { "You offered to hand the captaincy over to " b { bdi { (offer.to_name) } } ". It passes once they accept." }
            (answer("DELETE", doc, "offer", "Withdraw the offer"))
        },
        None if is_captain => making(doc, others),
        _ => html! {},
    }
}

/// The offer, for the person it is made to.
pub(super) fn asked(offer: &Offer) -> Markup {
    html! {
        h2 { "Hand-over" }
        p { b { bdi { (offer.from_name) } } " offers you the captaincy of "
            a href=(format!("/d/{}", offer.doc)) { "this team" } ". Its captain makes the judgment calls and answers for them." }
        div.acts {
            (answer("POST", &offer.doc, "accept", "Accept the captaincy"))
            (answer("DELETE", &offer.doc, "offer", "Decline"))
        }
    }
}

fn making(doc: &DocId, others: &[&Person]) -> Markup {
    html! {
        h2 { "Hand-over" }
        form.inline data-send=(format!("POST /api/docs/{doc}/captain/offer")) data-then="reload" {
            label.label { "Offer the captaincy to"
                select.line name="person" { @for person in others { option value=(person.id) { (person.name) } } } }
            button.btn { "Offer it" }
            (parts::outcome())
        }
        p.small.quiet { "It passes once they accept. You go on as an editor." }
    }
}

fn answer(method: &str, doc: &DocId, what: &str, word: &str) -> Markup {
    html! {
        form.act data-send=(format!("{method} /api/docs/{doc}/captain/{what}")) data-then="reload" {
            button.btn { (word) }
            (parts::outcome())
        }
    }
}
