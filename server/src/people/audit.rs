//! The audit log: deeds of people that others may have to account for. Rows are only added; each bears a hash over
//! itself and the one before, so that a row changed or taken out later shows, and the number of the last is sealed
//! (`head`), so that a cut end shows too.

pub(super) mod head;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{People, ms};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, More, OptionalExtension, Row, Tables, params};
use head::Head;

/// Rows shown at once.
const SHOWN_MAX: u32 = 500;
/// Longest detail that is kept, in characters.
const DETAIL_CHARS_MAX: usize = 200;

/// The deed that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// An invitation was taken.
    Joined,
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed out, here or from another place.
    SignedOut,
    /// A credential was refused.
    Refused,
    /// Somebody made another passkey.
    AddedPasskey,
    /// Somebody removed a passkey.
    RemovedPasskey,
    /// Somebody was invited.
    Invited,
    /// A link was made that lets somebody sign in again.
    LetInAgain,
    /// Somebody signed in again by such a link.
    CameAgain,
    /// Somebody said that they know of such a link.
    KnewOfLink,
    /// An invitation was taken back.
    Withdrew,
    /// Somebody was made something else.
    Ranked,
    /// Somebody took another name.
    Renamed,
    /// Somebody was removed.
    Removed,
    /// Somebody was let into a document.
    Granted,
    /// Somebody lost what they were given in a document.
    Ungranted,
    /// A captain offered the seat to somebody.
    OfferedSeat,
    /// Somebody took the seat that was offered.
    TookSeat,
    /// An offered seat is not offered any more.
    EndedOffer,
    /// A key was made.
    MadeKey,
    /// A key was retired, and every token made with it.
    RetiredKey,
    /// A key signs nothing any more until an owner confirms it.
    SuspendedKey,
    /// An owner answers for a key from now on.
    ConfirmedKey,
    /// A token was minted.
    Minted,
    /// Somebody made a feed address of theirs.
    MadeFeed,
    /// Somebody withdrew a feed address of theirs.
    WithdrewFeed,
    /// Somebody made a read link to a document.
    MadeReadLink,
    /// Somebody withdrew a read link to a document.
    WithdrewReadLink,
    /// Somebody opened a blind box. That somebody answers is written down nowhere.
    OpenedBox,
    /// Somebody closed a blind box.
    ClosedBox,
    /// A wiki was named, whose pages may show documents.
    NamedWiki,
    /// A wiki was withdrawn.
    WithdrewWiki,
    /// Letters to somebody go to an address that was confirmed.
    BeganLetters,
    /// Somebody wants no letters any more.
    EndedLetters,
    /// Something was exported.
    Exported,
    /// Files were imported.
    Imported,
    /// Somebody who manages the workspace read what others did in a document, and when.
    ReadHistory,
    /// A document was made.
    Made,
    /// A document is for fewer people from now on.
    Confined,
    /// Somebody was put on a document's roster.
    Listed,
    /// Somebody was taken off a document's roster.
    Unlisted,
    /// A document got another name.
    Titled,
    /// A document was deleted; it can be brought back for a while.
    Deleted,
    /// A document was brought back.
    Restored,
    /// A document was erased for good.
    Erased,
    /// A backup was restored.
    RestoredBackup,
}

impl What {
    /// Its name in the table and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::SignedIn => "signed in",
            Self::SignedOut => "signed out",
            Self::Refused => "refused",
            Self::AddedPasskey => "added passkey",
            Self::RemovedPasskey => "removed passkey",
            Self::Invited => "invited",
            Self::LetInAgain => "made a sign-in link for",
            Self::CameAgain => "signed in again",
            Self::KnewOfLink => "knows of sign-in link",
            Self::Withdrew => "withdrew invitation",
            Self::Ranked => "changed rank",
            Self::Renamed => "changed name",
            Self::Removed => "removed person",
            Self::Granted => "granted",
            Self::Ungranted => "took grant",
            Self::OfferedSeat => "offered captaincy",
            Self::TookSeat => "took captaincy",
            Self::EndedOffer => "ended offer of captaincy",
            Self::MadeKey => "made key",
            Self::RetiredKey => "retired key",
            Self::SuspendedKey => "suspended key",
            Self::ConfirmedKey => "confirmed key",
            Self::Minted => "minted token",
            Self::MadeFeed => "made feed address",
            Self::WithdrewFeed => "withdrew feed address",
            Self::MadeReadLink => "made read link",
            Self::WithdrewReadLink => "withdrew read link",
            Self::OpenedBox => "opened blind box",
            Self::ClosedBox => "closed blind box",
            Self::NamedWiki => "named wiki",
            Self::WithdrewWiki => "withdrew wiki",
            Self::BeganLetters => "began letters",
            Self::EndedLetters => "ended letters",
            Self::Exported => "exported",
            Self::Imported => "imported",
            Self::ReadHistory => "read history",
            Self::Made => "made document",
            Self::Confined => "set audience",
            Self::Listed => "put on roster",
            Self::Unlisted => "took off roster",
            Self::Titled => "renamed document",
            Self::Deleted => "deleted",
            Self::Restored => "brought back",
            Self::Erased => "erased",
            Self::RestoredBackup => "restored backup",
        }
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its number.
    pub seq: i64,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// The doer: a person's id, a token's author, `muster` for the server itself, empty for nobody known.
    pub who: String,
    /// The deed.
    pub what: String,
    /// In which document, if in one.
    pub doc: String,
    /// The particulars of the deed.
    pub detail: String,
}

impl People {
    /// Adds a row.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn audit(&self, who: &str, what: What, doc: &str, detail: &str) -> Result<(), LogError> {
        let (who, doc, detail) = (who.to_owned(), doc.to_owned(), detail.to_owned());
        self.note(move |db| note(db, &who, what, &doc, &detail)).await
    }

    /// The latest rows before the one numbered `before`, the newest first.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn audited(&self, before: Option<i64>) -> Result<Vec<Entry>, LogError> {
        self.read(move |db| {
            let sql = "SELECT seq, at_ms, who, what, doc, detail FROM audit WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2";
            db.query_map(sql, params![before.unwrap_or(i64::MAX), SHOWN_MAX], to_entry)?.collect()
        })
        .await
    }

    /// The fault of the audit log, as a sentence: a row that is not as it was written, or rows that are missing, at its
    /// end too.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn tampered(&self) -> Result<Option<String>, LogError> {
        match self.read(trouble).await {
            Err(LogError::Damaged(why)) => Ok(Some(why)),
            outcome => outcome,
        }
    }
}

fn trouble(db: &dyn Tables) -> sql::Result<Option<String>> {
    let all = "SELECT seq, at_ms, who, what, doc, detail, hash FROM audit ORDER BY seq";
    let (mut last, mut broken) = (Head { seq: 0, hash: Vec::new() }, None);
    db.each(all, &[], &mut |row| {
        let (entry, hash) = (to_entry(&row)?, row.get::<Vec<u8>>(6)?);
        if entry.seq != last.seq + 1 || hash != hash_of(&last.hash, &entry) {
            broken = Some(entry.seq);
            return Ok(More::Enough);
        }
        last = Head { seq: entry.seq, hash };
        Ok(More::Wanted)
    })?;
    if let Some(seq) = broken {
        return Ok(Some(format!("row {seq} is not as it was written, or one before it is missing")));
    }
    Ok(match head::read(db)? {
        None => Some("what the server noted of its last row is missing, or is not as it was written".to_owned()),
        Some(head) if head.seq > last.seq => Some(format!("it was cut: {} of {} rows are there", last.seq, head.seq)),
        Some(head) => (head != last).then(|| format!("row {} is not the last that was written", last.seq)),
    })
}

/// Adds a row, in a transaction that is under way.
pub(super) fn note(db: &dyn Tables, who: &str, what: What, doc: &str, detail: &str) -> sql::Result<()> {
    let last = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
    let last = db.query_row(last, [], |row| Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?))).optional()?;
    let (seq, before) = last.unwrap_or_default();
    let detail = detail.chars().take(DETAIL_CHARS_MAX).collect();
    let (who, what, doc) = (who.to_owned(), what.name().to_owned(), doc.to_owned());
    let entry = Entry { seq: seq + 1, at_ms: clock::now_ms(), who, what, doc, detail };
    let sql = "INSERT INTO audit (seq, at_ms, who, what, doc, detail, hash)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let Entry { seq, at_ms, who, what, doc, detail } = &entry;
    let hash = hash_of(&before, &entry);
    db.execute(sql, params![seq, at_ms.cast_signed(), who, what, doc, detail, hash])?;
    head::put(db, &Head { seq: *seq, hash })
}

/// Lengths go in too: no two rows hash alike by parting their words elsewhere.
fn hash_of(before: &[u8], entry: &Entry) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(entry.seq.to_le_bytes());
    hasher.update(entry.at_ms.to_le_bytes());
    for word in [&entry.who, &entry.what, &entry.doc, &entry.detail] {
        hasher.update((word.len() as u64).to_le_bytes());
        hasher.update(word);
    }
    hasher.finalize().to_vec()
}

pub(super) fn to_entry(row: &Row<'_>) -> sql::Result<Entry> {
    Ok(Entry {
        seq: row.get(0)?,
        at_ms: ms(row, 1)?,
        who: row.get(2)?,
        what: row.get(3)?,
        doc: row.get(4)?,
        detail: row.get(5)?,
    })
}
