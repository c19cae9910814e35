//! The writes into the database, and the transactions that carry them.

use std::sync::Arc;

use idb::{KeyRange, ObjectStore, Query, Transaction, TransactionResult};
use js_sys::{Array, Object, Reflect, Uint8Array};
use muster_shared::id::DocId;
use muster_shared::sync::replica::{StoreKey, Stored};
use wasm_bindgen::{JsCast, JsValue};

use crate::browser::array;

pub(super) const EDITS: &str = "edits";
pub(super) const DOCS: &str = "docs";
pub(super) const ASIDE: &str = "aside";
pub(super) const KEPT: &str = "kept";
pub(super) const ALL: [&str; 4] = [EDITS, DOCS, ASIDE, KEPT];

/// One write on its way into the database.
#[derive(Clone)]
pub(super) enum Write {
    Edit { doc: DocId, key: StoreKey, bytes: Arc<[u8]>, unsaved: bool },
    Text { store: &'static str, name: String, text: String },
    Aside(JsValue),
    Delete { store: &'static str, keys: KeyRange },
    Saved { doc: DocId, key: StoreKey },
}

impl Write {
    /// Whether this is an edit that nobody else has yet.
    pub(super) fn must_last(&self) -> bool {
        self.own_edit().is_some()
    }

    /// The key of an edit that nobody else has yet.
    pub(super) fn own_edit(&self) -> Option<StoreKey> {
        if let Self::Edit { key, unsaved: true, .. } = self { Some(*key) } else { None }
    }

    /// Whether this is an edit or the mark of one, so that what is written before and after it may be swapped with it.
    pub(super) fn is_of_edit(&self) -> bool {
        matches!(self, Self::Edit { .. } | Self::Saved { .. })
    }

    /// Whether the write changes what it first has to read. A mark that is lost costs sending an edit again.
    pub(super) fn is_mark(&self) -> bool {
        matches!(self, Self::Saved { .. })
    }

    fn put(&self, transaction: &Transaction) -> Result<(), idb::Error> {
        let into = |store: &str| transaction.object_store(store);
        match self {
            Self::Edit { doc, key, bytes, unsaved } => {
                drop(into(EDITS)?.put(&edit_value(*key, bytes, *unsaved), Some(&edit_key(doc, *key)))?);
            }
            Self::Text { store, name, text } => {
                drop(into(store)?.put(&JsValue::from_str(text), Some(&JsValue::from_str(name)))?);
            }
            Self::Aside(value) => drop(into(ASIDE)?.put(value, None)?),
            Self::Delete { store, keys } => drop(into(store)?.delete(Query::KeyRange(keys.clone()))?),
            Self::Saved { .. } => {}
        }
        Ok(())
    }

    async fn mark(&self, store: &ObjectStore) -> Result<(), idb::Error> {
        let Self::Saved { doc, key } = self else { return Ok(()) };
        let key = edit_key(doc, *key);
        if let Some(value) = store.get(key.clone())?.await? {
            let _ = Reflect::set(&value, &"unsaved".into(), &JsValue::FALSE);
            store.put(&value, Some(&key))?;
        }
        Ok(())
    }
}

/// Writes what needs nothing read. It is committed at once and waits for nothing, so that it outlives a page that is
/// closed now.
pub(super) async fn put(transaction: Transaction, writes: &[Write]) -> Result<(), idb::Error> {
    for write in writes {
        write.put(&transaction)?;
    }
    kept(transaction.commit()?.await?)
}

/// Marks edits as saved on the server.
pub(super) async fn mark(transaction: Transaction, marks: &[Write]) -> Result<(), idb::Error> {
    let store = transaction.object_store(EDITS)?;
    for write in marks {
        write.mark(&store).await?;
    }
    kept(transaction.commit()?.await?)
}

/// Changes a text that is kept under a name to what it is to be after the one that stands there. Nothing is a text that stays.
pub(super) async fn change(
    transaction: Transaction,
    store: &str,
    name: &str,
    change: impl Fn(Option<String>) -> Option<String>,
) -> Result<Option<String>, idb::Error> {
    let (kept_in, key) = (transaction.object_store(store)?, JsValue::from_str(name));
    let was = kept_in.get(key.clone())?.await?.and_then(|value| value.as_string());
    let to = change(was.clone());
    if let Some(text) = to.as_ref().filter(|to| Some(*to) != was.as_ref()) {
        kept_in.put(&JsValue::from_str(text), Some(&key))?;
    }
    kept(transaction.commit()?.await?)?;
    Ok(to.or(was))
}

/// A device without room says no when everything was taken already: the transaction is aborted, and that is no error.
fn kept(end: TransactionResult) -> Result<(), idb::Error> {
    if end.is_aborted() { Err(idb::Error::TransactionAbortError(JsValue::NULL)) } else { Ok(()) }
}

fn edit_value(key: StoreKey, bytes: &[u8], unsaved: bool) -> JsValue {
    let value = Object::new();
    let fields = [
        ("client", JsValue::from_f64(key.client as f64)),
        ("n", JsValue::from_f64(key.n as f64)),
        ("bytes", Uint8Array::from(bytes).into()),
        ("unsaved", JsValue::from_bool(unsaved)),
    ];
    for (name, field) in fields {
        let _ = Reflect::set(&value, &name.into(), &field);
    }
    value.into()
}

/// An edit as the database has it.
pub(super) fn read_edit(value: &JsValue) -> Option<Stored> {
    let field = |name: &str| Reflect::get(value, &name.into()).ok();
    let number = |name: &str| field(name)?.as_f64().map(|number| number as u64);
    let bytes: Uint8Array = field("bytes")?.dyn_into().ok()?;
    Some(Stored {
        key: StoreKey { client: number("client")?, n: number("n")? },
        bytes: bytes.to_vec().into(),
        unsaved: field("unsaved")?.as_bool()?,
    })
}

pub(super) fn edit_key(doc: &DocId, key: StoreKey) -> JsValue {
    array([doc.as_str().into(), JsValue::from_f64(key.client as f64), JsValue::from_f64(key.n as f64)]).into()
}

/// Every key of a document: `[doc]` comes before them, and an array after every number.
pub(super) fn range_of(doc: &DocId) -> Result<KeyRange, idb::Error> {
    let (low, high) = (array([doc.as_str().into()]), array([doc.as_str().into(), Array::new().into()]));
    KeyRange::bound(&low.into(), &high.into(), None, None)
}
