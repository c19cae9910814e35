//! The WebSocket to the server: opens it, comes back with growing random pauses, and never after a permanent close.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::sync::wire::SUBPROTOCOL;
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use crate::browser::{Listener, Timer, array, is_online, random_bits};
use crate::visitor::Visitor;

/// The shortest and the longest pause before connecting again, in milliseconds.
const PAUSE_MS: (u32, u32) = (500, 30_000);

/// The news that the link has for its owner.
pub(crate) enum Heard {
    /// It is open; the server speaks our sub-protocol if `muster`.
    Opened {
        /// Whether the server speaks `muster.1`.
        muster: bool,
    },
    /// A frame.
    Frame(Vec<u8>),
    /// It is closed. `code` is the close code, 1006 if there was none.
    Closed {
        /// The WebSocket close code.
        code: u16,
        /// The sentence the server closed it with, if it said one.
        reason: String,
    },
}

/// A link to one document on one server. Dropping it closes it for good.
#[derive(Clone)]
pub(crate) struct Link {
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    url: String,
    visitor: Visitor,
    /// The token it connected with.
    used: String,
    hear: Rc<dyn Fn(Heard)>,
    socket: Option<Socket>,
    n_failed: u32,
    wanted: bool,
    pause: Option<Timer>,
}

struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Link {
    /// A link to `doc` at `origin` that is not open yet. A visitor who names a kind makes no document by looking for
    /// it. One who names a person is let in as nobody else: a page left open must not speak for the next person to sign
    /// in.
    pub(crate) fn new(origin: &str, doc: &DocId, kind: Kind, visitor: Visitor, hear: Rc<dyn Fn(Heard)>) -> Self {
        let origin = origin.replacen("http", "ws", 1);
        let names_themselves = visitor.token().is_empty() && !visitor.who().is_empty();
        let person = if names_themselves { format!("&person={}", visitor.who()) } else { String::new() };
        let url = format!("{origin}/sync/{doc}?kind={kind}{person}");
        let (used, socket, pause) = (String::new(), None, None);
        let inner = Inner { url, visitor, used, hear, socket, n_failed: 0, wanted: false, pause };
        Self { inner: Rc::new(RefCell::new(inner)) }
    }

    /// Connects now, if it is not connected.
    pub(crate) fn connect(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.wanted = true;
        inner.pause = None;
        if inner.socket.is_some() || !is_online() {
            return;
        }
        inner.used = inner.visitor.token();
        let protocols = array([SUBPROTOCOL.into()]);
        if let Some(visitor) = inner.visitor.protocol() {
            protocols.push(&visitor.into());
        }
        if let Ok(socket) = WebSocket::new_with_str_sequence(&inner.url, &protocols) {
            inner.socket = Some(self.listen(socket));
        }
    }

    fn listen(&self, socket: WebSocket) -> Socket {
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opened = self.on(&socket, "open", |link, event| {
            let protocol =
                event.target().and_then(|target| target.dyn_into::<WebSocket>().ok()).map(|socket| socket.protocol());
            link.tell(Heard::Opened { muster: protocol.as_deref() == Some(SUBPROTOCOL) });
        });
        let heard = self.on(&socket, "message", |link, event| {
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            if let Some(buffer) = data.and_then(|data| data.dyn_into::<ArrayBuffer>().ok()) {
                link.tell(Heard::Frame(Uint8Array::new(&buffer).to_vec()));
            }
        });
        let closed = self.on(&socket, "close", |link, event| {
            let closed = event.dyn_ref::<CloseEvent>();
            link.ended(closed.map_or(1006, CloseEvent::code), closed.map(CloseEvent::reason).unwrap_or_default());
        });
        Socket { socket, _listeners: [opened, heard, closed] }
    }

    fn on(&self, socket: &WebSocket, event: &'static str, f: impl Fn(&Self, web_sys::Event) + 'static) -> Listener {
        let weak = Rc::downgrade(&self.inner);
        let own = socket.clone();
        Listener::new(Some(socket.clone().into()), event, move |event| {
            let Some(inner) = weak.upgrade() else { return };
            // The late word of an old socket must not end the new one.
            let is_current = inner.borrow().socket.as_ref().is_some_and(|current| current.socket == own);
            if is_current {
                f(&Self { inner }, event);
            }
        })
    }

    fn tell(&self, heard: Heard) {
        let hear = Rc::clone(&self.inner.borrow().hear);
        hear(heard);
    }

    fn ended(&self, code: u16, reason: String) {
        let code = {
            let mut inner = self.inner.borrow_mut();
            inner.socket = None;
            inner.n_failed += 1;
            // A refusal of an old token says nothing of the one that came meanwhile.
            let code = if inner.used == inner.visitor.token() { code } else { 1006 };
            // 4400 to 4499 is for good.
            inner.wanted &= !(4400..4500).contains(&code);
            code
        };
        self.tell(Heard::Closed { code, reason });
        self.come_back();
    }

    /// Connects again after a random pause that grows with every failure.
    pub(crate) fn come_back(&self) {
        let mut inner = self.inner.borrow_mut();
        if !inner.wanted || inner.socket.is_some() || !is_online() {
            return;
        }
        let longest = PAUSE_MS.0.saturating_mul(1 << inner.n_failed.min(6)).min(PAUSE_MS.1);
        let pause = PAUSE_MS.0 / 2 + (random_bits() % u128::from(longest)) as u32;
        let weak = Rc::downgrade(&self.inner);
        inner.pause = Some(Timer::after(pause as i32, move || {
            if let Some(inner) = weak.upgrade() {
                Self { inner }.connect();
            }
        }));
    }

    /// Whether nothing is open and nothing will open by itself.
    pub(crate) fn is_idle(&self) -> bool {
        let inner = self.inner.borrow();
        inner.socket.is_none() && inner.pause.is_none()
    }

    /// The handshake is complete: the next failure starts with the shortest pause again.
    pub(crate) fn works(&self) {
        self.inner.borrow_mut().n_failed = 0;
    }

    /// Sends a frame, if the socket is open.
    pub(crate) fn send(&self, frame: &[u8]) {
        let inner = self.inner.borrow();
        // One that closes just now takes nothing any more, and the browser would complain.
        if let Some(socket) = inner.socket.as_ref().filter(|one| one.socket.ready_state() == WebSocket::OPEN) {
            let _ = socket.socket.send_with_u8_array(frame);
        }
    }

    /// Closes the socket. `again` says whether to come back by oneself.
    pub(crate) fn close(&self, again: bool) {
        let socket = {
            let mut inner = self.inner.borrow_mut();
            inner.wanted = again;
            inner.pause = None;
            inner.socket.take()
        };
        if let Some(socket) = socket {
            let _ = socket.socket.close();
            self.tell(Heard::Closed { code: 1000, reason: String::new() });
        }
        self.come_back();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(socket) = self.socket.take() {
            let _ = socket.socket.close();
        }
    }
}
