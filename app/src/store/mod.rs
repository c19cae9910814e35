//! The store of this device, in IndexedDB: every edit as it is made, and the facts that are known of each document.
//!
//! | store | key | holds |
//! |---|---|---|
//! | `edits` | document, tab, number | an update, and whether it still has to reach the server |
//! | `docs` | document | lineage, kind, whether a server knows it yet |
//! | `aside` | counted | copies that can no longer be merged, kept whole |
//! | `kept` | name | small things: the list of charters as last seen, this person's name |
//!
//! Notes for oneself have a database of their own (`private`), which nothing here reads.
//!
//! A page that is left begins nothing in it (`leaving`); what is not in it by then waits in `spill`. A database that
//! does not answer is noticed (`silence`) and waited for, and one that has no room is noticed too (`room`).

mod aside;
mod leaving;
mod open;
mod private;
mod room;
mod silence;
mod spill;
mod write;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use idb::{KeyRange, ObjectStore, Query, Transaction};
use js_sys::{Array, Function, Object, Reflect};
use muster_shared::access::Audience;
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::Kind;
use muster_shared::sync::replica::{StoreKey, Stored};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};

use crate::browser::word_in;
use crate::visitor::Visitor;
pub(crate) use aside::Aside;
pub(crate) use leaving::{is_away, times as times_left};
use open::Connection;
pub(crate) use private::Private;
pub(crate) use room::is_refused;
pub(crate) use silence::{STORAGE, is_silent};
use write::{ALL, DOCS, EDITS, KEPT, Write, edit_key, range_of, read_edit};

/// How many transactions with edits are under way at once. A key does not wait for an earlier one's end, and on a disk that
/// falls behind, edits that come then are written together.
const AT_ONCE: usize = 4;

/// The people a document is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ForWhom {
    /// The audience.
    pub(crate) audience: Audience,
    /// The ids of the people on its list; the person who makes it is on it in any case.
    pub(crate) people: Vec<String>,
}

/// The pack that a document came in, as long as the server need not have all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BroughtBy {
    /// The name of the person who made the pack.
    pub(crate) by: String,
    /// When they made it, in milliseconds since 1970 by their clock.
    pub(crate) at_ms: u64,
    /// Edits in it that are nobody's of this device and had not reached the server.
    pub(crate) waits: usize,
}

/// The facts that the device knows of a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct About {
    /// The document.
    pub(crate) doc: DocId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// Its history.
    pub(crate) lineage: Lineage,
    /// Whether a server has it. A document made offline is told of before it is synced.
    pub(crate) registered: bool,
    /// Whether the server last said that this person may only read it.
    #[serde(default)]
    pub(crate) reads: bool,
    /// Whether it last said that this person may add what is their own, and change nothing else.
    #[serde(default)]
    pub(crate) comments: bool,
    /// The close code with which the server last refused this person the document; nothing once it is given again.
    #[serde(default)]
    pub(crate) refused: Option<u16>,
    /// The people it is for, once that is known.
    #[serde(default)]
    pub(crate) for_whom: Option<ForWhom>,
    /// The client ids under which this person wrote in it, as far as the device knows.
    #[serde(default)]
    pub(crate) own: Vec<u64>,
    /// The pack that it came in.
    #[serde(default)]
    pub(crate) brought: Option<BroughtBy>,
    /// Whether the person who begins it captains its team, which the server is still to be told.
    #[serde(default)]
    pub(crate) captains: bool,
    /// The server's sentence on why it does not take a document that was begun here; nothing as soon as it does.
    #[serde(default)]
    pub(crate) not_taken: Option<String>,
}

/// The device's database. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Store {
    connection: Connection,
    queue: Rc<RefCell<Queue>>,
}

/// The writes on their way into the database.
#[derive(Default)]
struct Queue {
    waiting: Vec<Write>,
    /// The writes of each transaction that has not ended yet.
    under_way: Vec<Rc<Vec<Write>>>,
    /// Whether some of it was set down when the page was left.
    is_set_down: bool,
}

/// Sets down an edit for when the database is next opened: it is not open here, and the page is being left.
pub(crate) fn set_down_unopened(visitor: &Visitor, doc: &DocId, edits: &[Stored], about: Option<&About>) {
    let edits = edits.iter().map(|Stored { key, bytes, unsaved }| Write::Edit {
        doc: doc.clone(),
        key: *key,
        bytes: Arc::clone(bytes),
        unsaved: *unsaved,
    });
    let writes: Vec<Write> = edits.chain(about.and_then(written_about)).collect();
    spill::set_down(&open::name_for(visitor), &writes);
}

fn written_about(about: &About) -> Option<Write> {
    let text = serde_json::to_string(about).ok()?;
    Some(Write::Text { store: DOCS, name: about.doc.to_string(), text })
}

impl Store {
    fn on(connection: Connection) -> Self {
        Self { connection, queue: Rc::default() }
    }

    /// Somebody's database if this page has it open already.
    pub(crate) fn opened(visitor: &Visitor) -> Option<Self> {
        open::opened(&open::name_for(visitor)).map(Self::on)
    }

    /// Opens somebody's database on this device, with everything in it that pages set down when they were left.
    ///
    /// # Errors
    /// [`idb::Error`] when the browser refuses storage here.
    pub(crate) async fn open(visitor: &Visitor) -> Result<Self, idb::Error> {
        if let Some(store) = Self::opened(visitor) {
            return Ok(store);
        }
        leaving::watch();
        leaving::here().await;
        let name = open::name_for(visitor);
        let store = Self::on(silence::timed(open::open(&name)).await?);
        let left = spill::found(&name);
        if !left.is_empty() {
            *store.queue.borrow_mut() = Queue { waiting: left, is_set_down: true, ..Queue::default() };
            // Writes that cannot be taken in now stay where they are.
            let _ = store.flush().await;
        }
        Ok(Self::on(store.connection))
    }

    /// Everything kept of a document's edits, in the order of their keys.
    ///
    /// # Errors
    /// [`idb::Error`] when the database cannot be read.
    pub(crate) async fn edits(&self, doc: &DocId) -> Result<Vec<Stored>, idb::Error> {
        let rows = self.read_all(EDITS, Some(range_of(doc)?)).await?;
        Ok(rows.iter().filter_map(read_edit).collect())
    }

    /// The facts that are known of a document.
    ///
    /// # Errors
    /// [`idb::Error`] when the database cannot be read.
    pub(crate) async fn about(&self, doc: &DocId) -> Result<Option<About>, idb::Error> {
        Ok(self.read(DOCS, doc.as_str()).await?.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// The name of a document's kind, also where this version knows no such kind.
    ///
    /// # Errors
    /// [`idb::Error`] when the database cannot be read.
    pub(crate) async fn kind_of(&self, doc: &DocId) -> Result<Option<String>, idb::Error> {
        let about = self.read(DOCS, doc.as_str()).await?;
        Ok(about.and_then(|about| word_in(&about, "kind")))
    }

    /// Every document this device keeps.
    ///
    /// # Errors
    /// [`idb::Error`] when the database cannot be read.
    pub(crate) async fn all_abouts(&self) -> Result<Vec<About>, idb::Error> {
        let rows = self.read_all(DOCS, None).await?;
        Ok(rows.iter().filter_map(|row| serde_json::from_str(&row.as_string()?).ok()).collect())
    }

    /// A small thing kept under a name.
    pub(crate) async fn kept(&self, name: &str) -> Option<String> {
        self.read(KEPT, name).await.ok().flatten()
    }

    async fn read(&self, store: &'static str, key: &str) -> Result<Option<String>, idb::Error> {
        let only = KeyRange::only(&JsValue::from_str(key))?;
        Ok(self.read_all(store, Some(only)).await?.first().and_then(JsValue::as_string))
    }

    async fn read_all(&self, store: &'static str, keys: Option<KeyRange>) -> Result<Vec<JsValue>, idb::Error> {
        let query = || keys.clone().map(Query::KeyRange);
        self.reading(store, async |store| store.get_all(query(), None)?.await).await
    }

    /// Reads something of a store; once more, if the page was left over it.
    async fn reading<T>(
        &self,
        store: &'static str,
        read: impl AsyncFn(ObjectStore) -> Result<T, idb::Error>,
    ) -> Result<T, idb::Error> {
        loop {
            leaving::here().await;
            let times = leaving::times();
            let transaction = self.begin(&[store], "readonly", "default")?;
            let reading = leaving::run(transaction, async |transaction| read(transaction.object_store(store)?).await);
            let read = silence::timed(reading).await;
            if read.is_ok() || leaving::times() == times {
                return read;
            }
        }
    }

    /// Keeps an edit. It is on its way with the next [`Store::flush`].
    pub(crate) fn put_edit(&self, doc: &DocId, key: StoreKey, bytes: &Arc<[u8]>, unsaved: bool) {
        self.push(Write::Edit { doc: doc.clone(), key, bytes: Arc::clone(bytes), unsaved });
    }

    /// Marks edits as saved on the server.
    pub(crate) fn mark_saved(&self, doc: &DocId, keys: &[StoreKey]) {
        keys.iter().for_each(|key| self.push(Write::Saved { doc: doc.clone(), key: *key }));
    }

    /// Keeps what is known of a document.
    pub(crate) fn put_about(&self, about: &About) {
        written_about(about).into_iter().for_each(|write| self.push(write));
    }

    /// Keeps a small thing under a name.
    pub(crate) fn keep(&self, name: &str, text: &str) {
        self.push(Write::Text { store: KEPT, name: name.to_owned(), text: text.to_owned() });
    }

    /// Changes a small thing in one transaction, so that of two tabs which change it at once neither takes back what the other
    /// did. Answers how it is now.
    ///
    /// # Errors
    /// [`idb::Error`] when the device refuses, and then nothing has changed.
    pub(crate) async fn change(
        &self,
        name: &str,
        change: impl Fn(Option<String>) -> Option<String>,
    ) -> Result<Option<String>, idb::Error> {
        loop {
            leaving::here().await;
            let times = leaving::times();
            let transaction = self.begin(&[KEPT], "readwrite", "relaxed")?;
            let changing = leaving::run(transaction, async |open| write::change(open, KEPT, name, &change).await);
            let changed = silence::timed(changing).await;
            if changed.is_ok() || leaving::times() == times {
                return changed;
            }
        }
    }

    /// Replaces a document's saved edits by one, so that opening it stays fast.
    pub(crate) fn fold(&self, doc: &DocId, saved: &[StoreKey], into: StoreKey, bytes: &Arc<[u8]>) {
        self.put_edit(doc, into, bytes, false);
        for key in saved {
            if let Ok(keys) = KeyRange::only(&edit_key(doc, *key)) {
                self.push(Write::Delete { store: EDITS, keys });
            }
        }
    }

    fn push(&self, write: Write) {
        self.queue.borrow_mut().waiting.push(write);
    }

    /// Whether something waits to be written, and a transaction for it may begin. Edits go beside one another: if one
    /// transaction fails and the next does not, the order in which edits come into the database makes no difference.
    pub(crate) fn may_begin(&self) -> bool {
        let queue = self.queue.borrow();
        let under_way = queue.under_way.iter().flat_map(|writes| writes.iter());
        let most = if queue.waiting.iter().chain(under_way).all(Write::is_of_edit) { AT_ONCE } else { 1 };
        !queue.waiting.is_empty() && queue.under_way.len() < most && !is_away()
    }

    /// Writes in one transaction what is queued: what is new first, and the marks of what is saved the next time. Answers
    /// which own edits the database has confirmed.
    ///
    /// # Errors
    /// [`idb::Error`] when the device refuses; what could not be written is queued again.
    pub(crate) async fn flush(&self) -> Result<Vec<StoreKey>, idb::Error> {
        let times = leaving::times();
        let (writes, marks) = self.queue.borrow_mut().take();
        let written =
            if is_away() { Err(idb::Error::OneshotChannelReceiveError) } else { self.write(&writes, marks).await };
        self.queue.borrow_mut().ended(&self.connection.name, &writes, written.is_ok());
        // Writes over which the page was left are only queued again.
        if written.is_err() && (is_away() || leaving::times() != times) {
            return Ok(Vec::new());
        }
        if !writes.is_empty() {
            room::note(&written);
        }
        written.map(|()| writes.iter().filter_map(Write::own_edit).collect())
    }

    async fn write(&self, writes: &[Write], marks: bool) -> Result<(), idb::Error> {
        let durability = if writes.iter().any(Write::must_last) { "strict" } else { "relaxed" };
        let transaction = self.begin(&ALL, "readwrite", durability)?;
        if marks {
            let marking = async |transaction| write::mark(transaction, writes).await;
            silence::timed(leaving::run(transaction, marking)).await
        } else {
            silence::timed(write::put(transaction, writes)).await
        }
    }

    /// A transaction. A `strict` one is on the disk when it is done, not in the browser's buffers: an edit that no
    /// server has yet must survive a power cut. Browsers that do not know the option pass it over.
    fn begin(&self, stores: &[&str], mode: &str, durability: &str) -> Result<Transaction, idb::Error> {
        let stores: Array = stores.iter().copied().map(JsValue::from_str).collect();
        let options = Object::new();
        let raw = &self.connection.raw;
        let opened = Reflect::set(&options, &"durability".into(), &durability.into())
            .and_then(|_| Reflect::get(raw, &"transaction".into()))
            .and_then(|function| function.dyn_into::<Function>())
            .and_then(|open| open.call3(raw, &stores, &mode.into(), &options));
        opened.map_err(idb::Error::TransactionOpenFailed).and_then(Transaction::try_from)
    }

    /// The page is being left: what only this page has is set down for whoever opens the database next.
    pub(crate) fn set_down(&self) {
        let mut queue = self.queue.borrow_mut();
        queue.is_set_down = true;
        queue.under_way.iter().for_each(|writes| spill::set_down(&self.connection.name, writes));
        spill::set_down(&self.connection.name, &queue.waiting);
    }
}

impl Queue {
    /// The writes of the next transaction, and whether they are marks.
    fn take(&mut self) -> (Rc<Vec<Write>>, bool) {
        let marks = self.waiting.iter().all(Write::is_mark);
        let writes = Rc::new(self.waiting.extract_if(.., |write| write.is_mark() == marks).collect());
        self.under_way.push(Rc::clone(&writes));
        (writes, marks)
    }

    /// A transaction has ended; what it could not write waits again, before what came later.
    fn ended(&mut self, database: &str, writes: &Rc<Vec<Write>>, is_written: bool) {
        self.under_way.retain(|one| !Rc::ptr_eq(one, writes));
        if !is_written {
            self.waiting.splice(0..0, writes.iter().cloned());
        } else if self.is_set_down {
            spill::take_off(database, writes);
        }
    }
}
