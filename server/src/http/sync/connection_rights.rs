//! Attendance of a document's connection: a caller is let in, and rights that change or run out while the connection is
//! open take effect on it.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use muster_shared::access::{Author, Role, Visitor};
use muster_shared::id::DocId;
use muster_shared::sync::room::close;
use muster_shared::sync::wire::many::{KEY, TOKEN};
use tokio::time::sleep;

use super::apart::apart;
use super::renewals::Renewals;
use crate::clock;
use crate::connections::Peer;
use crate::http::caller::{Caller, Credential, must_be_ours, session_in, somebody_else};
use crate::http::guard::check_origin;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::announce::{Listener, Topic};
use crate::rooms::Rights;
use crate::rooms::outbox::Closing;

/// The code of a connection whose caller is nobody we know.
pub(super) const UNAUTHENTICATED: u16 = 4401;
/// Clocks may be set: what runs out later is looked at again after this long.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// The beginning of a connection.
pub(crate) enum Entry {
    /// It may join, and is attended to from then on.
    In(Visitor, Attendance),
    /// It is told why not.
    Out(Closing),
}

/// The change of a connection's rights.
pub(crate) enum Verdict {
    /// It may do something else from now on, or keeps to other limits.
    Changed(Rights),
    /// It may not stay.
    Out(Closing),
}

/// Keeps a connection's rights true for as long as it lasts.
pub(crate) struct Attendance(Box<Watched>);

struct Watched {
    app: App,
    doc: DocId,
    /// The caller's credential; none on an open server.
    credential: Option<Credential>,
    /// The page that it came from.
    origin: Option<HeaderValue>,
    author: Author,
    rights: Rights,
    until_ms: Option<u64>,
    changes: Listener,
}

/// Lets somebody in to a document, or says why not. `shown` is the credential that was shown for it, or else the
/// connection's cookie counts; `person` for whom the page that asks was opened.
///
/// # Errors
/// 403 when a page of another origin would speak with somebody's cookie: that much may be said before the upgrade.
pub(super) async fn admit(
    app: &App,
    doc: &DocId,
    headers: &HeaderMap,
    shown: Option<Credential>,
    person: Option<String>,
) -> Result<Entry, Problem> {
    let is_open = app.config.visitors.open;
    let credential = shown.or_else(|| session_in(headers, &app.origin)).filter(|_| !is_open);
    match &credential {
        None if !is_open => {
            return Ok(Entry::Out(Closing { code: UNAUTHENTICATED, reason: "sign in first".to_owned() }));
        }
        Some(Credential::Session(_)) => must_be_ours(headers, &app.origin)?,
        Some(Credential::Token(_) | Credential::Key(..)) | None => {}
    }
    let changes = app.people.listen();
    let origin = headers.get(header::ORIGIN).map(apart);
    let (app, doc) = (app.clone(), doc.clone());
    let (author, rights) = (Author::everybody(), Rights { role: Role::Reader, rank: None, side: None });
    let mut watched = Watched { app, doc, credential, origin, author, rights, until_ms: None, changes };
    Ok(match watched.first_look().await {
        Ok(visitor) if !is_open && person.is_some_and(|person| person != visitor.author.as_str()) => {
            Entry::Out(closing(&somebody_else()))
        }
        Ok(visitor) => {
            watched.author = visitor.author.clone();
            watched.take(Rights::of(&visitor));
            Entry::In(visitor, Attendance(Box::new(watched)))
        }
        Err(problem) => Entry::Out(closing(&problem)),
    })
}

/// The credential among the sub-protocols that a client offers, or the token that the address says. The address where the
/// client is counts guesses of keys.
pub(super) fn shown_by(headers: &HeaderMap, token: Option<String>, Peer(from): Peer) -> Option<Credential> {
    let token = offered(headers, TOKEN).or(token).map(Credential::Token);
    token.or_else(|| offered(headers, KEY).map(|key| Credential::Key(key, from)))
}

/// The credential among the sub-protocols a client offers that stands behind this prefix.
fn offered(headers: &HeaderMap, prefix: &str) -> Option<String> {
    let lists = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).into_iter().filter_map(|list| list.to_str().ok());
    let mut words = lists.flat_map(|list| list.split(','));
    words.find_map(|word| word.trim().strip_prefix(prefix).map(ToOwned::to_owned))
}

/// The credential that a channel is opened with: a token, a key, or none.
///
/// # Errors
/// 401 when it is something else.
pub(super) fn shown_as(word: &str, Peer(from): Peer) -> Result<Option<Credential>, Problem> {
    if let Some(token) = word.strip_prefix(TOKEN) {
        return Ok(Some(Credential::Token(token.to_owned())));
    }
    match word.strip_prefix(KEY) {
        Some(key) => Ok(Some(Credential::Key(key.to_owned(), from))),
        None if word.is_empty() => Ok(None),
        None => Err(Problem::not_signed_in()),
    }
}

impl Attendance {
    /// Waits until something has changed for the connection. `renewals` are fresh tokens it sends.
    pub(crate) async fn next(&mut self, renewals: &Renewals) -> Verdict {
        let watched = &mut self.0;
        loop {
            watched.wait(renewals).await;
            // Boxed: what a look needs for a moment would else be held by every idle connection.
            match Box::pin(watched.look()).await {
                // A fresh token goes on for its bearer, and lets nobody else write under that bearer's name.
                Ok(visitor) if visitor.author != watched.author => return Verdict::Out(closing(&somebody_else())),
                Ok(visitor) => {
                    let rights = Rights::of(&visitor);
                    if watched.take(rights) {
                        return Verdict::Changed(rights);
                    }
                }
                // A credential that cannot be looked up now is looked up again.
                Err(problem) if problem.status == StatusCode::SERVICE_UNAVAILABLE => {
                    sleep(Duration::from_secs(1)).await
                }
                Err(problem) => return Verdict::Out(closing(&problem)),
            }
        }
    }
}

impl Watched {
    /// Takes on what a visitor may do now. Says whether that is news.
    fn take(&mut self, rights: Rights) -> bool {
        std::mem::replace(&mut self.rights, rights) != rights
    }

    async fn wait(&mut self, renewals: &Renewals) {
        let left = self.until_ms.map_or(LOOK_AGAIN, |until_ms| {
            Duration::from_millis(until_ms.saturating_sub(clock::now_ms())).min(LOOK_AGAIN)
        });
        tokio::select! {
            () = self.changes.changed() => {}
            // On an open server a token is nothing to anybody. It is taken all the same, or its sender would not be heard.
            token = renewals.next() => self.credential = self.credential.take().map(|_| Credential::Token(token)),
            () = sleep(left), if self.credential.is_some() => {}
        }
    }

    async fn first_look(&mut self) -> Result<Visitor, Problem> {
        match self.caller().await? {
            Caller::Anybody => self.app.anybody(&self.doc).await,
            caller => self.app.first_visit(&caller, &self.doc).await,
        }
    }

    async fn look(&mut self) -> Result<Visitor, Problem> {
        match self.caller().await? {
            Caller::Anybody => self.app.anybody(&self.doc).await,
            caller => self.app.visitor(&caller, &self.doc).await,
        }
    }

    /// The headers by which its page is judged, made anew for each look.
    fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter(self.origin.clone().map(|origin| (header::ORIGIN, origin)))
    }

    /// The caller that the credential shows.
    async fn shown(&self) -> Result<Caller, Problem> {
        let Some(credential) = &self.credential else { return Ok(Caller::Anybody) };
        self.app.caller(credential).await
    }

    async fn caller(&mut self) -> Result<Caller, Problem> {
        let mut caller = self.shown().await?;
        // The topics that its rights depend on are known only now, and may have changed in between: so it is looked up
        // again.
        if self.changes.follow(caller.concerns().chain(Topic::docs(&self.doc)).collect()) {
            caller = self.shown().await?;
        }
        if caller == Caller::Anybody {
            // A wiki may have been withdrawn since its page was let in.
            check_origin(&self.headers(), &self.app.embedders(None))?;
            return Ok(caller);
        }
        self.app.check_audience(&caller, &self.headers()).await?;
        self.until_ms = caller.until_ms();
        Ok(caller)
    }
}

/// How a refusal is said to a WebSocket. A document that is missing and one that is forbidden look alike.
pub(super) fn closing(problem: &Problem) -> Closing {
    let code = match problem.status {
        StatusCode::UNAUTHORIZED => UNAUTHENTICATED,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => close::TRY_AGAIN,
        _ => close::FORBIDDEN,
    };
    Closing { code, reason: problem.detail.clone() }
}
