//! A room's task: it carries mail in and outputs out, and decides nothing about the document.

mod deliver;
mod gathering;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use muster_shared::id::{DocId, SessionId};
use muster_shared::kinds::unnamed;
use muster_shared::sheet::{EditError, Filled};
use muster_shared::sync::room::{Output, Room, close};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, sleep_until};
use tracing::{debug, error};

use super::mail::{Joining, Mail, Reply, Rights, RoomError, Written};
use super::outbox::Outbox;
use super::waiting::Waiting;
use super::{House, cold};
use crate::clock;
use crate::log::{Append, DocRow, LogError, Progress, Standing};
use crate::metrics::{Counted, Part};
use gathering::Gathering;

/// Updates after the last snapshot from which on a new one is made.
const COMPACT_AFTER: usize = 500;
/// A live document waits for one more update for each so many bytes, as a snapshot takes as long as the document is.
const COMPACT_BYTES_AN_UPDATE: usize = 1 << 10;
/// Updates after the last snapshot that make one worth the while when the room closes.
const COMPACT_AT_CLOSE: usize = 50;
/// A document of this many bytes keeps its thread busy for so long that others should have another one.
const LARGE_BYTES: usize = 256 << 10;
/// How often the history of a document at its limit is measured.
const MEASURE_PAST_EVERY: Duration = Duration::from_secs(60);
/// The bytes that a room may have handed to the log before they are written: with more it reads on once they are, so
/// that no other document waits behind all of it.
const UNWRITTEN_BYTES_MAX: usize = 512 << 10;
/// How often presences are looked at.
const TICK: Duration = Duration::from_secs(1);

/// Loads a document and serves it until nobody needs it any more.
pub(super) async fn run(house: &Arc<House>, doc: &DocId, mut mailbox: mpsc::Receiver<Mail>) {
    match load(house, doc).await {
        Ok(mut live) => {
            let why = live.serve(&mut mailbox).await;
            debug!(doc.id = unnamed(doc), why, "room {} is closed: {why}", unnamed(doc));
            gone(house, doc, &mut mailbox, &RoomError::Closing, Rest::AsksAgain).await;
        }
        Err(refused) => {
            if refused != RoomError::NoDocument {
                error!(doc.id = unnamed(doc), error = %refused, "document {} cannot be opened", unnamed(doc));
            }
            gone(house, doc, &mut mailbox, &refused, Rest::IsRefused).await;
        }
    }
}

/// The fate of mail that is still in the mailbox of a room that goes.
#[derive(PartialEq, Eq)]
enum Rest {
    AsksAgain,
    IsRefused,
}

/// Leaves the register and empties the mailbox.
async fn gone(house: &House, doc: &DocId, mailbox: &mut mpsc::Receiver<Mail>, error: &RoomError, rest: Rest) {
    mailbox.close();
    house.register().retain(|known, sender| known != doc || !sender.is_closed());
    while let Some(mail) = mailbox.recv().await {
        if rest == Rest::IsRefused {
            mail.refuse(error);
        }
    }
}

async fn load(house: &Arc<House>, doc: &DocId) -> Result<Live, RoomError> {
    // The progress is there before anything is read: what was read may be no longer so when the room opens.
    let progress = house.log.progress();
    let standing = progress.watch();
    let take = |cold: cold::Cold| (cold.row, cold.room, cold.n_later, cold.needs_snapshot);
    let read = cold::read(&house.log, doc, house.limits, take).await?;
    let (row, mut room, n_later, needs_snapshot) = read.ok_or(RoomError::NoDocument)?;
    if let Some(receipts) = house.receipts.get() {
        room.give_receipts_by(receipts.of(&row.id, &row.lineage));
    }
    let num = row.num;
    room.remember_history(house.log.read(move |reader| reader.history_bytes(num)).await?);
    // The updates that were read may be written and not yet flushed, and from now on count as something everybody has.
    house.log.barrier().await?;
    debug!(doc.id = unnamed(doc), n_later, "room {} is open", unnamed(doc));
    let metrics = house.log.metrics();
    Ok(Live {
        house: Arc::clone(house),
        waiting: Waiting::new(Arc::clone(metrics), row.num),
        _counted: Counted::new(&metrics.rooms),
        present: Part::new(&metrics.presences),
        row,
        cut_short: room.broken().map(|_| Counted::new(&metrics.read_only_rooms)),
        warned: Warned::default(),
        room,
        sessions: HashMap::new(),
        standing,
        progress,
        seen: Standing::default(),
        appended: 0,
        filling: VecDeque::new(),
        gathering: Gathering::new(house.limits.everybody, Instant::now()),
        since_snapshot: if needs_snapshot { n_later.max(COMPACT_AFTER) } else { n_later },
        past_measured: Instant::now(),
    })
}

struct Live {
    house: Arc<House>,
    row: DocRow,
    room: Room,
    sessions: HashMap<SessionId, Connected>,
    progress: Arc<Progress>,
    standing: watch::Receiver<Standing>,
    /// How far the room has been told that its appends have come.
    seen: Standing,
    /// The last append handed to the log.
    appended: u64,
    /// Callers that wait for an update of the server itself: the append that must be flushed, the filled sheet, the
    /// reply.
    filling: VecDeque<(u64, Filled, Reply<Filled>)>,
    /// Appends that the log is not yet given.
    gathering: Gathering<Append>,
    since_snapshot: usize,
    past_measured: Instant,
    waiting: Waiting,
    _counted: Counted,
    present: Part,
    /// It was loaded as far as it can be read, which is not to its end.
    cut_short: Option<Counted>,
    warned: Warned,
}

/// The warnings of the document's size that the log was already given.
#[derive(Default)]
struct Warned {
    of_bytes: bool,
    of_clients: bool,
    of_history: bool,
}

/// A session's outbox. However the room's task ends, the connection is told.
struct Connected(Arc<Outbox>);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.close(close::TRY_AGAIN, "the document was closed");
    }
}

/// The log has failed this room.
struct Failed;

impl Live {
    /// Serves until the room may go; answers why it did.
    async fn serve(&mut self, mailbox: &mut mpsc::Receiver<Mail>) -> &'static str {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut closing = self.house.closing.subscribe();
        let mut idle_since = Instant::now();
        // The next one to open the document shall not have to wait for all of this again.
        self.compact_after(COMPACT_AFTER);
        loop {
            if *closing.borrow_and_update() {
                self.say_goodbye();
                if self.hand_over().await.is_err() {
                    self.fail().await;
                    return "its log failed";
                }
                if self.is_durable() {
                    return "the server is going down";
                }
            }
            let idle_until = idle_since + Duration::from_millis(self.house.limits().idle_room_ms);
            let went_well = tokio::select! {
                biased;
                // The sender is `self.progress`: it cannot have gone.
                _ = self.standing.changed() => self.settle().await,
                () = at(self.gathering.due()) => self.hand_over().await,
                _ = closing.changed() => Ok(()),
                Some(mail) = mailbox.recv(), if self.room.unwritten_bytes() < UNWRITTEN_BYTES_MAX => {
                    let done = self.take(mail).await;
                    idle_since = Instant::now();
                    done
                }
                now_ms = next(&mut tick), if !self.sessions.is_empty() => {
                    self.measure_past().await;
                    self.present.set(self.room.n_present());
                    let outputs = self.room.tick(now_ms);
                    self.deliver(outputs).await
                }
                now_ms = until(self.room.due_ms()) => {
                    let outputs = self.room.tick(now_ms);
                    self.deliver(outputs).await
                }
                () = sleep_until(idle_until), if self.may_go() => {
                    if self.try_go(mailbox) { return "nobody was in" }
                    idle_since = Instant::now();
                    Ok(())
                }
            };
            if went_well.is_err() {
                self.fail().await;
                return "its log failed";
            }
            if self.room.broken().is_some() && self.cut_short.is_none() {
                self.fail().await;
                return "it cannot be read any more";
            }
            self.compact_after(worth_a_snapshot(self.room.n_bytes()));
        }
    }

    fn is_durable(&self) -> bool {
        self.seen.flushed == self.appended
    }

    fn may_go(&self) -> bool {
        self.sessions.is_empty() && self.is_durable()
    }

    /// Closes the mailbox, if nothing has come into it meanwhile.
    fn try_go(&mut self, mailbox: &mut mpsc::Receiver<Mail>) -> bool {
        let _register = self.house.register();
        if !mailbox.is_empty() {
            return false;
        }
        mailbox.close();
        drop(_register);
        self.compact_after(COMPACT_AT_CLOSE);
        true
    }

    /// Everybody is told to come back; what they have sent is still flushed.
    fn say_goodbye(&mut self) {
        for (session, Connected(outbox)) in &self.sessions {
            outbox.close(close::RESTART, "the server is restarting");
            self.room.leave(*session);
        }
        self.sessions.clear();
    }

    async fn take(&mut self, mail: Mail) -> Result<(), Failed> {
        match mail {
            Mail::Join { joining, reply } => {
                let joined = self.join(joining).await;
                // The session may have gone; then the socket's end says so.
                let _ = reply.send(Ok(()));
                joined
            }
            Mail::Frame { from, bytes } => {
                let outputs = self.receive(from, &bytes);
                self.settle_terms(from);
                self.deliver(outputs).await
            }
            Mail::Leave { session } => self.leave(session).await,
            Mail::CatchUp { session } => self.catch_up(session).await,
            Mail::ChangeRights { session, rights: Rights { role, rank, side } } => {
                self.room.change_side(session, side);
                self.room.change_rank(session, rank);
                let outputs = self.room.change_role(session, role);
                self.settle_terms(session);
                self.deliver(outputs).await
            }
            Mail::Names { reply } => {
                let _ = reply.send(Ok(self.room.names_here()));
                Ok(())
            }
            Mail::Write { what, reply } => match self.write(what) {
                Ok((filled, outputs)) => {
                    let done = self.deliver(outputs).await;
                    self.filling.push_back((self.appended, filled, reply));
                    self.tell_planters();
                    done
                }
                Err(refused) => {
                    let _ = reply.send(Err(refused.into()));
                    Ok(())
                }
            },
        }
    }

    fn write(&mut self, what: Written) -> Result<(Filled, Vec<Output>), EditError> {
        match what {
            Written::Sheet(sheet, example, source) => self.room.fill_from(&sheet, example, source.as_ref()),
            Written::Edits(plan, author, stamp) => Ok((Filled::default(), self.room.edit(&*plan, &author, &stamp)?)),
        }
    }

    async fn join(&mut self, joining: Joining) -> Result<(), Failed> {
        let Joining { session, protocol, visitor, outbox } = joining;
        self.sessions.insert(session, Connected(outbox));
        let outputs = self.room.join(session, protocol, visitor, clock::now_ms());
        self.settle_terms(session);
        self.deliver(outputs).await
    }

    /// The session pays for the work it has caused, and is given the longest message it may send from now on.
    fn settle_terms(&mut self, session: SessionId) {
        let cost = self.room.take_cost();
        if let Some(Connected(outbox)) = self.sessions.get(&session) {
            outbox.pay(cost);
            outbox.allow(self.room.message_bytes_max(session));
        }
    }

    /// A history that seems to be at its limit is measured: what was packed meanwhile takes less.
    async fn measure_past(&mut self) {
        if !self.room.is_past_full() || self.past_measured.elapsed() < MEASURE_PAST_EVERY {
            return;
        }
        self.past_measured = Instant::now();
        let num = self.row.num;
        if let Ok(n_bytes) = self.house.log.read(move |reader| reader.history_bytes(num)).await {
            self.room.remember_history(n_bytes);
        }
    }

    async fn leave(&mut self, session: SessionId) -> Result<(), Failed> {
        if self.sessions.remove(&session).is_none() {
            return Ok(());
        }
        let outputs = self.room.leave(session);
        self.deliver(outputs).await
    }

    async fn catch_up(&mut self, session: SessionId) -> Result<(), Failed> {
        let Some(Connected(outbox)) = self.sessions.get(&session) else { return Ok(()) };
        outbox.follow();
        let outputs = self.at_length(self.room.n_bytes(), |room| room.catch_up(session));
        self.deliver(outputs).await
    }

    /// The answer to step 1 takes as long as the document is; other frames as long as they are.
    fn receive(&mut self, from: SessionId, bytes: &[u8]) -> Vec<Output> {
        let is_step_1 = bytes.starts_with(&[0, 0]);
        let n_bytes = if is_step_1 { self.room.n_bytes() } else { bytes.len() };
        self.at_length(n_bytes, |room| room.receive(from, bytes, clock::now_ms()))
    }

    fn at_length<T>(&mut self, n_bytes: usize, f: impl FnOnce(&mut Room) -> T) -> T {
        if n_bytes > LARGE_BYTES { tokio::task::block_in_place(|| f(&mut self.room)) } else { f(&mut self.room) }
    }

    /// The log has come further: broadcasts, then acks.
    async fn settle(&mut self) -> Result<(), Failed> {
        let now = *self.standing.borrow_and_update();
        if now.failed {
            return Err(Failed);
        }
        // While it is busy, acks go out together with the next broadcast, which is on its way.
        if now.written == self.seen.written && self.appended > now.written && self.gathering.is_busy() {
            return Ok(());
        }
        let mut outputs = Vec::new();
        for ticket in self.seen.written + 1..=now.written {
            outputs.extend(self.room.written(ticket));
        }
        if now.flushed > self.seen.flushed {
            self.waiting.flushed(now.flushed);
            outputs.extend(self.room.flushed(now.flushed));
        }
        self.seen = now;
        self.deliver(outputs).await?;
        self.tell_planters();
        Ok(())
    }

    fn tell_planters(&mut self) {
        while self.filling.front().is_some_and(|(ticket, ..)| *ticket <= self.seen.flushed) {
            if let Some((_, filled, reply)) = self.filling.pop_front() {
                let _ = reply.send(Ok(filled));
            }
        }
    }

    /// Nothing that was on its way is acked, ever; the room's next loading begins with what the log has.
    async fn fail(&mut self) {
        let outputs = self.room.append_failed();
        // There is nothing more to append, so this cannot fail again.
        let _ = self.say(outputs).await;
        let error = LogError::Write("the document's log failed".to_owned());
        for (_, _, reply) in self.filling.drain(..) {
            let _ = reply.send(Err(error.clone().into()));
        }
    }

    fn compact_after(&mut self, n_updates: usize) {
        if self.since_snapshot >= n_updates {
            self.since_snapshot = 0;
            self.house.compactor.request(self.row.id.clone());
        }
    }
}

/// After how many updates a live document of so many bytes is worth a snapshot.
fn worth_a_snapshot(n_bytes: usize) -> usize {
    COMPACT_AFTER.max(n_bytes / COMPACT_BYTES_AN_UPDATE)
}

/// Waits for a moment, if there is one.
async fn at(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// Waits for a time, if there is one; no longer than a tick, as clocks may be set.
async fn until(due_ms: Option<u64>) -> u64 {
    let Some(due_ms) = due_ms else { return std::future::pending().await };
    let wait = Duration::from_millis(due_ms.saturating_sub(clock::now_ms()));
    tokio::time::sleep(wait.min(TICK)).await;
    clock::now_ms()
}

/// The next tick, and what time it is then.
async fn next(tick: &mut Interval) -> u64 {
    tick.tick().await;
    clock::now_ms()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_a_live_document_is_the_more_updates_a_snapshot_waits_for() {
        for (n_bytes, n_updates) in [(0, 500), (501 << 10, 501), ((501 << 10) - 1, 500), (20 << 20, 20 << 10)] {
            assert_eq!(worth_a_snapshot(n_bytes), n_updates, "{n_bytes} bytes");
        }
    }
}
