//! A session whose cookie has the name that an older version gave it goes on under the name it has now.

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;

use super::cookie;
use super::state::App;
use crate::people::Secret;

/// Answers as ever, and renames the cookie of whoever is signed in by an old one.
pub(super) async fn renew(State(app): State<App>, request: Request, next: Next) -> Response {
    let old = cookie::read_old(request.headers(), &app.origin).and_then(|text| Secret::read(&text));
    let mut response = next.run(request).await;
    // Another server on this machine may have set it; that one's stays.
    if let Some(secret) = old.filter(|_| !app.config.visitors.open)
        && matches!(app.people.signed_in(&secret).await, Ok(Some(_)))
    {
        let renamed = [cookie::write(&secret, &app.origin), cookie::erase_old(&app.origin)];
        response.headers_mut().extend(renamed.into_iter().flatten().map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response
}
