//! The work itself, the same with the server running or stopped.

use muster_shared::id::DocId;
use muster_shared::kinds::charter::NAME;
use tokio::sync::mpsc;

use super::{NamedFile, Report, Request};
use crate::config::Format;
use crate::log::{DocRow, LogError};
use crate::rooms::{Rooms, cold};

type Reports = mpsc::Sender<Report>;

/// Does what is asked, reporting as it goes. Whether anybody still listens makes no difference to it.
pub(super) async fn work(rooms: &Rooms, request: Request, reports: &Reports) {
    let done = match request {
        Request::Import { files } => Ok(String::new()),
        Request::Sample => Ok(String::new()),
        Request::Export { format, doc } => export(rooms, format, doc, reports).await,
    };
    let last =
        done.map_or_else(|error| Report::Failed { reason: error.to_string() }, |sentence| Report::Done { sentence });
    let _ = reports.send(last).await;
}

async fn export(rooms: &Rooms, format: Format, doc: Option<DocId>, reports: &Reports) -> Result<String, LogError> {
    let mut rows = rooms.log().docs().await?;
    rows.retain(|row| doc.as_ref().is_none_or(|doc| *doc == row.id));
    let of = rows.len();
    let mut n_written = 0;
    for (row, done) in rows.into_iter().zip(1..) {
        let what = row.id.to_string();
        if let Some(file) = exported(rooms, row, format).await? {
            let _ = reports.send(Report::File(file)).await;
            n_written += 1;
        }
        let _ = reports.send(Report::Step { done, of, what }).await;
    }
    Ok(format!("{n_written} of {of} documents exported"))
}

async fn exported(rooms: &Rooms, row: DocRow, format: Format) -> Result<Option<NamedFile>, LogError> {
    let id = row.id.clone();
    let write = move |mut cold: cold::Cold| match format {
        Format::Yjs => Some(NamedFile { name: format!("{}.yjs", row.id), bytes: cold.room.encode() }),
        Format::Json => {
            let sheet = cold.room.sheet()?;
            Some(NamedFile { name: format!("{}.json", row.id), bytes: serde_json::to_vec_pretty(&sheet).ok()? })
        }
        Format::Md => {
            let sheet = cold.room.sheet()?;
            Some(NamedFile { name: format!("{}.md", row.id), bytes: sheet.text(NAME).as_bytes().to_vec() })
        }
    };
    Ok(cold::read(rooms.log(), &id, rooms.limits(), write).await?.flatten())
}
