//! Changes of rights are announced to the connections they concern. A connection names the topics its rights depend on,
//! and is woken by a change of one of those and by no other: a change of one person costs nothing to everybody else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use muster_shared::id::DocId;
use muster_shared::kinds::companion;
use prometheus_client::metrics::counter::Counter;
use tokio::sync::Notify;

/// Something that rights depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A person, by id: their rank, grants, sessions and name.
    Person(String),
    /// A document: whether it is deleted.
    Doc(DocId),
    /// A key that tokens are signed with, by id.
    Key(String),
    /// A read link, by id: whether it is withdrawn, and the names that its holders say.
    Link(String),
    /// Somebody's rank: whatever they gave to others may be worth something else, wherever that is.
    Everybody,
}

impl Topic {
    /// A person.
    pub fn person(id: &str) -> Self {
        Self::Person(id.to_owned())
    }

    /// Every document that a connection to `doc` depends on: a talk is deleted with its charter, or with the series of the
    /// review that it is about.
    pub fn docs(doc: &DocId) -> impl Iterator<Item = Self> {
        subjects(doc).map(Self::Doc)
    }
}

/// A document, the one that it is about, the one that this is about, and so on.
pub(super) fn subjects(doc: &DocId) -> impl Iterator<Item = DocId> {
    let about = |doc: &DocId| companion(doc).map(|(_, subject)| subject);
    std::iter::successors(Some(doc.clone()), about)
}

type Listeners = HashMap<Topic, Vec<Weak<Notify>>>;

/// Where changes are announced. Cheap to clone.
#[derive(Clone, Default)]
pub struct Announcements {
    listeners: Arc<Mutex<Listeners>>,
    woken: Counter,
}

impl Announcements {
    /// `woken` counts the connections that a change wakes.
    pub(crate) fn counted(woken: Counter) -> Self {
        Self { woken, ..Self::default() }
    }

    /// Wakes every listener of the topics.
    pub fn announce(&self, topics: &[Topic]) {
        let listeners = self.listeners();
        let concerned = topics.iter().filter_map(|topic| listeners.get(topic)).flatten().filter_map(Weak::upgrade);
        let mut concerned: Vec<Arc<Notify>> = concerned.collect();
        drop(listeners);
        // A listener that follows several of them is woken once.
        concerned.sort_by_key(|listener| Arc::as_ptr(listener).addr());
        concerned.dedup_by(|one, other| Arc::ptr_eq(one, other));
        self.woken.inc_by(concerned.len() as u64);
        concerned.iter().for_each(|listener| listener.notify_one());
    }

    /// A listener, which follows no topic yet.
    pub fn listen(&self) -> Listener {
        Listener { all: self.clone(), topics: Vec::new(), news: Arc::default() }
    }

    fn listeners(&self) -> MutexGuard<'_, Listeners> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that wants to be woken by changes. Dropped, it follows nothing any more.
pub struct Listener {
    all: Announcements,
    topics: Vec<Topic>,
    news: Arc<Notify>,
}

impl Listener {
    /// Follows these topics from now on, and no others. Returns whether they are others than before: what was looked up
    /// until now may have changed unheard.
    pub fn follow(&mut self, topics: Vec<Topic>) -> bool {
        if topics == self.topics {
            return false;
        }
        self.leave();
        let mut listeners = self.all.listeners();
        for topic in &topics {
            listeners.entry(topic.clone()).or_default().push(Arc::downgrade(&self.news));
        }
        drop(listeners);
        self.topics = topics;
        true
    }

    /// Waits until something that is followed has changed since the last time.
    pub async fn changed(&self) {
        self.news.notified().await;
    }

    fn leave(&mut self) {
        let own = Arc::downgrade(&self.news);
        let mut listeners = self.all.listeners();
        for topic in self.topics.drain(..) {
            if let Some(of_topic) = listeners.get_mut(&topic) {
                of_topic.retain(|listener| !listener.ptr_eq(&own));
                if of_topic.is_empty() {
                    listeners.remove(&topic);
                }
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn heard(listener: &Listener) -> bool {
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
