//! Documents into files, one each. Nothing is opened for it: what is flushed is in the log.

use std::sync::Arc;

use muster_shared::files::export::{Beside, Exported, json, markdown_beside};
use muster_shared::files::import::says_all;
use muster_shared::files::madr::{Record, records};
use muster_shared::id::DocId;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::{Kind, Subject, companion, log, org, person_of, root};
use muster_shared::sheet::{Labels, Sheet};

use super::work::{Reports, WorkError};
use super::{NamedFile, Report};
use crate::config::Format;
use crate::log::{DocRow, LogError};
use crate::people::People;
use crate::people::audit::What;
use crate::people::invite::BY_THE_SERVER;
use crate::rooms::{RoomError, Rooms, cold};

/// Hands out every document, or one.
pub(super) async fn export(
    rooms: &Rooms,
    people: &People,
    format: Format,
    only: Option<DocId>,
    reports: &Reports,
) -> Result<String, WorkError> {
    let deleted: Vec<DocId> = people.deleted().await?.into_iter().map(|deleted| deleted.doc).collect();
    let mut rows = rooms.log().docs().await?;
    let confined = people.confined(None).await?;
    // A document that is not for the whole workspace is written only by its name.
    // Records stand in a log, so that a charter means its log.
    let log_of = |only: DocId| if companion(&only).is_none() { log::about(&only).unwrap_or(only) } else { only };
    let only = if format == Format::Madr { only.map(log_of) } else { only };
    let is_wanted = |row: &DocRow| match &only {
        Some(only) => *only == row.id,
        None => ![row.id.clone(), root(&row.id, row.kind)].iter().any(|doc| confined.contains_key(doc)),
    };
    // A document of a kind that is for one or two people alone is in no file of others, named or not.
    let is_private = |row: &DocRow| person_of(&row.id).is_some() || row.kind.is_some_and(Kind::is_private);
    rows.retain(|row| is_wanted(row) && !deleted.contains(&row.id) && !is_private(row));
    if rows.is_empty() && only.is_some() {
        return Err(RoomError::NoDocument.into());
    }
    let org = Arc::new(org(rooms).await?);
    let labels = Arc::new(Labelled::of(people, org.as_ref().as_ref()).await?);
    let which = only.as_ref().map_or("", DocId::as_str);
    people.audit(BY_THE_SERVER, What::Exported, which, "by `muster export`").await?;
    let alone = only.is_some();
    let (of, mut n_written) = (rows.len(), 0);
    for (row, done) in rows.into_iter().zip(1..) {
        let what = row.id.to_string();
        match files_of(rooms, row, format, alone, org.clone(), labels.clone()).await {
            Err(WorkError::Log(closed @ (LogError::Quarantined(_) | LogError::NewerKind(_)))) => {
                let refused = Report::Refused { file: what.clone(), line: None, reason: closed.to_string() };
                let _ = reports.send(refused).await;
            }
            files => {
                let files = files?;
                n_written += usize::from(!files.is_empty());
                for file in files {
                    let _ = reports.send(Report::File(file)).await;
                }
            }
        }
        let _ = reports.send(Report::Step { done, of, what }).await;
    }
    Ok(format!("{n_written} of {of} documents written"))
}

/// The `org` document, if there is one.
async fn org(rooms: &Rooms) -> Result<Option<Exported>, WorkError> {
    Ok(cold::read(rooms.log(), &DocId::org(), rooms.limits(), |mut cold| exported(&mut cold)).await?.flatten())
}

/// A document's files; none where the format has no form for it.
async fn files_of(
    rooms: &Rooms,
    row: DocRow,
    format: Format,
    alone: bool,
    org: Arc<Option<Exported>>,
    labels: Arc<Labelled>,
) -> Result<Vec<NamedFile>, WorkError> {
    let id = row.id;
    let write = move |mut cold: cold::Cold| {
        if format == Format::Madr {
            return records_of(&mut cold, &labels, alone);
        }
        let (ending, bytes) = match format {
            Format::Yjs => ("yjs", cold.room.encode()),
            Format::Json => ("json", as_json(exported(&mut cold)?, alone, (*org).clone()).into_bytes()),
            Format::Md if cold.row.kind.is_some_and(is_written) => ("md", as_markdown(&mut cold, &labels)?),
            Format::Md | Format::Madr => return None,
        };
        Some(vec![NamedFile { name: format!("{}.{ending}", cold.row.id), folder: String::new(), bytes }])
    };
    Ok(cold::read(rooms.log(), &id, rooms.limits(), write).await?.flatten().unwrap_or_default())
}

/// Whether documents of a kind are written as Markdown: those that people begin, and those about them that read back whole.
fn is_written(kind: Kind) -> bool {
    kind.spec().subject == Subject::Itself || (kind.is_about_another() && says_all(kind))
}

/// The decisions of a log as records, in a folder of their own where there are other logs beside it.
fn records_of(cold: &mut cold::Cold, known: &Labelled, alone: bool) -> Option<Vec<NamedFile>> {
    if cold.row.kind.is_none_or(|kind| kind != log::KIND) {
        return None;
    }
    let mut sheet = cold.room.sheet()?;
    known.labels.label(&log::SCHEMA, &mut sheet);
    let folder = if alone { String::new() } else { format!("{}/", cold.row.id) };
    let file = |Record { file, text }| NamedFile {
        name: format!("{folder}{file}"),
        folder: String::new(),
        bytes: text.into_bytes(),
    };
    Some(records(&sheet).into_iter().map(file).collect())
}

fn exported(cold: &mut cold::Cold) -> Option<Exported> {
    let row = &cold.row;
    let (id, kind, lineage) = (row.id.clone(), row.kind?, Some(row.lineage.clone()));
    Some(Exported { id, kind, lineage, example: cold.room.is_example(), sheet: cold.room.sheet()? })
}

/// A document that is exported alone takes the `org` document along: its captain and its surfaces' names stand there.
fn as_json(document: Exported, alone: bool, org: Option<Exported>) -> String {
    let along = org.filter(|org| alone && org.id != document.id);
    let documents: Vec<Exported> = [document].into_iter().chain(along).collect();
    json(&documents)
}

/// Names of now, and the `org` document with them.
struct Labelled {
    labels: Arc<Labels>,
    org: Sheet,
}

impl Labelled {
    async fn of(people: &People, org: Option<&Exported>) -> Result<Self, LogError> {
        let (_, labels) = people.labels().await?;
        let mut sheet = org.map(|org| org.sheet.clone()).unwrap_or_default();
        labels.label(&org::SCHEMA, &mut sheet);
        Ok(Self { labels, org: sheet })
    }
}

/// People are named in Markdown as they are called now; JSON has their ids.
fn as_markdown(cold: &mut cold::Cold, known: &Labelled) -> Option<Vec<u8>> {
    let (kind, mut sheet) = (cold.row.kind?, cold.room.sheet()?);
    known.labels.label(kind.schema(), &mut sheet);
    let from = Sources { sheet: &sheet, org: &known.org, doc: &cold.row.id };
    let name = kind.outline().title.is_none().then(|| kind.outline().untitled.to_owned());
    Some(markdown_beside(kind, &from, &Beside { name, ..Beside::default() }).into_bytes())
}
