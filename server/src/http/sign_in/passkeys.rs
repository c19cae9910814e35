//! `/api/passkeys` and `/api/sign-in`: a passkey is made with an invite or by somebody who is signed in, and lets its
//! holder in without being asked for a name.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use webauthn_rs::Webauthn;
use webauthn_rs::prelude::{
    CreationChallengeResponse, CredentialID, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, WebauthnError,
};

use super::pending::{Begun, Whose};
use crate::clock;
use crate::http::attempts::Try;
use crate::http::body;
use crate::http::caller::{Caller, must_be_ours};
use crate::http::cookie;
use crate::http::me::unfit_name;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::Secret;
use crate::people::offer::{Called, Refused};
use crate::people::passkey::{Forgotten, keep};
use crate::people::person::Person;
use crate::sql::Tables;

/// Passkeys one person may have.
const PASSKEYS_MAX: usize = 20;

/// The passkey that is wanted: for a new person who takes the invitation, or else for the person who is signed in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    invite: Option<String>,
    /// The name of a new person.
    name: Option<String>,
}

/// `POST /api/passkeys/challenge`.
pub(super) async fn begin_making(
    State(app): State<App>,
    _: Try,
    headers: HeaderMap,
    caller: Result<Caller, Problem>,
    body: body::Read,
) -> Result<Response, Problem> {
    must_be_ours(&headers, &app.origin)?;
    let wanted: Wanted = body::json(body)?;
    let (whose, name, known) = match wanted.invite {
        Some(invite) => app.invited(&invite, wanted.name.as_deref(), &headers).await?,
        None => {
            let person = signed_in(&caller?)?;
            (Whose::Person(person.id.clone()), person.name.clone(), Some(person))
        }
    };
    let handle = known.as_ref().map_or_else(new_handle, |person| Ok(handle_of(&person.id)))?;
    let have = match &known {
        Some(person) => app.passkeys_of(person).await?,
        None => Vec::new(),
    };
    if have.len() >= PASSKEYS_MAX {
        let sentence = format!("one person has at most {PASSKEYS_MAX} passkeys; remove one first");
        return Err(Problem::new(StatusCode::CONFLICT, sentence));
    }
    let passkeys = app.passkeys()?;
    let begun = passkeys.start_passkey_registration(handle, &name, &name, Some(have));
    let (options, state) = begun.map_err(|error| unexpected(&error))?;
    let cookies = app.sign_in.begun.begin(Begun::Making(Box::new(state), whose), &app.origin)?;
    Ok((cookies, Json(found_without_a_name(&options)?)).into_response())
}

/// The authenticator keeps it where it is found without anybody saying who they are.
fn found_without_a_name(options: &CreationChallengeResponse) -> Result<Value, Problem> {
    let mut options = serde_json::to_value(options).map_err(|_| cannot_be_sent())?;
    let choice = &mut options["publicKey"]["authenticatorSelection"];
    choice["residentKey"] = json!("required");
    choice["requireResidentKey"] = json!(true);
    Ok(options)
}

/// `POST /api/passkeys`.
pub(super) async fn finish_making(
    State(app): State<App>,
    _: Try,
    headers: HeaderMap,
    caller: Result<Caller, Problem>,
    body: body::Read,
) -> Result<Response, Problem> {
    must_be_ours(&headers, &app.origin)?;
    let made: RegisterPublicKeyCredential = body::json(body)?;
    let Some(Begun::Making(state, whose)) = app.sign_in.begun.finish(&headers, &app.origin) else {
        return Err(app.refuse(StatusCode::BAD_REQUEST, "a passkey nobody began to make, or twice", NOT_BEGUN).await);
    };
    let (id, passkey) = app.made(&made, &state).await?;
    match whose {
        Whose::Person(person) => {
            if signed_in(&caller?)?.id != person {
                let why = "a passkey somebody else began to make";
                return Err(app.refuse(StatusCode::FORBIDDEN, why, NOT_BEGUN).await);
            }
            app.people.add_passkey(&person, &id, &passkey).await?;
            Ok((StatusCode::CREATED, cookie::erase_begun(&app.origin)).into_response())
        }
        Whose::Invited(invite, name) => {
            let with = move |db: &dyn Tables, person: &Person| keep(db, &person.id, &id, &passkey);
            match app.people.take_invite(&invite, app.taker(&headers).await?, Called::Exactly(name), with).await? {
                Ok(person) => {
                    Ok((StatusCode::CREATED, app.let_in(&person, "passkey", &headers).await?).into_response())
                }
                Err(refused) => Err(app.refuse_invite(refused).await),
            }
        }
    }
}

/// `POST /api/sign-in/challenge`.
pub(super) async fn begin_signing_in(State(app): State<App>, _: Try, headers: HeaderMap) -> Result<Response, Problem> {
    must_be_ours(&headers, &app.origin)?;
    let begun = app.passkeys()?.start_discoverable_authentication();
    let (mut options, state) = begun.map_err(|error| unexpected(&error))?;
    // It is asked for by a button, not offered below a field.
    options.mediation = None;
    let cookies = app.sign_in.begun.begin(Begun::SigningIn(Box::new(state)), &app.origin)?;
    Ok((cookies, Json(options)).into_response())
}

/// `POST /api/sign-in`.
pub(super) async fn finish_signing_in(
    State(app): State<App>,
    _: Try,
    headers: HeaderMap,
    body: body::Read,
) -> Result<Response, Problem> {
    must_be_ours(&headers, &app.origin)?;
    let shown: PublicKeyCredential = body::json(body)?;
    let Some(Begun::SigningIn(state)) = app.sign_in.begun.finish(&headers, &app.origin) else {
        return Err(app.refuse(StatusCode::BAD_REQUEST, "a passkey nobody was asked for, or twice", NOT_BEGUN).await);
    };
    let id = shown.get_credential_id();
    let Some((person, stored)) = app.people.passkey(id).await? else {
        return Err(app.refuse(StatusCode::UNAUTHORIZED, "a passkey that is not known", UNKNOWN).await);
    };
    let mut passkey: Passkey = serde_json::from_str(&stored).map_err(|_| cannot_be_sent())?;
    let checked = app.passkeys()?.finish_discoverable_authentication_v2(&shown, *state, &passkey);
    let result = match checked {
        Ok(result) => result,
        Err(error) => {
            let why = format!("a passkey of {}: {error}", person.id);
            return Err(app.refuse(StatusCode::UNAUTHORIZED, &why, sentence_on(&error)).await);
        }
    };
    passkey.update_credential(&result);
    app.people.used_passkey(id, &text_of(&passkey)?).await?;
    Ok((StatusCode::NO_CONTENT, app.let_in(&person, "passkey", &headers).await?).into_response())
}

/// `DELETE /api/me/passkeys/{passkey}`.
pub(super) async fn forget(
    State(app): State<App>,
    caller: Caller,
    Path(passkey): Path<String>,
) -> Result<StatusCode, Problem> {
    let person = signed_in(&caller)?;
    let unknown = || Problem::not_found("you have no such passkey");
    let id = URL_SAFE_NO_PAD.decode(passkey).map_err(|_| unknown())?;
    match app.people.forget_passkey(&person.id, &id).await? {
        Forgotten::Done => Ok(StatusCode::NO_CONTENT),
        Forgotten::None => Err(unknown()),
        Forgotten::Last => Err(Problem::new(StatusCode::CONFLICT, "this is your only way in; add another one first")),
    }
}

const NOT_BEGUN: &str = "this took too long, or was begun in another tab; begin again";
const UNKNOWN: &str = "this passkey is not known here; it was removed, or belongs to another workspace";

impl App {
    fn passkeys(&self) -> Result<&Webauthn, Problem> {
        if self.config.visitors.open {
            return Err(Problem::new(StatusCode::FORBIDDEN, "nobody signs in to an open server"));
        }
        let sentence = "passkeys need a name: this server must be reached under one, not under a number";
        self.sign_in.passkeys.as_ref().ok_or_else(|| Problem::new(StatusCode::SERVICE_UNAVAILABLE, sentence))
    }

    /// The person an invite is for: a new one under the name they say, or one who is here already.
    async fn invited(
        &self,
        invite: &str,
        name: Option<&str>,
        headers: &HeaderMap,
    ) -> Result<(Whose, String, Option<Person>), Problem> {
        let Some(secret) = Secret::read(invite) else { return Err(self.refuse_invite(Refused::Unknown).await) };
        let offer = match self.people.look_at_invite(&secret, self.taker(headers).await?).await? {
            Ok(offer) => offer,
            Err(refused) => return Err(self.refuse_invite(refused).await),
        };
        let name = match &offer.person {
            Some(person) => person.name.clone(),
            None => self.people.fits(name.unwrap_or_default()).await?.map_err(unfit_name)?,
        };
        Ok((Whose::Invited(secret, name.clone()), name, offer.person))
    }

    pub(super) async fn refuse_invite(&self, refused: Refused) -> Problem {
        if let Refused::Name(unfit) = refused {
            return unfit_name(unfit);
        }
        self.refuse(StatusCode::GONE, &format!("an invitation: {}", refused.sentence()), refused.sentence()).await
    }

    async fn passkeys_of(&self, person: &Person) -> Result<Vec<CredentialID>, Problem> {
        let stored = self.people.passkeys_of(&person.id).await?;
        let read = stored.iter().filter_map(|passkey| serde_json::from_str::<Passkey>(passkey).ok());
        Ok(read.map(|passkey| passkey.cred_id().clone()).collect())
    }

    /// Checks a passkey that was made; answers with its id and what is kept of it.
    async fn made(
        &self,
        made: &RegisterPublicKeyCredential,
        state: &PasskeyRegistration,
    ) -> Result<(Vec<u8>, String), Problem> {
        let passkey = match self.passkeys()?.finish_passkey_registration(made, state) {
            Ok(passkey) => passkey,
            Err(error) => {
                let why = format!("a passkey being made: {error}");
                return Err(self.refuse(StatusCode::BAD_REQUEST, &why, sentence_on(&error)).await);
            }
        };
        Ok((passkey.cred_id().to_vec(), text_of(&passkey)?))
    }
}

fn signed_in(caller: &Caller) -> Result<Person, Problem> {
    caller.person().cloned().ok_or_else(Problem::not_signed_in)
}

/// Under the same handle an authenticator keeps one passkey, not two; a hash, as handles are shown to whoever asks.
fn handle_of(person: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(Sha256::digest(person)).for_each(|(byte, hashed)| *byte = hashed);
    Uuid::from_bytes(bytes)
}

fn new_handle() -> Result<Uuid, Problem> {
    clock::random_bits().map(Uuid::from_u128).map_err(|_| Problem::no_randomness())
}

fn sentence_on(error: &WebauthnError) -> &'static str {
    match error {
        WebauthnError::CredentialPossibleCompromise => {
            "this passkey may have been copied, and is no longer taken; sign in another way and remove it"
        }
        WebauthnError::UserNotVerified => "the device did not make sure that it is you: set up a PIN or a fingerprint",
        WebauthnError::InvalidRPOrigin => "this page was opened under another address than the server knows",
        _ => "the passkey could not be checked; try again",
    }
}

fn unexpected(error: &WebauthnError) -> Problem {
    tracing::error!(%error, "no passkey could be asked for");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "passkeys do not work just now")
}

fn cannot_be_sent() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the passkey cannot be read just now")
}

fn text_of(passkey: &Passkey) -> Result<String, Problem> {
    serde_json::to_string(passkey).map_err(|_| cannot_be_sent())
}
