//! One WebSocket for all documents of a page. Each of them has a channel with everything that a connection of its own
//! would have: credential, rights, numbering, purse, queue and seat.

mod channel;
mod channels;
mod lines;
mod page;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use muster_shared::sync::room::close;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;

use super::connection_rights::UNAUTHENTICATED;
use super::serving::GOODBYE;
use super::socket::{SocketEar, SocketMouth, Stream, drain, halves};
use super::ways::{Ear, Heard, Mouth, Refusal, SLOW, rfc6455};
use crate::http::state::App;
use crate::intake::Held;
use crate::rooms::outbox::Closing;
use channels::Channels;
use lines::{Turns, lines};
pub(super) use muster_shared::sync::wire::many::MESSAGE_BYTES_MAX;
pub(super) use page::Page;

/// The end of a socket: the code and the reason, and whether it is because of what came.
struct End {
    closing: Closing,
    was_refused: bool,
}

impl End {
    fn of(code: u16, reason: &str) -> Self {
        Self { closing: Closing { code, reason: reason.to_owned() }, was_refused: false }
    }
}

/// Serves a socket until either end hangs up.
pub(super) fn serve<S: Stream>(
    socket: WebSocketStream<S>,
    page: Arc<Page>,
    held: Arc<Held>,
) -> impl Future<Output = ()> + Send + use<S> {
    let (ear, mouth) = halves(socket, &page.app.rooms.limits());
    carry(ear, mouth, page, held)
}

/// Carries messages both ways until either end hangs up.
async fn carry<S: Stream>(mut ear: SocketEar<S>, mut mouth: SocketMouth<S>, page: Arc<Page>, held: Arc<Held>) {
    held.allow(MESSAGE_BYTES_MAX);
    let (lines, mut turns) = lines();
    let (ended, ends) = mpsc::unbounded_channel();
    let channels = Channels::new(Arc::clone(&page), lines.clone(), Arc::clone(&held), ended);
    let was_refused = {
        let (say, goodbye) = oneshot::channel();
        let mut telling = pin!(tell(&mut mouth, &mut turns, goodbye));
        let end = tokio::select! {
            end = hear(&mut ear, &page.app, channels, ends, &held) => end,
            () = &mut telling => None,
            () = lines.hung_up() => None,
        };
        let Some(End { closing, was_refused }) = end else { return };
        page.app.rooms.metrics().closes.get_or_create(&[("code", closing.code.to_string())]).inc();
        let _ = say.send(closing);
        if timeout(GOODBYE, telling).await.is_err() {
            return;
        }
        was_refused
    };
    // The other end answers a goodbye by closing. To hang up before would be an error to it.
    farewell(ear, mouth, &held, was_refused).await;
}

/// Waits for the other end to close, and throws away what comes before.
async fn farewell<S: Stream>(mut ear: SocketEar<S>, mouth: SocketMouth<S>, held: &Held, was_refused: bool) {
    if was_refused {
        return Box::pin(drain(ear, mouth, held)).await;
    }
    let rest = async { while !matches!(ear.hear(held).await, Heard::End(_)) {} };
    drop(timeout(GOODBYE, rest).await);
}

/// Sends what the channels have to tell, and a goodbye at last; a ping now and then shows whether the other end lives.
async fn tell<S: Stream>(mouth: &mut SocketMouth<S>, turns: &mut Turns, mut goodbye: oneshot::Receiver<Closing>) {
    loop {
        let sent = tokio::select! {
            biased;
            () = mouth.due() => mouth.sign().await,
            Ok(closing) = &mut goodbye => {
                let last = turns.last();
                if mouth.write(last.into_iter()).await.is_ok() {
                    mouth.goodbye(closing).await;
                }
                return;
            }
            next = turns.next() => mouth.write(next.into_iter()).await,
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Reads until the other end has gone, says what cannot be taken, or opens nothing; and until the server stops.
async fn hear<S: Stream>(
    ear: &mut SocketEar<S>,
    app: &App,
    mut channels: Channels,
    mut ends: mpsc::UnboundedReceiver<u64>,
    held: &Held,
) -> Option<End> {
    let [message_time, unopened] = [app.bounds.message_ms_max, app.bounds.unopened_ms_max].map(Duration::from_millis);
    let (mut empty_since, mut stop_by) = (Instant::now(), None);
    let mut stopping = pin!(app.rooms.closing());
    loop {
        if stop_by.is_some() && channels.is_empty() {
            return Some(End::of(close::RESTART, "the server is going down"));
        }
        let heard = tokio::select! {
            heard = ear.hear(held) => heard,
            () = held.overdue(|| message_time) => Heard::End(Some(SLOW)),
            Some(number) = ends.recv() => {
                channels.forget(number);
                empty_since = Instant::now();
                continue;
            }
            () = sleep_until(empty_since + unopened), if channels.is_empty() => return Some(unopened_end(&channels)),
            () = &mut stopping, if stop_by.is_none() => {
                stop_by = Some(Instant::now() + GOODBYE);
                continue;
            }
            () = sleep_until(stop_by.unwrap_or(empty_since)), if stop_by.is_some() => {
                return Some(End::of(close::RESTART, "the server is going down"));
            }
        };
        let refused = match heard {
            Heard::Frame(message) => {
                let was_empty = channels.is_empty();
                let taken = channels.take(&message);
                if !was_empty && channels.is_empty() {
                    empty_since = Instant::now();
                }
                taken.err()
            }
            Heard::Sign => None,
            Heard::Unspoken(refused) => Some(refused),
            Heard::End(refused) => Some(refused?),
        };
        if let Some(refused) = refused {
            return Some(refuse(app, refused));
        }
    }
}

/// The end of a socket without a document.
fn unopened_end(channels: &Channels) -> End {
    if channels.has_begun() {
        End::of(rfc6455::NORMAL, "no document is open here any more")
    } else {
        End::of(UNAUTHENTICATED, "no document was asked for here")
    }
}

/// The end of a socket because of what came.
fn refuse(app: &App, (code, why, reason): Refusal) -> End {
    app.rooms.metrics().refused_messages.get_or_create(&[("why", why.to_owned())]).inc();
    End { was_refused: true, ..End::of(code, reason) }
}
