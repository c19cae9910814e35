//! Uses of read links: how often each was used, and on which day last. A wiki's page may ask a hundred times a minute, so
//! that uses are counted in memory and written no more often than once a minute for each link.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::People;
use crate::clock;
use crate::log::LogError;
use crate::sql::{Tables, params};

/// The uses of a link are written no more often.
const WRITTEN_EVERY: Duration = Duration::from_secs(60);

/// The uses that are not written yet.
#[derive(Default)]
pub(super) struct LinkUses(Mutex<HashMap<String, Pending>>);

struct Pending {
    n: u64,
    written_at: Option<Instant>,
}

impl LinkUses {
    /// Counts one use. The number of those to be written now, if it is time.
    fn one_more(&self, link: &str, now: Instant) -> Option<u64> {
        let mut all = self.all();
        let pending = all.entry(link.to_owned()).or_insert(Pending { n: 0, written_at: None });
        pending.n += 1;
        if pending.written_at.is_some_and(|at| now.saturating_duration_since(at) < WRITTEN_EVERY) {
            return None;
        }
        pending.written_at = Some(now);
        Some(std::mem::take(&mut pending.n))
    }

    /// All that are to be written, each link with its number.
    fn take(&self) -> Vec<(String, u64)> {
        let mut all = self.all();
        all.drain().filter(|(_, pending)| pending.n > 0).map(|(link, pending)| (link, pending.n)).collect()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Pending>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl People {
    /// Counts a use of a link.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn link_was_used(&self, link: &str) -> Result<(), LogError> {
        match self.uses.one_more(link, Instant::now()) {
            Some(n) => self.add_uses(vec![(link.to_owned(), n)]).await,
            None => Ok(()),
        }
    }

    /// Writes what was counted and is not written yet.
    ///
    /// # Errors
    /// [`LogError`].
    pub(super) async fn write_uses(&self) -> Result<(), LogError> {
        match self.uses.take() {
            none if none.is_empty() => Ok(()),
            some => self.add_uses(some).await,
        }
    }

    /// Nobody's name changes by it, so that the names that are known stay known.
    async fn add_uses(&self, uses: Vec<(String, u64)>) -> Result<(), LogError> {
        let today = clock::day(clock::now_ms());
        let add = move |db: &dyn Tables| {
            let sql = "UPDATE read_links SET uses = uses + ?2, used_on = ?3 WHERE id = ?1";
            uses.iter().try_for_each(|(link, n)| db.execute(sql, params![link, n.cast_signed(), today]).map(drop))
        };
        self.log.change(add).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_written_at_once_and_others_within_the_minute_with_the_next() {
        let (uses, begin) = (LinkUses::default(), Instant::now());
        let after = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(uses.one_more("a", begin), Some(1));
        assert_eq!(uses.one_more("a", after(1)), None);
        assert_eq!(uses.one_more("b", after(1)), Some(1), "another link");
        assert_eq!(uses.one_more("a", after(59)), None);
        assert_eq!(uses.one_more("a", after(60)), Some(3));
        assert_eq!(uses.one_more("a", after(61)), None);
        assert_eq!(uses.take(), [("a".to_owned(), 1)]);
        assert!(uses.take().is_empty());
    }
}
