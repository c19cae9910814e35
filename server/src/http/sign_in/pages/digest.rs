//! `/digest`: a person's week on one page.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};

use super::parts::part;
use super::{refusal, room};
use crate::digest::Digest;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::state::App;

/// `GET /digest`.
pub(in crate::http::sign_in) async fn page(State(app): State<App>, headers: HeaderMap) -> Result<Response, Response> {
    let signed_in = app.inside(&headers, "/digest").await?;
    let person = signed_in.person.clone();
    let digest = app.week_of(&Caller::Person(signed_in)).await.map_err(|problem| refusal(&problem))?;
    Ok(room(Some(&person), "Your week", "/digest", &text(&digest)))
}

impl App {
    /// The digest for the page; asked for too often, it costs as every read.
    async fn week_of(&self, caller: &Caller) -> Result<Digest, Problem> {
        self.one_more_week(caller.author().as_str())?;
        self.digest(caller).await
    }
}

fn text(digest: &Digest) -> Markup {
    html! {
        @if digest.parts.is_empty() { p.empty { "Nothing is asked of you, and there is no news this week." } }
        @for (n, one) in digest.parts.iter().enumerate() { (part(&format!("part-{n}"), one.head, &lines(one))) }
        (part("elsewhere", "Elsewhere", &html! {
            p { "On your " a href="/account#letters" { "account" } " this page can be sent to you once a week, or read by a feed reader." }
        }))
    }
}

fn lines(part: &crate::digest::Part) -> Markup {
    html! {
        ul.list {
            @for line in &part.lines {
                li { div { a href=(line.href) { (line.words) }
                    @if !line.more.is_empty() { p.small.quiet { (line.more) } } } }
            }
        }
        @if part.more > 0 { p.small.quiet { "and " (part.more) " more" } }
    }
}
