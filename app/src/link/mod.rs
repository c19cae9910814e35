//! The connection of a document to its server: a channel of a line of the page's to that server, or a socket of its own where
//! that is not to be had. It comes back with growing random pauses, and never after a permanent close.

mod line;
mod single;
mod socket;
mod waking;

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::sync::line::pauses;
use muster_shared::sync::room::close::TRY_AGAIN;
use muster_shared::sync::wire::many::{FULL, FromPage, Open};

use self::line::Line;
use self::socket::Socket;
use crate::browser::{Timer, is_online, random_bits};
use crate::visitor::Visitor;

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
    line: Rc<Line>,
    doc: String,
    kind: &'static str,
    visitor: Visitor,
    /// The token or key it connected with.
    used: String,
    hear: Rc<dyn Fn(Heard)>,
    at: At,
    /// Whether the server has let it in.
    is_open: bool,
    /// Whether the owner has heard that there is no connection.
    is_told: bool,
    /// The pieces of a frame of which more follows.
    pieces: Vec<u8>,
    n_failed: u32,
    /// The socket of the line, by its number, whose cookie the server refused.
    refused_on: Option<u32>,
    wanted: bool,
    pause: Option<Timer>,
}

/// The place of a link.
enum At {
    /// It has none.
    Away,
    /// It waits for the line to open.
    Waiting,
    /// On this channel of the line.
    On(u64),
    /// On a socket of its own.
    Alone(Socket),
}

impl Inner {
    /// A visitor who names a person is let in as nobody else: a page left open must not speak for the next person to
    /// sign in.
    fn person(&self) -> &str {
        if self.used.is_empty() { self.visitor.who() } else { "" }
    }

    /// The credential that it connects with from now on; empty where a cookie is.
    fn credential(&mut self) -> String {
        self.used = self.visitor.token();
        self.visitor.protocol().unwrap_or_default()
    }

    fn is_away(&self) -> bool {
        matches!(self.at, At::Away) && self.pause.is_none()
    }

    /// Gives up its place, and says which that was.
    fn put_down(&mut self) -> At {
        self.is_open = false;
        self.pieces.clear();
        mem::replace(&mut self.at, At::Away)
    }
}

impl Link {
    /// A link to `doc` at `origin` that is not open yet. A visitor who names a kind makes no document by looking for it.
    pub(crate) fn new(origin: &str, doc: &DocId, kind: Kind, visitor: Visitor, hear: Rc<dyn Fn(Heard)>) -> Self {
        let line = Line::to(origin);
        let inner = Inner {
            line: Rc::clone(&line),
            doc: doc.to_string(),
            kind: kind.name(),
            visitor,
            used: String::new(),
            hear,
            at: At::Away,
            is_open: false,
            is_told: false,
            pieces: Vec::new(),
            n_failed: 0,
            refused_on: None,
            wanted: false,
            pause: None,
        };
        let inner = Rc::new(RefCell::new(inner));
        line.add(Rc::downgrade(&inner));
        line.dial_ahead();
        Self { inner }
    }

    /// Connects now, if it is not connected.
    pub(crate) fn connect(&self) {
        let line = self.line();
        let refused_on = {
            let mut inner = self.inner.borrow_mut();
            inner.wanted = true;
            inner.refused_on.take()
        };
        // The cookie of a socket is the one it was opened with.
        if refused_on == Some(line.number()) {
            line.renew();
        } else if self.wait() {
            line.dial();
        }
    }

    /// Takes its place among those who wait for the line, unless it is connected or the browser knows of no network.
    fn wait(&self) -> bool {
        let inner = &mut *self.inner.borrow_mut();
        inner.pause = None;
        if matches!(inner.at, At::On(_) | At::Alone(_)) || !is_online() {
            return false;
        }
        if matches!(inner.at, At::Away) {
            inner.at = At::Waiting;
            inner.is_told = false;
        }
        true
    }

    /// Takes this channel of the line: the words with which it begins.
    fn take(&self, channel: u64) -> Vec<u8> {
        let inner = &mut *self.inner.borrow_mut();
        inner.at = At::On(channel);
        let credential = inner.credential();
        let open = Open { doc: &inner.doc, kind: inner.kind, person: inner.person(), credential: &credential };
        FromPage::Open(open).write(channel)
    }

    /// The line was lost, or could not be opened: its owner hears it once.
    fn lost(&self) {
        {
            let inner = &mut *self.inner.borrow_mut();
            if matches!(inner.at, At::On(_)) {
                inner.put_down();
                inner.at = At::Waiting;
            }
            if !matches!(inner.at, At::Waiting) || mem::replace(&mut inner.is_told, true) {
                return;
            }
        }
        self.tell(Heard::Closed { code: 1006, reason: String::new() });
    }

    fn opened(&self, muster: bool) {
        {
            let mut inner = self.inner.borrow_mut();
            inner.is_open = true;
            inner.is_told = false;
        }
        self.tell(Heard::Opened { muster });
    }

    /// Bytes of a frame came in, the last of it or not.
    fn receive(&self, bytes: &[u8], is_last: bool) {
        let frame = {
            let mut inner = self.inner.borrow_mut();
            inner.pieces.extend_from_slice(bytes);
            is_last.then(|| mem::take(&mut inner.pieces))
        };
        if let Some(frame) = frame {
            self.tell(Heard::Frame(frame));
        }
    }

    fn tell(&self, heard: Heard) {
        let hear = Rc::clone(&self.inner.borrow().hear);
        hear(heard);
    }

    /// The server closed it, or its own socket is closed.
    fn ended(&self, code: u16, reason: String) {
        if code == TRY_AGAIN && reason == FULL && self.moves_on() {
            return;
        }
        let line = self.line();
        let code = {
            let inner = &mut *self.inner.borrow_mut();
            inner.put_down();
            inner.n_failed = inner.n_failed.saturating_add(1);
            // A refusal of an old token says nothing of the one that came meanwhile.
            let code = if inner.used == inner.visitor.token() { code } else { 1006 };
            inner.refused_on = (code == 4401 && inner.used.is_empty()).then(|| line.number());
            // 4400 to 4499 is for good.
            inner.wanted &= !(4400..4500).contains(&code);
            code
        };
        self.tell(Heard::Closed { code, reason });
        self.come_back();
        line.rest();
    }

    /// The line has no place for it: whether another one takes it.
    fn moves_on(&self) -> bool {
        let line = self.line();
        let At::On(channel) = self.inner.borrow().at else { return false };
        let Some(other) = line.instead(channel, &self.inner) else { return false };
        {
            let inner = &mut *self.inner.borrow_mut();
            inner.put_down();
            inner.refused_on = None;
            inner.line = other;
        }
        if self.inner.borrow().wanted {
            self.connect();
        }
        line.rest();
        true
    }

    /// Connects again after a random pause that grows with every failure, and not before the line does.
    fn come_back(&self) {
        let mut inner = self.inner.borrow_mut();
        if !inner.wanted || !matches!(inner.at, At::Away) || !is_online() {
            return;
        }
        let pause = pauses::of_document(inner.n_failed, random_bits() as u64);
        let weak = Rc::downgrade(&self.inner);
        inner.pause = Some(Timer::after(pause as i32, move || {
            let Some(link) = weak.upgrade().map(|inner| Self { inner }) else { return };
            if link.wait() {
                link.line().dial_unless_pausing();
            }
        }));
    }

    /// Whether nothing is open and nothing will open by itself.
    pub(crate) fn is_idle(&self) -> bool {
        let inner = self.inner.borrow();
        inner.is_away() || matches!(inner.at, At::Waiting) && inner.line.is_idle()
    }

    /// The handshake is complete: the next failure starts with the shortest pause again.
    pub(crate) fn works(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.n_failed = 0;
        inner.line.works();
    }

    /// Sends a frame, if it is open.
    pub(crate) fn send(&self, frame: &[u8]) {
        let inner = self.inner.borrow();
        match &inner.at {
            At::On(channel) if inner.is_open => inner.line.send(*channel, frame),
            At::Alone(socket) => socket.send(frame),
            _ => {}
        }
    }

    /// Closes it. `again` says whether to come back by oneself.
    pub(crate) fn close(&self, again: bool) {
        let line = self.line();
        let was = {
            let mut inner = self.inner.borrow_mut();
            inner.wanted = again;
            inner.pause = None;
            inner.put_down()
        };
        if let At::On(channel) = was {
            line.end(channel);
        }
        if !matches!(was, At::Away) {
            drop(was);
            self.tell(Heard::Closed { code: 1000, reason: String::new() });
        }
        self.come_back();
        line.rest();
    }

    /// The page is run: if it has slept meanwhile, everything connects anew.
    pub(crate) fn note_awake(&self) {
        self.line().note_awake(false);
    }

    fn line(&self) -> Rc<Line> {
        Rc::clone(&self.inner.borrow().line)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let At::On(channel) = self.at {
            self.line.end(channel);
        }
        self.line.rest();
    }
}
