//! The credentials that a restore of a backup ends: a backup does not know which of them ended after it was made, so
//! nothing in it lets anybody in without a passkey, the identity provider or an owner.

use super::invite::BY_THE_SERVER;
use super::mailbox::UNREAD_MAX;
use super::{audit, tables};
use crate::clock;
use crate::sql::{self, Tables, params};

/// How many of each were ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ended {
    /// Places where somebody was signed in.
    pub sessions: usize,
    /// Invitations and links to sign in again that nobody had taken.
    pub invites: usize,
    /// Keys of programs, which an owner has to confirm.
    pub keys: usize,
    /// Feed addresses.
    pub feeds: usize,
    /// Read links.
    pub links: usize,
}

impl Ended {
    /// The sentence that the command prints.
    pub fn sentence(self) -> String {
        let Self { sessions, invites, keys, feeds, links } = self;
        format!(
            "{sessions} sign-ins ended, {invites} unused invitations, {feeds} feed addresses and {links} read links \
             withdrawn, and {keys} keys of programs wait on the page People for an owner to confirm them"
        )
    }
}

/// Ends what a backup would revive. Tokens end with the server's own key, which is drawn anew at the next start.
///
/// # Errors
/// Those of the database.
pub fn end_what_was_open(db: &dyn Tables) -> sql::Result<Ended> {
    tables::make(db)?;
    let sessions = db.execute("DELETE FROM sessions", [])?;
    let invites = db.execute("DELETE FROM invites WHERE used_ms IS NULL", [])?;
    let feeds = db.execute("DELETE FROM feeds", [])?;
    let now_ms = clock::now_ms().cast_signed();
    let withdraw = "UPDATE read_links SET withdrawn_ms = ?1 WHERE withdrawn_ms IS NULL";
    let links = db.execute(withdraw, [now_ms])?;
    // A person may have ended letters since, so that they wait until the person comes; which were sent since nobody knows.
    db.execute("UPDATE mailboxes SET unread = ?1", [UNREAD_MAX])?;
    db.execute_batch("DELETE FROM letters; DELETE FROM confirmations;")?;
    let retire = "UPDATE keys SET retired_ms = ?2 WHERE made_by = ?1 AND retired_ms IS NULL";
    db.execute(retire, params![BY_THE_SERVER, now_ms])?;
    let keys =
        db.execute("UPDATE keys SET made_by = '' WHERE retired_ms IS NULL AND made_by <> ?1", [BY_THE_SERVER])?;
    let ended = Ended { sessions, invites, keys, feeds, links };
    audit::note(db, BY_THE_SERVER, audit::What::RestoredBackup, "", &ended.sentence())?;
    Ok(ended)
}
