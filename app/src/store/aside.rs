//! Copies that could not be merged any more. Each is kept whole on the device, until its person has no need of it.

use idb::{Error, KeyRange};
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use wasm_bindgen::{JsCast, JsValue};

use super::Store;
use super::write::{ASIDE, DOCS, EDITS, Write, range_of};
use crate::browser::{array, now_ms};

/// A copy that was set aside.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Aside {
    /// The number under which the device keeps it.
    pub(crate) number: u32,
    /// The document it is a copy of.
    pub(crate) doc: DocId,
    /// The document's kind; devices did not always note it.
    pub(crate) kind: Option<Kind>,
    /// Why it was set aside, in a sentence.
    pub(crate) why: String,
    /// All that the document said, as JSON.
    pub(crate) sheet: String,
    /// When it was set aside, in milliseconds since 1970; devices did not always note it.
    pub(crate) at_ms: Option<u64>,
}

impl Aside {
    fn read(number: &JsValue, kept: &JsValue) -> Option<Self> {
        let kept: &js_sys::Array = kept.dyn_ref()?;
        let words = |at: u32| kept.get(at).as_string();
        Some(Self {
            number: number.as_f64()? as u32,
            doc: words(0)?.parse().ok()?,
            why: words(1)?,
            sheet: words(2)?,
            kind: words(3).and_then(|name| name.parse().ok()),
            at_ms: kept.get(4).as_f64().map(|at| at as u64),
        })
    }
}

impl Store {
    /// Moves a document's edits aside: they stay on the device as `sheet`, and the document can be opened anew.
    pub(crate) fn set_aside(&self, doc: &DocId, kind: Kind, why: &str, sheet: &str) {
        self.keep_aside(doc, kind, why, sheet);
        self.throw_away(doc);
    }

    /// Throws away a document's edits and the facts about it. They go with the next [`Store::flush`].
    pub(crate) fn throw_away(&self, doc: &DocId) {
        if let Ok(keys) = range_of(doc) {
            self.push(Write::Delete { store: EDITS, keys });
        }
        if let Ok(keys) = KeyRange::only(&JsValue::from_str(doc.as_str())) {
            self.push(Write::Delete { store: DOCS, keys });
        }
    }

    /// Keeps a copy aside that was never the device's own; what it has of the document stays.
    pub(crate) fn keep_aside(&self, doc: &DocId, kind: Kind, why: &str, sheet: &str) {
        let at_ms = JsValue::from_f64(now_ms() as f64);
        let words = [doc.as_str(), why, sheet, kind.name()].map(JsValue::from_str);
        let [doc_is, why, sheet, kind] = words;
        self.push(Write::Aside(array([doc_is, why, sheet, kind, at_ms]).into()));
    }

    /// Every copy that was set aside on this device, the first one first.
    ///
    /// # Errors
    /// [`Error`] when the database cannot be read.
    pub(crate) async fn asides(&self) -> Result<Vec<Aside>, Error> {
        let read = self.reading(ASIDE, async |store| {
            let numbers = store.get_all_keys(None, None)?.await?;
            Ok((numbers, store.get_all(None, None)?.await?))
        });
        let (numbers, copies) = read.await?;
        Ok(numbers.iter().zip(&copies).filter_map(|(number, kept)| Aside::read(number, kept)).collect())
    }

    /// Throws away a copy that was set aside. It goes with the next [`Store::flush`].
    pub(crate) fn discard_aside(&self, number: u32) {
        if let Ok(keys) = KeyRange::only(&JsValue::from_f64(f64::from(number))) {
            self.push(Write::Delete { store: ASIDE, keys });
        }
    }
}
