//! The two ways of a document's connection, heard and told: over a WebSocket of its own, or a channel of one that many
//! documents share.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use muster_shared::sync::room::close;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::intake::{Breach, Held};
use crate::rooms::outbox::Closing;

/// The close codes of RFC 6455 for what is wrong with a message as such. None of them is for good: what was to be sent
/// may come through another way.
pub(super) mod rfc6455 {
    /// Everything is said.
    pub(crate) const NORMAL: u16 = 1000;
    /// The other end breaks the protocol.
    pub(crate) const PROTOCOL: u16 = 1002;
    /// A message of a kind that is not spoken here.
    pub(crate) const UNSUPPORTED: u16 = 1003;
    /// A text that is none.
    pub(crate) const NOT_A_TEXT: u16 = 1007;
    /// A message takes too long, or more is sent than was agreed on.
    pub(crate) const POLICY: u16 = 1008;
    /// A message is too long.
    pub(crate) const TOO_LONG: u16 = 1009;
}

/// The close code, the metric's word and the sentence for a message that cannot be taken.
pub(super) type Refusal = (u16, &'static str, &'static str);

/// The refusal of a message that takes longer than it may.
pub(super) const SLOW: Refusal = (rfc6455::POLICY, "slow", "a message took too long to come whole");

/// The refusal of a message that is longer than it may be.
pub(super) const TOO_LONG: Refusal = (rfc6455::TOO_LONG, "too_long", "the message is longer than you may send");

/// The refusal for bytes that are held no longer.
pub(super) fn refusal_of(breach: Breach) -> Refusal {
    match breach {
        Breach::TooLong => TOO_LONG,
        Breach::GivesWay => (close::TRY_AGAIN, "gives_way", "too many messages are half sent; send this one again"),
    }
}

/// One thing that was heard of the other end.
pub(super) enum Heard {
    /// A frame, whole.
    Frame(Bytes),
    /// A sign of life.
    Sign,
    /// A message of a kind that is not spoken here. The next one is still heard.
    Unspoken(Refusal),
    /// Nothing more, because of a message that cannot be taken or because the other end has gone.
    End(Option<Refusal>),
}

/// The way in.
pub(super) trait Ear: Send {
    /// The next thing that comes. Its bytes were counted in `held`, and are not any more once the frame is whole.
    fn hear(&mut self, held: &Held) -> impl Future<Output = Heard> + Send;
}

/// The other end takes nothing any more.
pub(super) struct Gone;

/// The way out.
pub(super) trait Mouth: Send {
    /// Says that the connection is seated in its room, where that is said.
    fn begin(&mut self) -> impl Future<Output = Result<(), Gone>> + Send;

    /// Sends frames, in their order.
    fn send(&mut self, frames: Vec<Arc<[u8]>>) -> impl Future<Output = Result<(), Gone>> + Send;

    /// Waits until it is time for a sign of life. The wait may end at any time.
    fn due(&mut self) -> impl Future<Output = ()> + Send;

    /// Gives a sign of life.
    fn sign(&mut self) -> impl Future<Output = Result<(), Gone>> + Send;

    /// Says the last word.
    fn goodbye(&mut self, closing: Closing) -> impl Future<Output = ()> + Send;
}

/// A beat that begins after its first pause, and does not catch up on what was missed.
pub(super) fn every(ms: u64) -> Interval {
    let every = Duration::from_millis(ms);
    let mut interval = interval_at(Instant::now() + every, every);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
