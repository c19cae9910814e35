//! The receipts that a device keeps of a document, until somebody throws them away.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::Receipt;
use crate::order;

/// A device keeps so many of a document at most.
pub const RECEIPTS_MAX: usize = 20;
/// It keeps each for so many days at most.
pub const RECEIPT_DAYS: u64 = 90;
/// So many changes of each side stay in one.
const CHANGES_MAX: usize = 60;

const DAY_MS: u64 = 24 * 3600 * 1000;

/// A receipt, and when it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptReceipt {
    /// When, in milliseconds since 1970 by the device's clock.
    pub at_ms: u64,
    /// The receipt.
    pub receipt: Receipt,
}

impl KeptReceipt {
    /// A receipt as it is kept: its counts are whole, its lists as long as anybody reads them.
    pub fn new(at_ms: u64, mut receipt: Receipt) -> Self {
        receipt.own.truncate(CHANGES_MAX);
        receipt.others.truncate(CHANGES_MAX);
        Self { at_ms, receipt }
    }
}

/// Those that are still kept, the latest first. One from a time to come, by a clock that was wrong, is as new as any.
pub fn still_kept(mut all: Vec<KeptReceipt>, now_ms: u64) -> Vec<KeptReceipt> {
    all.retain(|one| now_ms.saturating_sub(one.at_ms) <= RECEIPT_DAYS * DAY_MS);
    order::sort_by_key(&mut all, |one| Reverse(one.at_ms));
    all.truncate(RECEIPTS_MAX);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::past::{Changed, Fate};

    const NOW: u64 = 200 * DAY_MS;

    fn kept(at_ms: u64) -> KeptReceipt {
        KeptReceipt::new(at_ms, Receipt::default())
    }

    #[test]
    fn the_latest_are_kept_for_so_many_days_and_no_more_of_them_than_so_many() {
        let days = |ages: &[u64]| ages.iter().map(|age| kept(NOW - age * DAY_MS)).collect::<Vec<_>>();
        for (given, left) in [
            (vec![], vec![]),
            (days(&[3, 1, 2]), days(&[1, 2, 3])),
            (days(&[90, 91, 0]), days(&[0, 90])),
            (vec![kept(NOW + DAY_MS), kept(NOW)], vec![kept(NOW + DAY_MS), kept(NOW)]),
            (days(&(0..30).collect::<Vec<u64>>()), days(&(0..20).collect::<Vec<u64>>())),
        ] {
            assert_eq!(still_kept(given, NOW), left);
        }
    }

    #[test]
    fn a_long_receipt_is_kept_with_its_counts_and_the_first_of_its_changes() {
        let changed =
            Changed { section: String::new(), part: String::new(), row: None, fate: Fate::Came, said: Vec::new() };
        let receipt = Receipt { n_own: 70, own: vec![changed; 70], ..Receipt::default() };
        let kept = KeptReceipt::new(5, receipt);
        assert_eq!((kept.at_ms, kept.receipt.n_own, kept.receipt.own.len()), (5, 70, 60));
    }
}
