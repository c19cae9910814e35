//! How people get in: passkeys, an identity provider, and the pages around both.

mod next;
mod oidc;
mod pages;
mod passkeys;
mod pending;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{delete, get, post};
use tracing::warn;
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{Url, WebauthnBuilder};

use self::oidc::Oidc;
use self::pending::Begun;
pub(super) use self::pending::Waiting;
use super::caller::{Caller, session_in};
use super::cookie;
use super::problem::Problem;
use super::state::App;
use super::tagged::forget_lists;
use crate::config::Serve;
use crate::people::person::Person;

/// The state that the sign_in keep between two requests.
pub(crate) struct SignIn {
    /// The maker of passkeys; none where browsers reach this server under a number, as passkeys belong to names.
    passkeys: Option<Webauthn>,
    oidc: Option<Oidc>,
    begun: Waiting<Begun>,
}

impl SignIn {
    /// `origin` is where browsers reach this server.
    pub(super) fn new(config: &Serve, origin: &str) -> Self {
        let passkeys = passkeys_at(origin);
        if passkeys.is_none() && !config.visitors.open {
            warn!("passkeys need a name: nobody can make one at {origin}");
        }
        Self { passkeys, oidc: Oidc::of(&config.oidc, origin), begun: Waiting::default() }
    }
}

fn passkeys_at(origin: &str) -> Option<Webauthn> {
    let url = Url::parse(origin).ok()?;
    let name = url.domain()?.to_owned();
    WebauthnBuilder::new(&name, &url).ok()?.rp_name("Muster").build().ok()
}

/// The addresses that pages call.
pub(super) fn api() -> Router<App> {
    Router::new()
        .route("/passkeys/challenge", post(passkeys::begin_making))
        .route("/passkeys", post(passkeys::finish_making))
        .route("/me/passkeys/{passkey}", delete(passkeys::forget))
        .route("/sign-in/challenge", post(passkeys::begin_signing_in))
        .route("/sign-in", post(passkeys::finish_signing_in))
}

/// The pages that people see.
pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/sign-in", get(pages::sign_in::page))
        .route("/join/{code}", get(pages::join::page))
        .route("/account", get(pages::account::page))
        .route("/digest", get(pages::digest::page))
        .route("/mail/confirm/{secret}", get(pages::letters::confirming))
        .route("/mail/off", get(pages::letters::ending).post(pages::letters::end))
        .route("/people", get(pages::people::page))
        .route("/d/{doc}/people", get(pages::editors::page))
        .route("/d/{doc}/history", get(pages::history::page))
        .route("/d/{doc}/history/{seq}", get(pages::history::then))
        .route("/embed-check", get(pages::doctor::page).post(pages::doctor::examined))
        .route("/embed/sign-in", get(pages::embedding::page).post(pages::embedding::mint))
        .route("/oidc/start", get(oidc::start))
        .route("/oidc/callback", get(oidc::back))
}

impl App {
    /// Refuses to let somebody in: the audit log is told why, they are told what to do.
    async fn refuse(&self, status: StatusCode, why: &str, sentence: &str) -> Problem {
        match self.note_refusal("", "", why).await {
            Ok(()) => Problem::new(status, sentence),
            Err(failed) => failed,
        }
    }

    /// Signs somebody in; answers with the cookies that say so. The person who was signed in here before no longer is.
    async fn let_in(&self, person: &Person, how: &str, headers: &HeaderMap) -> Result<HeaderMap, Problem> {
        let mut is_another = false;
        if let Some(credential) = session_in(headers, &self.origin)
            && let Ok(Caller::Person(before)) = self.caller(&credential).await
        {
            self.people.sign_out(&before.person.id, &before.session).await?;
            is_another = before.person.id != person.id;
        }
        let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let secret = self.people.sign_in(&person.id, how, agent).await?;
        let mut cookies = cookie::erase_begun(&self.origin);
        if is_another {
            forget_lists(&mut cookies);
        }
        if let Some(session) = cookie::write(&secret, &self.origin) {
            cookies.append(header::SET_COOKIE, session);
        }
        Ok(cookies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_names() {
        for (origin, can) in [
            ("http://localhost:8787", true),
            ("https://muster.example", true),
            ("https://10.0.0.1", false),
            ("https://[::1]:8787", false),
            ("nonsense", false),
        ] {
            assert_eq!(passkeys_at(origin).is_some(), can, "{origin}");
        }
    }
}
