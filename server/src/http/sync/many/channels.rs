//! The channels of one socket: they are opened and closed as the page says, and bytes go to the one they are for.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::Arc;

use axum::body::Bytes;
use muster_shared::sync::room::close;
use muster_shared::sync::wire::many::{FULL, FromPage, Open};
use tokio::sync::mpsc;

use super::channel::{ChannelEar, ChannelMouth, Lane, channel, closed};
use super::lines::Lines;
use super::page::Page;
use crate::config;
use crate::connections::Beside;
use crate::http::problem::Problem;
use crate::http::sync::connection_rights::closing;
use crate::http::sync::entry::Asked;
use crate::http::sync::serving::{Reading, join, serve};
use crate::http::sync::ways::{Refusal, rfc6455};
use crate::intake::Held;
use crate::rooms::outbox::Closing;

/// The refusal of what is no message of this protocol: the socket ends, as nobody knows what else is meant.
const NONSENSE: Refusal = (rfc6455::PROTOCOL, "protocol", "this is no message of the protocol that you asked for");

/// The channels of one socket.
pub(super) struct Channels {
    page: Arc<Page>,
    lines: Lines,
    held: Arc<Held>,
    open: HashMap<u64, Lane>,
    /// The highest number so far: what comes for a lower one that is not open was sent before its end was heard.
    highest: u64,
    ended: mpsc::UnboundedSender<u64>,
}

impl Channels {
    /// None yet; the numbers of those that end by themselves go to `ended`.
    pub(super) fn new(page: Arc<Page>, lines: Lines, held: Arc<Held>, ended: mpsc::UnboundedSender<u64>) -> Self {
        Self { page, lines, held, open: HashMap::new(), highest: 0, ended }
    }

    /// Whether no channel is open.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether there was one at any time.
    pub(super) fn has_begun(&self) -> bool {
        self.highest > 0
    }

    /// A channel has ended by itself.
    pub(super) fn forget(&mut self, number: u64) {
        self.open.remove(&number);
    }

    /// Takes one message of the page. An error on a channel ends that channel.
    ///
    /// # Errors
    /// The refusal that the socket ends with.
    pub(super) fn take(&mut self, message: &Bytes) -> Result<(), Refusal> {
        let (number, said) = FromPage::read(message).map_err(|_| NONSENSE)?;
        if let FromPage::Open(open) = said {
            return self.open(number, &open);
        }
        match self.open.entry(number) {
            Slot::Occupied(lane) => {
                let put = match said {
                    FromPage::Piece(bytes) => lane.get().put(message.slice_ref(bytes), false),
                    FromPage::Frame(bytes) => lane.get().put(message.slice_ref(bytes), true),
                    FromPage::Close | FromPage::Open(_) => {
                        lane.remove();
                        Ok(())
                    }
                };
                if let Err(refusal) = put {
                    self.open.remove(&number).into_iter().for_each(|lane| lane.refuse(refusal));
                }
                Ok(())
            }
            Slot::Vacant(_) if number <= self.highest => Ok(()),
            Slot::Vacant(_) => Err(NONSENSE),
        }
    }

    /// Opens a channel, if there is a place for it.
    fn open(&mut self, number: u64, open: &Open<'_>) -> Result<(), Refusal> {
        if number <= self.highest {
            return Err(NONSENSE);
        }
        self.highest = number;
        match self.place() {
            Ok(place) => {
                let held = self.held.beside();
                let (lane, ear, mouth) = channel(number, &self.lines, Arc::clone(&held));
                self.open.insert(number, lane);
                let call = Channel { page: Arc::clone(&self.page), asked: self.page.asked(open), ear, mouth, held };
                tokio::spawn(run(call, Ended { number, to: self.ended.clone() }, place));
            }
            Err(reason) => {
                let closing = Closing { code: close::TRY_AGAIN, reason: reason.to_owned() };
                self.lines.word(number, closed(&closing));
            }
        }
        Ok(())
    }

    /// A place for one more channel, which is as much as a connection of its own would take.
    fn place(&self) -> Result<Option<Beside>, &'static str> {
        let metrics = self.page.app.rooms.metrics();
        if self.open.len() >= config::size(self.page.app.bounds.channels_max) {
            metrics.refused_requests.get_or_create(&[("of", "channels".to_owned())]).inc();
            return Err(FULL);
        }
        let Some(permit) = &self.page.permit else { return Ok(None) };
        permit.beside().map(Some).ok_or_else(|| {
            metrics.refused_connections.inc();
            "your address has as many documents open as it may have"
        })
    }
}

/// Tells, when it is dropped, that a channel has ended, in whatever way.
struct Ended {
    number: u64,
    to: mpsc::UnboundedSender<u64>,
}

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.to.send(self.number);
    }
}

/// A channel as it begins.
struct Channel {
    page: Arc<Page>,
    asked: Result<Asked, Problem>,
    ear: ChannelEar,
    mouth: ChannelMouth,
    held: Arc<Held>,
}

/// Serves a channel until either end closes it.
async fn run(channel: Channel, ended: Ended, place: Option<Beside>) {
    let Channel { page, asked, mut ear, mut mouth, held } = channel;
    // Boxed: what letting in needs for a moment would else be held by every idle channel.
    let closing = match Box::pin(page.call(asked)).await {
        Ok(call) => {
            let reading = Reading::of(&page.app, held);
            let joining = join(page.app.rooms.clone(), call, reading);
            serve(&mut ear, &mut mouth, joining).await.closing
        }
        Err(problem) => Some(closing(&problem)),
    };
    if let Some(closing) = closing {
        mouth.end(&closing);
    }
    drop(place);
    drop(ended);
}
