//! `/api/docs/{doc}/links`: read links to a document. Those who may edit the document's rights make, see and withdraw them.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use muster_shared::access::{Audience, Grant};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, Subject};
use serde::Serialize;

use super::body;
use super::caller::Caller;
use super::people::may_grant;
use super::problem::Problem;
use super::rights::granted_in;
use super::state::App;
use crate::clock;
use crate::origins;
use crate::people::person::tidy_name;
use crate::people::read_link::{LINK_NAME_CHARS_MAX, LINKS_MAX, ReadLink, SITES_MAX, Terms};

/// The links to a document.
#[derive(Debug, Serialize)]
pub(super) struct Links {
    links: Vec<ReadLink>,
}

/// A new link with its key, which is shown once.
#[derive(Debug, Serialize)]
pub(super) struct Made {
    id: String,
    key: String,
    #[serde(flatten)]
    terms: Terms,
}

/// `GET /api/docs/{doc}/links`.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Result<Json<Links>, Problem> {
    let Given { doc, .. } = app.given(&caller, &doc).await?;
    Ok(Json(Links { links: app.people.links_to(&doc).await? }))
}

/// `POST /api/docs/{doc}/links`.
pub(super) async fn make(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
    body: body::Read,
) -> Result<Response, Problem> {
    let terms = checked(body::json(body)?)?;
    let given = app.given(&caller, &doc).await?;
    app.must_have_links(&given).await?;
    may_grant(&app, &caller, &given.root, terms.may.grant()).await?;
    app.one_more(&app.rates.invites, caller.author().as_str())?;
    let made = app.people.make_link(caller.author().as_str(), (&given.doc, &given.root), &terms).await?;
    let (id, key) = made.ok_or_else(|| {
        let sentence = format!("a document has at most {LINKS_MAX} read links; withdraw one first");
        Problem::new(StatusCode::CONFLICT, sentence)
    })?;
    Ok((StatusCode::CREATED, Json(Made { id, key: key.reveal(), terms })).into_response())
}

/// `DELETE /api/docs/{doc}/links/{link}`.
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    Path((doc, link)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let Given { doc, .. } = app.given(&caller, &doc).await?;
    if app.people.withdraw_link(caller.author().as_str(), &doc, &link).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("this document has no such read link"))
    }
}

/// A document whose rights the caller may edit.
struct Given {
    doc: DocId,
    kind: Option<Kind>,
    /// The document where its grants stand.
    root: DocId,
}

impl App {
    async fn given(&self, caller: &Caller, doc: &str) -> Result<Given, Problem> {
        let doc = self.readable(caller, doc).await?;
        let kind = self.rooms.log().doc(&doc).await?.and_then(|row| row.kind);
        let root = granted_in(&doc, kind);
        may_grant(self, caller, &root, Grant::Reader).await?;
        Ok(Given { doc, kind, root })
    }

    /// Says why a document has no read links.
    async fn must_have_links(&self, given: &Given) -> Result<(), Problem> {
        let refuse = |sentence: &str| Err(Problem::new(StatusCode::CONFLICT, sentence));
        if self.config.visitors.open {
            return refuse("nobody signs in on this server, so that everybody on this machine reads without a link");
        }
        let shows_words = given.kind.is_some_and(|kind| {
            let spec = kind.spec();
            spec.face.is_ok() && spec.subject != Subject::Workspace
        });
        if !shows_words {
            return refuse("this document has no page of its own that a link could show");
        }
        match self.people.place_in(&given.root, None).await?.audience {
            Audience::Workspace => Ok(()),
            Audience::Roster => refuse("this document is for the people on its roster, and has no read links"),
            Audience::Pair | Audience::Author => refuse("this document is private, and has no read links"),
        }
    }
}

/// The terms, if they make sense.
fn checked(terms: Terms) -> Result<Terms, Problem> {
    let Terms { name, may, until, sites } = terms;
    let name = tidy_name(&name).filter(|name| name.chars().count() <= LINK_NAME_CHARS_MAX);
    let name = name.ok_or_else(|| Problem::bad_request("say in one line what the link is for"))?;
    let today = clock::day(clock::now_ms());
    if until.as_ref().is_some_and(|day| !clock::is_day(day) || *day < today) {
        return Err(Problem::bad_request("`until` is a day as 2027-01-31, today or later, or null for never"));
    }
    if sites.len() > SITES_MAX {
        return Err(Problem::bad_request(format!("a link is limited to at most {SITES_MAX} sites")));
    }
    // Browsers name an origin in one spelling. Pages without an origin of their own are of no site.
    let sites: Result<BTreeSet<String>, _> = sites.iter().map(|site| origins::site(site)).collect();
    let sites = sites.map_err(|bad| Problem::bad_request(bad.to_string()))?.into_iter().collect();
    Ok(Terms { name, may, until, sites })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::read_link::May;

    #[test]
    fn terms_make_sense_or_a_sentence_says_what_does_not() {
        let good = || Terms { name: "Wiki".to_owned(), may: May::Read, until: None, sites: Vec::new() };
        let until = |day: &str| Terms { until: Some(day.to_owned()), ..good() };
        let sites = |sites: &[&str]| Terms { sites: sites.iter().map(|site| (*site).to_owned()).collect(), ..good() };
        for (terms, fits) in [
            (good(), true),
            (until(&clock::day(clock::now_ms())), true),
            (until("9999-12-31"), true),
            (until("2020-01-31"), false),
            (until("2999-1-1"), false),
            (until("2999-02-30"), false),
            (until("never"), false),
            (until(""), false),
            (sites(&["https://wiki.example", "http://wiki.example:8080"]), true),
            (sites(&["wiki.example"]), false),
            (sites(&["https://ada@wiki.example"]), false),
            (sites(&["https://wiki.example/page"]), false),
            (sites(&["*"]), false),
            (sites(&["null"]), false),
            (sites(&["https://wiki.example\nhttps://evil.example"]), false),
            (Terms { name: " ".to_owned(), ..good() }, false),
            (Terms { name: "a".repeat(81), ..good() }, false),
        ] {
            assert_eq!(checked(terms.clone()).is_ok(), fits, "{terms:?}");
        }
    }

    #[test]
    fn sites_are_kept_in_the_spelling_of_browsers_each_once() {
        let sites = [" HTTPS://Wiki.example:443/ ", "https://wiki.example", "http://bücher.example:8080"];
        let sites = sites.map(str::to_owned).into();
        let terms = Terms { name: "Wiki".to_owned(), may: May::Read, until: None, sites };
        let kept = checked(terms).map(|terms| terms.sites).unwrap_or_default();
        assert_eq!(kept, ["http://xn--bcher-kva.example:8080", "https://wiki.example"]);
    }
}
