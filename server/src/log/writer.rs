//! The writer: one thread that owns the one connection that writes.
//!
//! Orders that wait together become one transaction, which costs least. If that fails, because one of them breaks a
//! constraint, panics or does not fit the disk, the transaction is rolled back and each order gets one of its own. So an
//! order fails for itself alone, whatever it is and whatever it did to its transaction.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use muster_shared::kinds::subjects;
use tokio::sync::mpsc;
use tracing::{error, info};

use super::flusher::{Flusher, Promise, Written};
use super::order::{Created, Done, Order};
use super::store::{Disk, Store, Transaction};
use super::{LogError, News};
use crate::announcements::Announcements;

/// Orders in one transaction. It bounds how long the first of them waits for the last.
const BATCH_MAX: usize = 1024;

/// The writer's thread: whatever is waiting becomes one transaction.
pub(super) fn run<S: Store>(
    mut store: S,
    mut orders: mpsc::Receiver<Order>,
    flusher: &Arc<Flusher<S::Disk>>,
    news: &Announcements<News>,
) {
    let mut batch = Vec::new();
    let mut stopped = false;
    let mut was_failing = false;
    while !stopped && orders.blocking_recv_many(&mut batch, BATCH_MAX) > 0 {
        stopped = batch.iter().any(|order| matches!(order, Order::Stop));
        let start = Instant::now();
        let outcomes = heal(&mut store, flusher).and_then(|()| write(&mut store, &batch));
        let outcomes =
            outcomes.unwrap_or_else(|error| batch.iter().map(|order| failed(order, error.clone())).collect());
        flusher.metrics().write_seconds.observe(start.elapsed().as_secs_f64());
        let trouble = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).find(|error| error.is_the_disks());
        let is_failing = trouble.is_some();
        flusher.metrics().note_log(is_failing || flusher.is_suspect());
        report_change(trouble, &mut was_failing);
        empty(&mut store, &mut batch, &outcomes, flusher);
        let written = written_in(&batch, &outcomes);
        settle(batch.drain(..).zip(outcomes), flusher);
        news.announce(&written);
        if is_failing {
            reopen(&mut store, flusher);
        }
    }
    store.close();
    flusher.stop();
}

/// The result of one order that was written.
enum Answer {
    Written,
    /// The room has failed before: these appends would leave a hole before them.
    Skipped,
    Created(Created),
    Packed(bool),
}

/// The result of one order.
type Outcome = Result<Answer, LogError>;

/// Writes what can be written; an error when nothing can.
fn write(store: &mut impl Store, batch: &[Order]) -> Result<Vec<Outcome>, LogError> {
    let txn = store.begin()?;
    Ok(together(txn, batch).unwrap_or_else(|_| each_alone(store, batch)))
}

/// All orders in one transaction; an error when any of them fails, and then none is written.
fn together(txn: impl Transaction, batch: &[Order]) -> Result<Vec<Outcome>, LogError> {
    let answers = batch.iter().map(|order| attempt(&txn, order).map(Ok)).collect::<Result<_, _>>()?;
    txn.commit()?;
    Ok(answers)
}

/// Each order in a transaction of its own: one that fails, whatever it does to its transaction, takes nobody along.
fn each_alone(store: &mut impl Store, batch: &[Order]) -> Vec<Outcome> {
    let mut closed = None;
    let mut alone = |order: &Order| {
        let txn = match closed.clone().map_or_else(|| store.begin(), Err) {
            Ok(txn) => txn,
            // Nobody can write at all: the rest need not wait for the same answer one after the other.
            Err(error) => {
                closed = Some(error.clone());
                return Err(error);
            }
        };
        let answer = attempt(&txn, order)?;
        txn.commit().map(|()| answer)
    };
    batch.iter().map(|order| alone(order).or_else(|error| failed(order, error))).collect()
}

/// The order is not written. A room learns of it at once, so that nothing later of it is written after the hole.
fn failed(order: &Order, error: LogError) -> Outcome {
    match (order, &error) {
        // A caller that waits for earlier updates need not know: documents can be read while nothing can be written.
        (Order::Barrier { .. } | Order::Stop, _) => return Ok(Answer::Written),
        (Order::Append(appends), _) => appends.iter().for_each(|append| append.progress.fail()),
        (_, LogError::Fault(_) | LogError::Damaged(_)) => {
            error!(%error, "a change failed, for its caller alone: {error}")
        }
        _ => {}
    }
    Err(error)
}

/// One order, in a transaction. A closure that panics fails like any other, and so does one that hides an error which
/// has ended the transaction.
fn attempt(txn: &impl Transaction, order: &Order) -> Outcome {
    let outcome = catch_unwind(AssertUnwindSafe(|| write_one(txn, order)));
    let outcome = outcome.unwrap_or_else(|_| Err(LogError::Fault("it ended in a panic".to_owned())));
    if outcome.is_ok() && txn.has_ended() {
        return Err(LogError::Fault("it ended the transaction it was in".to_owned()));
    }
    outcome
}

fn write_one(txn: &impl Transaction, order: &Order) -> Result<Answer, LogError> {
    match order {
        Order::Append(appends) if appends.iter().any(|append| append.progress.has_failed()) => Ok(Answer::Skipped),
        Order::Append(appends) => appends.iter().try_for_each(|append| txn.append(append)).map(|()| Answer::Written),
        Order::Create { new, .. } => txn.create(new).map(Answer::Created),
        Order::Snapshot { snapshot, .. } => txn.snapshot(snapshot).map(|()| Answer::Written),
        Order::Pack { pack, .. } => txn.pack(pack).map(Answer::Packed),
        Order::Erase { id, .. } => txn.erase(id).map(|()| Answer::Written),
        Order::Forget { doc, .. } => txn.forget(*doc).map(|()| Answer::Written),
        Order::Change { change, .. } => txn.change(change).map(|()| Answer::Written),
        Order::Probe { .. } => txn.probe().map(|()| Answer::Written),
        Order::Barrier { .. } | Order::Checkpoint { .. } | Order::Stop => Ok(Answer::Written),
    }
}

/// Empties the `-wal` file, if somebody asked for it. Readers may be in the way; that fails nobody but who asked.
fn empty<S: Store>(store: &mut S, batch: &mut [Order], outcomes: &[Outcome], flusher: &Flusher<S::Disk>) {
    for (order, outcome) in batch.iter_mut().zip(outcomes) {
        if outcome.is_err() || !matches!(order, Order::Checkpoint { .. }) {
            continue;
        }
        let Order::Checkpoint { done } = std::mem::replace(order, Order::Stop) else { continue };
        let outcome = store.checkpoint().map(|wal| flusher.healed(wal));
        // The caller may have gone.
        let _ = done.send(outcome);
    }
}

/// Tells those whose order failed, says `written` to the rooms, and hands the rest to the flusher.
fn settle(orders: impl Iterator<Item = (Order, Outcome)>, flusher: &Flusher<impl Disk>) {
    let mut written = Written::default();
    for (order, outcome) in orders {
        match (order, outcome) {
            (Order::Append(appends), Ok(Answer::Written)) => {
                appends.iter().for_each(|append| written.append(&append.progress, append.number));
            }
            (Order::Create { done, .. }, Ok(Answer::Created(created))) => written.promise(promise(done, created)),
            // The caller may have gone; then nobody needs the answer.
            (Order::Create { done, .. }, Err(error)) => drop(done.send(Err(error))),
            (Order::Pack { done, .. }, Ok(Answer::Packed(is_put))) => written.promise(promise(done, is_put)),
            (Order::Pack { done, .. }, Err(error)) => drop(done.send(Err(error))),
            (
                Order::Snapshot { done, .. }
                | Order::Erase { done, .. }
                | Order::Forget { done, .. }
                | Order::Change { done, .. }
                | Order::Probe { done }
                | Order::Barrier { done }
                | Order::Checkpoint { done },
                outcome,
            ) => match outcome {
                Ok(_) => written.promise(promise(done, ())),
                Err(error) => drop(done.send(Err(error))),
            },
            (Order::Append(_) | Order::Create { .. } | Order::Pack { .. } | Order::Stop, _) => {}
        }
    }
    for (progress, number) in written.rooms() {
        progress.written(*number);
    }
    flusher.hand_over(written);
}

/// The news that orders have written, each once.
fn written_in(batch: &[Order], outcomes: &[Outcome]) -> Vec<News> {
    let mut written = Vec::new();
    for (order, outcome) in batch.iter().zip(outcomes) {
        match (order, outcome) {
            (Order::Append(appends), Ok(Answer::Written)) => {
                written.extend(appends.first().map(|append| News::Update(append.doc)));
            }
            (Order::Create { .. }, Ok(Answer::Created(Created::New(row)))) => {
                written.extend(subjects(&row.id).map(News::Made));
            }
            _ => {}
        }
    }
    written.sort_unstable();
    written.dedup();
    written
}

fn promise<T: Send + 'static>(done: Done<T>, answer: T) -> Promise {
    Box::new(move |outcome| drop(done.send(outcome.map(|()| answer))))
}

/// Heals the store after a failed sync: carries everything into the database under SQLite's own syncs before anything
/// else is written.
fn heal<S: Store>(store: &mut S, flusher: &Flusher<S::Disk>) -> Result<(), LogError> {
    if flusher.is_suspect() {
        flusher.healed(store.checkpoint()?);
        info!("the log is healed: everything written is in the database");
    }
    Ok(())
}

/// A fresh connection for the next batch, so that no broken state of the old one stays. If that fails too, the old
/// one is kept and the next batch will tell.
fn reopen<S: Store>(store: &mut S, flusher: &Flusher<S::Disk>) {
    if let Ok(wal) = store.reopen()
        && !flusher.is_suspect()
    {
        flusher.healed(wal);
    }
}

fn report_change(trouble: Option<&LogError>, was_failing: &mut bool) {
    match trouble {
        Some(error) if !*was_failing => {
            error!(%error, "the log cannot be written: what is not written is not acknowledged")
        }
        None if *was_failing => info!("the log is written again"),
        _ => {}
    }
    *was_failing = trouble.is_some();
}
