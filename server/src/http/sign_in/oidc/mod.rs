//! Signing in with an OpenID Connect provider: there with PKCE, a state and a nonce that only this browser can bring
//! back, and back with a code that is worth one id token.
//!
//! A failure on the way is shown as a page: whoever comes back from a provider looks at a browser, not at a program.

mod checked;
mod client;
mod failed;
mod keys;
mod metadata;
mod provider;
mod said;
mod tokens;
mod vouched;
mod vouching;

use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tracing::warn;

use self::failed::{Failed, quoted};
use self::provider::Kept;
pub(super) use self::provider::Oidc;
use super::next::own_path;
use super::pages::refusal;
use super::pending::Begun;
use crate::http::attempts::Try;
use crate::http::cookie;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::Secret;
use crate::people::offer::Refused;

/// How long the provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The way to the provider and back.
pub(in crate::http) struct Trip {
    kept: Kept,
    /// Where to, afterwards.
    next: String,
    /// The invite that is taken with it.
    invite: Option<Secret>,
}

/// Why somebody goes to the provider.
#[derive(Deserialize)]
pub(in crate::http) struct Why {
    next: Option<String>,
    invite: Option<String>,
}

/// `GET /oidc/start`.
pub(super) async fn start(
    State(app): State<App>,
    tries: Result<Try, Problem>,
    headers: HeaderMap,
    Query(why): Query<Why>,
) -> Result<Response, Response> {
    tries.map_err(shown)?;
    let oidc = app.provider().map_err(shown)?;
    let invite = app.invite_along(why.invite.as_deref(), &headers).await.map_err(shown)?;
    let way = match oidc.way_there().await {
        Ok(way) => way,
        Err(failed) => return Err(shown(app.not_vouched(failed).await)),
    };
    let trip = Trip { kept: way.kept, next: own_path(why.next.as_deref()), invite };
    let begun = app.sign_in.begun.begin(Begun::Away(Box::new(trip)), &app.origin);
    let cookies = begun.map_err(|failed| shown(failed.into()))?;
    Ok((cookies, Redirect::to(way.url.as_str())).into_response())
}

/// The answer that the provider sends back with the browser.
#[derive(Deserialize)]
pub(in crate::http) struct Brought {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    iss: Option<String>,
}

/// `GET /oidc/callback`.
pub(super) async fn back(
    State(app): State<App>,
    tries: Result<Try, Problem>,
    headers: HeaderMap,
    Query(brought): Query<Brought>,
) -> Result<Response, Response> {
    tries.map_err(shown)?;
    let (next, cookies) = app.come_back(&headers, brought).await.map_err(|problem| {
        let cookies = cookie::erase_begun(&app.origin);
        (cookies, shown(problem)).into_response()
    })?;
    Ok((cookies, Redirect::to(&next)).into_response())
}

impl App {
    fn provider(&self) -> Result<&Oidc, Problem> {
        let none = || Problem::not_found("this server knows no identity provider");
        self.sign_in.oidc.as_ref().filter(|_| !self.config.visitors.open).ok_or_else(none)
    }

    /// An invite is looked at before the trip, and taken after it.
    async fn invite_along(&self, invite: Option<&str>, headers: &HeaderMap) -> Result<Option<Secret>, Problem> {
        let Some(invite) = invite else { return Ok(None) };
        let Some(secret) = Secret::read(invite) else { return Err(self.refuse_invite(Refused::Unknown).await) };
        match self.people.look_at_invite(&secret, self.taker(headers).await?).await? {
            Ok(_) => Ok(Some(secret)),
            Err(refused) => Err(self.refuse_invite(refused).await),
        }
    }

    /// Checks what the provider says and signs in whom it vouches for; answers with where they go, and their cookies.
    async fn come_back(&self, headers: &HeaderMap, brought: Brought) -> Result<(String, HeaderMap), Problem> {
        let oidc = self.provider()?;
        let Some(Begun::Away(trip)) = self.sign_in.begun.finish(headers, &self.origin) else {
            let sentence = "this sign-in took too long, was finished already, or was begun in another browser";
            return Err(self.refuse(StatusCode::BAD_REQUEST, "a sign-in nobody began, or twice", sentence).await);
        };
        let Trip { kept, next, invite } = *trip;
        let is_another = brought.iss.is_some_and(|iss| !kept.issuer.is(&iss));
        if brought.state.as_deref() != Some(kept.state.secret()) || is_another {
            let sentence = "this answer does not belong to the sign-in you began";
            return Err(self.refuse(StatusCode::BAD_REQUEST, "a sign-in with a wrong state", sentence).await);
        }
        let Some(code) = brought.code else {
            let [error, more] =
                [brought.error, brought.error_description].map(|said| quoted(&said.unwrap_or_default()));
            let why = format!("the provider said {error} {more}");
            let sentence =
                format!("the identity provider did not let you in ({error}); try again, or ask whoever runs it");
            return Err(self.refuse(StatusCode::FORBIDDEN, &why, &sentence).await);
        };
        let vouched = match oidc.redeem(code, kept).await {
            Ok(vouched) => vouched,
            Err(failed) => return Err(self.not_vouched(failed).await),
        };
        let person = self.whom(oidc, vouched, invite, headers).await?;
        Ok((next, self.let_in(&person, "identity provider", headers).await?))
    }

    /// Says why the provider's word could not be had; where it does not hold, the audit log is told too.
    async fn not_vouched(&self, failed: Failed) -> Problem {
        warn!(%failed, "nobody was signed in by the identity provider");
        match failed {
            Failed::Silent(_) => {
                let sentence = "the identity provider does not answer just now; try again in a minute, or sign in \
                                with a passkey";
                Problem::new(StatusCode::BAD_GATEWAY, sentence)
            }
            Failed::Unfit(why) => {
                let sentence = format!(
                    "the identity provider and this server's settings do not fit: {why}; tell \
                                        whoever runs this server, or sign in with a passkey"
                );
                Problem::new(StatusCode::BAD_GATEWAY, sentence)
            }
            Failed::Untrue(why) => {
                let sentence = format!("the identity provider's answer could not be checked: {why}; begin again");
                let why = format!("the provider's answer: {why}");
                self.refuse(StatusCode::BAD_REQUEST, &why, &sentence).await
            }
        }
    }
}

fn shown(problem: Problem) -> Response {
    refusal(&problem)
}
