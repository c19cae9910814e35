//! Notes for oneself on this device: a database of its own, which nothing but the page of these notes opens. A note has no
//! document, no lineage and no update, so that neither link, tabs nor export could take it; there is no way out of here but to
//! that page.

use std::rc::Rc;

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Transaction, TransactionMode};
use muster_shared::oneself::{Note, Notes};
use wasm_bindgen::JsValue;

use super::{leaving, silence};
use crate::visitor::Visitor;

/// The beginning of the database's name; the person's id follows.
const NAME: &str = "muster-for-oneself";
const VERSION: u32 = 1;
const NOTES: &str = "notes";

/// The notes of one person on this device. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Private(Rc<Database>);

impl Private {
    /// Opens the notes of somebody.
    ///
    /// # Errors
    /// [`Error`] when the browser refuses storage here.
    pub(crate) async fn open(visitor: &Visitor) -> Result<Self, Error> {
        leaving::watch();
        leaving::here().await;
        silence::timed(open(&format!("{NAME} {}", visitor.who()))).await.map(|database| Self(Rc::new(database)))
    }

    /// All notes; once more, if the page was left over it.
    ///
    /// # Errors
    /// [`Error`] when the database cannot be read.
    pub(crate) async fn read(&self) -> Result<Notes, Error> {
        loop {
            leaving::here().await;
            let times = leaving::times();
            let transaction = self.0.transaction(&[NOTES], TransactionMode::ReadOnly)?;
            let all = async |transaction: Transaction| transaction.object_store(NOTES)?.get_all(None, None)?.await;
            let read = silence::timed(leaving::run(transaction, all)).await;
            if read.is_ok() || leaving::times() == times {
                let kept = read?;
                let texts = kept.iter().filter_map(JsValue::as_string);
                return Ok(Notes::of(texts.filter_map(|text| Note::of_the_device(&text))));
            }
        }
    }

    /// Writes notes down as they are now. They are on their way when this is called, in the order of the calls.
    ///
    /// # Errors
    /// [`Error`] when the device refuses.
    pub(crate) async fn keep(&self, notes: &[Note]) -> Result<(), Error> {
        let transaction = self.0.transaction(&[NOTES], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(NOTES)?;
        for note in notes {
            drop(store.put(&JsValue::from_str(&note.for_the_device()), Some(&JsValue::from_str(note.id())))?);
        }
        let end = silence::timed(async { transaction.commit()?.await }).await?;
        if end.is_aborted() { Err(Error::TransactionAbortError(JsValue::NULL)) } else { Ok(()) }
    }
}

async fn open(name: &str) -> Result<Database, Error> {
    let mut request = Factory::new()?.open(name, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else { return };
        if !database.store_names().iter().any(|store| store == NOTES) {
            let _ = database.create_object_store(NOTES, ObjectStoreParams::new());
        }
    });
    let mut database = request.await?;
    // Another tab may erase the device, which must not wait for this one.
    database.on_version_change(|event| {
        if let Ok(database) = event.database() {
            database.close();
        }
    });
    Ok(database)
}
