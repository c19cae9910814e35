//! The envelope of a socket that many documents share, by the sub-protocol [`MANY`]: each binary message bears the number
//! of a channel, a verb and the rest. A channel is to its document what a connection of its own is with `muster.1`.
//!
//! The page picks the numbers, from 1 on, and uses none a second time on a connection. Bytes of frames that it sends are
//! paid for with the channel's credit, so that a document whose edits have to wait fills no socket of others.

use crate::sync::lib0::{ReadError, Reader, Writer};

/// The WebSocket sub-protocol of a socket that many documents share.
pub const MANY: &str = "muster.many.1";

/// The bytes of frames that a page may send on a channel before the server has taken any of them.
pub const WINDOW_BYTES: u64 = 256 << 10;

/// The bytes of a frame that one message carries at most: longer frames go in pieces, between which others have a turn.
pub const PIECE_BYTES: usize = 16 << 10;

/// The longest message on such a socket. The longest that is not a piece is an `open`, with its token.
pub const MESSAGE_BYTES_MAX: usize = 20 << 10;

/// The reason, beside the close code *try again*, for which a channel is closed that finds no place on its socket: the page may
/// open it on another one.
pub const FULL: &str = "this connection has as many documents open as it may have";

/// The prefix of a credential that is a token.
pub const TOKEN: &str = "token.";

/// The prefix of a credential that is the key of a read link.
pub const KEY: &str = "key.";

const OPEN: u8 = 0;
const OPENED: u8 = 0;
const PIECE: u8 = 1;
const FRAME: u8 = 2;
const CLOSE: u8 = 3;
const CLOSED: u8 = 3;
const MORE: u8 = 4;

/// One message from a page, borrowing the bytes it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromPage<'a> {
    /// The channel begins, for this document.
    Open(Open<'a>),
    /// Bytes of a frame of which more follows.
    Piece(&'a [u8]),
    /// The last bytes of a frame, or all of them.
    Frame(&'a [u8]),
    /// The channel ends.
    Close,
}

/// The document that a channel is for, and by whom it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open<'a> {
    /// The document's id.
    pub doc: &'a str,
    /// The kind of document that is looked for; empty for any.
    pub kind: &'a str,
    /// The person for whom the page was opened; empty if it does not know.
    pub person: &'a str,
    /// The credential: [`TOKEN`] or [`KEY`] with what follows them, or empty for the cookie of the connection.
    pub credential: &'a str,
}

/// One message from the server, borrowing the bytes it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromServer<'a> {
    /// The channel was let in and is seated in its room.
    Opened,
    /// Bytes of a frame of which more follows.
    Piece(&'a [u8]),
    /// The last bytes of a frame, or all of them.
    Frame(&'a [u8]),
    /// The channel has ended, with the code and the reason that a connection of its own would be closed with.
    Closed {
        /// The close code.
        code: u16,
        /// A sentence for a person.
        reason: &'a str,
    },
    /// The server has taken so many bytes more: they may be sent again.
    More(u64),
}

impl<'a> FromPage<'a> {
    /// Reads one message: the channel's number and what is said on it.
    ///
    /// # Errors
    /// [`ReadError`] when it is not well formed.
    pub fn read(bytes: &'a [u8]) -> Result<(u64, Self), ReadError> {
        let mut reader = Reader::new(bytes);
        let channel = channel(&mut reader)?;
        let said = match reader.u8()? {
            OPEN => Self::Open(Open::read(&mut reader)?),
            PIECE => return Ok((channel, Self::Piece(piece(&reader)?))),
            FRAME => return Ok((channel, Self::Frame(reader.rest()))),
            CLOSE => Self::Close,
            _ => return Err(ReadError::BadNumber),
        };
        reader.end()?;
        Ok((channel, said))
    }

    /// The message's bytes, on this channel.
    pub fn write(&self, channel: u64) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.uint(channel);
        match self {
            Self::Open(open) => open.write(writer.u8(OPEN)),
            Self::Piece(bytes) => writer.u8(PIECE).raw(bytes),
            Self::Frame(bytes) => writer.u8(FRAME).raw(bytes),
            Self::Close => writer.u8(CLOSE),
        };
        writer.into_bytes()
    }
}

impl<'a> Open<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, ReadError> {
        Ok(Self {
            doc: reader.string()?,
            kind: reader.string()?,
            person: reader.string()?,
            credential: reader.string()?,
        })
    }

    fn write<'w>(&self, writer: &'w mut Writer) -> &'w mut Writer {
        writer.string(self.doc).string(self.kind).string(self.person).string(self.credential)
    }
}

impl<'a> FromServer<'a> {
    /// Reads one message: the channel's number and what is said on it.
    ///
    /// # Errors
    /// [`ReadError`] when it is not well formed.
    pub fn read(bytes: &'a [u8]) -> Result<(u64, Self), ReadError> {
        let mut reader = Reader::new(bytes);
        let channel = channel(&mut reader)?;
        let said = match reader.u8()? {
            OPENED => Self::Opened,
            PIECE => return Ok((channel, Self::Piece(piece(&reader)?))),
            FRAME => return Ok((channel, Self::Frame(reader.rest()))),
            CLOSED => {
                let code = u16::from_be_bytes([reader.u8()?, reader.u8()?]);
                let reason = std::str::from_utf8(reader.rest()).map_err(|_| ReadError::BadString)?;
                return Ok((channel, Self::Closed { code, reason }));
            }
            MORE => Self::More(reader.uint()?),
            _ => return Err(ReadError::BadNumber),
        };
        reader.end()?;
        Ok((channel, said))
    }

    /// The message's bytes, on this channel.
    pub fn write(&self, channel: u64) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.uint(channel);
        match self {
            Self::Opened => writer.u8(OPENED),
            Self::Piece(bytes) => writer.u8(PIECE).raw(bytes),
            Self::Frame(bytes) => writer.u8(FRAME).raw(bytes),
            Self::Closed { code, reason } => writer.u8(CLOSED).raw(&code.to_be_bytes()).raw(reason.as_bytes()),
            Self::More(bytes) => writer.u8(MORE).uint(*bytes),
        };
        writer.into_bytes()
    }
}

/// A channel's number. The number 0 is nobody's, so that it can stand for the socket as a whole one day.
fn channel(reader: &mut Reader<'_>) -> Result<u64, ReadError> {
    Some(reader.uint()?).filter(|channel| *channel > 0).ok_or(ReadError::BadNumber)
}

/// The bytes of a piece. One without any would cost nothing and could be sent for ever.
fn piece<'a>(reader: &Reader<'a>) -> Result<&'a [u8], ReadError> {
    Some(reader.rest()).filter(|bytes| !bytes.is_empty()).ok_or(ReadError::TooShort)
}

/// The bytes that may still be sent on a channel. Both ends count alike: the page may not send beyond it, and the server
/// closes a channel whose page does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit(u64);

impl Default for Credit {
    fn default() -> Self {
        Self(WINDOW_BYTES)
    }
}

impl Credit {
    /// The bytes that may be sent now.
    pub fn left(self) -> u64 {
        self.0
    }

    /// Spends bytes. Without the credit for all of them nothing is spent, and the answer is no.
    pub fn spend(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes as u64);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }

    /// Adds what the other end has taken, and never more than a channel begins with.
    pub fn add(&mut self, bytes: u64) {
        self.0 = self.0.saturating_add(bytes).min(WINDOW_BYTES);
    }
}

/// The bytes that the server has taken of a channel and has not said so: it says it of half a window at a time.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Taken(u64);

impl Taken {
    /// Takes bytes; the answer is what is to be told now, if anything is.
    pub fn take(&mut self, bytes: usize) -> Option<u64> {
        self.0 = self.0.saturating_add(bytes as u64);
        (self.0 >= WINDOW_BYTES / 2).then(|| std::mem::take(&mut self.0))
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    const OPEN: Open<'_> = Open { doc: "d", kind: "log", person: "", credential: "token.t" };

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Golden vectors: these bytes are the protocol, pages of another version rely on them.
    #[test]
    fn messages_of_a_page_are_written_as_they_always_were() {
        for (channel, said, golden) in [
            (1, FromPage::Open(OPEN), "01 00 0164 036c6f67 00 07746f6b656e2e74"),
            (300, FromPage::Piece(&[9]), "ac02 01 09"),
            (2, FromPage::Frame(&[3, 3]), "02 02 0303"),
            (2, FromPage::Frame(&[]), "02 02"),
            (127, FromPage::Close, "7f 03"),
        ] {
            let bytes = said.write(channel);
            assert_eq!(hex(&bytes), golden.replace(' ', ""), "{said:?}");
            assert_eq!(FromPage::read(&bytes), Ok((channel, said)));
        }
    }

    #[test]
    fn messages_of_the_server_are_written_as_they_always_were() {
        for (channel, said, golden) in [
            (1, FromServer::Opened, "01 00"),
            (300, FromServer::Piece(&[9]), "ac02 01 09"),
            (2, FromServer::Frame(&[3, 3]), "02 02 0303"),
            (3, FromServer::Closed { code: 4403, reason: "é" }, "03 03 1133 c3a9"),
            (3, FromServer::Closed { code: 1012, reason: "" }, "03 03 03f4"),
            (4, FromServer::More(300), "04 04 ac02"),
        ] {
            let bytes = said.write(channel);
            assert_eq!(hex(&bytes), golden.replace(' ', ""), "{said:?}");
            assert_eq!(FromServer::read(&bytes), Ok((channel, said)));
        }
    }

    #[test]
    fn nonsense_is_refused_by_both_ends() {
        for (bytes, why) in [
            (&[][..], ReadError::TooShort),
            (&[1], ReadError::TooShort),
            (&[0, 2, 1], ReadError::BadNumber),
            (&[0x81, 0x00, 2, 1], ReadError::BadNumber),
            (&[1, 9, 1], ReadError::BadNumber),
            (&[1, 1], ReadError::TooShort),
        ] {
            assert_eq!(FromPage::read(bytes), Err(why), "{bytes:?}");
            assert_eq!(FromServer::read(bytes), Err(why), "{bytes:?}");
        }
    }

    #[test]
    fn nonsense_of_one_end_is_refused_by_the_other() {
        for (bytes, why) in [
            (&[1, 0, 1, b'd', 0, 0][..], ReadError::TooShort),
            (&[1, 0, 1, b'd', 0, 0, 0, 7], ReadError::Trailing),
            (&[1, 0, 1, 0xff, 0, 0, 0], ReadError::BadString),
            (&[1, 0, 0xff, 0xff, 0xff, 0x7f, 1], ReadError::TooShort),
            (&[1, 3, 0], ReadError::Trailing),
            (&[1, 4, 1], ReadError::BadNumber),
        ] {
            assert_eq!(FromPage::read(bytes), Err(why), "{bytes:?}");
        }
        for (bytes, why) in [
            (&[1, 0, 0][..], ReadError::Trailing),
            (&[1, 3, 1], ReadError::TooShort),
            (&[1, 3, 17, 51, 0xff], ReadError::BadString),
            (&[1, 4], ReadError::TooShort),
            (&[1, 4, 1, 1], ReadError::Trailing),
        ] {
            assert_eq!(FromServer::read(bytes), Err(why), "{bytes:?}");
        }
    }

    #[test]
    fn an_open_that_is_cut_off_anywhere_is_refused() {
        let bytes = FromPage::Open(OPEN).write(1);
        for len in 0..bytes.len() {
            assert!(FromPage::read(&bytes[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn a_piece_fits_a_message_of_the_highest_channel() {
        let bytes = FromPage::Piece(&[0; PIECE_BYTES]).write(u64::MAX);
        assert!(bytes.len() <= MESSAGE_BYTES_MAX);
    }

    #[test]
    fn credit_is_spent_whole_or_not_at_all_and_comes_back_by_half_a_window() {
        let (mut credit, mut taken) = (Credit::default(), Taken::default());
        let half = usize::try_from(WINDOW_BYTES / 2).expect("a window fits");
        assert!(credit.spend(half) && !credit.spend(half + 1) && credit.spend(half));
        assert_eq!(credit.left(), 0);
        assert!(!credit.spend(1) && credit.spend(0));
        assert_eq!(taken.take(half - 1), None);
        assert_eq!(taken.take(1), Some(WINDOW_BYTES / 2));
        assert_eq!(taken.take(half - 1), None);
        credit.add(WINDOW_BYTES / 2);
        assert_eq!(credit.left(), WINDOW_BYTES / 2);
        credit.add(u64::MAX);
        assert_eq!(credit.left(), WINDOW_BYTES, "no word of the server makes a window longer");
    }
}
