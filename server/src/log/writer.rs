//! The writer: one thread that owns the one connection that writes.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::mpsc;
use tracing::{error, info};

use super::LogError;
use super::flusher::{Flusher, Promise, Written};
use super::order::{Done, Order};
use super::sqlite::{Store, Transaction};

/// Orders in one transaction. It bounds how long the first of them waits for the last.
const BATCH_MAX: usize = 1024;

/// The writer's thread: whatever is waiting becomes one transaction.
pub(super) fn run(mut store: Store, mut orders: mpsc::Receiver<Order>, flusher: &Arc<Flusher>) {
    let mut batch = Vec::new();
    let mut stopped = false;
    let mut was_failing = false;
    while !stopped && orders.blocking_recv_many(&mut batch, BATCH_MAX) > 0 {
        stopped = batch.iter().any(|order| matches!(order, Order::Stop));
        let start = Instant::now();
        let outcome = heal(&mut store, flusher).and_then(|()| write(&mut store, &batch));
        flusher.metrics().write_seconds.observe(start.elapsed().as_secs_f64());
        flusher.metrics().log_failing.set(i64::from(outcome.is_err() || flusher.is_suspect()));
        report_change(&outcome, &mut was_failing);
        match outcome {
            Ok(answers) => {
                empty(&mut store, &mut batch, flusher);
                succeed(batch.drain(..).zip(answers), flusher);
            }
            Err(error) => {
                fail(batch.drain(..), &error, flusher);
                reopen(&mut store, flusher);
            }
        }
    }
    flusher.stop();
}

/// What became of one order, besides being written.
enum Answer {
    Written,
    /// The room has failed before: these appends would leave a hole before them.
    Skipped,
    Created(super::Created),
}

fn write(store: &mut Store, batch: &[Order]) -> Result<Vec<Answer>, LogError> {
    let txn = store.begin()?;
    let answers = batch.iter().map(|order| write_one(&txn, order)).collect::<Result<Vec<_>, _>>()?;
    txn.commit()?;
    Ok(answers)
}

fn write_one(txn: &Transaction<'_>, order: &Order) -> Result<Answer, LogError> {
    match order {
        Order::Append(appends) if appends.iter().any(|append| append.progress.has_failed()) => Ok(Answer::Skipped),
        Order::Append(appends) => appends.iter().try_for_each(|append| txn.append(append)).map(|()| Answer::Written),
        Order::Create { new, .. } => txn.create(new).map(Answer::Created),
        Order::Snapshot { snapshot, .. } => txn.snapshot(snapshot).map(|()| Answer::Written),
        Order::Change { change, .. } => txn.change(change).map(|()| Answer::Written),
        Order::Probe { .. } => txn.probe().map(|()| Answer::Written),
        Order::Barrier { .. } | Order::Checkpoint { .. } | Order::Stop => Ok(Answer::Written),
    }
}

/// Empties the `-wal` file, if somebody asked for it. Readers may be in the way; that fails nobody but who asked.
fn empty(store: &mut Store, batch: &mut [Order], flusher: &Flusher) {
    let asked = |order: &&mut Order| matches!(order, Order::Checkpoint { .. });
    for order in batch.iter_mut().filter(asked) {
        let Order::Checkpoint { done } = std::mem::replace(order, Order::Stop) else { continue };
        let outcome = store.checkpoint().map(|wal| flusher.healed(wal));
        // Who asked may have gone.
        let _ = done.send(outcome);
    }
}

/// Says `written` to the rooms, then hands everything to the flusher.
fn succeed(orders: impl Iterator<Item = (Order, Answer)>, flusher: &Flusher) {
    let mut written = Written::default();
    for (order, answer) in orders {
        match (order, answer) {
            (Order::Append(appends), Answer::Written) => {
                appends.iter().for_each(|append| written.append(&append.progress, append.number));
            }
            (Order::Create { done, .. }, Answer::Created(created)) => written.promise(promise(done, created)),
            (
                Order::Snapshot { done, .. }
                | Order::Change { done, .. }
                | Order::Probe { done }
                | Order::Barrier { done },
                _,
            ) => {
                written.promise(promise(done, ()));
            }
            _ => {}
        }
    }
    for (progress, number) in written.rooms() {
        progress.written(*number);
    }
    flusher.hand_over(written);
}

/// Tells everybody in the batch that nothing of it was written. Who only waits for what was written before need not
/// know: documents can be read while nothing can be written.
fn fail(orders: impl Iterator<Item = Order>, error: &LogError, flusher: &Flusher) {
    let mut written = Written::default();
    for order in orders {
        match order {
            Order::Append(appends) => appends.iter().for_each(|append| append.progress.fail()),
            // Who asked may have gone; then nobody needs the answer.
            Order::Create { done, .. } => drop(done.send(Err(error.clone()))),
            Order::Snapshot { done, .. }
            | Order::Change { done, .. }
            | Order::Probe { done }
            | Order::Checkpoint { done } => {
                drop(done.send(Err(error.clone())));
            }
            Order::Barrier { done } => written.promise(promise(done, ())),
            Order::Stop => {}
        }
    }
    flusher.hand_over(written);
}

fn promise<T: Send + 'static>(done: Done<T>, answer: T) -> Promise {
    Box::new(move |outcome| drop(done.send(outcome.map(|()| answer))))
}

/// After a failed sync: carries everything into the database under SQLite's own syncs before anything else is written.
fn heal(store: &mut Store, flusher: &Flusher) -> Result<(), LogError> {
    if flusher.is_suspect() {
        flusher.healed(store.checkpoint()?);
        info!("the log is healed: everything written is in the database");
    }
    Ok(())
}

/// A fresh connection for the next batch, so that no broken state of the old one stays. If that fails too, the old
/// one is kept and the next batch will tell.
fn reopen(store: &mut Store, flusher: &Flusher) {
    if let Ok(wal) = store.reopen()
        && !flusher.is_suspect()
    {
        flusher.healed(wal);
    }
}

fn report_change(outcome: &Result<Vec<Answer>, LogError>, was_failing: &mut bool) {
    match outcome {
        Err(failed) if !*was_failing => error!(error = %failed, "the log cannot be written: nothing is acknowledged"),
        Ok(_) if *was_failing => info!("the log is written again"),
        _ => {}
    }
    *was_failing = outcome.is_err();
}
