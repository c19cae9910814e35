//! Frames: one message each. Message types 0 to 3 are y-protocols v1, so that any Yjs client can talk to us; from 64
//! on they are ours, spoken only to clients that asked for the sub-protocol `muster.1`.

mod hello;
pub mod many;
mod nack;
pub mod presence;
mod receipt;

use crate::access::Role;
use crate::sync::lib0::{ReadError, Reader, Writer};

pub use hello::{Hello, PROTOCOL_VERSION};
pub use many::MANY;
pub use nack::{Nack, NackCode};
pub use receipt::{RECEIPT_BYTES, Receipt, Receipted};

/// The WebSocket sub-protocol that adds our frames.
pub const SUBPROTOCOL: &str = "muster.1";

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const QUERY_AWARENESS: u64 = 3;
const HELLO: u64 = 64;
const ACK: u64 = 65;
const NACK: u64 = 66;
const TOKEN: u64 = 67;
const ROLE: u64 = 68;
const OWN: u64 = 69;
const RECEIPTED: u64 = 70;

const STEP_1: u64 = 0;
const STEP_2: u64 = 1;
const UPDATE: u64 = 2;

/// One message, borrowing the bytes it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame<'a> {
    /// "This is what I have": an encoded state vector.
    Step1(&'a [u8]),
    /// "This is what you lack": an update.
    Step2(&'a [u8]),
    /// A change, as it happens.
    Update(&'a [u8]),
    /// The presences of those who are here.
    Awareness(&'a [u8]),
    /// y-protocols' auth message; nobody sends it to us, and it changes nothing.
    Auth,
    /// "Tell me who is here."
    QueryAwareness,
    /// The server's first word to a `muster.1` client.
    Hello(Hello),
    /// Everything up to this document-changing frame of the connection is on disk, refused ones aside.
    Ack(u64),
    /// One document-changing frame was refused and changed nothing.
    Nack(Nack),
    /// A fresh token for this connection.
    Token(&'a str),
    /// Rights changed while connected.
    Role(Role),
    /// These client ids are the sender's own: what it is about to hand over under them, nobody else wrote.
    Own(Vec<u64>),
    /// A change of somebody's, with the server's receipt: from the server as it happens, to it when it has lost it.
    Receipted(Receipted<'a>),
    /// A message of a later version: ignored, never fatal.
    Unknown,
}

impl<'a> Frame<'a> {
    /// Reads one frame, which must hold exactly one message.
    ///
    /// # Errors
    /// [`ReadError`] when it is not well formed.
    pub fn read(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let mut reader = Reader::new(bytes);
        let frame = match reader.uint()? {
            SYNC => match reader.uint()? {
                STEP_1 => Self::Step1(reader.buffer()?),
                STEP_2 => Self::Step2(reader.buffer()?),
                UPDATE => Self::Update(reader.buffer()?),
                _ => return Ok(Self::Unknown),
            },
            AWARENESS => Self::Awareness(reader.buffer()?),
            QUERY_AWARENESS => Self::QueryAwareness,
            AUTH => return Ok(Self::Auth),
            HELLO => return Hello::read(&mut reader).map(Self::Hello),
            ACK => Self::Ack(reader.uint()?),
            NACK => Self::Nack(Nack::read(&mut reader)?),
            TOKEN => Self::Token(reader.string()?),
            ROLE => Self::Role(Role::of_code(reader.u8()?).ok_or(ReadError::BadNumber)?),
            OWN => Self::Own(own(&mut reader)?),
            RECEIPTED => Self::Receipted(Receipted::read(&mut reader)?),
            _ => return Ok(Self::Unknown),
        };
        reader.end()?;
        Ok(frame)
    }

    /// The frame's bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        match self {
            Self::Step1(bytes) => writer.uint(SYNC).uint(STEP_1).buffer(bytes),
            Self::Step2(bytes) => writer.uint(SYNC).uint(STEP_2).buffer(bytes),
            Self::Update(bytes) => writer.uint(SYNC).uint(UPDATE).buffer(bytes),
            Self::Awareness(bytes) => writer.uint(AWARENESS).buffer(bytes),
            Self::Auth => writer.uint(AUTH),
            Self::QueryAwareness => writer.uint(QUERY_AWARENESS),
            Self::Hello(hello) => hello.write(writer.uint(HELLO)),
            Self::Ack(seq) => writer.uint(ACK).uint(*seq),
            Self::Nack(nack) => nack.write(writer.uint(NACK)),
            Self::Token(token) => writer.uint(TOKEN).string(token),
            Self::Role(role) => writer.uint(ROLE).u8(role.code()),
            Self::Own(clients) => {
                writer.uint(OWN).uint(clients.len() as u64);
                clients.iter().fold(&mut writer, |writer, client| writer.uint(*client))
            }
            Self::Receipted(receipted) => receipted.write(writer.uint(RECEIPTED)),
            Self::Unknown => &mut writer,
        };
        writer.into_bytes()
    }

    /// The update in a frame that changes the document: such frames are numbered, and their sender is told of each
    /// what became of it.
    pub fn update(&self) -> Option<&'a [u8]> {
        match self {
            Self::Step2(update) | Self::Update(update) | Self::Receipted(Receipted { update, .. }) => Some(update),
            _ => None,
        }
    }
}

/// The purpose of a frame, as far as its first two bytes tell: enough for code that carries frames and reads none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It changes the document.
    Change,
    /// It asks for something that is made for it.
    Question,
    /// It says who is here.
    Presence,
    /// It brings a fresh token, which is for the door and not for the room.
    Token,
    /// It refuses a change.
    Refusal,
    /// Anything else, and what is no frame.
    Other,
}

impl Purpose {
    /// The purpose of the frame of these bytes.
    pub fn of(frame: &[u8]) -> Self {
        let byte = |at: usize| frame.get(at).map(|byte| u64::from(*byte));
        match (byte(0), byte(1)) {
            (Some(SYNC), Some(STEP_2 | UPDATE)) | (Some(RECEIPTED), _) => Self::Change,
            (Some(SYNC), Some(STEP_1)) | (Some(QUERY_AWARENESS), _) => Self::Question,
            (Some(AWARENESS), _) => Self::Presence,
            (Some(TOKEN), _) => Self::Token,
            (Some(NACK), _) => Self::Refusal,
            _ => Self::Other,
        }
    }
}

/// The ids of [`Frame::Own`]. Each takes a byte at least, so a count cannot make us reserve more than was sent.
fn own(reader: &mut Reader<'_>) -> Result<Vec<u64>, ReadError> {
    let count = usize::try_from(reader.uint()?).ok().filter(|count| *count <= reader.left());
    (0..count.ok_or(ReadError::TooShort)?).map(|_| reader.uint()).collect()
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn hello() -> Hello {
        Hello {
            version: 1,
            lineage: "L1".parse().expect("an id"),
            epoch: 2,
            kind: "charter".to_owned(),
            schema: 1,
            role: Role::Editor,
            state_vector: vec![0],
            frame_bytes_max: 1 << 20,
            upload_bytes: 512 << 10,
        }
    }

    const RECEIPTED: Receipted<'_> = Receipted {
        author: b"ada",
        n_at_risk: 3,
        receipt: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        update: &[0, 0],
    };

    /// Golden vectors: these bytes are the protocol, other programs rely on them.
    #[test]
    fn frames_are_written_as_they_always_were() {
        let nack = Nack { seq: 7, code: NackCode::Resync, retryable: true, detail: "x".to_owned() };
        for (frame, golden) in [
            (Frame::Step1(&[0]), "00000100"),
            (Frame::Step2(&[0, 0]), "0001020000"),
            (Frame::Update(&[0, 0]), "0002020000"),
            (Frame::Awareness(&[0]), "010100"),
            (Frame::QueryAwareness, "03"),
            (Frame::Hello(hello()), "4001024c310207636861727465720102 0100 808040 808020"),
            (Frame::Ack(300), "41ac02"),
            (Frame::Nack(nack), "420700010178"),
            (Frame::Token("t"), "430174"),
            (Frame::Role(Role::Reader), "4400"),
            (Frame::Own(vec![7, 300]), "450207ac02"),
            (Frame::Receipted(RECEIPTED), "46 03616461 03 000102030405060708090a0b0c0d0e0f 020000"),
        ] {
            let bytes = frame.write();
            assert_eq!(hex(&bytes), golden.replace(' ', ""), "{frame:?}");
            assert_eq!(Frame::read(&bytes), Ok(frame));
        }
    }

    #[test]
    fn a_later_hello_with_more_fields_is_still_read() {
        let mut bytes = Frame::Hello(hello()).write();
        bytes.extend([1, 2, 3]);
        assert_eq!(Frame::read(&bytes), Ok(Frame::Hello(hello())));
    }

    #[test]
    fn a_marked_frame_that_is_cut_off_anywhere_is_refused() {
        let bytes = Frame::Receipted(RECEIPTED).write();
        for len in 0..bytes.len() {
            assert!(Frame::read(&bytes[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn what_a_frame_is_for_is_known_by_how_it_begins() {
        let nack = Nack { seq: 7, code: NackCode::Resync, retryable: true, detail: "x".to_owned() };
        for (frame, purpose) in [
            (Frame::Step1(&[0]), Purpose::Question),
            (Frame::QueryAwareness, Purpose::Question),
            (Frame::Step2(&[0, 0]), Purpose::Change),
            (Frame::Update(&[0, 0]), Purpose::Change),
            (Frame::Receipted(RECEIPTED), Purpose::Change),
            (Frame::Awareness(&[0]), Purpose::Presence),
            (Frame::Token("t"), Purpose::Token),
            (Frame::Nack(nack), Purpose::Refusal),
            (Frame::Own(vec![1]), Purpose::Other),
            (Frame::Hello(hello()), Purpose::Other),
            (Frame::Ack(1), Purpose::Other),
            (Frame::Role(Role::Reader), Purpose::Other),
        ] {
            assert_eq!(Purpose::of(&frame.write()), purpose, "{frame:?}");
            assert_eq!(frame.update().is_some(), purpose == Purpose::Change, "{frame:?}");
        }
        for bytes in [&[][..], &[0], &[0, 3], &[99, 1]] {
            assert_eq!(Purpose::of(bytes), Purpose::Other, "{bytes:?}");
        }
    }

    #[test]
    fn two_messages_in_a_frame_and_overlong_types_are_refused() {
        for bytes in [&[3, 0, 2, 0][..], &[0, 0, 1, 0, 0], &[0x80, 0x00, 0x02], &[0, 2, 9, 0], &[]] {
            assert!(Frame::read(bytes).is_err(), "{bytes:?}");
        }
        assert_eq!(Frame::read(&[99, 1, 2]), Ok(Frame::Unknown));
    }
}
