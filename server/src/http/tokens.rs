//! `/api/tokens` and `/api/keys`: tokens for embeds and programs, and the keys they are signed with.

use std::time::Duration;

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use muster_shared::access::{Audience, Grant, Rank};
use muster_shared::id::DocId;
use serde::{Deserialize, Serialize};

use super::caller::{Caller, bearer_in};
use super::people::may_grant;
use super::problem::Problem;
use super::state::App;
use super::{body, caller};
use crate::config::TOKEN_LASTS_MAX;
use crate::people::Secret;
use crate::people::invite::BY_THE_SERVER;
use crate::people::key::Key;
use crate::people::person::tidy_name;
use crate::people::token;

/// How long a token holds, if nothing else is said.
const LASTS: Duration = Duration::from_secs(3600);
/// Longest name of a key, in characters.
const KEY_NAME_CHARS_MAX: usize = 80;
/// Origins one token may be for.
const ORIGINS_MAX: usize = 20;

/// The caller: somebody who is signed in, or a program with an API key.
pub(super) enum Asker {
    /// Somebody.
    Caller(Box<Caller>),
    /// A program, by its key's id.
    Program(String),
}

impl FromRequestParts<App> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        match bearer_in(&parts.headers).filter(|_| !app.config.visitors.open) {
            Some(word) => app.program(&word).await.map(Self::Program),
            None => Caller::from_request_parts(parts, app).await.map(Box::new).map(Self::Caller),
        }
    }
}

impl App {
    /// The program that shows this API key: its id, a dot, and its secret.
    async fn program(&self, word: &str) -> Result<String, Problem> {
        let key = word.split_once('.').and_then(|(id, secret)| Some((id, Secret::read(secret)?)));
        if let Some((id, secret)) = key
            && self.people.holds_key(id, &secret).await?
        {
            return Ok(id.to_owned());
        }
        self.note_refusal("", "", "an API key").await?;
        Err(Problem::new(StatusCode::UNAUTHORIZED, "this API key is not known here, or was retired"))
    }
}

/// The token that is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    doc: DocId,
    role: Grant,
    name: String,
    /// The person's id in the caller's own program, so that the same person stays the same author.
    #[serde(default)]
    sub: Option<String>,
    /// The origins whose pages may speak with it.
    #[serde(default)]
    origins: Vec<String>,
    /// How long it holds, in seconds; an hour if nothing is said, a day at most.
    #[serde(default)]
    lasts_s: Option<u64>,
}

/// A new token.
#[derive(Debug, Serialize)]
pub(super) struct Minted {
    token: String,
    /// For how long it holds, in seconds.
    lasts_s: u64,
}

/// `POST /api/tokens`.
pub(super) async fn mint(State(app): State<App>, asker: Asker, body: body::Read) -> Result<Response, Problem> {
    let wanted: Wanted = body::json(body)?;
    let by = match &asker {
        Asker::Program(key) => {
            app.one_more(&app.rates.tokens, key)?;
            key.clone()
        }
        Asker::Caller(caller) => {
            app.one_more(&app.rates.tokens, caller.author().as_str())?;
            app.visitor(caller, &wanted.doc).await?;
            may_grant(&app, caller, &wanted.doc, wanted.role).await?;
            caller.author().as_str().to_owned()
        }
    };
    let lasts = wanted.lasts_s.map_or(LASTS, Duration::from_secs).clamp(Duration::from_secs(1), TOKEN_LASTS_MAX);
    let wanted = checked(&app, wanted, lasts).await?;
    let token = app.people.mint(&by, wanted).await?;
    Ok((StatusCode::CREATED, Json(Minted { token, lasts_s: lasts.as_secs() })).into_response())
}

async fn checked(app: &App, wanted: Wanted, lasts: Duration) -> Result<token::Wanted, Problem> {
    let Wanted { doc, role, name, sub, origins, .. } = wanted;
    let name = tidy_name(&name).ok_or_else(|| Problem::bad_request("`name` must be one line, and not empty"))?;
    if origins.len() > ORIGINS_MAX || !origins.iter().all(|origin| crate::config::is_origin(origin)) {
        return Err(Problem::bad_request("`origins` are up to 20 of the form https://wiki.example, without a path"));
    }
    if app.rooms.log().doc(&doc).await?.is_none() || app.people.is_deleted(&doc).await? {
        return Err(Problem::not_found("there is no such document, or it is not for you"));
    }
    let doc = app.opened_by(&doc).await?;
    // Such a token stands for nobody with an account.
    if app.people.place_in(&doc, None).await?.audience != Audience::Workspace {
        let sentence = "tokens open documents of the whole workspace only; people on a roster sign in to Muster";
        return Err(Problem::new(StatusCode::CONFLICT, sentence));
    }
    Ok(token::Wanted { doc, role, name, sub, origins, person: None, lasts })
}

/// `GET /api/keys`.
pub(super) async fn keys(State(app): State<App>, caller: Caller) -> Result<Json<Vec<Key>>, Problem> {
    caller.must(Rank::may_hold_keys, "only owners hold keys")?;
    Ok(Json(app.people.keys().await?))
}

/// The name of the key that is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForWhat {
    name: String,
}

/// A new key. Its secret is shown once.
#[derive(Debug, Serialize)]
pub(super) struct Made {
    id: String,
    secret: String,
}

/// `POST /api/keys`.
pub(super) async fn make_key(State(app): State<App>, caller: Caller, body: body::Read) -> Result<Response, Problem> {
    let ForWhat { name } = body::json(body)?;
    caller.must(Rank::may_hold_keys, "only owners make keys")?;
    // A holder of a key of the same name is the same holder, and the server is one too.
    let is_free = |name: &String| name.chars().count() <= KEY_NAME_CHARS_MAX && *name != BY_THE_SERVER;
    let name = tidy_name(&name).filter(is_free);
    let name =
        name.ok_or_else(|| Problem::bad_request("say in one line what the key is for; `muster` is the server's own"))?;
    let (id, secret) = app.people.make_key(caller.author().as_str(), &name).await?;
    Ok((StatusCode::CREATED, Json(Made { id, secret: secret.reveal() })).into_response())
}

/// `POST /api/keys/{key}/confirm`: an owner answers for it from now on.
pub(super) async fn confirm_key(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.must(Rank::may_hold_keys, "only owners confirm keys")?;
    if app.people.confirm_key(caller.author().as_str(), &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("there is no such key in use"))
    }
}

/// `DELETE /api/keys/{key}`: no token signed with it holds any more.
pub(super) async fn retire_key(
    State(app): State<App>,
    caller: caller::Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.must(Rank::may_hold_keys, "only owners retire keys")?;
    if app.people.retire_key(caller.author().as_str(), &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("there is no such key in use"))
    }
}
