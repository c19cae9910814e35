//! A broadcast with the server's receipt: a client that has heard it can hand it back, should the server lose it.

use crate::sync::lib0::{ReadError, Reader, Writer};

/// How long a receipt is, in bytes.
pub const RECEIPT_BYTES: usize = 16;

/// The seal that only the server can make of an author and an update, and can tell from a forged one.
pub type Receipt = [u8; RECEIPT_BYTES];

/// An update, whose it is, and the server's word for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipted<'a> {
    /// The author, in bytes that only the server can read: a bearer's name in the log may be an address.
    pub author: &'a [u8],
    /// The number of the document's appends, this one included, that were not on the server's disk yet when it said so.
    /// A client that hands an update back says 0.
    pub n_at_risk: u64,
    /// The server's receipt.
    pub receipt: Receipt,
    /// The update.
    pub update: &'a [u8],
}

impl<'a> Receipted<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        let (author, n_at_risk) = (reader.buffer()?, reader.uint()?);
        let receipt = reader.bytes(RECEIPT_BYTES)?.try_into().map_err(|_| ReadError::TooShort)?;
        Ok(Self { author, n_at_risk, receipt, update: reader.buffer()? })
    }

    pub(super) fn write<'w>(&self, writer: &'w mut Writer) -> &'w mut Writer {
        writer.buffer(self.author).uint(self.n_at_risk).raw(&self.receipt).buffer(self.update)
    }
}
