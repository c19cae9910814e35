//! The words of a face: the text of a view, and its pictures.

use std::sync::Arc;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use muster_shared::files::export::{Beside, html_beside, name};
use muster_shared::files::faces::{self, Card, Preview, Theme, Told, View};
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{CharterView, Summary};
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::{Face, Kind};
use muster_shared::sheet::Sheet;
use muster_shared::sync::made::leave_those_who_speak;

use super::picture;
use super::readable::Readable;
use crate::carried;
use crate::clock;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::http::tagged::{tag_of, under};
use crate::log::LogError;
use crate::reads::Costly;

/// The view that an address asks for. A word that is not known is as none.
#[derive(Debug, Clone, Default)]
pub(in crate::http) struct Wanted {
    /// The word of a view.
    pub(in crate::http) view: String,
    /// The row that is shown of several.
    pub(in crate::http) item: String,
    /// Light or dark.
    pub(in crate::http) theme: Theme,
}

/// A document as its text is shown.
pub(in crate::http) struct Shown {
    pub(in crate::http) kind: Kind,
    pub(in crate::http) name: String,
    /// The view, which may be another than was asked for.
    pub(in crate::http) view: View,
    /// A sentence about it.
    pub(in crate::http) description: String,
    /// The text as HTML of the closed list.
    pub(in crate::http) text: String,
}

/// All that the views of a document are made of which is the same for every caller.
struct Gathered {
    kind: Kind,
    name: String,
    sheet: Sheet,
    org: Arc<Sheet>,
    beside: Beside,
    is_example: bool,
    /// The whole as HTML.
    whole: String,
}

impl Costly for Gathered {
    fn n_bytes(&self) -> usize {
        // A sheet takes about what its words do, and the whole has them all.
        size_of::<Self>() + self.whole.len() * 3
    }
}

impl Shown {
    /// The tag of the text: that of the page with it, whatever else an address says.
    pub(in crate::http) fn tag(&self) -> String {
        let parts = [carried::release(), self.kind.name(), self.view.word(), &self.name, &self.description, &self.text];
        tag_of(parts.map(str::as_bytes))
    }
}

impl App {
    /// The text of a document as a caller reads it; `None` where it is not there, or has no kind.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(in crate::http) async fn shown(&self, read: &Readable, wanted: &Wanted) -> Result<Option<Shown>, Problem> {
        let gathered = self.gathered(read).await?;
        let Some(all) = gathered.as_ref() else { return Ok(None) };
        let view = told_to(read, all, View::of_word(all.kind, &wanted.view));
        let card = self.card_of(read, all, view, &wanted.item).await?;
        let description = match &card {
            Some(card) => card.sentence(),
            None => told(all, &read.doc, &[], &[], &today(), faces::description),
        };
        let text = match &card {
            Some(card) => faces::text(view, card),
            None => faces::whole(&all.whole),
        };
        let (kind, name) = (all.kind, all.name.clone());
        Ok(Some(Shown { kind, name, view, description, text }))
    }

    /// The picture of a document as a caller sees it, as SVG; `None` where it is not there, or has no view that can be drawn.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(in crate::http) async fn drawn(&self, read: &Readable, wanted: &Wanted) -> Result<Option<String>, Problem> {
        let gathered = self.gathered(read).await?;
        let Some(all) = gathered.as_ref() else { return Ok(None) };
        let Some(view) = View::drawn(all.kind, &wanted.view).map(|view| told_to(read, all, view)) else {
            return Ok(None);
        };
        let card = self.card_of(read, all, view, &wanted.item).await?;
        Ok(card.map(|card| faces::svg(&card, wanted.theme)))
    }

    /// The picture of a link to a document as a caller sees it, as PNG; `None` where it is not there, or has no view that can
    /// be drawn. One that the caller has already is not drawn again.
    ///
    /// # Errors
    /// 503 when it cannot be read.
    pub(in crate::http) async fn previewed(
        &self,
        read: &Readable,
        wanted: &Wanted,
        headers: &HeaderMap,
    ) -> Result<Option<Response>, Problem> {
        let gathered = self.gathered(read).await?;
        let Some(all) = gathered.as_ref() else { return Ok(None) };
        let view = View::drawn(all.kind, &wanted.view).map(|view| told_to(read, all, view));
        let Some(view) = view else { return Ok(None) };
        let Some(card) = self.card_of(read, all, view, &wanted.item).await? else { return Ok(None) };
        let preview = told(all, &read.doc, &[], &[], &today(), |told| faces::preview(&card, told));
        let Some(preview) = preview else { return Ok(None) };
        let address = self.origin.split_once("://").map_or(&*self.origin, |(_, host)| host);
        let address = format!("{address}/d/{}", read.doc);
        let drawn_from = format!("{preview:?}");
        let words = [carried::release(), &drawn_from, &address].map(str::as_bytes);
        let tag = tag_of(words.into_iter().chain([self.typefaces.sums()]));
        let png = ([(CONTENT_TYPE, "image/png")], Body::empty()).into_response();
        let mut answer = under(headers, &tag, read.kept(), png);
        if answer.status().is_success() {
            *answer.body_mut() = Body::from(self.png(preview, address).await?);
        }
        Ok(Some(answer))
    }

    /// Drawing takes a processor for a moment, so it waits for its turn as costly reads do.
    async fn png(&self, preview: Preview, address: String) -> Result<Vec<u8>, LogError> {
        let typefaces = Arc::clone(&self.typefaces);
        let drawn = self.reads.alone(|turn| async move {
            let draw = move || {
                let _turn = turn;
                picture::png(&preview, &address, &typefaces)
            };
            tokio::task::spawn_blocking(draw).await.map_err(|_| LogError::Stopped)
        });
        drawn.await?.ok_or(LogError::Stopped)
    }

    async fn card_of(&self, read: &Readable, all: &Gathered, view: View, item: &str) -> Result<Option<Card>, Problem> {
        if view == View::Full {
            return Ok(None);
        }
        let tells_of_teams = matches!(view, View::Map | View::ThreeMs);
        let teams = if tells_of_teams { self.teams_for(read, all).await? } else { Vec::new() };
        let is_series = all.kind.spec().face == Ok(Face::Series);
        let meetings = if is_series { self.meetings_of(read, view).await? } else { Vec::new() };
        Ok(told(all, &read.doc, &teams, &meetings, &today(), |told| faces::card(view, item, told)))
    }

    /// The charters that a caller's view tells of: those for everybody, where the caller sees them anyway, else the one alone.
    async fn teams_for(&self, read: &Readable, all: &Gathered) -> Result<Vec<(DocId, Summary)>, Problem> {
        let mut teams = if read.sees_all_teams() { self.charters_for_all().await? } else { Vec::new() };
        let is_charter = all.kind.spec().face == Ok(Face::Charter);
        if is_charter && !teams.iter().any(|(doc, _)| *doc == read.doc) {
            let own = CharterView::of(&all.sheet, &all.org, &read.doc).summary(all.is_example);
            teams.push((read.doc.clone(), own));
        }
        Ok(teams)
    }

    async fn gathered(&self, read: &Readable) -> Result<Arc<Option<Gathered>>, LogError> {
        let people_sign_in = !self.config.visitors.open;
        let reads_beside = read.reads_beside();
        let what = if reads_beside { "face" } else { "face alone" };
        let made = self.made_of_agreed(what, &read.doc, move |cold, around, beside| {
            let (kind, mut sheet) = around.sheet(cold)?;
            let beside = &if reads_beside { beside.clone() } else { beside.alone() };
            let from = Sources { sheet: &sheet, org: &around.org, doc: &cold.row.id };
            let whole = html_beside(kind, &from, beside);
            let name = beside.name.clone().unwrap_or_else(|| name(kind, &sheet).to_owned());
            let is_example = cold.room.is_example();
            // A word counts for its side of the authority only where it is known to be of that side.
            if people_sign_in {
                leave_those_who_speak(&mut sheet, &cold.room.made_rows(), is_example);
            }
            let (org, beside) = (Arc::clone(&around.org), beside.clone());
            Some(Gathered { kind, name, sheet, org, beside, is_example, whole })
        });
        made.await
    }
}

/// The view as it is told to a reader: who does not read the reviews of a series is told when the next one is.
fn told_to(read: &Readable, all: &Gathered, view: View) -> View {
    let is_of_reviews = all.kind.spec().face == Ok(Face::Series) && view == View::Advice;
    if is_of_reviews && !read.reads_beside() { View::Next } else { view }
}

/// Something made of all that is told of a document.
fn told<T>(
    all: &Gathered,
    doc: &DocId,
    teams: &[(DocId, Summary)],
    meetings: &[faces::Meeting],
    today: &str,
    make: impl FnOnce(&Told<'_>) -> T,
) -> T {
    let Gathered { kind, name, sheet, org, beside, .. } = all;
    make(&Told { kind: *kind, name, from: Sources { sheet, org, doc }, beside, teams, meetings, today })
}

fn today() -> String {
    clock::day(clock::now_ms())
}
