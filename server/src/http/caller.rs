//! The caller of a request: looked up in one place, by every handler that needs to know.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use muster_shared::access::{Author, Giver, Grant, Rank};
use muster_shared::id::DocId;

use super::cookie;
use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;
use crate::people::Secret;
use crate::people::announce::Topic;
use crate::people::link_holder::{Holder, LinkKey};
use crate::people::offer::Taker;
use crate::people::person::Person;
use crate::people::session::SignedIn;
use crate::people::token::Bearer;

/// The answer to a request that a read link is not for.
pub(super) const NOTHING_ELSE: &str = "a read link shows its document, and nothing else";

/// In which our pages say for whom they were opened.
const PERSON: &str = "muster-person";

/// The caller: a person, a bearer of a token, a holder of a read link, or anybody on an open server; or a person who is not here,
/// for whom the server makes what they asked for before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A visitor of an open server.
    Anybody,
    /// Somebody who is signed in.
    Person(SignedIn),
    /// The bearer of a token.
    Bearer(Bearer),
    /// The holder of a read link. Most addresses take no request of this caller's: those alone that show a document, which ask
    /// for a [`Reader`].
    Link(Holder),
    /// A person whose program reads dates at a feed address. No request is taken for this caller's: they write and give nothing.
    Feed(Person),
    /// A person to whom words go by letter or by feed. These then stand in places that are not ours, so that there is nothing
    /// among them of documents that open by signing in alone; and as with dates, no request is this caller's.
    Post(Person),
}

/// The credential that a caller shows to be let in.
#[derive(Clone)]
pub(crate) enum Credential {
    /// A session's secret, from the cookie.
    Session(Secret),
    /// A token.
    Token(String),
    /// The key of a read link, and the address it comes from: guesses are counted by address.
    Key(String, IpAddr),
}

impl Caller {
    /// The author of the updates that the caller writes.
    pub(crate) fn author(&self) -> Author {
        match self {
            Self::Anybody => Author::everybody(),
            Self::Person(SignedIn { person, .. }) | Self::Feed(person) | Self::Post(person) => Author::new(&person.id),
            Self::Bearer(bearer) => bearer.author(),
            Self::Link(holder) => holder.author(),
        }
    }

    /// The caller as the record names them: the holders of a link are not told from each other there.
    pub(crate) fn recorded(&self) -> String {
        match self {
            Self::Link(holder) => holder.recorded(),
            caller => caller.author().as_str().to_owned(),
        }
    }

    /// The caller's name, if the server knows it.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Anybody => None,
            Self::Person(SignedIn { person, .. }) | Self::Feed(person) | Self::Post(person) => Some(&person.name),
            Self::Bearer(bearer) => Some(&bearer.shown),
            Self::Link(holder) => Some(&holder.shown),
        }
    }

    /// The caller's rank in the workspace; everything on an open server, nothing with a token or a link.
    pub(crate) fn rank(&self) -> Option<Rank> {
        match self {
            Self::Anybody => Some(Rank::Owner),
            Self::Person(SignedIn { person, .. }) | Self::Feed(person) | Self::Post(person) => Some(person.rank),
            Self::Bearer(_) | Self::Link(_) => None,
        }
    }

    /// The person, if it is one.
    pub(crate) fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(SignedIn { person, .. }) | Self::Feed(person) | Self::Post(person) => Some(person),
            Self::Anybody | Self::Bearer(_) | Self::Link(_) => None,
        }
    }

    /// The topics that the caller's rights depend on, besides the document: a change of any of them concerns the
    /// caller.
    pub(crate) fn concerns(&self) -> impl Iterator<Item = Topic> {
        let mut topics = vec![Topic::Everybody];
        match self {
            Self::Anybody => {}
            Self::Person(SignedIn { person, .. }) | Self::Feed(person) | Self::Post(person) => {
                topics.push(Topic::person(&person.id));
            }
            Self::Bearer(bearer) => {
                let (claims, key) = (&bearer.claims, &bearer.key);
                topics.extend(claims.person.iter().chain(&claims.by).map(|id| Topic::person(id)));
                // The grants that a program gives are its key's.
                topics.extend(claims.by.iter().chain([key]).map(|id| Topic::Key(id.clone())));
            }
            // The giver's grants are announced with the document they stand in.
            Self::Link(holder) => topics.extend([Topic::Link(holder.link.clone()), Topic::person(&holder.by)]),
        }
        topics.into_iter()
    }

    /// The time until which the caller is let in, in milliseconds since 1970; none on an open server, nor for somebody who is
    /// not here.
    pub(crate) fn until_ms(&self) -> Option<u64> {
        match self {
            Self::Anybody | Self::Feed(_) | Self::Post(_) => None,
            Self::Person(signed_in) => Some(signed_in.until_ms),
            Self::Bearer(bearer) => Some(bearer.claims.exp * 1000),
            Self::Link(holder) => holder.until_ms,
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
        if key_in(&parts.headers).is_some() {
            return Err(Problem::new(StatusCode::FORBIDDEN, NOTHING_ELSE));
        }
        let credential = bearer_in(&parts.headers).map(Credential::Token);
        let credential =
            credential.or_else(|| session_in(&parts.headers, &app.origin)).ok_or_else(Problem::not_signed_in)?;
        let safe = matches!(parts.method, Method::GET | Method::HEAD);
        if matches!(credential, Credential::Session(_)) && !safe {
            must_be_ours(&parts.headers, &app.origin)?;
        }
        let caller = app.caller(&credential).await?;
        app.check_audience(&caller, &parts.headers).await?;
        match parts.headers.get(PERSON) {
            Some(person) if person.as_bytes() != caller.author().as_str().as_bytes() => Err(somebody_else()),
            _ => Ok(caller),
        }
    }
}

/// A caller who may also be the holder of a read link, by the word after `Authorization: Key`: for the addresses that a page
/// asks which shows one document.
pub(crate) struct Reader(pub(crate) Caller);

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let key = key_in(&parts.headers).filter(|_| !app.config.visitors.open);
        let (Some(key), Some(Peer(from))) = (key, parts.extensions.get::<Peer>().copied()) else {
            return Caller::from_request_parts(parts, app).await.map(Self);
        };
        let caller = app.caller(&Credential::Key(key, from)).await?;
        app.check_audience(&caller, &parts.headers).await?;
        Ok(Self(caller))
    }
}

/// The same for the addresses that the app asks in which somebody comments: a link that lets its holder only read has no app.
pub(crate) struct Commenter(pub(crate) Caller);

impl FromRequestParts<App> for Commenter {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Reader(caller) = Reader::from_request_parts(parts, app).await?;
        match &caller {
            Caller::Link(holder) if holder.grant < Grant::Commenter => {
                Err(Problem::new(StatusCode::FORBIDDEN, NOTHING_ELSE))
            }
            _ => Ok(Self(caller)),
        }
    }
}

/// A page left open speaks for the person it was opened for, and not for whoever signed in there since.
pub(super) fn somebody_else() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "somebody else is signed in here now")
}

/// The session's secret in the cookie.
pub(super) fn session_in(headers: &HeaderMap, origin: &str) -> Option<Credential> {
    cookie::read(headers, origin).and_then(|text| Secret::read(&text)).map(Credential::Session)
}

/// The origin of the page that asks, as its browser says; programs say nothing.
pub(super) fn origin_in(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or("?"))
}

/// The word after `Authorization: Bearer`.
pub(super) fn bearer_in(headers: &HeaderMap) -> Option<String> {
    authorization_in(headers, "bearer")
}

/// The word after `Authorization: Key`: the key of a read link.
pub(super) fn key_in(headers: &HeaderMap) -> Option<String> {
    authorization_in(headers, "key")
}

/// The key of a read link as a credential: the one in an address, or else in the headers.
pub(super) fn key_shown(in_address: Option<&str>, headers: &HeaderMap, Peer(from): Peer) -> Option<Credential> {
    let key = in_address.map(ToOwned::to_owned).or_else(|| key_in(headers))?;
    Some(Credential::Key(key, from))
}

fn authorization_in(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let (scheme, word) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(wanted).then(|| word.trim().to_owned())
}

/// A cookie is sent whoever's page asks; what it is used for must come from ours.
///
/// # Errors
/// 403.
pub(super) fn must_be_ours(headers: &HeaderMap, own: &str) -> Result<(), Problem> {
    if origin_in(headers) == Some(own) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "this must be asked from a page of this server"))
}

impl App {
    /// The caller that a credential lets in.
    ///
    /// # Errors
    /// 401 with a sentence; 503 when it cannot be looked up.
    pub(crate) async fn caller(&self, credential: &Credential) -> Result<Caller, Problem> {
        match credential {
            Credential::Session(secret) => match self.people.signed_in(secret).await? {
                Some(signed_in) => Ok(Caller::Person(signed_in)),
                None => {
                    let which = secret.hash().iter().map(|byte| format!("{byte:02x}")).collect();
                    self.note_standing(which, "", "", "a session that has ended").await?;
                    Err(Problem::new(StatusCode::UNAUTHORIZED, "you are signed out; sign in again"))
                }
            },
            Credential::Token(token) => match self.people.bearer(token).await? {
                Ok(bearer) if self.is_withdrawn(&bearer) => {
                    let (who, doc) = (bearer.author(), bearer.claims.doc.as_str());
                    self.note_refusal(who.as_str(), doc, "a sign-in for a wiki that was withdrawn").await?;
                    Err(Problem::new(StatusCode::UNAUTHORIZED, "this wiki may not show this document any more"))
                }
                Ok(bearer) => Ok(Caller::Bearer(bearer)),
                Err(bad) => {
                    self.note_refusal("", "", &bad.to_string()).await?;
                    Err(Problem::new(StatusCode::UNAUTHORIZED, bad.to_string()))
                }
            },
            Credential::Key(key, from) => {
                let holder = match LinkKey::read(key) {
                    Some(key) => self.people.holder(&key, *from).await?,
                    None => None,
                };
                match holder {
                    Some(holder) => Ok(Caller::Link(holder)),
                    None => Err(self.refuse_key(*from).await?),
                }
            }
        }
    }

    /// Whether a token was given to a wiki, for a person who signed in there, that an owner has withdrawn since.
    fn is_withdrawn(&self, bearer: &Bearer) -> bool {
        let embedders = self.embedders(Some(&bearer.claims.doc));
        let is_known = |origin: &String| **origin == *self.origin || embedders.contains(origin);
        bearer.claims.person.is_some() && !bearer.claims.aud.iter().all(is_known)
    }

    /// A page may speak only with tokens and links that are for it.
    ///
    /// # Errors
    /// 403.
    pub(crate) async fn check_audience(&self, caller: &Caller, headers: &HeaderMap) -> Result<(), Problem> {
        let origin = origin_in(headers);
        let (may, doc, what) = match caller {
            Caller::Bearer(bearer) => {
                let may = bearer.may_come_from(origin, &self.origin, &self.embedders(Some(&bearer.claims.doc)));
                (may, &bearer.claims.doc, "token")
            }
            Caller::Link(holder) => (holder.may_come_from(origin, &self.origin), &holder.doc, "link"),
            Caller::Anybody | Caller::Person(_) | Caller::Feed(_) | Caller::Post(_) => return Ok(()),
        };
        if may {
            return Ok(());
        }
        let from = origin.unwrap_or("a request that names no page");
        self.note_refusal(&caller.recorded(), doc.as_str(), &format!("a {what} at {from}")).await?;
        Err(Problem::new(StatusCode::FORBIDDEN, format!("this {what} is for pages of another origin")))
    }

    /// The grants and ranks that the caller may give now, in a document or in the workspace. The bearer of a token and the
    /// holder of a link give none, nor does somebody who is not here.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(crate) async fn giver(&self, caller: &Caller, doc: Option<&DocId>) -> Result<Giver, Problem> {
        Ok(match caller {
            Caller::Anybody => Giver::of_rank(Rank::Owner),
            Caller::Person(signed_in) => self.people.giver(&signed_in.person.id, doc).await?,
            Caller::Bearer(_) | Caller::Link(_) | Caller::Feed(_) | Caller::Post(_) => Giver::Gone,
        })
    }

    /// The person or browser that takes an invite with this request.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(super) async fn taker(&self, headers: &HeaderMap) -> Result<Taker, Problem> {
        let person = match session_in(headers, &self.origin) {
            Some(Credential::Session(secret)) => self.people.signed_in(&secret).await?.map(|found| found.person.id),
            _ => None,
        };
        let browser = cookie::read_browser(headers, &self.origin).map(|secret| secret.hash());
        Ok(Taker { person, browser })
    }
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
