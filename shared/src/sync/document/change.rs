//! The changes of a document, as plain data: texts by the letters typed, maps by their keys.

use std::sync::{Arc, Mutex};

use yrs::types::{Delta as YrsDelta, Event, PathSegment};
use yrs::{Any, DeepObservable, Doc, Out, TransactionMut};

use super::lock;
use crate::sheet::{EMBEDDED, Schema, boxed};
use crate::sync::gate::{Class, roots};

/// One changed text or map.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The root it is, or lies under.
    pub root: &'static str,
    /// The keys from the root down to it; empty for the root itself.
    pub path: Vec<String>,
    /// The change that happened there.
    pub what: What,
}

/// The change of a text or a map.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A text: walked from its start.
    Text(Vec<Delta>),
    /// A map: these keys came, went or changed.
    Keys(Vec<String>),
}

/// One step through a changed text, counted in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta {
    /// This much stayed.
    Keep(u32),
    /// This came.
    Insert(String),
    /// This much went.
    Remove(u32),
}

/// Keeps every change of `doc` in `sink`. An observer may not open a transaction, so it only notes.
pub(super) fn watch(doc: &Doc, schema: &'static Schema, sink: &Arc<Mutex<Vec<Change>>>) {
    for root in roots(schema) {
        let (name, sink) = (root.name, Arc::clone(sink));
        let note = move |txn: &TransactionMut<'_>, events: &yrs::types::Events<'_>| {
            lock(&sink).extend(events.iter().filter_map(|event| read_event(name, txn, event)));
        };
        match root.class {
            Class::Text => doc.get_or_insert_text(name).observe_deep("watch", note),
            _ => doc.get_or_insert_map(name).observe_deep("watch", note),
        }
    }
}

fn read_event(root: &'static str, txn: &TransactionMut<'_>, event: &Event) -> Option<Change> {
    let path = event.path().into_iter().map(|segment| match segment {
        PathSegment::Key(key) => key.to_string(),
        PathSegment::Index(index) => index.to_string(),
    });
    let what = match event {
        Event::Text(text) => What::Text(text.delta(txn).iter().map(read_delta).collect()),
        Event::Map(map) => What::Keys(map.keys(txn).keys().map(ToString::to_string).collect()),
        _ => return None,
    };
    Some(Change { root, path: path.collect(), what })
}

fn read_delta(delta: &YrsDelta) -> Delta {
    match delta {
        YrsDelta::Inserted(Out::Any(Any::String(text)), _) => Delta::Insert(boxed(text.to_string())),
        YrsDelta::Inserted(_, _) => Delta::Insert(EMBEDDED.to_string()),
        YrsDelta::Deleted(len) => Delta::Remove(*len),
        YrsDelta::Retain(len, _) => Delta::Keep(*len),
    }
}
