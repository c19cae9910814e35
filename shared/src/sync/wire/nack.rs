//! A refusal: which frame, why, and whether trying again can help.

use std::fmt;

use crate::sync::lib0::{ReadError, Reader, Writer};

/// One document-changing frame was refused and changed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nack {
    /// Its number on the connection, from 1.
    pub seq: u64,
    /// Why.
    pub code: NackCode,
    /// Whether the same edit may be accepted later.
    pub retryable: bool,
    /// A sentence for a person.
    pub detail: String,
}

/// Why a frame was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NackCode {
    /// It builds on something the server has not got: sync again.
    Resync,
    /// The session may not change this document.
    ReadOnly,
    /// The frame is over the limit.
    TooLarge,
    /// It is not a well-formed update, or holds what this kind of document does not.
    Malformed,
    /// The document is at its limit.
    Quota,
    /// The copy belongs to another history.
    Lineage,
    /// The client's schema is too old for this document.
    SchemaTooOld,
    /// The session's rights have run out.
    Expired,
    /// It writes under somebody else's client id.
    ForgedAuthor,
    /// The server cannot write just now.
    Unavailable,
}

impl NackCode {
    const ALL: [Self; 10] = [
        Self::Resync,
        Self::ReadOnly,
        Self::TooLarge,
        Self::Malformed,
        Self::Quota,
        Self::Lineage,
        Self::SchemaTooOld,
        Self::Expired,
        Self::ForgedAuthor,
        Self::Unavailable,
    ];

    /// The code's name in metrics and logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resync => "resync",
            Self::ReadOnly => "read_only",
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::Quota => "quota",
            Self::Lineage => "lineage",
            Self::SchemaTooOld => "schema_too_old",
            Self::Expired => "expired",
            Self::ForgedAuthor => "forged_author",
            Self::Unavailable => "unavailable",
        }
    }
}

impl fmt::Display for NackCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Nack {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let seq = reader.uint()?;
        let code = reader.u8()?;
        let code = NackCode::ALL.get(usize::from(code)).copied().ok_or(ReadError::BadNumber)?;
        let retryable = reader.u8()? != 0;
        Ok(Self { seq, code, retryable, detail: reader.string()?.to_owned() })
    }

    pub(super) fn write<'w>(&self, writer: &'w mut Writer) -> &'w mut Writer {
        let code = NackCode::ALL.iter().position(|code| *code == self.code).unwrap_or(0);
        writer.uint(self.seq).u8(code as u8).u8(u8::from(self.retryable)).string(&self.detail)
    }
}
