//! A document's connection, whatever carries it: frames go between the other end and its room, both are kept within
//! bounds, and none is read here.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::future::BoxFuture;
use muster_shared::id::DocId;
use muster_shared::kinds::unnamed;
use muster_shared::sync::room::{Protocol, close};
use muster_shared::sync::wire::{Frame, Purpose};
use tokio::time::{Instant, Interval, sleep, timeout};
use tracing::warn;

use super::connection_rights::{Attendance, Entry, Verdict};
use super::renewals::Renewals;
use super::ways::{Ear, Heard, Mouth, Refusal, SLOW, every};

use crate::http::state::App;
use crate::intake::Held;
use crate::log::LogError;
use crate::metrics::{Counted, Metrics};
use crate::purse::{Purse, Purses};
use crate::rooms::outbox::{Closing, Meter, Next, Outbox};
use crate::rooms::{RoomError, Rooms, Seat, Unknown};

/// How long the other end may take to answer our goodbye, or to read what was sent before it.
pub(super) const GOODBYE: Duration = Duration::from_secs(2);

/// How long a refusal may take to be sent, while what was refused is still held.
const REFUSAL: Duration = Duration::from_millis(100);

/// The document is gone, or there never was one.
pub(super) const NO_DOCUMENT: u16 = 4404;

/// A first sync may take so many times as long as another message.
const FIRST_SYNC_TIMES: u32 = 5;

/// A connection as it begins.
pub(super) struct Call {
    /// The document.
    pub(super) doc: DocId,
    /// The frames that are spoken.
    pub(super) protocol: Protocol,
    /// The name of what carries them, as metrics have it.
    pub(super) name: &'static str,
    /// Whether a document that is not there is made.
    pub(super) unknown: Unknown,
    /// Whether it is let in.
    pub(super) entry: Entry,
}

/// How a connection is read.
pub(super) struct Reading {
    /// The bytes it holds half read.
    held: Arc<Held>,
    /// The purses that pay for it.
    purses: Arc<Purses>,
    /// How long a message may take.
    message_time: Duration,
}

impl Reading {
    /// The way each connection of this server is read.
    pub(super) fn of(app: &App, held: Arc<Held>) -> Self {
        let message_time = Duration::from_millis(app.bounds.message_ms_max);
        Self { held, purses: Arc::clone(&app.purses), message_time }
    }
}

/// The end of a connection.
pub(super) struct End {
    /// Whether it ended because of what the other end sent.
    pub(super) was_refused: bool,
    /// The reason why it ended, if the server ended it.
    pub(super) closing: Option<Closing>,
}

/// A connection that has its seat.
pub(super) struct Joined {
    seat: Seat,
    outbox: Arc<Outbox>,
    line: Line,
    attendance: Attendance,
    _counted: Counted,
}

/// A connection on its way to its seat. Boxed: what that takes would else be held by every idle connection.
pub(super) type Joining = BoxFuture<'static, Result<Joined, Closing>>;

/// Takes a connection to its seat, or says why it has none.
pub(super) fn join(rooms: Rooms, call: Call, reading: Reading) -> Joining {
    Box::pin(async move {
        let Call { doc, protocol, name, unknown, entry } = call;
        let (visitor, attendance) = match entry {
            Entry::In(visitor, attendance) => (visitor, attendance),
            Entry::Out(closing) => return Err(closing),
        };
        let Reading { held, purses, message_time } = reading;
        let metrics = Arc::clone(rooms.metrics());
        let purse = purses.of(&visitor, &doc, &metrics);
        held.is_paid_by(purse.clone());
        let limits = rooms.limits_of(visitor.rank);
        held.allow(limits.frame_bytes_max);
        let meter = Meter { held: Arc::clone(&held), purse: Arc::clone(&purse) };
        let outbox = Arc::new(rooms.outbox().metered(meter));
        let seat = rooms.join(&doc, protocol, visitor, unknown, &outbox).await.map_err(|refused| {
            let refusal = refusal(&refused);
            // To be told to try again is our trouble, and nobody else may have logged it.
            if refusal.code == close::TRY_AGAIN {
                warn!(doc.id = unnamed(&doc), error = %refused, "document {} cannot be joined: {refused}", unnamed(&doc));
            }
            refusal
        })?;
        let counted = Counted::new(&metrics.sessions.get_or_create(&[("protocol", name.to_owned())]));
        let frame_bytes_max = limits.frame_bytes_max;
        let keepalive_every_ms = (protocol == Protocol::Plain).then_some(limits.keepalive_every_ms);
        let line = Line { frame_bytes_max, keepalive_every_ms, held, purse, purses, message_time, metrics };
        Ok(Joined { seat, outbox, line, attendance, _counted: counted })
    })
}

/// Serves a connection until either end hangs up.
pub(super) async fn serve(ear: &mut impl Ear, mouth: &mut impl Mouth, joining: Joining) -> End {
    let Joined { seat, outbox, line, attendance, _counted } = match joining.await {
        Ok(joined) => joined,
        Err(closing) => return Box::pin(say_goodbye(mouth, closing)).await,
    };
    let was_refused = carry(ear, mouth, &seat, &outbox, &line, attendance).await;
    seat.leave().await;
    End { was_refused, closing: outbox.reason() }
}

fn refusal(error: &RoomError) -> Closing {
    let code = match error {
        RoomError::NoDocument | RoomError::Log(LogError::NewerKind(_)) => NO_DOCUMENT,
        RoomError::Closing => close::RESTART,
        RoomError::Log(_) | RoomError::Edit(_) | RoomError::Unsteady | RoomError::Full => close::TRY_AGAIN,
    };
    let reason = match error {
        RoomError::Log(LogError::NewerKind(_)) => "the document is of a kind that this server does not know",
        _ => "the document cannot be opened",
    };
    Closing { code, reason: reason.to_owned() }
}

/// The bounds that both ends keep to.
struct Line {
    /// The bytes that a message may have, an answer to a question aside.
    frame_bytes_max: usize,
    /// How often a client that knows no pings is told that there is nobody new.
    keepalive_every_ms: Option<u64>,
    held: Arc<Held>,
    purse: Arc<Purse>,
    purses: Arc<Purses>,
    message_time: Duration,
    metrics: Arc<Metrics>,
}

impl Line {
    /// How long the message that is being read may take.
    fn time(&self) -> Duration {
        let times = if self.held.may_upload(self.frame_bytes_max) { FIRST_SYNC_TIMES } else { 1 };
        self.message_time * times
    }

    /// Closes the connection because of a message, with the truth.
    fn refuse(&self, outbox: &Outbox, (code, why, reason): Refusal) {
        self.metrics.refused_messages.get_or_create(&[("why", why.to_owned())]).inc();
        outbox.close(code, reason);
    }
}

/// Both directions at once: a slow reader must not keep us from hearing it, nor the other way round. Says whether it ended
/// because of what the other end sent.
async fn carry(
    ear: &mut impl Ear,
    mouth: &mut impl Mouth,
    seat: &Seat,
    outbox: &Outbox,
    line: &Line,
    attendance: Attendance,
) -> bool {
    let renewals = Renewals::default();
    let mut hearing = pin!(hear(ear, seat, outbox, line, &renewals));
    let mut telling = pin!(tell(mouth, seat, outbox, line.keepalive_every_ms));
    tokio::select! {
        // A client that sent an unreadable frame is told so, and not by silence: it would come back with the same.
        () = &mut hearing => {
            let is_refused = outbox.is_closing();
            if is_refused {
                drop(timeout(REFUSAL, &mut telling).await);
            }
            is_refused
        }
        // The other end answers a goodbye by closing, and that is heard. To hang up before would be an error to it.
        () = &mut telling => {
            drop(timeout(GOODBYE, hearing).await);
            false
        }
        () = attend(attendance, &renewals, seat, outbox, line) => false,
        () = overdue(outbox) => false,
    }
}

/// Lets rights that change take effect.
async fn attend(mut attendance: Attendance, renewals: &Renewals, seat: &Seat, outbox: &Outbox, line: &Line) {
    loop {
        match attendance.next(renewals).await {
            Verdict::Changed(rights) => {
                line.purse.keep_to(line.purses.bounds_of(rights.rank), Instant::now());
                seat.change_rights(rights).await;
            }
            Verdict::Out(Closing { code, reason }) => outbox.close(code, &reason),
        }
        if outbox.is_closing() {
            return std::future::pending().await;
        }
    }
}

/// Reads until the other end has gone, or takes too long for a message.
async fn hear(ear: &mut impl Ear, seat: &Seat, outbox: &Outbox, line: &Line, renewals: &Renewals) {
    loop {
        let heard = tokio::select! {
            heard = ear.hear(&line.held) => heard,
            () = line.held.overdue(|| line.time()) => Heard::End(Some(SLOW)),
        };
        match heard {
            Heard::End(refused) => {
                refused.filter(|_| !outbox.is_closing()).into_iter().for_each(|refused| line.refuse(outbox, refused));
                return;
            }
            _ if outbox.is_closing() => {}
            Heard::Frame(bytes) => take(bytes, seat, &line.purse, renewals).await,
            Heard::Unspoken(refused) => line.refuse(outbox, refused),
            Heard::Sign => {}
        }
    }
}

/// Hands a frame on, once whoever sent it can pay for it. A token is for the door, everything else for the room.
async fn take(bytes: Bytes, seat: &Seat, purse: &Purse, renewals: &Renewals) {
    let purpose = Purpose::of(&bytes);
    pause(purse.wait_for(purpose, Instant::now())).await;
    match token_in(&bytes, purpose) {
        Some(token) => renewals.put(token).await,
        None => seat.frame(bytes).await,
    }
}

/// Sleeps, if at all: even the shortest sleep takes a millisecond.
pub(super) async fn pause(wait: Duration) {
    if !wait.is_zero() {
        sleep(wait).await;
    }
}

/// Sends what waits; a sign now and then shows whether the other end lives.
async fn tell(mouth: &mut impl Mouth, seat: &Seat, outbox: &Outbox, keepalive_every_ms: Option<u64>) {
    let mut keepalive = keepalive_every_ms.map(every);
    if mouth.begin().await.is_err() {
        return;
    }
    loop {
        let sent = tokio::select! {
            next = outbox.next() => match next {
                Next::Send(frames) => mouth.send(frames).await,
                Next::CatchUp => {
                    seat.catch_up().await;
                    Ok(())
                }
                Next::Close(closing) => return mouth.goodbye(closing).await,
            },
            () = mouth.due() => mouth.sign().await,
            () = next_beat(&mut keepalive) => {
                let nobody = Frame::Awareness(&[0]).write();
                mouth.send(vec![nobody.into()]).await
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Waits for the next beat, if there is one.
async fn next_beat(beat: &mut Option<Interval>) {
    match beat {
        Some(beat) => drop(beat.tick().await),
        None => std::future::pending().await,
    }
}

async fn say_goodbye(mouth: &mut impl Mouth, closing: Closing) -> End {
    if timeout(GOODBYE, mouth.goodbye(closing.clone())).await.is_err() {
        warn!("a connection took no goodbye");
    }
    End { was_refused: false, closing: Some(closing) }
}

/// Resolves when the connection should have been closed for a while and is not: the other end reads nothing.
async fn overdue(outbox: &Outbox) {
    outbox.closing().await;
    sleep(GOODBYE).await;
}

/// The token in a frame, if it brings one. Every other frame is read once, in its room, and so is a token that cannot be
/// read: the room says so.
fn token_in(frame: &[u8], purpose: Purpose) -> Option<String> {
    match (purpose == Purpose::Token).then(|| Frame::read(frame)) {
        Some(Ok(Frame::Token(token))) => Some(token.to_owned()),
        _ => None,
    }
}
