//! The line of a page to a server: one socket, on which each of the page's documents there has a channel. It opens with
//! the first document that wants it, closes when the last one goes, and comes back for all of them together. Where a page has
//! more documents than a server takes on one socket, another line is laid beside it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::Array;
use muster_shared::sync::line::{Places, Turns, Way, pauses};
use muster_shared::sync::wire::many::{FromPage, FromServer, MANY, WINDOW_BYTES};

use super::socket::{Said, Socket};
use super::waking::Awake;
use super::{At, Inner, Link};
use crate::browser::{Timer, array, is_online, random_bits, ticks_ms};

/// The bytes that the browser may hold before more is given to it: what it holds takes no turns. The server says that it
/// has taken so many, and the rest goes then, or after a moment, in milliseconds.
const AHEAD_BYTES: u64 = WINDOW_BYTES / 2;
const MOMENT_MS: i32 = 25;

thread_local! {
    static LINES: RefCell<Vec<Weak<Line>>> = RefCell::default();
}

/// The line to one server.
pub(super) struct Line {
    /// The server's origin, for WebSockets.
    origin: String,
    state: RefCell<State>,
    awake: Awake,
}

#[derive(Default)]
struct State {
    links: Vec<Weak<RefCell<Inner>>>,
    places: Places,
    way: Way,
    socket: Option<Socket>,
    /// How many sockets there have been.
    n_sockets: u32,
    /// Whether the socket is the shared one and open.
    is_open: bool,
    /// How many channels there have been, of all sockets: the late word of an old one is for none of today's.
    n_channels: u64,
    turns: Turns,
    /// When the last socket that worked was lost.
    lost_ms: Option<u64>,
    pause: Option<Timer>,
    moment: Option<Timer>,
}

impl State {
    fn hang_up(&mut self) {
        self.socket = None;
        self.is_open = false;
        self.turns = Turns::default();
        self.pause = None;
        self.moment = None;
    }
}

impl Line {
    /// A line of the page's to the server at `origin` that has a place.
    pub(super) fn to(origin: &str) -> Rc<Self> {
        Self::with_a_place(origin.replacen("http", "ws", 1))
    }

    fn with_a_place(origin: String) -> Rc<Self> {
        LINES.with_borrow_mut(|lines| {
            lines.retain(|line| line.strong_count() > 0);
            let known: Vec<Rc<Self>> =
                lines.iter().filter_map(Weak::upgrade).filter(|line| line.origin == origin).collect();
            // The server said it on one line for all of them.
            let places = known.iter().map(|line| line.state.borrow().places).min().unwrap_or_default();
            let free = known.into_iter().find(|line| line.has_place(places));
            free.unwrap_or_else(|| {
                let line = Self::new(origin, places);
                lines.push(Rc::downgrade(&line));
                line
            })
        })
    }

    /// Whether it takes one more document. Where each has a socket of its own, it does.
    fn has_place(&self, places: Places) -> bool {
        let state = self.state.borrow();
        let n_links = state.links.iter().filter(|link| link.strong_count() > 0).count();
        state.way == Way::Alone || places.has_one_beside(n_links)
    }

    fn new(origin: String, places: Places) -> Rc<Self> {
        Rc::new_cyclic(|weak: &Weak<Self>| {
            let weak = weak.clone();
            let awake = Awake::new(move |surely| {
                if let Some(line) = weak.upgrade() {
                    line.note_awake(surely);
                }
            });
            let state = State { places, ..State::default() };
            Self { origin, state: RefCell::new(state), awake }
        })
    }

    /// The address of the shared socket; a document's own stands below it.
    pub(super) fn address(&self) -> String {
        self.origin.clone() + "/sync"
    }

    /// A link of this line's.
    pub(super) fn add(&self, link: Weak<RefCell<Inner>>) {
        let links = &mut self.state.borrow_mut().links;
        links.retain(|link| link.strong_count() > 0);
        links.push(link);
    }

    /// The line that takes a link in this one's place, where the server had none for its channel; none if another line would be
    /// no better. The server takes what is opened in its order, so those before it are those it took.
    pub(super) fn instead(&self, channel: u64, link: &Rc<RefCell<Inner>>) -> Option<Rc<Self>> {
        let is_before = |other: &&Link| matches!(other.inner.borrow().at, At::On(on) if on < channel);
        let n_before = self.links().iter().filter(is_before).count();
        if !self.state.borrow_mut().places.refused_beside(n_before) {
            return None;
        }
        let line = Self::with_a_place(self.origin.clone());
        let link = Rc::downgrade(link);
        self.state.borrow_mut().links.retain(|one| !one.ptr_eq(&link));
        line.add(link);
        Some(line)
    }

    fn links(&self) -> Vec<Link> {
        self.state.borrow().links.iter().filter_map(Weak::upgrade).map(|inner| Link { inner }).collect()
    }

    fn waiting(&self) -> Vec<Link> {
        let mut links = self.links();
        links.retain(|link| matches!(link.inner.borrow().at, At::Waiting));
        links
    }

    /// The number of its latest socket.
    pub(super) fn number(&self) -> u32 {
        self.state.borrow().n_sockets
    }

    /// Whether nothing is open and nothing will open by itself.
    pub(super) fn is_idle(&self) -> bool {
        let state = self.state.borrow();
        state.socket.is_none() && state.pause.is_none()
    }

    /// A document is served: the next failure starts with the shortest pauses again.
    pub(super) fn works(&self) {
        self.state.borrow_mut().lost_ms = None;
    }

    /// Lets in everybody who waits for it, now or when it is open.
    pub(super) fn dial(self: &Rc<Self>) {
        let (way, is_open, is_there) = {
            let mut state = self.state.borrow_mut();
            state.pause = None;
            (state.way, state.is_open, state.socket.is_some())
        };
        let waiting = self.waiting();
        let Some(first) = waiting.first() else { return };
        if is_open {
            waiting.iter().for_each(|link| self.seat(link));
        } else if way == Way::Alone {
            waiting.iter().for_each(Link::go_alone);
        } else if !is_there && is_online() {
            self.open(way, first);
        }
    }

    /// The same, but while it pauses they wait with all others.
    pub(super) fn dial_unless_pausing(self: &Rc<Self>) {
        let is_pausing = self.state.borrow().pause.is_some();
        if !is_pausing {
            self.dial();
        }
    }

    /// Opens the shared socket before the first document is ready for it, whose copy on the device is read meanwhile. One
    /// that nobody comes to is closed by the server.
    pub(super) fn dial_ahead(self: &Rc<Self>) {
        let (way, is_first) = {
            let state = self.state.borrow();
            (state.way, state.n_sockets == 0)
        };
        if way == Way::Shared && is_first && is_online() {
            self.open_at(self.shared());
        }
    }

    fn open(self: &Rc<Self>, way: Way, first: &Link) {
        self.open_at(if way == Way::Probe { first.address() } else { self.shared() });
    }

    /// The address of the shared socket, and its sub-protocol.
    fn shared(&self) -> (String, Array) {
        (self.address(), array([MANY.into()]))
    }

    fn open_at(self: &Rc<Self>, (url, protocols): (String, Array)) {
        let weak = Rc::downgrade(self);
        let hear = move |said: Said| {
            let Some(line) = weak.upgrade() else { return };
            match said {
                Said::Opened(protocol) => line.opened(protocol == MANY),
                Said::Bytes(bytes) => line.receive(&bytes),
                Said::Closed(..) => line.lost(),
            }
        };
        let mut state = self.state.borrow_mut();
        state.socket = Socket::open(&url, &protocols, Rc::new(hear));
        state.n_sockets += 1;
    }

    fn seat(&self, link: &Link) {
        let state = &mut *self.state.borrow_mut();
        state.n_channels += 1;
        state.turns.open(state.n_channels);
        let open = link.take(state.n_channels);
        if let Some(socket) = &state.socket {
            socket.send(&open);
        }
    }

    fn opened(self: &Rc<Self>, ours: bool) {
        {
            let state = &mut *self.state.borrow_mut();
            state.way = state.way.opened(ours);
            state.is_open = state.way == Way::Shared;
            if !state.is_open {
                state.hang_up();
            }
        }
        self.dial();
    }

    /// The socket is closed, or could not be opened.
    fn lost(self: &Rc<Self>) {
        let way = {
            let state = &mut *self.state.borrow_mut();
            state.lost_ms.get_or_insert_with(ticks_ms);
            if !state.is_open {
                state.way = state.way.refused();
            }
            state.hang_up();
            state.way
        };
        self.links().iter().for_each(Link::lost);
        if way.is_at_once() {
            self.dial();
        } else {
            self.come_back();
        }
    }

    /// A document's own socket could not be opened: the server is away, and may be a newer one when it is back.
    pub(super) fn refused(&self) {
        let state = &mut *self.state.borrow_mut();
        if state.way == Way::Alone {
            state.way = state.way.refused();
        }
    }

    fn come_back(self: &Rc<Self>) {
        let nobody = self.waiting().is_empty();
        let state = &mut *self.state.borrow_mut();
        if nobody || state.socket.is_some() || !is_online() {
            return;
        }
        let lost_for_ms = state.lost_ms.map_or(0, |lost_ms| ticks_ms().saturating_sub(lost_ms));
        let pause = pauses::of_socket(lost_for_ms, random_bits() as u64);
        let weak = Rc::downgrade(self);
        state.pause = Some(Timer::after(pause as i32, move || {
            if let Some(line) = weak.upgrade() {
                line.dial();
            }
        }));
    }

    fn receive(self: &Rc<Self>, bytes: &[u8]) {
        let Ok((channel, said)) = FromServer::read(bytes) else { return };
        let links = self.links();
        let is_on = |link: &&Link| matches!(link.inner.borrow().at, At::On(on) if on == channel);
        let Some(link) = links.iter().find(is_on) else { return };
        match said {
            FromServer::Opened => link.opened(true),
            FromServer::Piece(bytes) => link.receive(bytes, false),
            FromServer::Frame(bytes) => link.receive(bytes, true),
            FromServer::More(bytes) => {
                self.state.borrow_mut().turns.more(channel, bytes);
                self.flow();
            }
            FromServer::Closed { code, reason } => {
                self.state.borrow_mut().turns.close(channel);
                link.ended(code, reason.to_owned());
            }
        }
    }

    /// Sends a frame on a channel, in its turn.
    pub(super) fn send(self: &Rc<Self>, channel: u64, frame: &[u8]) {
        self.state.borrow_mut().turns.push(channel, frame);
        self.flow();
    }

    fn flow(self: &Rc<Self>) {
        let state = &mut *self.state.borrow_mut();
        state.moment = None;
        let Some(socket) = &state.socket else { return };
        while u64::from(socket.n_waiting()) < AHEAD_BYTES {
            let Some(message) = state.turns.next_message() else { return };
            socket.send(&message);
        }
        let weak = Rc::downgrade(self);
        state.moment = Some(Timer::after(MOMENT_MS, move || {
            if let Some(line) = weak.upgrade() {
                line.flow();
            }
        }));
    }

    /// Ends a channel.
    pub(super) fn end(&self, channel: u64) {
        let mut state = self.state.borrow_mut();
        state.turns.close(channel);
        if let Some(socket) = &state.socket {
            socket.send(&FromPage::Close.write(channel));
        }
    }

    /// Closes the socket if nobody needs it any more.
    pub(super) fn rest(&self) {
        let is_away = |link: &Link| link.inner.borrow().is_away();
        if self.links().iter().all(is_away) {
            self.state.borrow_mut().hang_up();
        }
    }

    /// Connects anew, and everybody who wants it with it.
    pub(super) fn renew(self: &Rc<Self>) {
        let mut links = self.links();
        links.retain(|link| link.inner.borrow().wanted);
        links.iter().for_each(|link| link.close(true));
        self.state.borrow_mut().hang_up();
        links.iter().for_each(Link::connect);
    }

    /// The page is run: if it has slept meanwhile, surely or by the clocks, it connects anew.
    pub(super) fn note_awake(self: &Rc<Self>, surely: bool) {
        if self.awake.has_slept() || surely {
            self.renew();
        }
    }
}
