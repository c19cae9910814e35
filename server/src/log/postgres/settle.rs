//! Certainty of what the database holds, after a start and after anything that went wrong.

use super::lease::Lease;
use super::transaction::Transaction;
use super::{Known, LogError, alive, store};
use crate::sql::postgres::Connection;

/// Makes certain that the database holds all that was acknowledged, and that a commit of this node's own comes after every
/// one whose outcome was not known: what is read from then on is kept.
///
/// # Errors
/// [`LogError::Write`] when another node has had the database meanwhile, or it takes no commit.
pub(super) fn settle(db: &Connection, lease: &mut Lease, known: &Known) -> Result<(), LogError> {
    let n_lost = lease.n_lost(db, known)?;
    if n_lost > 0 {
        // Rooms that are loaded from here on read nothing before the new epoch has begun.
        known.doubt();
        known.close_rooms();
        lease.begin_anew(db, known).map_err(LogError::writing)?;
        tracing::error!(
            n_lost,
            "the database lacks {n_lost} commits that were acknowledged: a standby was promoted that had not received them, \
             or an older state was put back. Every document is opened anew, so that devices hand back what they hold of \
             them; invitations, sign-ins and links are as the database has them"
        );
    }
    store::Transaction::commit(Transaction::begin(db, lease, known)?)?;
    known.leased(lease.epoch());
    // Whatever is read from here on may be told at once: the next beat may be a moment away.
    alive::said(db, known, lease.epoch(), lease.holder())?;
    known.is_certain();
    Ok(())
}
