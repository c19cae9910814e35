//! The state vector of a copy: for every client the number of clocks known, without holes.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::sync::lib0::{ReadError, Reader, Writer};

/// Client ids are below this: yrs and JavaScript keep 53 bits.
pub const CLIENT_END: u64 = 1 << 53;
/// No clock goes past this. yrs counts in `i32` here and there.
pub const CLOCK_END: u32 = 1 << 30;

/// Why bytes are no state vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StateVectorError {
    /// The bytes cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A client is listed twice.
    #[error("a client is listed twice")]
    Twice,
    /// A client id or a clock is out of range.
    #[error("a client id or a clock is out of range")]
    OutOfRange,
    /// More clients are listed than allowed, or than the bytes can hold.
    #[error("too many clients are listed")]
    TooMany,
}

/// For every client the number of clocks known. An absent client stands at 0.
///
/// It says nothing about deletions, and two equal ones do not prove two equal documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateVector(pub BTreeMap<u64, u32>);

impl StateVector {
    /// Reads the bytes of Yjs, in any order of clients.
    ///
    /// # Errors
    /// [`StateVectorError`] if they are malformed or list more than `max_clients`. Nothing is allocated for a count
    /// that the bytes do not bear out.
    pub fn decode(bytes: &[u8], max_clients: usize) -> Result<Self, StateVectorError> {
        let mut reader = Reader::new(bytes);
        let n_clients = reader.uint32()? as usize;
        if n_clients > max_clients || n_clients > reader.left() / 2 {
            return Err(StateVectorError::TooMany);
        }
        let mut clocks = BTreeMap::new();
        for _ in 0..n_clients {
            let (client, clock) = (reader.uint()?, reader.uint32()?);
            if client >= CLIENT_END || clock > CLOCK_END {
                return Err(StateVectorError::OutOfRange);
            }
            if clocks.insert(client, clock).is_some() {
                return Err(StateVectorError::Twice);
            }
        }
        reader.end()?;
        Ok(Self(clocks))
    }

    /// The one way to write it: highest client first, as Yjs does, and no client that stands at 0.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.uint(self.0.values().filter(|clock| **clock > 0).count() as u64);
        for (client, clock) in self.0.iter().rev().filter(|(_, clock)| **clock > 0) {
            writer.uint(*client).uint(u64::from(*clock));
        }
        writer.into_bytes()
    }

    /// The number of clocks known of `client`.
    pub fn get(&self, client: u64) -> u32 {
        self.0.get(&client).copied().unwrap_or(0)
    }

    /// Whether everything `other` has is here too, deletions aside.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|(client, clock)| self.get(*client) >= *clock)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_as_it_was_written() {
        let vector = StateVector(BTreeMap::from([(1, 5), (7, 300), (CLIENT_END - 1, CLOCK_END)]));
        assert_eq!(StateVector::decode(&vector.encode(), 3), Ok(vector));
    }

    #[test]
    fn writing_is_canonical() {
        let vector = StateVector(BTreeMap::from([(1, 5), (2, 0), (300, 1)]));
        assert_eq!(vector.encode(), [2, 0xac, 2, 1, 1, 5]);
    }

    #[test]
    fn hostile_bytes_are_refused_without_allocating() {
        let refused = |bytes: &[u8]| StateVector::decode(bytes, 100).err();
        assert_eq!(refused(&[0xff, 0xff, 0xff, 0x7f]), Some(StateVectorError::TooMany));
        assert_eq!(refused(&[2, 1, 1]), Some(StateVectorError::TooMany));
        assert_eq!(refused(&[2, 1, 1, 1, 2]), Some(StateVectorError::Twice));
        assert_eq!(refused(&[1, 1, 0x81, 0x00]), Some(StateVectorError::Read(ReadError::BadNumber)));
        assert_eq!(refused(&[1, 1, 1, 0]), Some(StateVectorError::Read(ReadError::Trailing)));
        let past_clients = [1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 1];
        assert_eq!(refused(&past_clients), Some(StateVectorError::OutOfRange));
        assert_eq!(refused(&[1, 1, 0x81, 0x80, 0x80, 0x80, 0x04]), Some(StateVectorError::OutOfRange));
        assert_eq!(StateVector::decode(&[2, 1, 1, 2, 1], 1), Err(StateVectorError::TooMany));
    }

    #[test]
    fn one_covers_another_when_no_clock_is_behind() {
        let behind = StateVector(BTreeMap::from([(1, 5), (3, 0)]));
        let ahead = StateVector(BTreeMap::from([(1, 6), (2, 1)]));
        assert!(ahead.covers(&behind));
        assert!(!behind.covers(&ahead));
    }
}
