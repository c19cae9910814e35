//! The server's first word: which history this is, how far it has come, and what the session may do.

use crate::access::Role;
use crate::id::Lineage;
use crate::sync::lib0::{ReadError, Reader, Writer};

/// The version of our frames this build speaks.
pub const PROTOCOL_VERSION: u64 = 1;

/// The server's first frame to a `muster.1` client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// The server's version of our frames. Later versions may add fields at the end.
    pub version: u64,
    /// The document's history. A copy of another one must not merge.
    pub lineage: Lineage,
    /// The document's epoch: a restore of an older backup raises it.
    pub epoch: u64,
    /// The document's kind, empty if it has none.
    pub kind: String,
    /// The kind's schema version on the server.
    pub schema: u64,
    /// The role of this session.
    pub role: Role,
    /// The server's state vector, encoded.
    pub state_vector: Vec<u8>,
    /// The longest frame it takes, in bytes.
    pub frame_bytes_max: u64,
    /// The longest update in one frame it asks for, in bytes.
    pub upload_bytes: u64,
}

impl Hello {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        Ok(Self {
            version: reader.uint()?,
            lineage: reader.string()?.parse().map_err(|_| ReadError::BadString)?,
            epoch: reader.uint()?,
            kind: reader.string()?.to_owned(),
            schema: reader.uint()?,
            role: Role::of_code(reader.u8()?).ok_or(ReadError::BadNumber)?,
            state_vector: reader.buffer()?.to_vec(),
            frame_bytes_max: reader.uint()?,
            upload_bytes: reader.uint()?,
        })
    }

    pub(super) fn write<'w>(&self, writer: &'w mut Writer) -> &'w mut Writer {
        writer
            .uint(self.version)
            .string(self.lineage.as_str())
            .uint(self.epoch)
            .string(&self.kind)
            .uint(self.schema)
            .u8(self.role.code())
            .buffer(&self.state_vector)
            .uint(self.frame_bytes_max)
            .uint(self.upload_bytes)
    }
}
