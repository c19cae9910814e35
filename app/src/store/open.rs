//! The page's connections to its databases, one for everybody it keeps something for.

use std::cell::RefCell;
use std::rc::Rc;

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::write::{ALL, ASIDE};
use crate::visitor::Visitor;

const NAME: &str = "muster";
const VERSION: u32 = 1;

/// A connection.
#[derive(Clone)]
pub(super) struct Connection {
    /// The name of the database.
    pub(super) name: Rc<str>,
    /// The database as JavaScript has it, to ask for what `idb` does not offer.
    pub(super) raw: JsValue,
    /// Holds the listeners.
    database: Rc<Database>,
}

thread_local! {
    /// A page that comes later does not wait for it.
    static OPENED: RefCell<Vec<Connection>> = const { RefCell::new(Vec::new()) };
}

/// Everybody who uses this device has a database of their own.
pub(super) fn name_for(visitor: &Visitor) -> String {
    if visitor.who().is_empty() { NAME.to_owned() } else { format!("{NAME} {}", visitor.who()) }
}

/// Somebody's database if this page has it open already.
pub(super) fn opened(name: &str) -> Option<Connection> {
    OPENED.with_borrow(|all| all.iter().find(|one| *one.name == *name).cloned())
}

/// Opens a database, and makes it if it is not there.
pub(super) async fn open(name: &str) -> Result<Connection, idb::Error> {
    let mut request = Factory::new()?.open(name, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else { return };
        let names = database.store_names();
        for store in ALL {
            if !names.iter().any(|name| name == store) {
                let mut params = ObjectStoreParams::new();
                params.auto_increment(store == ASIDE);
                let _ = database.create_object_store(store, params);
            }
        }
    });
    let raw: JsValue = request.await?.into();
    let mut database = Database::try_from(raw.clone())?;
    let name: Rc<str> = name.into();
    let gone = Rc::clone(&name);
    // A newer version of the app in another tab must not wait for this one.
    database.on_version_change(move |event| {
        forget(&gone);
        if let Ok(database) = event.database() {
            database.close();
        }
    });
    let gone = Rc::clone(&name);
    database.on_close(move |_| forget(&gone));
    let connection = Connection { name, raw, database: Rc::new(database) };
    OPENED.with_borrow_mut(|all| all.push(connection.clone()));
    Ok(connection)
}

/// The next one who asks opens the database anew.
fn forget(name: &str) {
    let gone: Vec<Connection> = OPENED.with_borrow_mut(|all| all.extract_if(.., |one| *one.name == *name).collect());
    // The listener that calls this hangs on the database, and must not be dropped while it runs. Two that were opened at once
    // go together: one that is dropped and not closed would hear of nothing any more, and hold the database for good.
    spawn_local(async move { gone.iter().for_each(|one| one.database.close()) });
}
