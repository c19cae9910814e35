//! Readers of a document outside of the app: everybody on an open server, somebody who is signed in, and whoever shows a
//! credential in an address.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use muster_shared::access::Rank;
use muster_shared::id::DocId;
use muster_shared::kinds::person_of;

use crate::connections::Peer;
use crate::http::caller::{Caller, Credential, key_shown, origin_in, session_in};
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::http::tagged::Kept;

/// The credentials that stand in an address. They are never logged: there is no `Debug`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::http) struct Credentials<'a> {
    /// A token.
    pub(in crate::http) token: Option<&'a str>,
    /// The key of a read link. A feed's secret opens a calendar and nothing else.
    pub(in crate::http) key: Option<&'a str>,
}

/// A document that a caller may read.
pub(in crate::http) struct Readable {
    pub(in crate::http) doc: DocId,
    pub(in crate::http) caller: Caller,
    /// The only pages that may show it in a frame; nothing where the workspace says which.
    pub(in crate::http) ancestors: Option<Vec<String>>,
    /// Whether a link shows it that pages of some sites alone may use, and the request names none.
    pub(in crate::http) names_no_site: bool,
}

impl Readable {
    /// Those who may keep what is read: whoever passes it on, only where anybody who has the address reads the same.
    pub(in crate::http) fn kept(&self) -> Kept {
        if self.caller == Caller::Anybody { Kept::ByAnybody } else { Kept::ByTheirBrowser }
    }

    /// Whether its address alone opens it, for programs too that make a card of it.
    pub(in crate::http) fn is_for_the_asking(&self) -> bool {
        matches!(self.caller, Caller::Anybody | Caller::Link(_))
    }

    /// Whether the caller sees the charters of all teams, so that views tell of these too.
    pub(super) fn sees_all_teams(&self) -> bool {
        self.caller.rank().is_some_and(|rank| rank != Rank::Guest)
    }

    /// Whether the caller also reads the documents that stand beside this one: a read link is for one document.
    pub(in crate::http) fn reads_beside(&self) -> bool {
        !matches!(self.caller, Caller::Link(_))
    }

    /// Lets a page read the answer which the credential in the address is for. A cookie opens nothing to other pages.
    pub(in crate::http) fn let_page_read(&self, request: &HeaderMap, response: &mut Response) {
        if let Caller::Bearer(_) | Caller::Link(_) = &self.caller {
            let_read(request, response);
        }
        if request.contains_key(header::ORIGIN) {
            expose_tag(response);
        }
    }
}

/// Names the page that asks as one that may read the answer.
pub(super) fn let_read(request: &HeaderMap, response: &mut Response) {
    if let Some(origin) = request.get(header::ORIGIN) {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    }
}

/// The tag is read by the script that asks for changes later.
fn expose_tag(response: &mut Response) {
    response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag"));
}

/// The caller that shows credentials, or is signed in; nobody where neither is good. A page of another origin is refused where
/// the credential is not for it.
///
/// # Errors
/// 403; 503 when it cannot be looked up.
pub(super) async fn caller(
    app: &App,
    shown: Credentials<'_>,
    headers: &HeaderMap,
    peer: Peer,
) -> Result<Option<Caller>, Problem> {
    if app.config.visitors.open {
        return Ok(Some(Caller::Anybody));
    }
    // A bad credential in the address is no cookie.
    let token = shown.token.map(|token| Credential::Token(token.to_owned()));
    let credential = token.or_else(|| key_shown(shown.key, headers, peer));
    let Some(credential) = credential.or_else(|| session_in(headers, &app.origin)) else { return Ok(None) };
    let caller = match app.caller(&credential).await {
        Ok(caller) => caller,
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => return Ok(None),
        Err(problem) => return Err(problem),
    };
    // A browser that opens a page or a frame names no origin, and no page can read what it opens; a script's request
    // names one.
    if origin_in(headers).is_some() {
        app.check_audience(&caller, headers).await?;
    }
    Ok(Some(caller))
}

/// The document, if the caller may read it: with a credential in the address, or signed in.
///
/// # Errors
/// 403 for a page of another origin; 429 when it was asked for too often; 503 when it cannot be looked up.
pub(in crate::http) async fn readable(
    app: &App,
    doc: &str,
    shown: Credentials<'_>,
    headers: &HeaderMap,
    peer: Peer,
) -> Result<Option<Readable>, Problem> {
    if is_personal(doc) {
        return Ok(None);
    }
    let Some(caller) = caller(app, shown, headers, peer).await? else { return Ok(None) };
    match app.readable(&caller, doc).await {
        Ok(doc) => {
            app.one_more_read(&caller, peer, &format!("embed {doc}"))?;
            let names_no_site =
                matches!(&caller, Caller::Link(holder) if !holder.may_come_from(origin_in(headers), &app.origin));
            Ok(Some(Readable { names_no_site, ..as_read(doc, caller) }))
        }
        Err(problem) if problem.status == StatusCode::NOT_FOUND => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Whether a document is one person's alone: it has no file and no frame, for that person neither.
pub(super) fn is_personal(doc: &str) -> bool {
    doc.parse().is_ok_and(|doc| person_of(&doc).is_some())
}

/// A document as a caller who may read it does.
pub(super) fn as_read(doc: DocId, caller: Caller) -> Readable {
    let ancestors = match &caller {
        Caller::Bearer(bearer) => bearer.ancestors().map(<[String]>::to_vec),
        Caller::Link(holder) => holder.ancestors(),
        Caller::Anybody | Caller::Person(_) | Caller::Feed(_) | Caller::Post(_) => None,
    };
    Readable { doc, caller, ancestors, names_no_site: false }
}
