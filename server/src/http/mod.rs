//! The addresses the server answers to.

mod agreed;
mod agreement;
mod answered;
mod asks;
mod attempts;
mod beside;
mod body;
mod boxes;
mod caller;
mod captain;
mod contested;
mod cookie;
mod digest;
mod docs;
mod doctor;
mod drafts;
mod embed;
mod faces;
mod feeds;
mod files;
mod find;
mod for_all;
mod for_you;
mod guard;
mod headers;
mod health;
mod history;
mod import;
mod inventory;
mod labels;
mod links;
mod made;
mod mail;
mod me;
mod mine;
mod occurrences;
mod oembed;
mod office;
mod pack;
mod people;
mod picture;
mod problem;
mod rates;
mod renewed;
mod rights;
mod roster;
mod sign_in;
mod signals;
mod state;
mod summaries;
mod sync;
mod tagged;
mod tickets;
mod tokens;
mod visitor;
mod waiting;
mod wikis;

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, patch, post, put};
use muster_shared::files::import::FILE_BYTES_MAX;
use tokio::time::timeout;

use crate::{assets, recipes};
pub(crate) use health::Readiness;
pub(crate) use office::run as run_office;
pub(crate) use problem::Problem;
pub(crate) use state::App;
pub(crate) use waiting::router as waiting_room;

/// Longest request body, in bytes; a file to import may be longer.
const BODY_BYTES_MAX: usize = 1 << 20;

/// How long a request may take until it is answered; a WebSocket is answered once it is upgraded.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// The API's description, for programs.
const OPENAPI: &str = include_str!("openapi.json");

/// The addresses of the API.
fn api() -> Router<App> {
    let api = Router::new()
        .route("/docs", get(docs::list).post(docs::make))
        .route("/docs/{doc}", get(docs::one).patch(roster::change).delete(docs::delete))
        .route("/docs/{doc}/captain", post(captain::name))
        .route("/docs/{doc}/captain/offer", get(captain::offered).post(captain::offer).delete(captain::end))
        .route("/docs/{doc}/captain/accept", post(captain::accept))
        .route("/docs/{doc}/roster", get(roster::list))
        .route("/docs/{doc}/roster/{person}", put(roster::enlist).delete(roster::unlist))
        .route("/follow", post(faces::follow))
        .route("/find", get(find::find))
        .route("/for-you", get(for_you::for_you))
        .route("/picture", get(picture::picture))
        .route("/confined", get(roster::confined))
        .route("/docs/{doc}/history", get(history::history))
        .route("/docs/{doc}/history/{seq}", get(history::then))
        .route("/docs/{doc}/authors", get(history::authors))
        .route("/docs/{doc}/labels", get(labels::labels))
        .route("/docs/{doc}/signals", get(signals::signals))
        .route("/docs/{doc}/drafts", get(drafts::drafts))
        .route("/docs/{doc}/boxes", get(boxes::list).post(boxes::open))
        .route("/docs/{doc}/boxes/{box}/right", post(boxes::right))
        .route("/docs/{doc}/boxes/{box}/close", post(boxes::close))
        .route("/answers", post(boxes::answer))
        .route("/docs/{doc}/occurrences", get(occurrences::occurrences))
        .route("/docs/{doc}/inventory", get(inventory::inventory))
        .route("/docs/{doc}/pack", get(pack::pack))
        .route("/docs/{doc}/people", get(people::granted))
        .route("/docs/{doc}/people/{person}", put(people::give).delete(people::take))
        .route("/docs/{doc}/links", get(links::list).post(links::make))
        .route("/docs/{doc}/links/{link}", delete(links::withdraw))
        .route("/deleted", get(docs::deleted))
        .route("/deleted/{doc}", delete(docs::bring_back))
        .route("/me", get(me::me).patch(me::change))
        .route("/digest", get(digest::digest))
        .route("/me/mail", get(mail::reached).post(mail::ask).delete(mail::end))
        .route("/mail/{secret}", post(mail::confirm))
        .route("/me/feeds", get(feeds::list).post(feeds::make))
        .route("/me/feeds/{feed}", delete(feeds::withdraw))
        .route("/me/links/{link}", delete(me::know_of_link))
        .route("/me/sessions", get(me::sessions))
        .route("/me/sessions/{session}", delete(me::end_session))
        .route("/sign-out", post(me::sign_out))
        .route("/visitor", post(visitor::named))
        .route("/names", post(people::whose))
        .route("/people", get(people::list))
        .route("/people/{person}", patch(people::change).delete(people::remove))
        .route("/people/{person}/export", get(me::export))
        .route("/invites", get(people::invites).post(people::invite))
        .route("/invites/{invite}", delete(people::withdraw))
        .route("/rhythm", post(occurrences::check))
        .route("/tokens", post(tokens::mint))
        .route("/keys", get(tokens::keys).post(tokens::make_key))
        .route("/keys/{key}", delete(tokens::retire_key))
        .route("/keys/{key}/confirm", post(tokens::confirm_key))
        .route("/wikis", get(wikis::list).post(wikis::name))
        .route("/wikis/{wiki}", delete(wikis::withdraw))
        .route("/audit", get(people::audit))
        .route("/import", post(import::file).layer(DefaultBodyLimit::max(FILE_BYTES_MAX)))
        .route("/sample", post(import::example).delete(import::remove_example))
        .route("/openapi.json", get(openapi))
        .merge(sign_in::api());
    api.method_not_allowed_fallback(async || Problem::method_not_allowed())
        .fallback(async || Problem::not_found("there is nothing at this address"))
}

/// Every address. `origin` is where browsers reach this server.
pub(crate) fn router(app: App, origin: &str) -> Router {
    Router::new()
        .nest("/api", api())
        .route("/sync/{*doc}", any(sync::upgrade))
        .route("/sync", any(sync::upgrade_many))
        .route("/sync/", any(sync::no_document))
        .route("/d/{doc}", get(faces::page))
        .route("/oembed", get(oembed::answer))
        .route("/embed", get(embed::shell))
        .route("/embed/{doc}", get(embed::page).post(embed::by_body))
        .route("/me.ics", get(feeds::mine))
        .route("/me.atom", get(digest::feed))
        .route("/series/{file}", get(feeds::of_series))
        .route("/new", get(page))
        .route("/new/{doc}", get(page))
        .route("/import", get(page))
        .route("/reviews", get(page))
        .route("/map", get(page))
        .route("/picture", get(page))
        .route("/kept", get(page))
        .route("/mine", get(page))
        .route("/share-in", get(page))
        .route("/pressure/{doc}", get(page))
        .route("/boxes/{doc}", get(page))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .merge(sign_in::pages())
        .merge(assets::routes(origin))
        .merge(recipes::routes(origin))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .layer(middleware::from_fn_with_state(app.clone(), renewed::renew))
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn_with_state(app.clone(), headers::careful))
        .with_state(app)
}

async fn page(headers: HeaderMap) -> Response {
    assets::page(&headers)
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

/// People get the app, which says that there is nothing; programs get a problem.
async fn nothing(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("");
    if method != Method::GET || !accepts.contains("text/html") {
        return Problem::not_found(&format!("there is nothing at {}", uri.path())).into_response();
    }
    let mut response = assets::page(&headers);
    if response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// An end to requests that never end.
async fn in_time(request: Request, next: Next) -> Response {
    let too_slow = |_| Problem::new(StatusCode::REQUEST_TIMEOUT, "the request took too long").into_response();
    timeout(REQUEST_TIMEOUT, next.run(request)).await.unwrap_or_else(too_slow)
}

/// The answer to a proxy when the address it speaks for has as many connections as one address may have.
pub(crate) fn too_many_connections() -> Problem {
    Problem::too_many("too many connections from this address")
}
