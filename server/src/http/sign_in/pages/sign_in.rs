//! `/sign-in`.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{doorway, open_server, parts};
use crate::http::guard::url_encoded;
use crate::http::sign_in::next::own_path;
use crate::http::sign_in::oidc::Oidc;
use crate::http::state::App;

/// Where to, afterwards.
#[derive(Deserialize)]
pub(in crate::http::sign_in) struct Asked {
    next: Option<String>,
}

/// `GET /sign-in`.
pub(in crate::http::sign_in) async fn page(
    State(app): State<App>,
    Query(Asked { next }): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    if app.config.visitors.open {
        return open_server();
    }
    let next = own_path(next.as_deref());
    if app.inside(&headers, "/").await.is_ok() {
        return Redirect::to(&next).into_response();
    }
    let has_passkeys = app.sign_in.passkeys.is_some();
    let text = html! {
        h1.saying { "Sign in" }
        @if has_passkeys { (with_passkey(&next)) }
        @if let Some(oidc) = &app.sign_in.oidc { (with_provider(oidc, &next, !has_passkeys)) }
        @if !has_passkeys && app.sign_in.oidc.is_none() {
            p.wrong { span.i.i-risk aria-hidden="true" {} span { "Passkeys belong to names, and this page was opened under a number. "
                "The operator of this server gives it a name, with " code { "--public-url" } "." } }
        }
        (without_invitation())
    };
    doorway(StatusCode::OK, "Sign in", &text)
}

fn with_passkey(next: &str) -> Markup {
    html! {
        form.stack data-passkey="sign-in" data-next=(next) {
            button.btn.strong.tall { span.i.i-lock aria-hidden="true" {} "Sign in with a passkey" }
            (parts::outcome())
            noscript { p.wrong { "A passkey needs JavaScript." } }
        }
    }
}

/// A link, as a form may lead to our own pages only.
fn with_provider(oidc: &Oidc, next: &str, first: bool) -> Markup {
    let there = format!("/oidc/start?next={}", url_encoded(next));
    html! { a.btn.tall.strong[first] href=(there) { "Sign in with " (oidc.name) } }
}

fn without_invitation() -> Markup {
    html! {
        div.aside {
            p { b { "New here?" } " You need an invitation: a link that one of the people of this workspace sends you." }
            p { b { "Lost your passkey?" } " Ask an owner or a leader to let you in again. The operator of the server can do it too, with "
                code { "muster invite" } "." }
        }
    }
}
