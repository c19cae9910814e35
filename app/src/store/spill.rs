//! Writes that a page has not brought into the database when it is left. Nothing may begin there then, so they go into
//! the browser's small storage, which takes them at once, and from there into the database when that is next opened.

use muster_shared::id::DocId;
use muster_shared::sync::replica::StoreKey;

use super::write::{DOCS, Write};
use crate::browser::storage;

/// The word that the names of such items begin with. The document follows, of an edit its client and number, and the
/// database.
const NAME: &str = "muster-left";
/// The key in the place of client and number where the item is no edit: those are counted from one.
const ABOUT: StoreKey = StoreKey { client: 0, n: 0 };

/// Sets down what nobody else has: edits that no server has acknowledged, and what documents they belong to.
pub(super) fn set_down(database: &str, writes: &[Write]) {
    let Some(storage) = storage() else { return };
    for (name, text) in writes.iter().filter_map(|write| written(database, write)) {
        let _ = storage.set_item(&name, &text);
    }
}

/// Takes off again what has come into the database.
pub(super) fn take_off(database: &str, writes: &[Write]) {
    let Some(storage) = storage() else { return };
    for (name, _) in writes.iter().filter_map(|write| written(database, write)) {
        let _ = storage.remove_item(&name);
    }
}

/// Everything set down for a database.
pub(super) fn found(database: &str) -> Vec<Write> {
    let Some(storage) = storage() else { return Vec::new() };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    names.filter_map(|name| read(database, &name, &storage.get_item(&name).ok()??)).collect()
}

/// A byte is a letter of its number: the storage takes texts only.
fn written(database: &str, write: &Write) -> Option<(String, String)> {
    let (doc, StoreKey { client, n }, text) = match write {
        Write::Edit { doc, key, bytes, unsaved: true } => {
            (doc.as_str(), *key, bytes.iter().copied().map(char::from).collect())
        }
        Write::Text { store, name, text } if *store == DOCS => (name.as_str(), ABOUT, text.clone()),
        _ => return None,
    };
    Some((format!("{NAME} {doc} {client} {n} {database}"), text))
}

fn read(database: &str, name: &str, text: &str) -> Option<Write> {
    let mut parts = name.strip_prefix(NAME)?.strip_prefix(' ')?.splitn(4, ' ');
    let doc: DocId = parts.next()?.parse().ok()?;
    let key = StoreKey { client: parts.next()?.parse().ok()?, n: parts.next()?.parse().ok()? };
    if parts.next()? != database {
        return None;
    }
    if key == ABOUT {
        return Some(Write::Text { store: DOCS, name: doc.to_string(), text: text.to_owned() });
    }
    let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
    Some(Write::Edit { doc, key, bytes: bytes.ok()?.into(), unsaved: true })
}
