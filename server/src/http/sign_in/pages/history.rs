//! `/d/{doc}/history`: who wrote what, and when. It is read from the log, which the app does not have.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};

use super::{doorway, parts, room, sentence};
use crate::connections::Peer;
use crate::http::caller::Caller;
use crate::http::guard::url_encoded;
use crate::http::history::Told;
use crate::http::problem::Problem;
use crate::http::state::App;

/// `GET /d/{doc}/history`.
pub(in crate::http::sign_in) async fn page(
    State(app): State<App>,
    Path(doc): Path<String>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    let here = format!("/d/{}/history", url_encoded(&doc));
    let caller = match app.config.visitors.open {
        true => Ok(Caller::Anybody),
        false => app.inside(&headers, &here).await.map(Caller::Person),
    };
    match caller {
        Ok(caller) => shown(&app, &caller, peer, &doc, &here).await.unwrap_or_else(|problem| nothing(&problem)),
        Err(response) => response,
    }
}

async fn shown(app: &App, caller: &Caller, peer: Peer, doc: &str, here: &str) -> Result<Response, Problem> {
    let doc = app.readable(caller, doc).await?;
    app.one_more_read(caller, peer, &format!("history {doc}"))?;
    app.note_reading(caller, &doc).await?;
    let steps = app.history(caller, &doc).await?;
    let name = app.called(&doc).await?;
    let text = html! {
        div.part { div.stack {
            @if steps.is_empty() { p.quiet { "Nobody has written here yet." } }
            ol.list.steps { @for step in &steps { li { (one(step)) } } }
            p.acts { a.btn href=(format!("/d/{doc}")) { "Back to the charter" } }
        } }
    };
    Ok(room(caller.person(), &format!("History of {name}"), here, &text))
}

/// One step: whose, when, and what the charter said differently afterwards.
fn one(told: &Told) -> Markup {
    let (step, many) = (&told.step, told.step.n_edits != 1);
    html! {
        div {
            p { b { bdi { (told.name) } } " " span.small.quiet {
                (parts::at_minute(step.to_ms)) " · " (step.n_edits) @if many { " edits" } @else { " edit" }
            } }
            @if step.added.is_empty() && step.removed.is_empty() {
                p.small.quiet { "No visible change." }
            }
            @for line in &step.removed { p.line-gone { span.vh { "Gone: " } del { bdi { (line) } } } }
            @for line in &step.added { p.line-new { span.vh { "New: " } ins { bdi { (line) } } } }
        }
    }
}

fn nothing(problem: &Problem) -> Response {
    let text = html! {
        h1.saying { "There is no history to see here" }
        p.wrong role="alert" { span.i.i-risk aria-hidden="true" {} span { (sentence(&problem.detail)) } }
        p.acts { a.btn href="/" { "All teams" } }
    };
    doorway(problem.status, "History", &text)
}
