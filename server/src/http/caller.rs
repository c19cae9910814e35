//! Who makes a request, and what they may do: asked in one place, by every handler that needs to know.

use std::collections::HashMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use muster_shared::access::{Author, Grant, Rank, Role, Visitor, role_in};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, talk};

use super::cookie;
use super::problem::Problem;
use super::state::App;
use crate::log::DocRow;
use crate::people::Secret;
use crate::people::person::Person;
use crate::people::session::SignedIn;
use crate::people::token::Bearer;

/// Who makes a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A visitor of an open server.
    Anybody,
    /// Somebody who is signed in.
    Person(SignedIn),
    /// Whoever has a token.
    Bearer(Bearer),
}

/// What somebody shows to be let in.
#[derive(Clone)]
pub(crate) enum Credential {
    /// A session's secret, from the cookie.
    Session(Secret),
    /// A token.
    Token(String),
}

impl Caller {
    /// Whom they write for.
    pub(crate) fn author(&self) -> Author {
        match self {
            Self::Anybody => Author::everybody(),
            Self::Person(signed_in) => Author::new(&signed_in.person.id),
            Self::Bearer(bearer) => bearer.author(),
        }
    }

    /// What they are called, if the server knows.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Anybody => None,
            Self::Person(signed_in) => Some(&signed_in.person.name),
            Self::Bearer(bearer) => Some(&bearer.claims.name),
        }
    }

    /// What they are in the workspace; everything on an open server, nothing with a token.
    pub(crate) fn rank(&self) -> Option<Rank> {
        match self {
            Self::Anybody => Some(Rank::Owner),
            Self::Person(signed_in) => Some(signed_in.person.rank),
            Self::Bearer(_) => None,
        }
    }

    /// The person, if it is one.
    pub(crate) fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(signed_in) => Some(&signed_in.person),
            Self::Anybody | Self::Bearer(_) => None,
        }
    }

    /// Until when they are let in, in milliseconds since 1970; for ever on an open server.
    pub(crate) fn until_ms(&self) -> Option<u64> {
        match self {
            Self::Anybody => None,
            Self::Person(signed_in) => Some(signed_in.until_ms),
            Self::Bearer(bearer) => Some(bearer.claims.exp * 1000),
        }
    }

    /// Lets pass whose rank is right for something.
    ///
    /// # Errors
    /// 403, with a sentence.
    pub(crate) fn must(&self, may: impl Fn(Rank) -> bool, sentence: &str) -> Result<(), Problem> {
        if self.rank().is_some_and(may) { Ok(()) } else { Err(Problem::new(StatusCode::FORBIDDEN, sentence)) }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if app.config.visitors.open {
            return Ok(Self::Anybody);
        }
        let credential = bearer_in(&parts.headers).map(Credential::Token);
        let credential = credential.or_else(|| session_in(&parts.headers)).ok_or_else(Problem::not_signed_in)?;
        let safe = matches!(parts.method, Method::GET | Method::HEAD);
        if matches!(credential, Credential::Session(_)) && !safe {
            must_be_ours(&parts.headers, &app.origin)?;
        }
        let caller = app.caller(&credential).await?;
        app.check_audience(&caller, &parts.headers).await?;
        Ok(caller)
    }
}

/// The session's secret in the cookie.
pub(super) fn session_in(headers: &HeaderMap) -> Option<Credential> {
    cookie::read(headers).and_then(|text| Secret::read(&text)).map(Credential::Session)
}

/// What stands after `Authorization: Bearer`.
pub(super) fn bearer_in(headers: &HeaderMap) -> Option<String> {
    let (scheme, word) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| word.trim().to_owned())
}

/// A cookie is sent whoever's page asks; what it is used for must come from ours.
///
/// # Errors
/// 403.
pub(super) fn must_be_ours(headers: &HeaderMap, own: &str) -> Result<(), Problem> {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    if origin == Some(own) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "this must be asked from a page of this server"))
}

impl App {
    /// Whom a credential lets in.
    ///
    /// # Errors
    /// 401 with a sentence; 503 when it cannot be looked up.
    pub(crate) async fn caller(&self, credential: &Credential) -> Result<Caller, Problem> {
        match credential {
            Credential::Session(secret) => match self.people.signed_in(secret).await? {
                Some(signed_in) => Ok(Caller::Person(signed_in)),
                None => Err(Problem::new(StatusCode::UNAUTHORIZED, "you are signed out; sign in again")),
            },
            Credential::Token(token) => match self.people.bearer(token).await? {
                Ok(bearer) => Ok(Caller::Bearer(bearer)),
                Err(bad) => {
                    self.note_refusal("", "", &bad.to_string()).await?;
                    Err(Problem::new(StatusCode::UNAUTHORIZED, bad.to_string()))
                }
            },
        }
    }

    /// A page may speak only with tokens that are for it.
    ///
    /// # Errors
    /// 403.
    pub(crate) async fn check_audience(&self, caller: &Caller, headers: &HeaderMap) -> Result<(), Problem> {
        let (Caller::Bearer(bearer), Some(origin)) = (caller, headers.get(header::ORIGIN)) else { return Ok(()) };
        let origin = origin.to_str().unwrap_or("?");
        if bearer.may_come_from(origin, &self.origin, &self.config.visitors.allow_origin) {
            return Ok(());
        }
        let doc = bearer.claims.doc.as_str();
        self.note_refusal(bearer.author().as_str(), doc, &format!("a token at {origin}")).await?;
        Err(Problem::new(StatusCode::FORBIDDEN, "this token is for pages of another origin"))
    }

    /// What a caller may do in a document; `None` when they may not even know whether it is there.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(crate) async fn role(&self, caller: &Caller, doc: &DocId, kind: Option<Kind>) -> Result<Option<Role>, Problem> {
        Ok(match caller {
            Caller::Anybody => Some(Role::Editor),
            Caller::Person(signed_in) => self.role_of(&signed_in.person, doc, kind).await?,
            Caller::Bearer(bearer) => {
                let grant = Some(bearer.claims.role).filter(|_| bearer.claims.doc == granted_in(doc, kind));
                let by_token = role_in(kind, None, grant);
                match &bearer.claims.person {
                    None => by_token,
                    // A person's own token gives no more than the person has now.
                    Some(id) => match self.people.person(id).await? {
                        Some(person) => self.role_of(&person, doc, kind).await?.min(by_token),
                        None => None,
                    },
                }
            }
        })
    }

    async fn role_of(&self, person: &Person, doc: &DocId, kind: Option<Kind>) -> Result<Option<Role>, Problem> {
        let grant = self.people.grant_of(&granted_in(doc, kind), person).await?;
        Ok(role_in(kind, Some(person.rank), grant))
    }

    /// What a caller was granted in a document.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(crate) async fn grant(&self, caller: &Caller, doc: &DocId) -> Result<Option<Grant>, Problem> {
        match caller.person() {
            Some(person) => Ok(self.people.grant_of(doc, person).await?),
            None => Ok(None),
        }
    }

    /// The document of this id, if the caller may read it.
    ///
    /// # Errors
    /// 404, whether it is not there or not for them.
    pub(crate) async fn readable(&self, caller: &Caller, doc: &str) -> Result<DocId, Problem> {
        let doc = doc.parse().map_err(|_| absent())?;
        self.visitor(caller, &doc).await?;
        Ok(doc)
    }

    /// Those of the documents that a caller may read.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(crate) async fn visible(&self, caller: &Caller, rows: Vec<DocRow>) -> Result<Vec<DocRow>, Problem> {
        let deleted: Vec<DocId> = self.people.deleted().await?.into_iter().map(|deleted| deleted.doc).collect();
        let grants: HashMap<DocId, Grant> = match caller.person() {
            Some(person) => self.people.grants_of(&person.id).await?.into_iter().collect(),
            None => HashMap::new(),
        };
        let mut visible = Vec::with_capacity(rows.len());
        for row in rows {
            let role = match caller {
                Caller::Person(signed_in) => {
                    let granted_in = granted_in(&row.id, row.kind);
                    role_in(row.kind, Some(signed_in.person.rank), grants.get(&granted_in).copied())
                }
                Caller::Anybody | Caller::Bearer(_) => self.role(caller, &row.id, row.kind).await?,
            };
            if role.is_some() && !deleted.contains(&granted_in(&row.id, row.kind)) {
                visible.push(row);
            }
        }
        Ok(visible)
    }

    /// The caller as a visitor of a document; what they may not know of is not there.
    ///
    /// # Errors
    /// 404; 503 when it cannot be looked up.
    pub(crate) async fn visitor(&self, caller: &Caller, doc: &DocId) -> Result<Visitor, Problem> {
        let row = self.rooms.log().doc(doc).await?;
        let is_there = row.is_some() || self.is_talk_to_be(doc).await?;
        let kind = row.map_or_else(|| is_there.then_some(Kind::Talk), |row| row.kind);
        let role = self.role(caller, doc, kind).await?;
        if !is_there || self.people.is_deleted(&granted_in(doc, kind)).await? {
            return Err(absent());
        }
        let role = role.ok_or_else(absent)?;
        if kind == Some(Kind::Talk) {
            self.rooms.make(doc, kind, None).await?;
        }
        Ok(Visitor { author: caller.author(), name: caller.name().map(ToOwned::to_owned), role })
    }
}

impl App {
    /// Whether this is the talk about a charter that is there: it is made when somebody first comes to it.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(crate) async fn is_talk_to_be(&self, doc: &DocId) -> Result<bool, Problem> {
        let Some(charter) = talk::charter_of(doc) else { return Ok(false) };
        Ok(self.rooms.log().doc(&charter).await?.is_some_and(|row| row.kind == Some(Kind::Charter)))
    }
}

/// Where grants for a document stand: a talk's are its charter's.
fn granted_in(doc: &DocId, kind: Option<Kind>) -> DocId {
    let charter = if kind == Some(Kind::Talk) { talk::charter_of(doc) } else { None };
    charter.unwrap_or_else(|| doc.clone())
}

fn absent() -> Problem {
    Problem::not_found("there is no such document, or it is not for you")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_cookie_is_used_only_from_our_own_pages() {
        for (origin, passes) in [
            (Some("https://muster.example"), true),
            (Some("https://muster.example.evil"), false),
            (Some("https://evil.muster.example"), false),
            (Some("http://muster.example"), false),
            (Some("https://muster.example:444"), false),
            (Some("https://MUSTER.example"), false),
            (Some("https://muster.example/"), false),
            (Some("null"), false),
            (Some("file://"), false),
            (Some(""), false),
            (None, false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(must_be_ours(&headers, "https://muster.example").is_ok(), passes, "{origin:?}");
        }
    }
}
