//! `/join/{code}`: where an invitation is taken.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use muster_shared::access::Rank;

use super::{doorway, meaning, one, open_server, parts, refusal};
use crate::http::attempts::Try;
use crate::http::guard::url_encoded;
use crate::http::problem::Problem;
use crate::http::sign_in::oidc::Oidc;
use crate::http::state::App;
use crate::people::Secret;
use crate::people::offer::{Offer, Refused};
use crate::people::person::{NAME_CHARS_MAX, Person};

/// `GET /join/{code}`.
pub(in crate::http::sign_in) async fn page(
    State(app): State<App>,
    tries: Result<Try, Problem>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Response {
    if app.config.visitors.open {
        return open_server();
    }
    let looked = match tries {
        Ok(_) => app.look(&code, &headers).await,
        Err(problem) => Err(problem),
    };
    match looked {
        Ok((offer, inviter)) => {
            let here = app.inside(&headers, "/").await.ok().map(|signed_in| signed_in.person);
            let text =
                html! { (invitation(&app, &code, &offer, inviter.as_deref())) (not_for_you(&offer, here.as_ref())) };
            doorway(StatusCode::OK, "Your invitation", &text)
        }
        Err(problem) if problem.status == StatusCode::GONE => refused(&problem),
        Err(problem) => refusal(&problem),
    }
}

impl App {
    /// The offer of an invite, and the name of the person who made it.
    async fn look(&self, code: &str, headers: &HeaderMap) -> Result<(Offer, Option<String>), Problem> {
        let Some(secret) = Secret::read(code) else { return Err(self.refuse_invite(Refused::Unknown).await) };
        let offer = match self.people.look_at_invite(&secret, self.taker(headers).await?).await? {
            Ok(offer) => offer,
            Err(refused) => return Err(self.refuse_invite(refused).await),
        };
        let inviter = self.people.person(&offer.made_by).await?.map(|person| person.name);
        Ok((offer, inviter))
    }
}

fn invitation(app: &App, code: &str, offer: &Offer, inviter: Option<&str>) -> Markup {
    let has_passkeys = app.sign_in.passkeys.is_some();
    html! {
        @match &offer.person {
            Some(person) => {
                h1.saying { "Welcome back, " (person.name) }
                p { "Make a new passkey, and you are in again as before. Those you still have keep working." }
            }
            None => {
                h1.saying { (headline(offer)) }
                p { @if let Some(name) = inviter { b { (name) } " invited you. " } (meaning(offer.rank))
                    @if offer.grant.is_some() { " You are let into one charter." } }
            }
        }
        @if has_passkeys { (making(code, offer)) }
        @if let Some(oidc) = &app.sign_in.oidc { (by_provider(oidc, code, !has_passkeys)) }
    }
}

/// A note for a person who looks at the link they made, before they send it.
fn not_for_you(offer: &Offer, here: Option<&Person>) -> Markup {
    let another = here.filter(|here| offer.person.as_ref().is_none_or(|person| person.id != here.id));
    html! {
        @if let Some(here) = another {
            p.aside { "You are signed in as " b { (here.name) } ". The person who takes this invitation is somebody else here: if it is not "
                "for you, send the link on." }
        }
    }
}

fn headline(offer: &Offer) -> String {
    match offer.rank {
        Rank::Owner => "This workspace will be yours".to_owned(),
        rank => format!("You are invited as {}", one(rank)),
    }
}

fn making(code: &str, offer: &Offer) -> Markup {
    html! {
        form.stack data-passkey="make" data-invite=(code) data-next="/" {
            @if offer.person.is_none() {
                label.label { "Your name"
                    input.line name="name" autocomplete="name" required maxlength=(NAME_CHARS_MAX) autofocus; }
            }
            button.btn.strong.tall { span.i.i-lock aria-hidden="true" {} "Create a passkey and continue" }
            (parts::outcome())
            p.small.quiet { "A passkey is kept by this device or by your password manager, and opened with your fingerprint, "
                "your face or a PIN. There is no password to remember or to lose." }
            noscript { p.wrong { "A passkey needs JavaScript." } }
        }
    }
}

fn by_provider(oidc: &Oidc, code: &str, first: bool) -> Markup {
    let there = format!("/oidc/start?invite={}", url_encoded(code));
    html! { a.btn.tall.strong[first] href=(there) { "Continue with " (oidc.name) } }
}

fn refused(problem: &Problem) -> Response {
    let text = html! {
        h1.saying { "This invitation does not open" }
        p.wrong role="alert" { span.i.i-risk aria-hidden="true" {} span { (super::sentence(&problem.detail)) } }
        p { "An invitation works once, and for a week. If it was you who used it, you have a passkey already." }
        p.acts { a.btn.strong href="/sign-in" { "Sign in" } }
    };
    doorway(problem.status, "No invitation", &text)
}
