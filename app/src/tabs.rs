//! Other tabs of this browser: they hear of edits at once, offline too. An optimisation, never the durability path.

use std::sync::Arc;

use js_sys::{Array, Uint8Array};
use muster_shared::id::DocId;
use muster_shared::sync::replica::StoreKey;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::browser::{Listener, array};
use crate::visitor::Visitor;

/// The words of a tab to the others.
pub(crate) enum Word {
    /// I wrote this.
    Edit(StoreKey, Arc<[u8]>),
    /// These are on the server's disk.
    Saved(Vec<StoreKey>),
}

/// The channel of one document.
pub(crate) struct Tabs {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl Tabs {
    /// Joins the other tabs in which the same person has `doc` of `origin` open. `None` where the browser has no such
    /// channel.
    pub(crate) fn join(origin: &str, doc: &DocId, who: &Visitor, hear: impl Fn(Word) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(&format!("muster {origin} {doc} {}", who.who())).ok()?;
        let listener = Listener::new(Some(channel.clone().into()), "message", move |event| {
            if let Some(word) = event.dyn_ref::<MessageEvent>().and_then(|event| read(&event.data())) {
                hear(word);
            }
        });
        Some(Self { channel, _listener: listener })
    }

    /// Tells the other tabs.
    pub(crate) fn tell(&self, word: &Word) {
        let message = match word {
            Word::Edit(key, bytes) => array([write_key(*key), Uint8Array::from(&**bytes).into()]),
            Word::Saved(keys) => array([keys.iter().copied().map(write_key).collect::<Array>().into()]),
        };
        let _ = self.channel.post_message(&message);
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
    }
}

fn read(message: &JsValue) -> Option<Word> {
    let message: &Array = message.dyn_ref()?;
    match message.length() {
        1 => {
            let keys: Array = message.get(0).dyn_into().ok()?;
            Some(Word::Saved(keys.iter().filter_map(|key| read_key(&key)).collect()))
        }
        2 => {
            let bytes: Uint8Array = message.get(1).dyn_into().ok()?;
            Some(Word::Edit(read_key(&message.get(0))?, bytes.to_vec().into()))
        }
        _ => None,
    }
}

fn write_key(key: StoreKey) -> JsValue {
    array([JsValue::from_f64(key.client as f64), JsValue::from_f64(key.n as f64)]).into()
}

fn read_key(value: &JsValue) -> Option<StoreKey> {
    let pair: &Array = value.dyn_ref()?;
    let number = |at: u32| pair.get(at).as_f64().map(|number| number as u64);
    Some(StoreKey { client: number(0)?, n: number(1)? })
}
