//! The work itself, the same with the server running or stopped.

use std::path::Path;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::mpsc;

use super::{Import, Report, Request, backup, export, letting_in, verify};
use crate::log::LogError;
use crate::people::People;
use crate::people::invite::BY_THE_SERVER;
use crate::people::token::Wanted;
use crate::rooms::{RoomError, Rooms};

/// Where reports go. Whether anybody still listens makes no difference to the work.
pub(super) type Reports = mpsc::Sender<Report>;

/// The name of an importer who has the server's own command at hand.
const OPERATOR: &str = "the server's operator";

/// Why work ended early: ours, not the files' fault.
#[derive(Debug, Error)]
pub(crate) enum WorkError {
    #[error(transparent)]
    Room(#[from] RoomError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("there is nobody of this id")]
    Nobody,
    #[error("there is no randomness to draw an id from: {0}")]
    Random(#[from] getrandom::Error),
}

/// Does what is asked, reporting as it goes.
pub(super) async fn work(rooms: &Rooms, people: &People, folder: &Path, request: Request, reports: &Reports) {
    let import = Import {
        rooms,
        people,
        by: BY_THE_SERVER,
        name: OPERATOR,
        source: None,
        into: None,
        folder: "",
        suggests: false,
    };
    let done = match request {
        Request::Import { files, into, folder, suggests } => {
            Import { into: into.as_ref(), folder: &folder, suggests, ..import }.files(files, reports).await
        }
        Request::Sample { remove: false } => import.sample(reports).await.map(|done| done.sentence()),
        Request::Sample { remove: true } => {
            import.remove_example().await.map(|n| format!("{n} documents of the example removed"))
        }
        Request::Invite { rank, person, origin } => letting_in::invite(people, rank, person, &origin).await,
        Request::Token { doc, role, name, origins, lasts_s } => {
            let lasts = Duration::from_secs(lasts_s);
            let wanted = Wanted { doc, role, name, sub: None, origins, person: None, lasts };
            letting_in::token(rooms, people, wanted).await
        }
        Request::Backup => backup::write(rooms, folder.to_owned(), reports).await,
        Request::Verify => verify::verify(rooms, people, reports).await,
        Request::Export { format, doc } => export::export(rooms, people, format, doc, reports).await,
    };
    let last = match done {
        Ok(sentence) => Report::Done { sentence },
        Err(error) => Report::Failed { reason: error.to_string() },
    };
    let _ = reports.send(last).await;
}
