//! Looks that many want at once. A change wakes all who follow something: whoever looks first looks for the others too.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::OnceCell;

/// The answers that are remembered; when there are more, all are looked for again.
const REMEMBERED_MAX: usize = 2_000;

/// Something that is looked for, or was of late.
struct Looked<T> {
    begun: Instant,
    found: Arc<OnceCell<T>>,
}

/// The answers of late, by what was asked.
pub(crate) struct Looks<K, T>(Mutex<HashMap<K, Looked<T>>>);

impl<K, T> Default for Looks<K, T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, T: Clone> Looks<K, T> {
    /// The answer as it is after everything that happened until `heard`.
    ///
    /// # Errors
    /// That of `look`, and then the next one looks again.
    pub(crate) async fn after<E, F>(&self, heard: Instant, asked: K, look: impl FnOnce() -> F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        let looked = self.looked(heard, asked);
        let found = looked.get_or_try_init(look).await;
        found.cloned()
    }

    /// The place of the answer: one for all who have heard of nothing since somebody began to look.
    fn looked(&self, heard: Instant, asked: K) -> Arc<OnceCell<T>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get(&asked).filter(|known| known.begun >= heard) {
            return Arc::clone(&known.found);
        }
        if all.len() >= REMEMBERED_MAX {
            all.clear();
        }
        let found = Arc::new(OnceCell::new());
        all.insert(asked, Looked { begun: Instant::now(), found: Arc::clone(&found) });
        found
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn one_look_answers_all_who_heard_of_a_change_and_the_next_change_is_looked_at_again() {
        let (looks, n_looks) = (Looks::default(), AtomicUsize::new(0));
        let look = || async {
            tokio::task::yield_now().await;
            Ok::<usize, &str>(n_looks.fetch_add(1, Ordering::Relaxed))
        };
        let heard = Instant::now();
        let said = join_all((0..1_000).map(|_| looks.after(heard, "card", look))).await;
        assert!(said.iter().all(|found| *found == Ok(0)), "{:?}", said.iter().max());
        assert_eq!(looks.after(heard, "map", look).await, Ok(1), "something else");
        let later = heard + Duration::from_secs(60);
        assert_eq!(looks.after(later, "card", look).await, Ok(2), "another change");
    }

    #[tokio::test]
    async fn a_look_that_fails_is_no_answer_to_the_next_one() {
        let (looks, heard) = (Looks::default(), Instant::now());
        assert_eq!(looks.after(heard, "card", || async { Err::<usize, _>("gone") }).await, Err("gone"));
        assert_eq!(looks.after(heard, "card", || async { Ok::<_, &str>(1) }).await, Ok(1));
    }
}
