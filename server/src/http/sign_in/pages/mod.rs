//! The pages of the sign_in. The server writes them whole, so they cost no Wasm; one script sends what is filled in.

pub(super) mod account;
mod agent;
mod audience;
mod bar;
pub(super) mod digest;
pub(super) mod doctor;
pub(super) mod editors;
pub(super) mod embedding;
mod feeds;
pub(super) mod history;
pub(super) mod join;
mod keys;
pub(super) mod letters;
mod moment;
mod parts;
pub(super) mod people;
mod record;
mod seat;
pub(super) mod sign_in;
mod wikis;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use muster_shared::access::Rank;

use crate::assets;
use crate::http::caller::{Caller, session_in};
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::person::Person;
use crate::people::session::SignedIn;
use bar::Way;

/// A page for somebody who is not in yet: one column, and nothing to go to.
fn doorway(status: StatusCode, title: &str, text: &Markup) -> Response {
    let body = html! {
        header.bar { span.home { (parts::ring()) } span { "Muster" } }
        main #main .doorway tabindex="-1" { (text) }
    };
    shown(status, title, &body)
}

/// A page for somebody who is in: parts with heads at their side. Where nobody signs in there is no `person`.
fn room(person: Option<&Person>, title: &str, here: &str, text: &Markup) -> Response {
    room_at(person, title, Way { below: &[], name: title, here }, text)
}

/// The same with a way to it of its own.
fn room_at(person: Option<&Person>, title: &str, way: Way<'_>, text: &Markup) -> Response {
    let body = html! {
        a.skip.btn href="#main" { "Skip to the page" }
        (bar::bar(person, way))
        main #main .sheet.room tabindex="-1" { div.doc { div.part.title { h1 { (title) } } (text) } }
    };
    shown(StatusCode::OK, title, &body)
}

fn shown(status: StatusCode, title: &str, body: &Markup) -> Response {
    let title = html! { (title) " · Muster" }.into_string();
    let mut response = assets::door(&title, &body.clone().into_string());
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A sentence for somebody who does not come in, and what to do instead.
pub(super) fn refusal(problem: &Problem) -> Response {
    let text = html! {
        h1.saying { "That did not work" }
        p.wrong role="alert" { span.i.i-risk aria-hidden="true" {} span { (sentence(&problem.detail)) } }
        p.acts { a.btn href="/sign-in" { "Sign in another way" } }
    };
    doorway(problem.status, "Not signed in", &text)
}

/// An open server has nobody to know.
fn open_server() -> Response {
    let text = html! {
        h1.saying { "Nobody signs in here" }
        p { "This server is open: whoever reaches it reads and writes everything, so there are no people, passkeys or "
            "invitations. Started without " code { "--open" } ", it asks who comes." }
        p.acts { a.btn.strong href="/" { "All teams" } }
    };
    doorway(StatusCode::OK, "Open", &text)
}

/// Problems are sentences without their capital letter and full stop.
fn sentence(detail: &str) -> String {
    let mut chars = detail.chars();
    chars.next().map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str())).unwrap_or_default()
}

impl App {
    /// The person who asks for a page of the workspace, if they are signed in; else the page they get instead.
    async fn inside(&self, headers: &HeaderMap, path: &str) -> Result<SignedIn, Response> {
        if self.config.visitors.open {
            return Err(open_server());
        }
        let to_sign_in = || Redirect::to(&format!("/sign-in?next={path}")).into_response();
        let credential = session_in(headers, &self.origin).ok_or_else(to_sign_in)?;
        match self.caller(&credential).await {
            Ok(Caller::Person(signed_in)) => Ok(signed_in),
            Err(problem) if problem.status != StatusCode::UNAUTHORIZED => Err(refusal(&problem)),
            _ => Err(to_sign_in()),
        }
    }
}

/// The meaning of a rank, in a sentence.
fn meaning(rank: Rank) -> &'static str {
    match rank {
        Rank::Guest => "Guests see the charters they were let into, and nothing else.",
        Rank::Member => "Members read every charter, comment, suggest and sign.",
        Rank::Leader => "Leaders name captains, confirm mandates, edit every charter and invite people.",
        Rank::Owner => "Owners may do everything: they manage roles and API keys, and see the audit log.",
    }
}

/// A rank with its article.
fn one(rank: Rank) -> &'static str {
    match rank {
        Rank::Guest => "a guest",
        Rank::Member => "a member",
        Rank::Leader => "a leader",
        Rank::Owner => "an owner",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_becomes_a_sentence_and_what_is_in_it_no_markup() {
        assert_eq!(sentence("this link is used"), "This link is used.");
        assert_eq!(sentence(""), "");
        assert_eq!(html! { (sentence("<b>")) }.into_string(), "&lt;b&gt;.");
    }
}
