//! The word that a node lives: until when it holds is said by the database's clock, and counted by the node's own clocks from the
//! moment at which it was sent.

use std::time::Duration;

use super::super::tenure::Moment;
use super::{Known, LogError};
use crate::sql::postgres::Connection;
use crate::sql::{Tables, params};

/// How long the word holds, in milliseconds by the database's clock.
pub(super) const LASTS_MS: i64 = 3_000;
/// How long before it runs out this node tells nothing any more.
const MARGIN: Duration = Duration::from_millis(500);

/// The database's clock.
pub(super) const NOW_MS: &str = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/// Lets this node tell what it holds for the time of a word that was sent at a moment.
pub(super) fn prolonged(known: &Known, sent: Moment) {
    let lasts = Duration::from_millis(LASTS_MS.unsigned_abs());
    known.tenure().lasts(sent, lasts.saturating_sub(MARGIN));
}

/// Says over a connection that the node of this name lives, as far as it still has the database. Answers whether it was said.
pub(super) fn said(db: &Connection, known: &Known, epoch: i64, holder: &str) -> Result<bool, LogError> {
    let sent = Moment::now();
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
