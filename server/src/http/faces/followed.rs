//! One text that is followed. When something was written that it is made of, the text alone is looked up, once for all who
//! follow it (`looks`). Rights are looked up again when they may have changed. All else that it depends on, the day and the words
//! of other teams, is looked at again after a while.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, StatusCode, header};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, companion, log, root, series, talk};
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::document::Document;
use super::readable::{Readable, as_read, caller, is_personal};
use crate::announcements::Listener;
use crate::clock;
use crate::connections::Peer;
use crate::http::caller::Caller;
use crate::http::guard::check_origin;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::log::News;
use crate::people::announce::{self, Topic};
use crate::places::Place;

/// How long changes are gathered: people type many a second.
const GATHERED: Duration = Duration::from_millis(400);
/// The time between two lines, for each page of the same reader: with each line it asks for the text again.
const OWN: Duration = Duration::from_millis(500);
/// The same for each page of everybody.
const EACH: Duration = Duration::from_millis(5);
/// No reader waits longer for a line.
const LONGEST: Duration = Duration::from_secs(30);
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
    place: Arc<Place<String>>,
    tag: Option<String>,
    /// The time of the last line.
    said: Option<Instant>,
    /// The document as its reader reads it; nothing where that is to be looked up again.
    read: Option<Box<Readable>>,
    /// The time when that was looked up last.
    looked: Instant,
    /// The time until which the caller is let in, in milliseconds since 1970.
    until_ms: Option<u64>,
    /// The time when something was heard last.
    heard: Instant,
    rights: announce::Listener,
    written: Listener<News>,
    made: Listener<News>,
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

/// The reader's right, looked up.
enum Right {
    Reads(Box<Readable>),
    /// The text is there as soon as somebody begins it.
    NotYet,
    None,
}

impl Followed {
    pub(super) fn new(
        app: &App,
        document: Document,
        bearer: Option<&str>,
        headers: &HeaderMap,
        peer: Peer,
        place: &Arc<Place<String>>,
    ) -> Self {
        let known = [header::ORIGIN, header::COOKIE].into_iter();
        let headers = known.filter_map(|name| Some((name.clone(), headers.get(&name)?.clone()))).collect();
        let (rights, log) = (app.people.listen(), app.rooms.log());
        let (written, made, now) = (log.listen(), log.listen(), Instant::now());
        let (app, tag, bearer) = (app.clone(), document.etag.clone(), bearer.map(str::to_owned));
        let (place, said, read, looked, until_ms, heard) = (Arc::clone(place), None, None, now, None, now);
        Self {
            app,
            document,
            bearer,
            headers,
            peer,
            place,
            tag,
            said,
            read,
            looked,
            until_ms,
            heard,
            rights,
            written,
            made,
        }
    }

    /// Says each change, until the text may not be read any more or nobody listens.
    pub(super) async fn run(mut self, lines: mpsc::Sender<String>) {
        loop {
            match self.look().await {
                Ok(Stands::At(tag)) if self.tag.as_ref() != Some(&tag) => {
                    if lines.send(self.document.line(Some(&tag))).await.is_err() {
                        return;
                    }
                    (self.tag, self.said) = (Some(tag), Some(Instant::now()));
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
            self.wait().await;
        }
    }

    /// Waits until something may be otherwise. Written words change nobody's rights, so that these stay known.
    async fn wait(&mut self) {
        let is_written = tokio::select! {
            () = self.rights.changed() => false,
            () = self.made.changed() => false,
            () = self.written.changed() => true,
            () = sleep(self.patience()) => false,
        };
        self.heard = Instant::now();
        let rights_stand = is_written
            && tokio::select! {
                () = self.rights.changed() => false,
                () = sleep(self.gathering()) => true,
            };
        if !rights_stand || self.patience().is_zero() {
            self.read = None;
        }
    }

    /// How long to wait with a change. Each line has a page ask for the text again, so that many pages hear of it one after
    /// another, and the same one not too often.
    fn gathering(&self) -> Duration {
        let (own, all) = self.place.taken();
        let times = |time: Duration, n: usize| time.saturating_mul(u32::try_from(n).unwrap_or(u32::MAX)).min(LONGEST);
        let (own, all) = (times(OWN, own), times(EACH, all));
        let rest = self.said.map_or(Duration::ZERO, |said| own.max(all).saturating_sub(said.elapsed()));
        (GATHERED + all.mul_f64(chance())).max(rest)
    }

    /// How long rights may go on unheard before they are looked up again. A credential that runs out tells nobody.
    fn patience(&self) -> Duration {
        let again = LOOK_AGAIN.saturating_sub(self.looked.elapsed());
        let left = self.until_ms.map(|until_ms| Duration::from_millis(until_ms.saturating_sub(clock::now_ms())));
        left.map_or(again, |left| left.min(again))
    }

    /// How the text stands now. Changes that come while it is looked up are heard.
    async fn look(&mut self) -> Result<Stands, Problem> {
        let read = match self.read.take() {
            Some(read) => read,
            None => match self.right().await? {
                Right::Reads(read) => read,
                Right::NotYet => return Ok(Stands::NotYet),
                Right::None => return Ok(Stands::Gone),
            },
        };
        let (app, wanted) = (&self.app, self.document.wanted());
        let sees = [read.sees_all_teams(), read.reads_beside()];
        let asked = (read.doc.clone(), wanted.view.clone(), wanted.item.clone(), sees);
        let look = || async {
            let shown = app.shown(&read, &wanted).await;
            shown.map(|shown| shown.map(|shown| shown.tag()))
        };
        let tag = app.tags.after(self.heard, asked, look).await?;
        self.read = Some(read);
        Ok(tag.map_or(Stands::NotYet, Stands::At))
    }

    /// The right to read it now, and from now on everything is heard by which that or the text changes.
    async fn right(&mut self) -> Result<Right, Problem> {
        self.looked = Instant::now();
        let doc: Option<DocId> = self.document.doc.parse().ok();
        let Some(doc) = doc.filter(|doc| !is_personal(doc.as_str())) else { return Ok(Right::None) };
        let caller = match self.caller(&doc).await {
            Ok(Some(caller)) => caller,
            Ok(None) => return Ok(Right::None),
            // A key that opens nothing is told to wait after some tries.
            Err(problem) if problem.status == StatusCode::TOO_MANY_REQUESTS => return Ok(Right::None),
            Err(problem) => return Err(problem),
        };
        let are_new = self.made.follow(vec![News::Made(doc.clone()), News::Made(DocId::org())]);
        let to_be = match self.app.seen(&caller, &doc).await {
            Ok((_, to_be)) => to_be,
            Err(problem) if problem.status == StatusCode::NOT_FOUND => return Ok(Right::None),
            Err(problem) => return Err(problem),
        };
        let others_are_new = self.written.follow(self.app.made_from(&doc, to_be).await?);
        if are_new || others_are_new {
            // Until now nothing was heard of these.
            self.heard = Instant::now();
        }
        Ok(if to_be.is_some() { Right::NotYet } else { Right::Reads(Box::new(as_read(doc, caller))) })
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
        let (app, shown) = (&self.app, self.document.credentials(self.bearer.as_deref()));
        let found = caller(app, shown, &self.headers, self.peer).await?;
        if found == Some(Caller::Anybody) {
            // A wiki may have been withdrawn since its page began to follow.
            check_origin(&self.headers, &app.embedders(None))?;
        }
        Ok(found)
    }
}

impl App {
    /// The updates that a document's text is made of.
    async fn made_from(&self, doc: &DocId, to_be: Option<Kind>) -> Result<Vec<News>, Problem> {
        let log = self.rooms.log();
        let kind = log.doc(doc).await?.and_then(|row| row.kind).or(to_be);
        let beside = match companion(doc) {
            Some(_) => [Some(root(doc, kind)), None],
            None => [talk::about(doc), log::about(doc)],
        };
        let mut news = Vec::new();
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

/// A number from 0 to 1, another each time.
fn chance() -> f64 {
    f64::from(RandomState::new().hash_one(0) as u32) / f64::from(u32::MAX)
}

/// Whether it may be otherwise in a moment.
fn is_passing(problem: &Problem) -> bool {
    problem.status.is_server_error()
}
