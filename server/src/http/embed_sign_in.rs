//! `/embed/sign-in`: where somebody who looks at a charter in another page signs in, and lets that page show it as them.
//! The page gets a token of an hour for that one document, said to exactly its origin.

use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use muster_shared::access::{Grant, Role};
use muster_shared::id::DocId;
use serde::{Deserialize, Serialize};

use super::body;
use super::caller::{Caller, session_in};
use super::guard::url_encoded;
use super::problem::Problem;
use super::state::App;
use super::tries::Try;
use super::written::{Page, escaped, sorry};
use crate::people::audit::What;
use crate::people::person::Person;
use crate::people::token::Wanted;

/// How long the page may show the charter as them before it asks again.
const LASTS: Duration = Duration::from_secs(3600);

/// Which page asks, and for what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asks {
    origin: String,
    doc: String,
}

/// `GET /embed/sign-in?origin=…&doc=…`.
pub(super) async fn page(
    State(app): State<App>,
    Query(asks): Query<Asks>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = match session_in(&headers) {
        Some(credential) => app.caller(&credential).await,
        None => Err(Problem::not_signed_in()),
    };
    let caller = match caller {
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => {
            let here = format!("/embed/sign-in?origin={}&doc={}", url_encoded(&asks.origin), url_encoded(&asks.doc));
            return Ok(Redirect::to(&format!("/sign-in?next={}", url_encoded(&here))).into_response());
        }
        caller => caller?,
    };
    let Some(person) = caller.person() else { return Err(Problem::not_signed_in()) };
    Ok(match allowed(&app, &caller, &asks).await {
        Ok((doc, _)) => ask(&asks.origin, &doc, person),
        Err(problem) if problem.status == StatusCode::SERVICE_UNAVAILABLE => return Err(problem),
        Err(problem) => sorry("popup.html", "This charter cannot be shown there as you", &problem),
    })
}

fn ask(origin: &str, doc: &DocId, person: &Person) -> Response {
    let text = format!(
        "<p>It is shown in a page of <b>{origin}</b>, which may then do there what you may, for an hour. \
         Close this window if you did not ask for it.</p>\
         <p class=\"acts\"><button class=\"btn strong\" type=\"button\" id=\"allow\" data-origin=\"{origin}\" \
         data-doc=\"{doc}\">Show it as {name}</button></p><p class=\"wrong\" id=\"wrong\" role=\"alert\"></p>",
        origin = escaped(origin),
        name = escaped(&person.name),
    );
    let title = format!("Let {} show this charter as you?", escaped(origin));
    Page { file: "popup.html", title: &title, text: &text }.answer(StatusCode::OK)
}

/// A new token.
#[derive(Debug, Serialize)]
pub(super) struct Minted {
    token: String,
}

/// `POST /embed/sign-in`: the button was pressed.
pub(super) async fn mint(
    State(app): State<App>,
    _: Try,
    caller: Caller,
    body: body::Read,
) -> Result<Json<Minted>, Problem> {
    let asks: Asks = body::json(body)?;
    let Some(person) = caller.person() else { return Err(Problem::not_signed_in()) };
    let (doc, role) = allowed(&app, &caller, &asks).await?;
    let wanted = Wanted {
        doc,
        role,
        name: person.name.clone(),
        sub: None,
        origins: vec![asks.origin],
        person: Some(person.id.clone()),
        lasts: LASTS,
    };
    Ok(Json(Minted { token: app.people.mint(&person.id, wanted).await? }))
}

/// The document, and what the person may do in it, if it may be shown there at all.
async fn allowed(app: &App, caller: &Caller, asks: &Asks) -> Result<(DocId, Grant), Problem> {
    let doc = app.readable(caller, &asks.doc).await?;
    // A page without a name could be anybody's.
    let is_known = app.config.visitors.allow_origin.iter().any(|allowed| *allowed == asks.origin);
    if asks.origin == "null" || !(is_known || *asks.origin == *app.origin) {
        let by = caller.author();
        app.people.audit(by.as_str(), What::Refused, doc.as_str(), &format!("a sign-in for {}", asks.origin)).await?;
        let sentence = "pages of that address are not among those that may show charters of this workspace; whoever \
                        runs Muster can add it with --allow-origin";
        return Err(Problem::new(StatusCode::FORBIDDEN, sentence));
    }
    let visitor = app.visitor(caller, &doc).await?;
    let role = match visitor.role {
        Role::Reader => Grant::Reader,
        Role::Commenter => Grant::Commenter,
        Role::Editor => Grant::Editor,
    };
    Ok((doc, role))
}
