//! Tokens: short-lived words of a key's holder that somebody may do something in one document. They are JSON Web Tokens
//! signed with HS256, so that a wiki's back end can make them with the library it has.
//!
//! The checks, in this order: the algorithm (HS256, whatever the token says), that the key is known and in use, the
//! signature, that `exp` and `iat` are numbers, not past, not far ahead and not far apart, and that the words mean
//! something; then the token's worth now (`worth`). Where a page speaks with a token, its origin must be one the token
//! is for (`audience`).

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use muster_shared::access::{Author, Grant};
use muster_shared::id::DocId;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::person::tidy_name;
use super::{People, audit, frame, key, naming, worth};
use crate::clock;
use crate::config::TOKEN_LASTS_MAX as LASTS_MAX;
use crate::log::LogError;

/// How far ahead of ours the clock of whoever signs may be, in seconds.
const SKEW_S: u64 = 60;
/// The longest token that is read, in bytes.
const BYTES_MAX: usize = 4096;

/// The claims of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The document it is for.
    pub doc: DocId,
    /// The role of its bearer in the document.
    pub role: Grant,
    /// The name of its bearer.
    pub name: String,
    /// The holder's own id for the bearer, so that the same person stays the same author; else the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// The origins whose pages may speak with it, such as `https://wiki.example`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_several")]
    pub aud: Vec<String>,
    /// The person of this workspace who speaks with it. Only the server's own key may say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The session of that person in which it was made: the token ends with it. Only the server's own key may say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The giver, who answers for it when it is used. Only the server's own key may name one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was signed, in seconds since 1970.
    pub iat: u64,
    /// Until when it holds, in seconds since 1970.
    pub exp: u64,
}

/// The bearer of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The token's claims.
    pub claims: Claims,
    /// The holder of the key it was signed with.
    pub holder: String,
    /// Whether it came with the pass of a frame that was shown by pages the token is for.
    pub framed: bool,
    /// The name under which its bearer is shown: never like an account's, unless it is theirs.
    pub shown: String,
    /// Which key it was signed with.
    pub key: String,
}

impl Bearer {
    /// The author they write for.
    pub fn author(&self) -> Author {
        let Claims { person, sub, name, .. } = &self.claims;
        match person {
            Some(person) => Author::new(person),
            None => {
                // A sign that no store takes would hold up everybody who writes in the same document.
                let sub = sub.as_deref().unwrap_or(name).replace(char::is_control, "");
                Author::new(&format!("{}:{sub}", self.holder))
            }
        }
    }
}

/// Why a token is refused: a sentence for whoever made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadToken {
    /// It is no token at all.
    #[error("this is not a token")]
    NotOne,
    /// Another algorithm than ours, or none.
    #[error("the token must be signed with HS256")]
    Algorithm,
    /// A key we do not know, or one that was retired.
    #[error("the token's key is not known here, or was retired")]
    Key,
    /// The signature is not the key's.
    #[error("the token's signature does not fit")]
    Signature,
    /// It was valid.
    #[error("the token has expired")]
    Expired,
    /// It lasts too long, or begins later.
    #[error("the token's times cannot be: it may last 24 hours at most, and begin at most a minute from now")]
    Times,
    /// Its giver may not give any of it any more.
    #[error("whoever gave this token may not give it any more")]
    Giver,
    /// The session it was made in has ended.
    #[error("the sign-in this token was made in has ended")]
    Session,
    /// Its claims make no sense.
    #[error("the token must say `doc`, `role`, `name`, `iat` and `exp`")]
    Claims,
}

impl People {
    /// Reads a token, and what it is worth now: its role is lowered to what whoever gave it may give by now.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn bearer(&self, token: &str) -> Result<Result<Bearer, BadToken>, LogError> {
        let (token, pass) = frame::parted(token);
        let key = match key_of(&token) {
            Ok(key) => key,
            Err(bad) => return Ok(Err(bad)),
        };
        self.read(move |db| {
            let Some(signing) = key::signing(db, &key)? else { return Ok(Err(BadToken::Key)) };
            let mut bearer = match check(&token, &signing, clock::now_ms() / 1000) {
                Ok(bearer) => bearer,
                Err(bad) => return Ok(Err(bad)),
            };
            bearer.framed = frame::holds(db, &token, pass.as_deref())?;
            bearer.shown = naming::name_of(db, &bearer)?;
            Ok(worth::token(db, &bearer.claims, signing.own)?.map(|role| {
                bearer.claims.role = role;
                bearer
            }))
        })
        .await
    }

    /// Signs a token with the server's own key.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn mint(&self, by: &str, wanted: Wanted) -> Result<String, LogError> {
        let own = self.read(key::own).await?.ok_or(LogError::Closed)?;
        let (by, doc, detail) = (by.to_owned(), wanted.doc.clone(), format!("{} for {}", wanted.role, wanted.name));
        let token = sign(&own, &wanted.claims(&by, clock::now_ms() / 1000))?;
        self.note(move |db| audit::note(db, &by, audit::What::Minted, doc.as_str(), &detail)).await?;
        Ok(token)
    }
}

/// A token to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The document it is for.
    pub doc: DocId,
    /// The role of its bearer in the document.
    pub role: Grant,
    /// The name of its bearer.
    pub name: String,
    /// The id of its bearer, if the name does not say it.
    pub sub: Option<String>,
    /// The origins whose pages may speak with it.
    pub origins: Vec<String>,
    /// The person of this workspace who speaks with it, and the session it is made in.
    pub person: Option<(String, String)>,
    /// How long it holds; no longer than a day.
    pub lasts: Duration,
}

impl Wanted {
    fn claims(self, by: &str, now_s: u64) -> Claims {
        let Self { doc, role, name, sub, origins, person, lasts } = self;
        let exp = now_s + lasts.min(LASTS_MAX).as_secs();
        let (person, session) = person.unzip();
        Claims { doc, role, name, sub, aud: origins, person, session, by: Some(by.to_owned()), iat: now_s, exp }
    }
}

fn key_of(token: &str) -> Result<String, BadToken> {
    if token.len() > BYTES_MAX {
        return Err(BadToken::NotOne);
    }
    let named = |error: &jsonwebtoken::errors::Error| {
        // `none` and the like are no algorithms to the library.
        if matches!(error.kind(), jsonwebtoken::errors::ErrorKind::Json(_)) {
            BadToken::Algorithm
        } else {
            BadToken::NotOne
        }
    };
    let header = decode_header(token).map_err(|error| named(&error))?;
    if header.alg != Algorithm::HS256 {
        return Err(BadToken::Algorithm);
    }
    header.kid.ok_or(BadToken::Key)
}

fn check(token: &str, key: &key::Signing, now_s: u64) -> Result<Bearer, BadToken> {
    // Times are checked below, against the clock that is given, and the audience against the request's origin.
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    let read = decode::<Claims>(token, &DecodingKey::from_secret(&key.secret), &validation);
    let claims = read.map_err(|error| what_is_wrong(&error))?.claims;
    let Claims { iat, exp, .. } = claims;
    if exp <= now_s {
        return Err(BadToken::Expired);
    }
    if iat > now_s + SKEW_S || exp <= iat || exp - iat > LASTS_MAX.as_secs() {
        return Err(BadToken::Times);
    }
    let says_ours = claims.person.is_some() || claims.session.is_some() || claims.by.is_some();
    if says_ours && !key.own {
        return Err(BadToken::Claims);
    }
    let Some(name) = tidy_name(&claims.name) else { return Err(BadToken::Claims) };
    let (shown, holder, key) = (name.clone(), key.holder.clone(), key.id.clone());
    Ok(Bearer { claims: Claims { name, ..claims }, holder, framed: false, shown, key })
}

fn what_is_wrong(error: &jsonwebtoken::errors::Error) -> BadToken {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::InvalidSignature => BadToken::Signature,
        ErrorKind::InvalidAlgorithm => BadToken::Algorithm,
        ErrorKind::Json(_) | ErrorKind::MissingRequiredClaim(_) | ErrorKind::InvalidClaimFormat(_) => BadToken::Claims,
        _ => BadToken::NotOne,
    }
}

fn sign(key: &key::Signing, claims: &Claims) -> Result<String, LogError> {
    let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::HS256) };
    encode(&header, claims, &EncodingKey::from_secret(&key.secret)).map_err(|error| LogError::Write(error.to_string()))
}

/// Reads one text, several, or none: some write a single one without brackets, and none as null.
pub(crate) fn one_or_several<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        One(String),
        Several(Vec<String>),
        None(()),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::One(one) => vec![one],
        Either::Several(several) => several,
        Either::None(()) => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use super::*;

    const NOW_S: u64 = 1_800_000_000;

    fn key(own: bool) -> key::Signing {
        key::Signing { id: "k1".to_owned(), secret: vec![7; 32], holder: "a wiki".to_owned(), own }
    }

    fn good() -> Value {
        json!({ "doc": "d", "role": "editor", "name": "Ada", "iat": NOW_S, "exp": NOW_S + 3600 })
    }

    fn with(field: &str, value: Value) -> Value {
        let mut claims = good();
        claims[field] = value;
        claims
    }

    fn signed(claims: &Value) -> String {
        let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::HS256) };
        encode(&header, claims, &EncodingKey::from_secret(&[7; 32])).unwrap_or_default()
    }

    #[test]
    fn a_token_holds_only_with_times_that_can_be() {
        for (claims, outcome) in [
            (good(), Ok(())),
            (with("exp", json!(NOW_S)), Err(BadToken::Expired)),
            (with("exp", json!(NOW_S - 60)), Err(BadToken::Expired)),
            (with("iat", json!(NOW_S + 60)), Ok(())),
            (with("iat", json!(NOW_S + 61)), Err(BadToken::Times)),
            (with("exp", json!(NOW_S + 24 * 3600)), Ok(())),
            (with("exp", json!(NOW_S + 24 * 3600 + 1)), Err(BadToken::Times)),
            (with("exp", json!(NOW_S + 10 * 365 * 24 * 3600)), Err(BadToken::Times)),
            (with("exp", json!((NOW_S + 3600).to_string())), Err(BadToken::Claims)),
            (with("exp", Value::Null), Err(BadToken::Claims)),
            (with("iat", json!(-1)), Err(BadToken::Claims)),
            (with("role", json!("owner")), Err(BadToken::Claims)),
            (with("doc", json!("../org")), Err(BadToken::Claims)),
            (with("name", json!("")), Err(BadToken::Claims)),
            (with("person", json!("p1")), Err(BadToken::Claims)),
            (with("session", json!("s1")), Err(BadToken::Claims)),
            (with("by", json!("muster")), Err(BadToken::Claims)),
        ] {
            let read = check(&signed(&claims), &key(false), NOW_S).map(drop);
            assert_eq!(read, outcome, "{claims}");
        }
        assert!(check(&signed(&with("person", json!("p1"))), &key(true), NOW_S).is_ok());
    }

    #[test]
    fn a_token_that_was_changed_cut_or_signed_otherwise_is_refused() {
        let token = signed(&good());
        let parts: Vec<&str> = token.split('.').collect();
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"k1"}"#);
        let hs512 = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS512","kid":"k1"}"#);
        let rs256 = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"k1"}"#);
        let keyless = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#);
        let captain = URL_SAFE_NO_PAD.encode(with("role", json!("captain")).to_string());
        for (name, token, bad) in [
            ("none", format!("{none}.{}.", parts[1]), BadToken::Algorithm),
            ("none, signed", format!("{none}.{}.{}", parts[1], parts[2]), BadToken::Algorithm),
            ("another hash", format!("{hs512}.{}.{}", parts[1], parts[2]), BadToken::Algorithm),
            ("another family", format!("{rs256}.{}.{}", parts[1], parts[2]), BadToken::Algorithm),
            ("no key", format!("{keyless}.{}.{}", parts[1], parts[2]), BadToken::Key),
            ("other words", format!("{}.{captain}.{}", parts[0], parts[2]), BadToken::Signature),
            ("cut", token[..token.len() - 4].to_owned(), BadToken::NotOne),
            ("no signature", format!("{}.{}.", parts[0], parts[1]), BadToken::Signature),
            ("two parts", format!("{}.{}", parts[0], parts[1]), BadToken::NotOne),
            ("nothing", String::new(), BadToken::NotOne),
            ("too long", "a".repeat(BYTES_MAX + 1), BadToken::NotOne),
        ] {
            let read = key_of(&token).and_then(|_| check(&token, &key(false), NOW_S));
            assert_eq!(read, Err(bad), "{name}");
        }
        let other = key::Signing { secret: vec![8; 32], ..key(false) };
        assert_eq!(check(&token, &other, NOW_S), Err(BadToken::Signature));
    }
}
