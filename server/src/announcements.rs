//! Changes are announced to those they concern. A listener names the topics it follows, and is woken by a change of one of those
//! and by no other: what concerns one costs nothing to everybody else.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use prometheus_client::metrics::counter::Counter;
use tokio::sync::Notify;

/// The listeners of each topic by where they are, so that one of many thousands leaves without a look at the others.
type Listeners<T> = HashMap<T, HashMap<usize, Weak<Notify>>>;

/// Where changes are announced. Cheap to clone.
pub struct Announcements<T> {
    listeners: Arc<Mutex<Listeners<T>>>,
    woken: Counter,
}

impl<T> Clone for Announcements<T> {
    fn clone(&self) -> Self {
        Self { listeners: Arc::clone(&self.listeners), woken: self.woken.clone() }
    }
}

impl<T> Default for Announcements<T> {
    fn default() -> Self {
        Self { listeners: Arc::default(), woken: Counter::default() }
    }
}

impl<T: Clone + Eq + Hash> Announcements<T> {
    /// `woken` counts the listeners that a change wakes.
    pub(crate) fn counted(woken: Counter) -> Self {
        Self { woken, ..Self::default() }
    }

    /// Wakes every listener of the topics.
    pub fn announce(&self, topics: &[T]) {
        let listeners = self.listeners();
        let concerned = topics.iter().filter_map(|topic| listeners.get(topic)).flat_map(HashMap::values);
        let concerned = concerned.filter_map(Weak::upgrade);
        let mut concerned: Vec<Arc<Notify>> = concerned.collect();
        drop(listeners);
        // A listener that follows several of them is woken once.
        concerned.sort_by_key(|listener| Arc::as_ptr(listener).addr());
        concerned.dedup_by(|one, other| Arc::ptr_eq(one, other));
        self.woken.inc_by(concerned.len() as u64);
        concerned.iter().for_each(|listener| listener.notify_one());
    }

    /// A listener, which follows no topic yet.
    pub fn listen(&self) -> Listener<T> {
        Listener { all: self.clone(), topics: Vec::new(), news: Arc::default() }
    }

    fn listeners(&self) -> MutexGuard<'_, Listeners<T>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who wants to be woken by changes. Dropped, it follows nothing any more.
pub struct Listener<T: Clone + Eq + Hash> {
    all: Announcements<T>,
    topics: Vec<T>,
    news: Arc<Notify>,
}

impl<T: Clone + Eq + Hash> Listener<T> {
    /// Follows these topics from now on, and no others. Returns whether they are others than before: what was looked up
    /// until now may have changed unheard.
    pub fn follow(&mut self, topics: Vec<T>) -> bool {
        if topics == self.topics {
            return false;
        }
        self.leave();
        let mut listeners = self.all.listeners();
        for topic in &topics {
            listeners.entry(topic.clone()).or_default().insert(self.place(), Arc::downgrade(&self.news));
        }
        drop(listeners);
        self.topics = topics;
        true
    }

    /// Waits until something that is followed has changed since the last time.
    pub async fn changed(&self) {
        self.news.notified().await;
    }

    /// The listener's own place, which nobody else has for as long as it listens.
    fn place(&self) -> usize {
        Arc::as_ptr(&self.news).addr()
    }

    fn leave(&mut self) {
        let own = self.place();
        let mut listeners = self.all.listeners();
        for topic in self.topics.drain(..) {
            if let Some(of_topic) = listeners.get_mut(&topic) {
                of_topic.remove(&own);
                if of_topic.is_empty() {
                    listeners.remove(&topic);
                }
            }
        }
    }
}

impl<T: Clone + Eq + Hash> Drop for Listener<T> {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    enum Topic {
        Person(String),
        Key(String),
    }

    impl Topic {
        fn person(id: &str) -> Self {
            Self::Person(id.to_owned())
        }
    }

    fn heard(listener: &Listener<Topic>) -> bool {
        listener.changed().now_or_never().is_some()
    }

    #[test]
    fn a_change_wakes_those_it_concerns_and_nobody_else() {
        let all = Announcements::default();
        let (mut ada, mut bo) = (all.listen(), all.listen());
        assert!(ada.follow(vec![Topic::person("ada"), Topic::Key("k".to_owned())]));
        assert!(bo.follow(vec![Topic::person("bo"), Topic::Key("k".to_owned())]));
        for (topics, wakes) in [
            (vec![Topic::person("ada")], (true, false)),
            (vec![Topic::Key("k".to_owned())], (true, true)),
            (vec![Topic::person("k"), Topic::Key("ada".to_owned())], (false, false)),
            (vec![Topic::person("bo"), Topic::person("cy"), Topic::person("bo")], (false, true)),
        ] {
            all.announce(&topics);
            assert_eq!((heard(&ada), heard(&bo)), wakes, "{topics:?}");
        }
        assert_eq!(all.woken.get(), 4);
    }

    #[test]
    fn a_change_before_the_listener_waits_is_not_lost_and_one_of_an_old_topic_is_not_heard() {
        let all = Announcements::default();
        let mut ada = all.listen();
        ada.follow(vec![Topic::person("ada")]);
        all.announce(&[Topic::person("ada")]);
        assert!(heard(&ada));
        assert!(!heard(&ada));
        assert!(!ada.follow(vec![Topic::person("ada")]), "the same as before");
        assert!(ada.follow(vec![Topic::person("bo")]));
        all.announce(&[Topic::person("ada")]);
        assert!(!heard(&ada));
        drop(ada);
        assert!(all.listeners().is_empty());
    }
}
