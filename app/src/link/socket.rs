//! One WebSocket of the browser's. Dropping it closes it, and nothing is heard of it any more.

use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use crate::browser::Listener;

/// The news of a socket.
pub(super) enum Said {
    /// It is open, with this sub-protocol.
    Opened(String),
    /// A binary message.
    Bytes(Vec<u8>),
    /// It is closed, with a code and a reason.
    Closed(u16, String),
}

/// A socket that is open, or about to be.
pub(super) struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Opens a socket to `url`; nothing where the browser refuses even to try.
    pub(super) fn open(url: &str, protocols: &Array, hear: Rc<dyn Fn(Said)>) -> Option<Self> {
        let socket = WebSocket::new_with_str_sequence(url, protocols).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let on = |event: &'static str, read: fn(&web_sys::Event) -> Option<Said>| {
            let hear = Rc::clone(&hear);
            Listener::new(Some(socket.clone().into()), event, move |event| {
                if let Some(said) = read(&event) {
                    hear(said);
                }
            })
        };
        let listeners = [on("open", opened), on("message", message), on("close", closed)];
        Some(Self { socket, _listeners: listeners })
    }

    /// Sends a message, if it is open.
    pub(super) fn send(&self, bytes: &[u8]) {
        // One that closes just now takes nothing any more, and the browser would complain.
        if self.socket.ready_state() == WebSocket::OPEN {
            let _ = self.socket.send_with_u8_array(bytes);
        }
    }

    /// How many bytes the browser has not sent yet.
    pub(super) fn n_waiting(&self) -> u32 {
        self.socket.buffered_amount()
    }
}

fn opened(event: &web_sys::Event) -> Option<Said> {
    let socket = event.target()?.dyn_into::<WebSocket>().ok()?;
    Some(Said::Opened(socket.protocol()))
}

fn message(event: &web_sys::Event) -> Option<Said> {
    let buffer = event.dyn_ref::<MessageEvent>()?.data().dyn_into::<ArrayBuffer>().ok()?;
    Some(Said::Bytes(Uint8Array::new(&buffer).to_vec()))
}

fn closed(event: &web_sys::Event) -> Option<Said> {
    let closed = event.dyn_ref::<CloseEvent>();
    Some(Said::Closed(closed.map_or(1006, CloseEvent::code), closed.map(CloseEvent::reason).unwrap_or_default()))
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}
