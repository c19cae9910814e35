//! Letters, as the person sees them to whom they are sent; and the pages that links in letters lead to.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::parts::{self, Act};
use super::{doorway, refusal};
use crate::config::Mail;
use crate::http::attempts::Try;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::Secret;
use crate::people::mailbox::Mailbox;
use crate::people::person::Person;

/// The part of the account about letters.
pub(super) fn list(person: &Person, mailbox: Option<&Mailbox>, config: &Mail) -> Markup {
    html! {
        @match mailbox {
            Some(mailbox) => { (reached(mailbox, config)) }
            None => { (asked(person)) }
        }
    }
}

fn reached(mailbox: &Mailbox, config: &Mail) -> Markup {
    let zone = if mailbox.zone.is_empty() { &config.digest_zone } else { &mailbox.zone };
    html! {
        p { "Letters go to " b { bdi { (mailbox.address) } } ": your week on " (day(config)) " at " (format!("{:02}:{:02}",
            config.digest_at.hour, config.digest_at.minute)) " (" (zone) "), and at once when your signature went out of date, advice "
            "waits for your answer, or your item is next." }
        @if mailbox.unread > 0 { p.small.quiet { "They pause after three digests without a visit of yours, and go on when you come." } }
        @if let Some(trouble) = &mailbox.trouble {
            p.wrong { span.i.i-risk aria-hidden="true" {} span { "The last letter did not arrive. The mail server says: " (trouble) } }
        }
        ({ Act { send: "DELETE /api/me/mail", then: "reload", word: "End letters", of: "" }.button() })
    }
}

fn day(config: &Mail) -> &'static str {
    const DAYS: [&str; 7] = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];
    DAYS[usize::from(config.digest_at.day) % DAYS.len()]
}

fn asked(person: &Person) -> Markup {
    html! {
        p { "One letter a week with what is asked of you, and one at once for three things only. Nothing comes before you confirm the "
            "address, and one press ends it." }
        @if let Some(email) = &person.email {
            form.act data-send="POST /api/me/mail" data-then="reload" {
                input type="hidden" name="address" value=(email);
                input type="hidden" name="zone" data-zone;
                button.btn { "Send them to " bdi { (email) } }
                (parts::outcome())
            }
        }
        form.inline data-send="POST /api/me/mail" data-done="A letter is on its way. The link in it confirms the address." {
            input type="hidden" name="zone" data-zone;
            label.label { @if person.email.is_some() { "Another address" } @else { "Your address" }
                input.line name="address" type="email" autocomplete="email" required maxlength="254"; }
            button.btn { "Send me a link" }
            (parts::outcome())
        }
    }
}

/// `GET /mail/confirm/{secret}`: a press confirms, and no program that only follows links.
pub(in crate::http::sign_in) async fn confirming(
    State(app): State<App>,
    tries: Result<Try, Problem>,
    Path(secret): Path<String>,
) -> Response {
    let found = match (tries, Secret::read(&secret)) {
        (Err(problem), _) => return refusal(&problem),
        (Ok(_), Some(secret)) => app.people.asked_to_confirm(&secret).await.map_err(Problem::from),
        (Ok(_), None) => Ok(None),
    };
    match found {
        Err(problem) => refusal(&problem),
        Ok(None) => nothing(
            "This link confirms nothing any more",
            "It holds for a day and for one press. Your account makes a new one.",
        ),
        Ok(Some(asked)) => {
            let text = html! {
                h1.saying { "Letters for " (asked.person.name) }
                p { "From now on they go to " b { bdi { (asked.address) } } "." }
                form data-send=(format!("POST /api/mail/{secret}")) data-done="Letters come here from now on." {
                    button.btn.strong { "Confirm this address" }
                    (parts::outcome())
                }
            };
            doorway(StatusCode::OK, "Confirm your address", &text)
        }
    }
}

/// The key in a link that ends letters.
#[derive(Debug, Deserialize)]
pub(in crate::http::sign_in) struct Key {
    #[serde(default)]
    key: String,
}

/// `GET /mail/off`: the page behind the link in each letter. It works without scripts, and ends nothing by being looked at.
pub(in crate::http::sign_in) async fn ending(
    State(app): State<App>,
    tries: Result<Try, Problem>,
    Query(Key { key }): Query<Key>,
) -> Response {
    let found = match tries {
        Ok(_) => app.people.is_off_key(&key).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match found {
        Err(problem) => refusal(&problem),
        Ok(false) => ended(StatusCode::NOT_FOUND),
        Ok(true) => {
            let text = html! {
                h1.saying { "No letters any more?" }
                form method="post" action=(format!("/mail/off?key={key}")) { button.btn.strong { "End all letters" } }
            };
            doorway(StatusCode::OK, "End letters", &text)
        }
    }
}

/// `POST /mail/off`: one press, on that page or in a mail program (RFC 8058).
pub(in crate::http::sign_in) async fn end(
    State(app): State<App>,
    tries: Result<Try, Problem>,
    Query(Key { key }): Query<Key>,
) -> Response {
    let outcome = match tries {
        Ok(_) => app.people.end_letters_by(&key).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(true) => ended(StatusCode::OK),
        Ok(false) => ended(StatusCode::NOT_FOUND),
        Err(problem) => refusal(&problem),
    }
}

fn ended(status: StatusCode) -> Response {
    let text = html! {
        h1.saying { "No letters are sent to you" }
        p { "On your account they can begin again." }
        p.acts { a.btn href="/account" { "Your account" } }
    };
    doorway(status, "No letters", &text)
}

fn nothing(head: &str, sentence: &str) -> Response {
    let text = html! {
        h1.saying { (head) }
        p { (sentence) }
        p.acts { a.btn href="/account" { "Your account" } }
    };
    doorway(StatusCode::NOT_FOUND, head, &text)
}
