//! The frames that wait to be sent on one socket: each channel's go in their order and within its credit, in pieces, and
//! the channels take turns, so that a long paste into one document holds up no other.

use std::collections::VecDeque;

use crate::sync::wire::many::{Credit, FromPage, PIECE_BYTES};

/// The frames of all channels of a socket.
#[derive(Debug, Default)]
pub struct Turns {
    /// The channel whose turn was longest ago comes first.
    channels: Vec<Channel>,
}

#[derive(Debug)]
struct Channel {
    number: u64,
    credit: Credit,
    frames: VecDeque<Vec<u8>>,
    /// The bytes of the first frame that have been sent.
    n_sent: usize,
}

impl Turns {
    /// A channel begins.
    pub fn open(&mut self, number: u64) {
        self.channels.push(Channel { number, credit: Credit::default(), frames: VecDeque::new(), n_sent: 0 });
    }

    /// A channel has ended: what waited in it is dropped.
    pub fn close(&mut self, number: u64) {
        self.channels.retain(|channel| channel.number != number);
    }

    /// A frame is to be sent on a channel. Without the channel it is dropped, as is one without a byte.
    pub fn push(&mut self, number: u64, frame: &[u8]) {
        if let Some(channel) = self.channel(number).filter(|_| !frame.is_empty()) {
            channel.frames.push_back(frame.to_vec());
        }
    }

    /// The server has taken so many bytes of a channel.
    pub fn more(&mut self, number: u64, bytes: u64) {
        if let Some(channel) = self.channel(number) {
            channel.credit.add(bytes);
        }
    }

    /// The message to send next, if one may be sent.
    pub fn next_message(&mut self) -> Option<Vec<u8>> {
        let (at, message) =
            self.channels.iter_mut().enumerate().find_map(|(at, channel)| Some((at, channel.message()?)))?;
        let channel = self.channels.remove(at);
        self.channels.push(channel);
        Some(message)
    }

    fn channel(&mut self, number: u64) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.number == number)
    }
}

impl Channel {
    fn message(&mut self) -> Option<Vec<u8>> {
        let left = self.frames.front()?.get(self.n_sent..)?;
        let within_credit = usize::try_from(self.credit.left()).unwrap_or(PIECE_BYTES);
        let len = left.len().min(PIECE_BYTES).min(within_credit);
        let piece = left.get(..len).filter(|piece| !piece.is_empty())?;
        let is_last = piece.len() == left.len();
        let said = if is_last { FromPage::Frame(piece) } else { FromPage::Piece(piece) };
        let message = said.write(self.number);
        self.credit.spend(len);
        self.n_sent += len;
        if is_last {
            self.frames.pop_front();
            self.n_sent = 0;
        }
        Some(message)
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sync::wire::many::WINDOW_BYTES;

    /// All that may be sent now, in short: the channel, `+` for a piece or `.` for the last of a frame, and how many bytes.
    fn sent(turns: &mut Turns) -> String {
        let messages = std::iter::from_fn(|| turns.next_message());
        let said = messages.map(|message| match FromPage::read(&message).expect("a message") {
            (channel, FromPage::Piece(bytes)) => format!("{channel}+{}", bytes.len()),
            (channel, FromPage::Frame(bytes)) => format!("{channel}.{}", bytes.len()),
            other => panic!("no frame: {other:?}"),
        });
        said.collect::<Vec<_>>().join(" ")
    }

    fn turns(channels: &[u64]) -> Turns {
        let mut turns = Turns::default();
        channels.iter().for_each(|channel| turns.open(*channel));
        turns
    }

    #[test]
    fn a_long_frame_goes_in_pieces_between_which_others_have_their_turn() {
        let mut turns = turns(&[1, 2, 3]);
        turns.push(1, &[0; PIECE_BYTES * 2 + 5]);
        turns.push(2, &[0; 7]);
        turns.push(2, &[0; 8]);
        turns.push(3, &[0; PIECE_BYTES]);
        assert_eq!(sent(&mut turns), "1+16384 2.7 3.16384 1+16384 2.8 1.5");
        assert_eq!(sent(&mut turns), "");
    }

    #[test]
    fn a_channel_without_credit_waits_in_order_and_holds_up_nobody() {
        let mut turns = turns(&[1, 2]);
        let window = usize::try_from(WINDOW_BYTES).expect("a window fits");
        turns.push(1, &vec![0; window - 1]);
        sent(&mut turns);
        for (channel, len) in [(1, 3), (1, 4), (2, 9)] {
            turns.push(channel, &vec![0; len]);
        }
        assert_eq!(sent(&mut turns), "2.9 1+1");
        turns.more(1, 1);
        assert_eq!(sent(&mut turns), "1+1");
        turns.more(2, 9);
        assert_eq!(sent(&mut turns), "");
        turns.more(1, 100);
        assert_eq!(sent(&mut turns), "1.1 1.4");
    }

    #[test]
    fn what_waits_in_a_channel_that_ends_is_dropped_and_so_is_what_comes_late() {
        let mut turns = turns(&[1, 2]);
        turns.push(1, &[0; 3]);
        turns.push(2, &[0; 3]);
        turns.close(1);
        turns.push(1, &[0; 3]);
        turns.more(1, 3);
        turns.push(2, &[]);
        assert_eq!(sent(&mut turns), "2.3");
    }

    #[test]
    fn the_bytes_of_a_frame_arrive_in_their_order() {
        let mut turns = turns(&[1]);
        let frame: Vec<u8> = (0..PIECE_BYTES + 300).map(|at| (at % 251) as u8).collect();
        turns.push(1, &frame);
        let mut whole = Vec::new();
        while let Some(message) = turns.next_message() {
            let (_, FromPage::Piece(bytes) | FromPage::Frame(bytes)) = FromPage::read(&message).expect("a message")
            else {
                panic!("no frame");
            };
            whole.extend_from_slice(bytes);
        }
        assert_eq!(whole, frame);
    }
}
