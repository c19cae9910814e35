//! Rows and values that are made of what a file says: the same for the same words, wherever they are read.

use crate::id::{RowId, base_62};
use crate::sheet::{Register, Value, Write};

/// The word in a row's comment for the time at which it was written.
pub(super) const AT: &str = "at";

/// The longest list that is read where rows come without an order of their own.
pub const ROWS_MAX: usize = 5000;

/// An id made of words, the same for the same words wherever it is made. It holds no `-`, so no device makes it.
pub(super) fn made_id(words: &[&str]) -> RowId {
    let hash = sum(words.iter().flat_map(|word| word.bytes().chain([0xFF])));
    // 22 letters and digits always parse; the other arm only spares a panic.
    format!("i{}", base_62(hash)).parse().unwrap_or_else(|_| RowId::made_by(hash as u64, 0))
}

/// The checksum of bytes (FNV-1a): no two files that a person meets have the same by accident. It proves nothing against
/// somebody who wants two of them to.
pub(super) fn sum(bytes: impl IntoIterator<Item = u8>) -> u128 {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    let first: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
    bytes.into_iter().fold(first, |sum, byte| (sum ^ u128::from(byte)).wrapping_mul(PRIME))
}

/// A value nobody contests.
pub(super) fn one(value: impl Into<Value>) -> Register {
    several([value.into()])
}

/// Values that stand side by side until somebody picks one.
pub(super) fn several(values: impl IntoIterator<Item = Value>) -> Register {
    let mut register = Register::default();
    values.into_iter().for_each(|value| beside(&mut register, value));
    register
}

/// Adds a write beside those that are there.
pub(super) fn beside(register: &mut Register, value: Value) {
    let id = format!("import-{}", register.writes.len());
    register.writes.push(Write { id, value, by: String::new(), at_ms: 0 });
}
