//! The bytes Yjs speaks: lib0's variable-length numbers, strings and buffers, read with bounds and written canonically.
//!
//! This is our own reader because it stands before the gate: it allocates nothing it was not given, refuses a
//! number written with more bytes than it needs, and never reads past the end.

use thiserror::Error;

/// Why bytes could not be read. Always the writer's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReadError {
    /// The bytes stop in the middle of a value.
    #[error("the bytes end too early")]
    TooShort,
    /// A number is written with more bytes than it needs, or does not fit.
    #[error("a number is not written canonically")]
    BadNumber,
    /// A string is not UTF-8.
    #[error("a string is not UTF-8")]
    BadString,
    /// Bytes are left over after the value.
    #[error("bytes are left over")]
    Trailing,
}

/// Reads values off the front of a slice.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the front of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// How many bytes have been read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The bytes that are left, without reading them.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// One byte.
    ///
    /// # Errors
    /// [`ReadError::TooShort`] at the end.
    pub fn u8(&mut self) -> Result<u8, ReadError> {
        let byte = *self.bytes.get(self.at).ok_or(ReadError::TooShort)?;
        self.at += 1;
        Ok(byte)
    }

    /// An unsigned number of seven bits a byte, lowest first.
    ///
    /// # Errors
    /// [`ReadError::BadNumber`] if it is overlong or over 64 bits.
    pub fn uint(&mut self) -> Result<u64, ReadError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(ReadError::BadNumber);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                let overlong = byte == 0 && shift > 0;
                return if overlong { Err(ReadError::BadNumber) } else { Ok(value) };
            }
        }
        Err(ReadError::BadNumber)
    }

    /// An unsigned number that must fit 32 bits: a length, a count or a clock.
    ///
    /// # Errors
    /// [`ReadError::BadNumber`] if it does not fit.
    pub fn uint32(&mut self) -> Result<u32, ReadError> {
        u32::try_from(self.uint()?).map_err(|_| ReadError::BadNumber)
    }

    /// `len` bytes.
    ///
    /// # Errors
    /// [`ReadError::TooShort`] if there are fewer.
    pub fn bytes(&mut self, len: usize) -> Result<&'a [u8], ReadError> {
        let end = self.at.checked_add(len).filter(|end| *end <= self.bytes.len()).ok_or(ReadError::TooShort)?;
        let bytes = &self.bytes[self.at..end];
        self.at = end;
        Ok(bytes)
    }

    /// A buffer with its length before it.
    ///
    /// # Errors
    /// As [`Reader::bytes`] and [`Reader::uint`].
    pub fn buffer(&mut self) -> Result<&'a [u8], ReadError> {
        let len = usize::try_from(self.uint()?).map_err(|_| ReadError::BadNumber)?;
        self.bytes(len)
    }

    /// A string with its length in bytes before it.
    ///
    /// # Errors
    /// [`ReadError::BadString`] if it is not UTF-8.
    pub fn string(&mut self) -> Result<&'a str, ReadError> {
        std::str::from_utf8(self.buffer()?).map_err(|_| ReadError::BadString)
    }

    /// Says that nothing may be left.
    ///
    /// # Errors
    /// [`ReadError::Trailing`] if something is.
    pub fn end(&self) -> Result<(), ReadError> {
        if self.left() == 0 { Ok(()) } else { Err(ReadError::Trailing) }
    }
}

/// Writes values one after another.
#[derive(Debug, Default, Clone)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// One byte.
    pub fn u8(&mut self, byte: u8) -> &mut Self {
        self.bytes.push(byte);
        self
    }

    /// An unsigned number in its shortest form.
    pub fn uint(&mut self, mut value: u64) -> &mut Self {
        while value >= 0x80 {
            self.bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.u8(value as u8)
    }

    /// Bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// A buffer with its length before it.
    pub fn buffer(&mut self, bytes: &[u8]) -> &mut Self {
        self.uint(bytes.len() as u64).raw(bytes)
    }

    /// A string with its length in bytes before it.
    pub fn string(&mut self, text: &str) -> &mut Self {
        self.buffer(text.as_bytes())
    }

    /// The bytes that were written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were_written() {
        for value in [0, 1, 127, 128, 300, 1 << 31, (1 << 53) - 1, u64::MAX] {
            let mut writer = Writer::new();
            writer.uint(value);
            let bytes = writer.into_bytes();
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.uint(), Ok(value));
            assert_eq!(reader.end(), Ok(()));
        }
    }

    #[test]
    fn overlong_and_oversized_numbers_are_refused() {
        for bytes in [
            &[0x80, 0x00][..],
            &[0xff, 0x80, 0x00],
            &[0xff; 10],
            &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
        ] {
            assert_eq!(Reader::new(bytes).uint(), Err(ReadError::BadNumber), "{bytes:?}");
        }
        assert_eq!(Reader::new(&[0x80]).uint(), Err(ReadError::TooShort));
    }

    #[test]
    fn a_length_past_the_end_is_refused_without_allocating() {
        assert_eq!(Reader::new(&[0xff, 0xff, 0xff, 0x7f, 1]).buffer(), Err(ReadError::TooShort));
        assert_eq!(Reader::new(&[2, 0xff, 0xfe]).string(), Err(ReadError::BadString));
    }
}
