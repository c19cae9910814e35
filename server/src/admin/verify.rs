//! Every document's history and snapshot, read to their ends and held against each other.

use super::Report;
use super::work::{Reports, WorkError};
use crate::people::People;
use crate::rooms::{Rooms, cold};

/// Reports what is wrong with the log or any document in it.
pub(super) async fn verify(rooms: &Rooms, people: &People, reports: &Reports) -> Result<String, WorkError> {
    let mut n_troubles = 0;
    for reason in rooms.log().troubles().await? {
        n_troubles += 1;
        let _ = reports.send(Report::Refused { file: "the log".to_owned(), line: None, reason }).await;
    }
    if let Some(reason) = people.tampered().await? {
        n_troubles += 1;
        let _ = reports.send(Report::Refused { file: "the audit log".to_owned(), line: None, reason }).await;
    }
    let rows = rooms.log().docs().await?;
    let of = rows.len();
    for (row, done) in rows.into_iter().zip(1..) {
        let what = row.id.to_string();
        if let Some(reason) = cold::trouble_with(rooms.log(), row, rooms.limits()).await? {
            n_troubles += 1;
            let _ = reports.send(Report::Refused { file: what.clone(), line: None, reason }).await;
        }
        let _ = reports.send(Report::Step { done, of, what }).await;
    }
    Ok(format!("{of} documents verified, {n_troubles} troubles found"))
}
