//! The words by which a node says that it is alive, and how long they hold: for those who wait by the database's clock, for the
//! node itself from the moment at which it sent them, and half a second less.

use std::time::{Duration, Instant};

use super::{Known, LogError};
use crate::sql::postgres::Connection;
use crate::sql::{Tables, params};

/// How long such words hold, in milliseconds by the database's clock.
const LASTS_MS: i64 = 3_000;
/// How long before it runs out this node tells nothing any more.
const MARGIN: Duration = Duration::from_millis(500);

/// The database's clock.
pub(super) const NOW_MS: &str = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/// The time for which a beat that was sent at a moment lets this node tell what it holds.
fn prolonged(known: &Known, sent: Instant) {
    let lasts = Duration::from_millis(LASTS_MS.unsigned_abs());
    known.tenure().lasts(sent, lasts.saturating_sub(MARGIN));
}

/// Says over a connection that the node of this name lives, as far as it still has the database. Answers whether it was said.
pub(super) fn said(db: &Connection, known: &Known, epoch: i64, holder: &str) -> Result<bool, LogError> {
    let sent = Instant::now();
    let say = format!(
        "UPDATE beat SET until_ms = {NOW_MS} + {LASTS_MS} FROM lease WHERE lease.epoch = ?1 AND lease.holder = ?2"
    );
    let tables: &dyn Tables = db;
    let is_said = tables.execute(&say, params![epoch, holder]).map_err(LogError::writing)? > 0;
    if is_said {
        prolonged(known, sent);
    }
    Ok(is_said)
}

/// Says so as the node takes the lease, before it is noted whose process writes: nobody who waits may take that one for the process
/// of a node that was silent.
pub(super) fn begun(db: &Connection, known: &Known) -> Result<(), LogError> {
    let sent = Instant::now();
    let tables: &dyn Tables = db;
    let say = format!("UPDATE beat SET until_ms = {NOW_MS} + {LASTS_MS}");
    tables.execute(&say, []).map_err(LogError::writing)?;
    prolonged(known, sent);
    Ok(())
}
