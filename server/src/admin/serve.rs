//! The server's end of the admin socket.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tracing::{debug, warn};

use super::{Report, Request, work};
use crate::folder::admin_socket;
use crate::people::People;
use crate::rooms::Rooms;

/// Longest request, in bytes: the files of one import, twice over in hexadecimal.
const REQUEST_BYTES_MAX: u64 = 256 << 20;
/// Reports that may wait for whoever asked.
const REPORTS_MAX: usize = 16;

/// Takes orders on the socket in a data folder that is ours, until it is dropped.
///
/// # Errors
/// When the socket cannot be made, as under a path that is too long for one.
pub(crate) fn serve(folder: &Path, rooms: Rooms, people: People) -> io::Result<impl Future<Output = ()> + use<>> {
    let (path, folder) = (admin_socket(folder), folder.to_owned());
    // The folder is ours, so a socket in it is left over from a process that has died.
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    Ok(async move {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(answer(stream, rooms.clone(), people.clone(), folder.clone()))),
                Err(error) => {
                    warn!(%error, "an order could not be taken");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            }
        }
    })
}

async fn answer(mut stream: UnixStream, rooms: Rooms, people: People, folder: PathBuf) {
    if let Err(error) = try_answer(&mut stream, rooms, people, folder).await {
        debug!(%error, "whoever gave an order has gone");
    }
}

async fn try_answer(stream: &mut UnixStream, rooms: Rooms, people: People, folder: PathBuf) -> io::Result<()> {
    let (reader, mut writer) = stream.split();
    let mut line = Vec::new();
    BufReader::new(reader.take(REQUEST_BYTES_MAX)).read_until(b'\n', &mut line).await?;
    let (reports, mut incoming) = mpsc::channel(REPORTS_MAX);
    match serde_json::from_slice::<Request>(&line) {
        // The work goes on when whoever asked goes away: half an import would be worse.
        Ok(request) => drop(tokio::spawn(async move { work(&rooms, &people, &folder, request, &reports).await })),
        Err(error) => {
            let reason = format!("the request cannot be read: {error}");
            let _ = reports.send(Report::Failed { reason }).await;
            drop(reports);
        }
    }
    while let Some(report) = incoming.recv().await {
        let mut line = serde_json::to_vec(&report)?;
        line.push(b'\n');
        writer.write_all(&line).await?;
    }
    writer.shutdown().await
}
