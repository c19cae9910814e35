//! `/api/docs/{review}/pack`: one file with everything that people need for a review, to be taken along (`files/pack`).
//! It holds what the caller may read, and nothing else.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use muster_shared::access::Audience;
use muster_shared::files::export::{name, name_about};
use muster_shared::files::pack::{Label, Pack, Packed, Space, Team, file_name, wanted, write};
use muster_shared::id::DocId;
use muster_shared::kinds::{Face, companion, review, root};
use muster_shared::sheet::people::{labelled, persons_in};
use muster_shared::sheet::{Labels, Sheet};
use muster_shared::sync::replica::{StoreKey, Stored};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::caller::Caller;
use super::problem::Problem;
use super::rights::absent;
use super::state::App;
use crate::clock;
use crate::connections::Peer;
use crate::log::{DocRow, LogError};
use crate::rooms::cold::{self, Cold};

/// The type of a pack; browsers keep such a file and do not show it.
const PACK_TYPE: &str = "application/vnd.muster.pack";

/// A document of a pack and its name.
struct Taken {
    packed: Packed,
    name: String,
    sheet: Sheet,
}

/// `GET /api/docs/{review}/pack`.
pub(super) async fn pack(
    State(app): State<App>,
    caller: Caller,
    Extension(peer): Extension<Peer>,
    Path(doc): Path<String>,
) -> Result<Response, Problem> {
    let doc = app.readable(&caller, &doc).await?;
    app.one_more_read(&caller, peer, &format!("pack {doc}"))?;
    let row = app.rooms.log().doc(&doc).await?.ok_or_else(absent)?;
    let series =
        review::KIND.subject_of(&doc).filter(|_| row.kind.is_some_and(|kind| kind.spec().face == Ok(Face::Review)));
    let series = series.ok_or_else(|| Problem::not_found("only a review has a pack, and this document is none"))?;
    let (title, file) = app.packed(&caller, &doc, &series).await?;
    let ascii = file_name("");
    let encoded = utf8_percent_encode(&file_name(&title), NON_ALPHANUMERIC).to_string();
    let kept_as = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}");
    let head =
        [(CONTENT_TYPE, PACK_TYPE.to_owned()), (CONTENT_DISPOSITION, kept_as), (CACHE_CONTROL, "no-store".to_owned())];
    Ok((head, file).into_response())
}

/// The name of a document that is not read: it goes by the team that it is about.
fn called(doc: &DocId, teams: &[(DocId, Team)]) -> String {
    let about = companion(doc).map_or_else(|| doc.clone(), |(kind, _)| root(doc, Some(kind)));
    let team = teams.iter().find(|(charter, _)| *charter == about).map_or("", |(_, team)| team.name.as_str());
    if about == *doc { team.to_owned() } else { name_about(doc, team) }
}

impl App {
    /// The title of a review's pack, and the pack as a file.
    async fn packed(&self, caller: &Caller, doc: &DocId, series: &DocId) -> Result<(String, Vec<u8>), Problem> {
        let visible = self.visible(caller, self.rooms.log().docs().await?).await?;
        let (_, labels) = self.people.labels().await?;
        let review = self.taken(caller, doc, &visible, &labels).await?.ok_or_else(absent)?;
        let before = self.review_before(doc, series, &visible);
        let teams = self.teams(&visible).await?;
        let wanted = wanted(doc, &review.sheet, before, &teams);
        let mut space = Space::default();
        space.takes(&review.packed);
        let (mut taken, mut left_out) = (vec![review], Vec::new());
        for id in wanted.iter().filter(|id| *id != doc) {
            if space.is_full() {
                left_out.extend(visible.iter().any(|row| row.id == *id).then(|| called(id, &teams)));
                continue;
            }
            match self.taken(caller, id, &visible, &labels).await? {
                Some(one) if space.takes(&one.packed) => taken.push(one),
                one => left_out.extend(one.map(|one| one.name)),
            }
        }
        let name_of_series =
            taken.iter().find(|one| one.packed.doc == *series).map_or("Review", |one| one.name.as_str());
        let title = name_about(doc, name_of_series);
        let workspace = self.rooms.log().doc(&DocId::org()).await?.map(|row| row.lineage);
        let label = Label {
            title: title.clone(),
            workspace,
            origin: self.origin.to_string(),
            by: caller.name().unwrap_or_default().to_owned(),
            at_ms: clock::now_ms(),
            dates: self.dates_of(series).await,
            left_out,
        };
        let names: Vec<(DocId, String)> = taken.iter().map(|one| (one.packed.doc.clone(), one.name.clone())).collect();
        let name_of = move |packed: &Packed| {
            names.iter().find(|(doc, _)| *doc == packed.doc).map_or_else(String::new, |(_, name)| name.clone())
        };
        let pack = Pack { label, docs: taken.into_iter().map(|one| one.packed).collect() };
        let written = tokio::task::spawn_blocking(move || write(&pack, name_of)).await;
        Ok((title, written.map_err(|_| LogError::Stopped)?))
    }

    /// A document for a pack, if the caller may read it and it can be read just now.
    async fn taken(
        &self,
        caller: &Caller,
        doc: &DocId,
        visible: &[DocRow],
        labels: &Arc<Labels>,
    ) -> Result<Option<Taken>, Problem> {
        let Some(row) = visible.iter().find(|row| row.id == *doc) else { return Ok(None) };
        let Some(role) = self.role(caller, doc, row.kind).await? else { return Ok(None) };
        let confined = self.people.place_in(&root(doc, row.kind), None).await?.audience != Audience::Workspace;
        let labels = Arc::clone(labels);
        let (log, limits) = (self.rooms.log().clone(), self.rooms.limits());
        let make = move |mut cold: Cold| {
            let (kind, sheet) = (cold.row.kind?, cold.room.sheet()?);
            let known = |id: &str| Some((id.to_owned(), labels.of(id)?.to_owned()));
            let people = persons_in(kind.schema(), &sheet).into_iter().filter_map(known).collect();
            let updates =
                vec![Stored { key: StoreKey { client: 0, n: 0 }, bytes: cold.room.encode().into(), unsaved: false }];
            let (doc, lineage, epoch) = (cold.row.id.clone(), cold.row.lineage.clone(), Some(cold.row.epoch));
            let reads = !kind.schema().may_write(role);
            let name = name(kind, &sheet).to_owned();
            let sheet = labelled(&labels, kind.schema(), &sheet).into_owned();
            let packed = Packed { doc, kind, lineage, epoch, reads, confined, people, updates };
            Some(Taken { packed, name, sheet })
        };
        let read = self.reads.alone(|turn| async move {
            let made = cold::read(&log, doc, limits, make).await;
            drop(turn);
            made
        });
        match read.await {
            // A document that is closed just now, or of a newer version's kind, stays where it is.
            Err(LogError::Quarantined(_) | LogError::NewerKind(_)) => Ok(None),
            read => Ok(self.reads.unread.or_none(row, read)?.flatten().flatten()),
        }
    }

    /// The review of the series that was begun last before this one.
    fn review_before(&self, doc: &DocId, series: &DocId, visible: &[DocRow]) -> Option<DocId> {
        let slot = review::KIND.slot_of(doc)?;
        let of_series = visible.iter().filter(|row| review::KIND.subject_of(&row.id).as_ref() == Some(series));
        let slots = of_series.filter_map(|row| Some((review::KIND.slot_of(&row.id)?, &row.id)));
        slots.filter(|(one, _)| *one < slot).max().map(|(_, id)| id.clone())
    }

    /// The charters that the caller sees, as far as it is known what they are about.
    async fn teams(&self, visible: &[DocRow]) -> Result<Vec<(DocId, Team)>, Problem> {
        let is_charter = |row: &&DocRow| row.kind.is_some_and(|kind| kind.spec().face == Ok(Face::Charter));
        let rows: Vec<DocRow> = visible.iter().filter(is_charter).cloned().collect();
        let summaries = self.summaries.of(self.rooms.log(), self.rooms.limits(), &self.people, &rows).await?;
        let teams = rows.into_iter().zip(summaries).filter_map(|(row, summary)| {
            let summary = summary?;
            Some((row.id, Team { name: summary.name, captains: summary.captains }))
        });
        Ok(teams.collect())
    }

    /// The dates of a series as the page asks for them; nothing where it has none.
    async fn dates_of(&self, series: &DocId) -> String {
        let told = self.usual_dates(series).await.ok();
        told.and_then(|told| serde_json::to_string(&told).ok()).unwrap_or_default()
    }
}
