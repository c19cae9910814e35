//! `/api/me/mail`: where letters reach somebody. `/api/mail/{secret}`: an address is confirmed by whoever reads what is sent there.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use tracing::warn;

use super::attempts::Try;
use super::body;
use super::caller::Caller;
use super::me::person;
use super::problem::Problem;
use super::state::App;
use crate::letters::{Outcome, confirming};
use crate::people::Secret;
use crate::people::mailbox::Mailbox;
use crate::rhythm::Zone;

/// The longest address, in bytes (RFC 5321).
const ADDRESS_BYTES_MAX: usize = 254;
/// How long somebody waits until the mail server has the letter that asks for an address to be confirmed.
const PATIENCE: Duration = Duration::from_secs(25);

/// Where letters reach somebody.
#[derive(Debug, Serialize)]
pub(super) struct Reached {
    /// Whether this server sends letters at all.
    sends: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    mailbox: Option<Mailbox>,
    /// Whether letters wait until the person comes.
    paused: bool,
}

/// `GET /api/me/mail`.
pub(super) async fn reached(State(app): State<App>, caller: Caller) -> Result<Json<Reached>, Problem> {
    let mailbox = app.people.mailbox(&person(&caller)?.id).await?;
    let paused = mailbox.as_ref().is_some_and(Mailbox::is_paused);
    Ok(Json(Reached { sends: app.sender.is_some(), mailbox, paused }))
}

/// The address that somebody wants letters at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    address: String,
    /// The time zone where the person is; the server's if it is not told, or not known.
    #[serde(default)]
    zone: String,
}

/// `POST /api/me/mail`: an address that the identity provider has verified is confirmed by this; any other gets a letter.
pub(super) async fn ask(State(app): State<App>, caller: Caller, body: body::Read) -> Result<Response, Problem> {
    let Wanted { address, zone } = body::json(body)?;
    let person = person(&caller)?;
    let sends_none = || Problem::new(StatusCode::CONFLICT, "this server sends no letters");
    let sender = app.sender.as_ref().ok_or_else(sends_none)?;
    let address = address.trim();
    if address.len() > ADDRESS_BYTES_MAX || address.parse::<lettre::Address>().is_err() {
        return Err(Problem::bad_request("this is no address that letters could be sent to"));
    }
    let zone = Zone::read(&zone).map(|zone| zone.name().to_owned()).unwrap_or_default();
    if person.email.as_deref() == Some(address) {
        app.people.confirm_verified(&person.id, address, &zone).await?;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    app.one_more(&app.rates.confirmations, &person.id)?;
    let secret = app.people.ask_to_confirm(&person.id, address, &zone).await?;
    let link = format!("{}/mail/confirm/{}", app.origin, secret.reveal());
    let letter = confirming(address, &link);
    let outcome = timeout(PATIENCE, sender.send_now(&letter)).await;
    match outcome.unwrap_or_else(|_| Outcome::Later("it does not answer".to_owned())) {
        Outcome::Taken => Ok(StatusCode::ACCEPTED.into_response()),
        Outcome::Refused(why) => {
            Err(Problem::bad_request(format!("the mail server takes no letters for this address: {why}")))
        }
        Outcome::Later(why) | Outcome::Unknown(why) => {
            warn!(why, "a letter that asks for an address to be confirmed was not taken: {why}");
            let sentence = "the mail server does not take letters just now; try again in a few minutes";
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, sentence))
        }
    }
}

/// `DELETE /api/me/mail`: no letters any more.
pub(super) async fn end(State(app): State<App>, caller: Caller) -> Result<StatusCode, Problem> {
    if app.people.end_letters(&person(&caller)?.id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("no letters are sent to you"))
    }
}

/// `POST /api/mail/{secret}`.
pub(super) async fn confirm(State(app): State<App>, _: Try, Path(secret): Path<String>) -> Result<StatusCode, Problem> {
    let confirmed = match Secret::read(&secret) {
        Some(secret) => app.people.confirm(&secret).await?,
        None => false,
    };
    if confirmed { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("this link confirms nothing any more")) }
}
