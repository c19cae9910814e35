//! Sign-ins that were begun here and wait to be finished: making a passkey, signing in with one, the way to an identity
//! provider and back. They are kept in memory, for a few minutes, for one use, and only for the browser that began
//! them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration};

use super::oidc::Trip;
use crate::http::cookie;
use crate::log::LogError;
use crate::people::Secret;

/// How long one may take to finish.
pub(in crate::http) const LASTS: Duration = Duration::from_secs(10 * 60);
/// The number that may wait at once; beyond it the oldest is forgotten.
const WAITING_MAX: usize = 10_000;

/// A sign-in that was begun.
pub(in crate::http) enum Begun {
    /// A passkey is being made.
    Making(Box<PasskeyRegistration>, Whose),
    /// Somebody is signing in with a passkey.
    SigningIn(Box<DiscoverableAuthentication>),
    /// Somebody is away at the identity provider.
    Away(Box<Trip>),
}

/// The person whose passkey is being made.
pub(in crate::http) enum Whose {
    /// The person who takes this invite, under this name.
    Invited(Secret, String),
    /// A person who is signed in.
    Person(String),
}

/// Everything that waits, by the hash of what the browser was given.
pub(in crate::http) struct Waiting<T>(Mutex<HashMap<Vec<u8>, (Instant, T)>>);

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Waiting<T> {
    pub(in crate::http) fn put(&self, key: Vec<u8>, begun: T, now: Instant) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= WAITING_MAX {
            waiting.retain(|_, (since, _)| now.duration_since(*since) < LASTS);
        }
        if waiting.len() >= WAITING_MAX {
            let oldest = waiting.iter().min_by_key(|(_, (since, _))| *since).map(|(key, _)| key.clone());
            oldest.and_then(|key| waiting.remove(&key));
        }
        waiting.insert(key, (now, begun));
    }

    pub(in crate::http) fn take(&self, key: &[u8], now: Instant) -> Option<T> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        found.filter(|(since, _)| now.duration_since(*since) < LASTS).map(|(_, begun)| begun)
    }
}

impl Waiting<Begun> {
    /// Keeps what was begun; answers with the cookie that it is found by again.
    ///
    /// # Errors
    /// [`LogError::Write`] when there is no randomness.
    pub(in crate::http) fn begin(&self, begun: Begun, origin: &str) -> Result<HeaderMap, LogError> {
        let key = Secret::draw()?;
        self.put(key.hash(), begun, Instant::now());
        Ok(cookie::begun(&key, LASTS, origin))
    }

    /// The sign-in that this browser began, if it was not long ago. A second time there is none.
    pub(in crate::http) fn finish(&self, headers: &HeaderMap, origin: &str) -> Option<Begun> {
        self.take(&cookie::read_begun(headers, origin)?.hash(), Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_is_finished_once_and_in_time() {
        let (waiting, now) = (Waiting::default(), Instant::now());
        waiting.put(vec![1], "one", now);
        waiting.put(vec![2], "two", now);
        assert_eq!(waiting.take(&[1], now), Some("one"));
        assert_eq!(waiting.take(&[1], now), None);
        assert_eq!(waiting.take(&[2], now + LASTS), None);
        waiting.put(vec![3], "three", now);
        assert_eq!(waiting.take(&[3], now + LASTS - Duration::from_millis(1)), Some("three"));
    }

    #[test]
    fn no_more_waits_than_may_and_the_oldest_goes() {
        let (waiting, now) = (Waiting::default(), Instant::now());
        let key = |n: usize| n.to_le_bytes().to_vec();
        for n in 0..=WAITING_MAX {
            waiting.put(key(n), n, now + Duration::from_micros(n as u64));
        }
        assert_eq!(waiting.0.lock().map(|waiting| waiting.len()).ok(), Some(WAITING_MAX));
        assert_eq!(waiting.take(&key(0), now), None);
        assert_eq!(waiting.take(&key(1), now + LASTS / 2), Some(1));
        assert_eq!(waiting.take(&key(WAITING_MAX), now + LASTS / 2), Some(WAITING_MAX));
    }
}
