//! One text that is followed: rights are looked up again when they may have changed, and the text when something was written
//! that it is made of. All else that it depends on, the day and the words of other teams, is looked at again after a while.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode, header};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, companion, log, root, series, talk};
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::document::Document;
use super::readable::{as_read, caller, is_personal};
use crate::announcements::Listener;
use crate::clock;
use crate::connections::Peer;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::log::News;
use crate::people::announce::{self, Topic};

/// How long changes are gathered: people type many a second.
const GATHERED: Duration = Duration::from_millis(400);
/// How long to wait where something cannot be looked up just now.
const LATER: Duration = Duration::from_secs(2);
/// After this long everything is looked at again: clocks may be set, and a day ends.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// A text that is followed.
pub(super) struct Followed {
    app: App,
    document: Document,
    bearer: Option<String>,
    /// The headers by which a caller is known: whose page asks, and the cookie.
    headers: HeaderMap,
    peer: Peer,
    tag: Option<String>,
    /// The time until which the caller is let in, in milliseconds since 1970.
    until_ms: Option<u64>,
    rights: announce::Listener,
    written: Listener<News>,
}

/// How a text stands.
enum Stands {
    /// It has this tag.
    At(String),
    /// There is no text yet, as of a review that nobody has begun.
    NotYet,
    /// It may not be read, or is not there any more.
    Gone,
}

impl Followed {
    pub(super) fn new(app: &App, document: Document, bearer: Option<&str>, headers: &HeaderMap, peer: Peer) -> Self {
        let known = [header::ORIGIN, header::COOKIE].into_iter();
        let headers = known.filter_map(|name| Some((name.clone(), headers.get(&name)?.clone()))).collect();
        let (rights, written) = (app.people.listen(), app.rooms.log().listen());
        let (tag, bearer) = (document.etag.clone(), bearer.map(str::to_owned));
        Self { app: app.clone(), document, bearer, headers, peer, tag, until_ms: None, rights, written }
    }

    /// Says each change, until the text may not be read any more or nobody listens.
    pub(super) async fn run(mut self, lines: mpsc::Sender<String>) {
        loop {
            match self.look().await {
                Ok(Stands::At(tag)) if self.tag.as_ref() != Some(&tag) => {
                    if lines.send(self.document.line(Some(&tag))).await.is_err() {
                        return;
                    }
                    self.tag = Some(tag);
                }
                Ok(Stands::At(_) | Stands::NotYet) => {}
                Err(problem) if is_passing(&problem) => {
                    sleep(LATER).await;
                    continue;
                }
                Ok(Stands::Gone) | Err(_) => {
                    // Nobody may listen any more; then nobody needs it.
                    let _ = lines.send(self.document.line(None)).await;
                    return;
                }
            }
            tokio::select! {
                () = self.rights.changed() => {}
                () = self.written.changed() => sleep(GATHERED).await,
                () = sleep(self.patience()) => {}
            }
        }
    }

    /// How long nothing may be heard before it is looked at again. A credential that runs out tells nobody.
    fn patience(&self) -> Duration {
        let left = self.until_ms.map(|until_ms| Duration::from_millis(until_ms.saturating_sub(clock::now_ms())));
        left.map_or(LOOK_AGAIN, |left| left.min(LOOK_AGAIN))
    }

    /// How the text stands now. Changes that come while it is looked up are heard.
    async fn look(&mut self) -> Result<Stands, Problem> {
        let doc: Option<DocId> = self.document.doc.parse().ok();
        let Some(doc) = doc.filter(|doc| !is_personal(doc.as_str())) else { return Ok(Stands::Gone) };
        let Some(caller) = self.caller(&doc).await? else { return Ok(Stands::Gone) };
        let to_be = match self.app.seen(&caller, &doc).await {
            Ok((_, to_be)) => to_be,
            Err(problem) if problem.status == StatusCode::NOT_FOUND => return Ok(Stands::Gone),
            Err(problem) => return Err(problem),
        };
        self.written.follow(self.app.made_from(&doc, to_be).await?);
        if to_be.is_some() {
            return Ok(Stands::NotYet);
        }
        let shown = self.app.shown(&as_read(doc, caller), &self.document.wanted()).await?;
        Ok(shown.map_or(Stands::NotYet, |shown| Stands::At(shown.tag())))
    }

    /// The reader. The topics that the rights depend on are known only then, and may have changed in between: so it is looked
    /// up again.
    async fn caller(&mut self, doc: &DocId) -> Result<Option<Caller>, Problem> {
        let mut found = self.shown().await?;
        let Some(who) = &found else { return Ok(None) };
        if self.rights.follow(who.concerns().chain(Topic::docs(doc)).collect()) {
            found = self.shown().await?;
        }
        self.until_ms = found.as_ref().and_then(Caller::until_ms);
        Ok(found)
    }

    async fn shown(&self) -> Result<Option<Caller>, Problem> {
        caller(&self.app, self.document.credentials(self.bearer.as_deref()), &self.headers, self.peer).await
    }
}

impl App {
    /// The things that the log writes which a document's text is made of.
    async fn made_from(&self, doc: &DocId, to_be: Option<Kind>) -> Result<Vec<News>, Problem> {
        let log = self.rooms.log();
        let kind = log.doc(doc).await?.and_then(|row| row.kind).or(to_be);
        let beside = match companion(doc) {
            Some(_) => [Some(root(doc, kind)), None],
            None => [talk::about(doc), log::about(doc)],
        };
        let mut news = vec![News::Made];
        for one in [Some(doc.clone()), Some(DocId::org())].into_iter().chain(beside).flatten() {
            news.extend(log.doc(&one).await?.map(|row| News::Update(row.num)));
        }
        if kind == Some(series::KIND) {
            news.extend(self.numbers_of_meetings(doc).await?.into_iter().map(News::Update));
        }
        news.dedup();
        Ok(news)
    }
}

/// Whether it may be otherwise in a moment.
fn is_passing(problem: &Problem) -> bool {
    problem.status.is_server_error() || problem.status == StatusCode::TOO_MANY_REQUESTS
}
