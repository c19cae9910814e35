//! A fresh token on its way from a connection to the door. A client has one token at a time: while one is looked at, the
//! next waits in its socket. A library's channel would hold room for thirty-two of them in every idle connection.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// The place for one token.
#[derive(Default)]
pub(super) struct Renewals {
    token: Mutex<Option<String>>,
    has_come: Notify,
    is_taken: Notify,
}

impl Renewals {
    /// Puts a token in, once the one before is taken. One may wait here.
    pub(super) async fn put(&self, token: String) {
        while self.place().is_some() {
            self.is_taken.notified().await;
        }
        *self.place() = Some(token);
        self.has_come.notify_one();
    }

    /// The next token. One may wait here; a wait that is given up loses none.
    pub(super) async fn next(&self) -> String {
        loop {
            let token = self.place().take();
            if let Some(token) = token {
                self.is_taken.notify_one();
                return token;
            }
            self.has_come.notified().await;
        }
    }

    fn place(&self) -> MutexGuard<'_, Option<String>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn one_token_waits_and_the_next_comes_in_once_it_is_taken() {
        let renewals = Renewals::default();
        assert!(renewals.next().now_or_never().is_none(), "a wait that is given up");
        assert!(renewals.put("a".to_owned()).now_or_never().is_some());
        let mut second = pin!(renewals.put("b".to_owned()));
        assert!(second.as_mut().now_or_never().is_none(), "one waits already");
        assert_eq!(renewals.next().await, "a");
        second.await;
        assert_eq!(renewals.next().await, "b");
        assert!(renewals.next().now_or_never().is_none());
    }

    #[tokio::test]
    async fn whoever_waits_for_a_token_hears_of_it() {
        let renewals = Renewals::default();
        let mut next = pin!(renewals.next());
        assert!(next.as_mut().now_or_never().is_none());
        renewals.put("a".to_owned()).await;
        assert_eq!(next.await, "a");
    }
}
