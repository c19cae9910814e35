//! What this device keeps, in IndexedDB: every edit as it is made, and what is known of each document.
//!
//! | store | key | holds |
//! |---|---|---|
//! | `edits` | document, tab, number | an update, and whether it still has to reach the server |
//! | `docs` | document | lineage, kind, whether a server knows it yet |
//! | `aside` | counted | copies that can no longer be merged, kept whole |
//! | `kept` | name | small things: the list of charters as last seen, this person's name |

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use idb::{
    Database, DatabaseEvent, Factory, KeyRange, ObjectStoreParams, Query, Transaction, TransactionFuture,
    TransactionMode, TransactionResult,
};
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::Kind;
use muster_shared::replica::{StoreKey, Stored};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use crate::browser::array;
use crate::visitor::Visitor;

const NAME: &str = "muster";
const VERSION: u32 = 1;
const EDITS: &str = "edits";
const DOCS: &str = "docs";
const ASIDE: &str = "aside";
const KEPT: &str = "kept";

/// What the device knows of a document.
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
    /// The close code with which the server last refused this person the document; nothing once it is given again.
    #[serde(default)]
    pub(crate) refused: Option<u16>,
}

/// The device's database. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Store {
    database: Rc<Database>,
    /// The same database as JavaScript has it, to ask for what `idb` does not offer.
    raw: JsValue,
    queue: Rc<RefCell<Vec<Write>>>,
}

/// A connection, and the name of its database.
type Open = (Rc<str>, Rc<Database>, JsValue);

thread_local! {
    /// The page's connections, one for everybody it keeps something for: who comes later does not wait for it.
    static OPENED: RefCell<Vec<Open>> = const { RefCell::new(Vec::new()) };
}

/// Everybody who uses this device has a database of their own.
fn name_for(visitor: &Visitor) -> String {
    if visitor.who().is_empty() { NAME.to_owned() } else { format!("{NAME} {}", visitor.who()) }
}

/// One write on its way into the database.
enum Write {
    Put { store: &'static str, key: JsValue, value: JsValue },
    Saved { key: JsValue },
    Delete { store: &'static str, keys: KeyRange },
}

impl Write {
    /// Whether this is an edit that nobody else has yet.
    fn must_last(&self) -> bool {
        matches!(self, Self::Put { store, value, .. } if *store == EDITS
            && Reflect::get(value, &"unsaved".into()).is_ok_and(|unsaved| unsaved == JsValue::TRUE))
    }
}

impl Store {
    /// Somebody's database if this page has it open already.
    pub(crate) fn opened(visitor: &Visitor) -> Option<Self> {
        let name = name_for(visitor);
        let found = OPENED.with_borrow(|all| all.iter().find(|(own, ..)| **own == *name).cloned());
        found.map(|(_, database, raw)| Self { database, raw, queue: Rc::default() })
    }

    /// Opens somebody's database on this device.
    ///
    /// # Errors
    /// [`idb::Error`] when the browser refuses storage here.
    pub(crate) async fn open(visitor: &Visitor) -> Result<Self, idb::Error> {
        if let Some(store) = Self::opened(visitor) {
            return Ok(store);
        }
        let name = name_for(visitor);
        let mut request = Factory::new()?.open(&name, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else { return };
            let names = database.store_names();
            for store in [EDITS, DOCS, ASIDE, KEPT] {
                if !names.iter().any(|name| name == store) {
                    let mut params = ObjectStoreParams::new();
                    params.auto_increment(store == ASIDE);
                    let _ = database.create_object_store(store, params);
                }
            }
        });
        let raw: JsValue = request.await?.into();
        let mut database = Database::try_from(raw.clone())?;
        // A newer version of the app in another tab must not wait for this one.
        let own: Rc<str> = name.into();
        let gone = Rc::clone(&own);
        database.on_version_change(move |event| {
            forget(&gone);
            if let Ok(database) = event.database() {
                database.close();
            }
        });
        let gone = Rc::clone(&own);
        database.on_close(move |_| forget(&gone));
        let database = Rc::new(database);
        OPENED.with_borrow_mut(|all| all.push((own, Rc::clone(&database), raw.clone())));
        Ok(Self { database, raw, queue: Rc::default() })
    }

    /// Everything kept of a document's edits, in the order of their keys.
    ///
    /// # Errors
    /// [`idb::Error`] when the database cannot be read.
    pub(crate) async fn edits(&self, doc: &DocId) -> Result<Vec<Stored>, idb::Error> {
        let transaction = self.database.transaction(&[EDITS], TransactionMode::ReadOnly)?;
        let rows = transaction.object_store(EDITS)?.get_all(Some(Query::KeyRange(range_of(doc)?)), None)?.await?;
        Ok(rows.iter().filter_map(read_edit).collect())
    }

    /// What is known of a document.
    ///
    /// # Errors
    /// [`idb::Error`] when the database cannot be read.
    pub(crate) async fn about(&self, doc: &DocId) -> Result<Option<About>, idb::Error> {
        Ok(self.read(DOCS, doc.as_str()).await?.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// Every document this device keeps.
    ///
    /// # Errors
    /// [`idb::Error`] when the database cannot be read.
    pub(crate) async fn all_abouts(&self) -> Result<Vec<About>, idb::Error> {
        let transaction = self.database.transaction(&[DOCS], TransactionMode::ReadOnly)?;
        let rows = transaction.object_store(DOCS)?.get_all(None, None)?.await?;
        Ok(rows.iter().filter_map(|row| serde_json::from_str(&row.as_string()?).ok()).collect())
    }

    /// A small thing kept under a name.
    pub(crate) async fn kept(&self, name: &str) -> Option<String> {
        self.read(KEPT, name).await.ok().flatten()
    }

    async fn read(&self, store: &'static str, key: &str) -> Result<Option<String>, idb::Error> {
        let transaction = self.database.transaction(&[store], TransactionMode::ReadOnly)?;
        let value = transaction.object_store(store)?.get(JsValue::from_str(key))?.await?;
        Ok(value.and_then(|value| value.as_string()))
    }

    /// Keeps an edit. It is on its way with the next [`Store::flush`].
    pub(crate) fn put_edit(&self, doc: &DocId, key: StoreKey, bytes: &Arc<[u8]>, unsaved: bool) {
        let value = Object::new();
        let fields = [
            ("client", JsValue::from_f64(key.client as f64)),
            ("n", JsValue::from_f64(key.n as f64)),
            ("bytes", Uint8Array::from(&**bytes).into()),
            ("unsaved", JsValue::from_bool(unsaved)),
        ];
        for (name, field) in fields {
            let _ = Reflect::set(&value, &name.into(), &field);
        }
        self.push(Write::Put { store: EDITS, key: edit_key(doc, key), value: value.into() });
    }

    /// Marks edits as saved on the server.
    pub(crate) fn mark_saved(&self, doc: &DocId, keys: &[StoreKey]) {
        keys.iter().for_each(|key| self.push(Write::Saved { key: edit_key(doc, *key) }));
    }

    /// Keeps what is known of a document.
    pub(crate) fn put_about(&self, about: &About) {
        if let Ok(json) = serde_json::to_string(about) {
            let (key, value) = (JsValue::from_str(about.doc.as_str()), JsValue::from_str(&json));
            self.push(Write::Put { store: DOCS, key, value });
        }
    }

    /// Keeps a small thing under a name.
    pub(crate) fn keep(&self, name: &str, text: &str) {
        self.push(Write::Put { store: KEPT, key: JsValue::from_str(name), value: JsValue::from_str(text) });
    }

    /// Moves a document's edits aside: they stay on the device as `text`, and the document can be opened anew.
    pub(crate) fn set_aside(&self, doc: &DocId, why: &str, text: &str) {
        let value = array([doc.as_str().into(), why.into(), text.into()]).into();
        self.push(Write::Put { store: ASIDE, key: JsValue::UNDEFINED, value });
        if let Ok(keys) = range_of(doc) {
            self.push(Write::Delete { store: EDITS, keys });
        }
        if let Ok(keys) = KeyRange::only(&JsValue::from_str(doc.as_str())) {
            self.push(Write::Delete { store: DOCS, keys });
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
        self.queue.borrow_mut().push(write);
    }

    /// Whether something waits to be written.
    pub(crate) fn has_queue(&self) -> bool {
        !self.queue.borrow().is_empty()
    }

    /// Writes everything queued, in one transaction.
    ///
    /// # Errors
    /// [`idb::Error`] when the device refuses; what could not be written is queued again.
    pub(crate) async fn flush(&self) -> Result<(), idb::Error> {
        let writes = std::mem::take(&mut *self.queue.borrow_mut());
        if writes.is_empty() {
            return Ok(());
        }
        let written = self.write(&writes).await;
        if written.is_err() {
            self.queue.borrow_mut().splice(0..0, writes);
        }
        written
    }

    /// A transaction over everything. A `strict` one is on the disk when it is done, not in the browser's buffers:
    /// an edit that no server has yet must survive a power cut.
    fn writing(&self, strict: bool) -> Result<Transaction, idb::Error> {
        let stores: Array = [EDITS, DOCS, ASIDE, KEPT].into_iter().map(JsValue::from_str).collect();
        let options = Object::new();
        let durability = if strict { "strict" } else { "relaxed" };
        let opened = Reflect::set(&options, &"durability".into(), &durability.into())
            .and_then(|_| Reflect::get(&self.raw, &"transaction".into()))
            .and_then(|function| function.dyn_into::<Function>())
            .and_then(|open| open.call3(&self.raw, &stores, &"readwrite".into(), &options));
        match opened {
            Ok(transaction) => Transaction::try_from(transaction),
            // A browser without the option, or a closed database: the ordinary way says what is wrong.
            Err(_) => self.database.transaction(&[EDITS, DOCS, ASIDE, KEPT], TransactionMode::ReadWrite),
        }
    }

    /// What is new goes first, committed without waiting for anything, so that it outlives a page that is closed now.
    async fn write(&self, writes: &[Write]) -> Result<(), idb::Error> {
        if writes.iter().any(|write| !matches!(write, Write::Saved { .. })) {
            kept(self.put(writes)?.await?)?;
        }
        if writes.iter().any(|write| matches!(write, Write::Saved { .. })) {
            self.mark(writes).await?;
        }
        Ok(())
    }

    fn put(&self, writes: &[Write]) -> Result<TransactionFuture, idb::Error> {
        let transaction = self.writing(writes.iter().any(Write::must_last))?;
        for write in writes {
            match write {
                Write::Put { store, key, value } => {
                    let key = (!key.is_undefined()).then_some(key);
                    transaction.object_store(store)?.put(value, key)?;
                }
                Write::Delete { store, keys } => {
                    transaction.object_store(store)?.delete(Query::KeyRange(keys.clone()))?;
                }
                Write::Saved { .. } => {}
            }
        }
        Ok(transaction.commit()?.into_future())
    }

    async fn mark(&self, writes: &[Write]) -> Result<(), idb::Error> {
        let transaction = self.writing(false)?;
        let store = transaction.object_store(EDITS)?;
        for write in writes {
            if let Write::Saved { key } = write
                && let Some(value) = store.get(key.clone())?.await?
            {
                let _ = Reflect::set(&value, &"unsaved".into(), &JsValue::FALSE);
                store.put(&value, Some(key))?;
            }
        }
        kept(transaction.commit()?.await?)
    }
}

/// The next who asks opens the database anew.
fn forget(name: &str) {
    let gone: Vec<Open> = OPENED.with_borrow_mut(|all| all.extract_if(.., |(own, ..)| **own == *name).collect());
    // The listener that calls this hangs on the database, and must not be dropped while it runs.
    spawn_local(async move { drop(gone) });
}

/// A device without room says no when everything was taken already: the transaction is aborted, and that is no error.
fn kept(end: TransactionResult) -> Result<(), idb::Error> {
    if end.is_aborted() { Err(idb::Error::TransactionAbortError(JsValue::NULL)) } else { Ok(()) }
}

fn edit_key(doc: &DocId, key: StoreKey) -> JsValue {
    array([doc.as_str().into(), JsValue::from_f64(key.client as f64), JsValue::from_f64(key.n as f64)]).into()
}

/// Every key of a document: `[doc]` comes before them, and an array after every number.
fn range_of(doc: &DocId) -> Result<KeyRange, idb::Error> {
    let (low, high) = (array([doc.as_str().into()]), array([doc.as_str().into(), Array::new().into()]));
    KeyRange::bound(&low.into(), &high.into(), None, None)
}

fn read_edit(value: &JsValue) -> Option<Stored> {
    let field = |name: &str| Reflect::get(value, &name.into()).ok();
    let number = |name: &str| field(name)?.as_f64().map(|number| number as u64);
    let bytes: Uint8Array = field("bytes")?.dyn_into().ok()?;
    Some(Stored {
        key: StoreKey { client: number("client")?, n: number("n")? },
        bytes: bytes.to_vec().into(),
        unsaved: field("unsaved")?.as_bool()?,
    })
}
