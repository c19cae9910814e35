//! Places: so many of something that each address or person may have at once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// How many each has.
pub(crate) struct Places<K>(Arc<Mutex<Taken<K>>>);

struct Taken<K> {
    by: HashMap<K, usize>,
    n: usize,
}

impl<K> Clone for Places<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K> Default for Places<K> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Taken { by: HashMap::new(), n: 0 })))
    }
}

impl<K: Clone + Eq + Hash> Places<K> {
    /// One more of this one, if it may have one.
    pub(crate) fn admit(&self, of: K, max: Option<usize>) -> Option<Place<K>> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.by.get(&of).copied().unwrap_or(0);
        if max.is_some_and(|max| count >= max) {
            return None;
        }
        taken.by.insert(of.clone(), count + 1);
        taken.n += 1;
        drop(taken);
        Some(Place { of, all: self.clone() })
    }
}

/// One place, until it is dropped.
pub(crate) struct Place<K: Clone + Eq + Hash> {
    of: K,
    all: Places<K>,
}

impl<K: Clone + Eq + Hash> Place<K> {
    /// One more place of the same one, if it may have one.
    pub(crate) fn another(&self, max: Option<usize>) -> Option<Self> {
        self.all.admit(self.of.clone(), max)
    }

    /// The number of places that the same one has just now, and of all places that are taken.
    pub(crate) fn taken(&self) -> (usize, usize) {
        let taken = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        (taken.by.get(&self.of).copied().unwrap_or(0), taken.n)
    }
}

impl<K: Clone + Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut taken = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.by.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                taken.by.remove(&self.of);
            }
            taken.n -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_as_many_places_as_it_may_and_one_that_was_left_is_free_again() {
        let places: Places<&str> = Places::default();
        let first = places.admit("ada", Some(2));
        let second = places.admit("ada", Some(2));
        assert!(first.is_some() && second.is_some() && places.admit("ada", Some(2)).is_none());
        assert!(places.admit("bo", Some(2)).is_some() && places.admit("ada", None).is_some());
        assert_eq!(second.as_ref().map(Place::taken), Some((2, 2)), "others have left");
        drop(first);
        let third = places.admit("ada", Some(2));
        assert!(third.is_some() && places.admit("ada", Some(2)).is_none());
        drop((second, third));
        let left = places.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(left.by.is_empty() && left.n == 0);
    }
}
