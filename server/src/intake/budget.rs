//! A budget for the bytes that some connections hold half read. When it is used up, the message that is half read for
//! longest gives way; the newest never does, so that a long message comes in where the budget is shorter.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use prometheus_client::metrics::gauge::Gauge;

use super::{Breach, Held};

/// One message's share of the budget.
pub(super) struct Share {
    of: Weak<Held>,
    n_bytes: usize,
}

#[derive(Default)]
pub(super) struct Shares {
    pub(super) used: usize,
    /// By when they began.
    pub(super) by_age: BTreeMap<u64, Share>,
    next: u64,
}

/// A budget for the bytes that some connections hold half read.
pub(crate) struct Budget {
    bytes_max: usize,
    shares: Mutex<Shares>,
    shown: Gauge,
}

impl Budget {
    /// So many bytes, or one message of any length, for everybody; shown in a gauge.
    pub(crate) fn new(bytes_max: usize, shown: Gauge) -> Arc<Self> {
        Arc::new(Self { bytes_max, shares: Mutex::default(), shown })
    }

    /// So many bytes for one person, or one message of any length.
    pub(crate) fn of_person(bytes_max: usize) -> Self {
        Self { bytes_max, shares: Mutex::default(), shown: Gauge::default() }
    }

    /// Takes more for a message, which began with `ticket` or begins now. The oldest messages give way for it.
    pub(super) fn take(&self, ticket: Option<u64>, of: &Weak<Held>, n_bytes: usize) -> Result<u64, Breach> {
        // Let go of only after the shares: the last of a connection gives back its share when it is dropped.
        let mut giving_way = Vec::new();
        let mut shares = self.shares();
        let ticket = ticket.unwrap_or(shares.next);
        shares.next = shares.next.max(ticket + 1);
        let share = shares.by_age.entry(ticket).or_insert_with(|| Share { of: of.clone(), n_bytes: 0 });
        share.n_bytes += n_bytes;
        shares.used += n_bytes;
        while shares.used > self.bytes_max
            && shares.by_age.len() > 1
            && let Some((oldest, share)) = shares.by_age.pop_first()
        {
            shares.used -= share.n_bytes;
            if oldest == ticket {
                self.show(&shares);
                return Err(Breach::GivesWay);
            }
            giving_way.extend(share.of.upgrade().inspect(|held| held.give_way()));
        }
        self.show(&shares);
        Ok(ticket)
    }

    pub(super) fn give_back(&self, ticket: u64) {
        let mut shares = self.shares();
        if let Some(share) = shares.by_age.remove(&ticket) {
            shares.used -= share.n_bytes;
        }
        self.show(&shares);
    }

    /// Gives back a part of a message's share.
    pub(super) fn give_some_back(&self, ticket: u64, n_bytes: usize) {
        let mut shares = self.shares();
        let Some(share) = shares.by_age.get_mut(&ticket) else { return };
        let less = n_bytes.min(share.n_bytes);
        share.n_bytes -= less;
        shares.used -= less;
        self.show(&shares);
    }

    fn show(&self, shares: &Shares) {
        self.shown.set(i64::try_from(shares.used).unwrap_or(i64::MAX));
    }

    pub(super) fn shares(&self) -> MutexGuard<'_, Shares> {
        self.shares.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
