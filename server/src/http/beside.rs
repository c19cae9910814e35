//! Words of other documents beside one that is written out: the name of the document it is about, and the latest decisions
//! of its team. Both may be read by whoever may read the document, as rights and audience are the same; the holder of a read
//! link alone reads no decisions (`Beside::alone`).

use std::sync::Arc;

use muster_shared::files::export::{Beside, Strip, learned, name, name_about};
use muster_shared::id::DocId;
use muster_shared::kinds::{companion, log, root};
use muster_shared::sheet::Labels;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::made::leave_those_who_speak;

use crate::clock;
use crate::log::{Log, LogError};
use crate::rooms::cold::{self, Cold};

/// A part of a document's version: the last update of the document beside it, and the day, by which decisions are counted.
pub(super) async fn seq(log: &Log, doc: &DocId) -> Result<i64, LogError> {
    let Some(other) = other(doc) else { return Ok(0) };
    let seq = log.doc(&other).await?.map_or(0, |row| row.last_seq);
    let day: String = clock::day(clock::now_ms()).chars().filter(char::is_ascii_digit).take(8).collect();
    let day: i64 = day.parse().unwrap_or(0);
    Ok((day << 36) + seq)
}

/// The document that one is shown with: the one whose name it goes by, or else its log.
fn other(doc: &DocId) -> Option<DocId> {
    match companion(doc) {
        Some((kind, _)) => Some(root(doc, Some(kind))),
        None => log::about(doc),
    }
}

/// The words beside a document.
///
/// # Errors
/// [`LogError::Read`].
pub(super) async fn beside(
    log: &Log,
    limits: Limits,
    doc: &DocId,
    labels: &Arc<Labels>,
    people_sign_in: bool,
) -> Result<Beside, LogError> {
    let Some(other) = other(doc) else { return Ok(Beside::default()) };
    let about = companion(doc).map(|_| doc.clone());
    let is_of_a_team = about.is_none();
    let labels = Arc::clone(labels);
    let read = move |mut cold: Cold| {
        let (Some(kind), Some(mut sheet)) = (cold.row.kind, cold.room.sheet()) else { return Beside::default() };
        labels.label(kind.schema(), &mut sheet);
        if people_sign_in && about.is_none() {
            leave_those_who_speak(&mut sheet, &cold.room.made_rows(), cold.room.is_example());
        }
        match about {
            Some(about) => Beside { name: Some(name_about(&about, name(kind, &sheet))), ..Beside::default() },
            None => {
                let strip = Strip::of(cold.row.id.clone(), &sheet, &clock::day(clock::now_ms()));
                Beside { strip, learned: Some(learned(&sheet)), ..Beside::default() }
            }
        }
    };
    match cold::read(log, &other, limits, read).await {
        // A document that can just now not be read has nothing to say beside another.
        Err(LogError::Quarantined(_)) => Ok(Beside::default()),
        // A log that nobody has written in has no learnings.
        read => Ok(read?.unwrap_or_else(|| Beside { learned: is_of_a_team.then(Vec::new), ..Beside::default() })),
    }
}
