//! A room with pages and Yjs documents in it, joined by links that lose nothing. A guest who is away edits on and comes
//! back.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use fastrand::Rng;
use muster_shared::access::Visitor;
use muster_shared::id::{DocId, Lineage, SessionId};
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Anchor, EMBEDDED, Place, Sheet, Spot, units};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::replica;
use muster_shared::sync::room::{About, Output, Protocol, Room};
use muster_shared::sync::wire::Frame;

use super::page::Page;
use super::{Tally, texts, typist};
use crate::chaos::yjs::{Yjs, YjsDoc};

/// Why a session was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The close code.
    pub code: u16,
    /// The sentence.
    pub reason: String,
}

/// A guest who has the document open.
enum Guest {
    Page(Box<Page>),
    Yjs(YjsDoc),
}

struct Seat {
    guest: Guest,
    /// None while it is away.
    session: Option<SessionId>,
}

/// A room and who is in it.
pub struct House {
    kind: Kind,
    room: Room,
    log: Vec<Arc<[u8]>>,
    seats: Vec<Seat>,
    n_sessions: u64,
    next_client: u64,
    yjs: Yjs,
    frames: VecDeque<(SessionId, Vec<u8>)>,
    refused: Option<Refused>,
    /// The counts of the run.
    pub tally: Tally,
}

impl House {
    /// A room of a new document with so many pages and Yjs documents in it.
    pub fn new(kind: Kind, yjs: &Yjs, n_pages: usize, n_yjs: usize) -> Self {
        let (doc, lineage) = (DocId::from_random(1), Lineage::from_random(1));
        let about = About { doc, schema: Some(kind.schema()), lineage, epoch: 0, limits: Limits::DEFAULT.into() };
        let room = Room::new(about, 1);
        let mut house = Self {
            kind,
            room,
            log: Vec::new(),
            seats: Vec::new(),
            n_sessions: 0,
            next_client: 10,
            yjs: yjs.clone(),
            frames: VecDeque::new(),
            refused: None,
            tally: Tally::default(),
        };
        let (_, outputs) = house.room.fill(&Sheet::default(), false).expect("an empty sheet fits");
        house.run(outputs);
        for _ in 0..n_pages {
            house.sit_page();
        }
        for _ in 0..n_yjs {
            house.sit_yjs();
        }
        house
    }

    fn client(&mut self) -> u64 {
        self.next_client += 1;
        self.next_client
    }

    fn sit_page(&mut self) {
        let page = Page::new(self.kind, self.client());
        self.sit(Guest::Page(Box::new(page)));
    }

    fn sit_yjs(&mut self) {
        let client = self.client();
        let doc = self.yjs.rich(self.kind, client);
        self.sit(Guest::Yjs(doc));
    }

    fn sit(&mut self, guest: Guest) {
        self.seats.push(Seat { guest, session: None });
        self.connect(self.seats.len() - 1);
    }

    fn connect(&mut self, at: usize) {
        self.n_sessions += 1;
        let session = SessionId(self.n_sessions);
        let seat = &mut self.seats[at];
        seat.session = Some(session);
        let protocol = match &mut seat.guest {
            Guest::Page(page) => {
                page.replica.opened();
                Protocol::Muster
            }
            Guest::Yjs(doc) => {
                self.frames.push_back((session, Frame::Step1(&doc.state_vector()).write()));
                Protocol::Plain
            }
        };
        let outputs = self.room.join(session, protocol, Visitor::anybody(), 0);
        self.run(outputs);
    }

    fn leave(&mut self, at: usize) {
        let Some(session) = self.seats[at].session.take() else { return };
        if let Guest::Page(page) = &mut self.seats[at].guest {
            page.replica.closed();
        }
        let outputs = self.room.leave(session);
        self.run(outputs);
    }

    /// One of them edits, goes or comes back.
    pub fn step(&mut self, rng: &mut Rng) {
        let at = rng.usize(0..self.seats.len());
        match (self.seats[at].session, rng.u8(0..100)) {
            (Some(_), 95..) => return self.leave(at),
            (None, 60..) => return self.connect(at),
            _ => {}
        }
        let session = self.seats[at].session;
        match &mut self.seats[at].guest {
            Guest::Page(page) => {
                let outputs = typist::act(page, self.kind, rng);
                self.tally.by_pages += 1;
                self.send_of_page(session, outputs);
            }
            Guest::Yjs(doc) => {
                let updates = doc.edit(rng.u32(..));
                self.tally.by_yjs += 1;
                self.send_of_yjs(session, &updates);
            }
        }
        self.run(Vec::new());
    }

    /// A stranger joins, sends one update, and goes.
    ///
    /// # Errors
    /// Why it is refused, if it is.
    pub fn hear_stranger(&mut self, update: &[u8]) -> Result<(), Refused> {
        self.n_sessions += 1;
        let session = SessionId(self.n_sessions);
        let outputs = self.room.join(session, Protocol::Plain, Visitor::anybody(), 0);
        self.run(outputs);
        self.frames.push_back((session, Frame::Update(update).write()));
        self.run(Vec::new());
        let outputs = self.room.leave(session);
        self.run(outputs);
        self.refused.take().map_or(Ok(()), Err)
    }

    /// A page types at the end of each text it shows.
    ///
    /// # Panics
    /// When it then shows something else than what was typed.
    pub fn type_everywhere(&mut self, word: &str) {
        for at in 0..self.seats.len() {
            let session = self.seats[at].session;
            let Guest::Page(page) = &mut self.seats[at].guest else { continue };
            let places: Vec<_> = page.places().cloned().collect();
            let mut outputs = Vec::new();
            for place in places {
                let typed = format!("{}{word}", page.text(&place));
                let (sent, written) = page.type_into(&place, &typed, units(&typed));
                if written.is_ok() {
                    assert_eq!(page.text_box(&place).value, typed);
                }
                outputs.extend(sent);
            }
            self.send_of_page(session, outputs);
            self.run(Vec::new());
        }
    }

    /// Every text of the room, by where it stands.
    ///
    /// # Panics
    /// Never: the document has a kind.
    pub fn texts(&mut self) -> BTreeMap<String, String> {
        texts(&self.room.sheet().expect("a document of a kind"))
    }

    /// Everybody who is away comes back.
    pub fn come_home(&mut self) {
        for at in 0..self.seats.len() {
            if self.seats[at].session.is_none() {
                self.connect(at);
            }
        }
    }

    fn send_of_page(&mut self, session: Option<SessionId>, outputs: Vec<replica::Output>) {
        let Some(session) = session else { return };
        for output in outputs {
            match output {
                replica::Output::Send(frame) => self.frames.push_back((session, frame)),
                replica::Output::SetAside(reason) => panic!("a page's edit is refused: {reason:?}"),
                replica::Output::Close { .. } => panic!("a page closes its link"),
                _ => {}
            }
        }
    }

    fn send_of_yjs(&mut self, session: Option<SessionId>, updates: &[Vec<u8>]) {
        let Some(session) = session else { return };
        self.frames.extend(updates.iter().map(|update| (session, Frame::Update(update).write())));
    }

    /// Everything that is on its way arrives.
    fn run(&mut self, outputs: Vec<Output>) {
        let mut outputs = VecDeque::from(outputs);
        loop {
            while let Some(output) = outputs.pop_front() {
                match output {
                    Output::Append { ticket, bytes, .. } => {
                        self.log.push(bytes);
                        outputs.extend(self.room.written(ticket));
                        outputs.extend(self.room.flushed(ticket));
                    }
                    Output::Send { to, frame } => self.deliver(to, &frame),
                    Output::Close { code, reason, .. } => self.refused = Some(Refused { code, reason }),
                }
            }
            let Some((from, frame)) = self.frames.pop_front() else { return };
            outputs.extend(self.room.receive(from, &frame, 0));
        }
    }

    fn deliver(&mut self, to: SessionId, frame: &[u8]) {
        let Some(seat) = self.seats.iter_mut().find(|seat| seat.session == Some(to)) else { return };
        match &mut seat.guest {
            Guest::Page(page) => {
                let outputs = page.hear(frame);
                self.send_of_page(Some(to), outputs);
            }
            Guest::Yjs(doc) => match Frame::read(frame).expect("a frame of ours") {
                Frame::Step1(vector) => {
                    let answer = Frame::Step2(&doc.diff(vector)).write();
                    self.frames.push_back((to, answer));
                }
                Frame::Step2(update) | Frame::Update(update) => {
                    let tidied = doc.apply(update);
                    self.send_of_yjs(Some(to), &tidied);
                }
                _ => {}
            },
        }
    }

    /// Everybody who is here has the same texts; so has a copy made of the log, and, if `deep`, one made of a snapshot
    /// and a Yjs document made of it.
    ///
    /// # Panics
    /// When they have not.
    pub fn compare(&mut self, deep: bool, rng: &mut Rng) {
        assert_eq!(self.refused, None, "an honest edit is refused");
        let sheet = self.room.sheet().expect("a document of a kind");
        let expected = texts(&sheet);
        self.tally.comparisons += 1;
        self.tally.embedded += expected.values().map(|text| text.matches(EMBEDDED).count()).sum::<usize>();
        for at in 0..self.seats.len() {
            let is_here = self.seats[at].session.is_some();
            match &mut self.seats[at].guest {
                Guest::Page(page) => {
                    page.check();
                    if is_here {
                        assert_eq!(texts(&page.sheet()), expected, "page {at}");
                        assert_eq!(page.sheet(), sheet, "page {at}");
                    }
                }
                Guest::Yjs(doc) if is_here => {
                    assert_same(&parted(&of_ours(&expected, doc.texts())), &parted(&expected), at)
                }
                Guest::Yjs(_) => {}
            }
        }
        self.compare_places(&expected, rng);
        let mut anew = GatedDoc::new(Some(self.kind.schema()), 3);
        self.log.iter().for_each(|row| drop(anew.admit(row).expect("what was logged was let in")));
        assert_eq!(anew.sheet().unwrap(), sheet, "a copy made of the log");
        if deep {
            self.compare_snapshot(&expected, &sheet);
        }
    }

    fn compare_snapshot(&mut self, expected: &BTreeMap<String, String>, sheet: &Sheet) {
        let snapshot = self.room.encode();
        let mut anew = GatedDoc::new(Some(self.kind.schema()), 4);
        anew.admit(&snapshot.as_slice().into()).expect("a snapshot is let in");
        assert_eq!(anew.sheet().unwrap(), *sheet, "a copy made of a snapshot");
        let client = self.client();
        let fresh = self.yjs.rich(self.kind, client);
        fresh.apply(&snapshot);
        assert_eq!(of_ours(expected, fresh.texts()), *expected, "a Yjs document made of a snapshot");
    }

    /// A caret that a page ties to its letters stands at the same offset for everybody.
    fn compare_places(&mut self, expected: &BTreeMap<String, String>, rng: &mut Rng) {
        let Some(first) = self.pages().next() else { return };
        let places: Vec<_> = first.places().cloned().collect();
        let Some(place) = rng.choice(places) else { return };
        let offset = rng.u32(0..=units(first.text(&place)));
        match first.tie(&place, offset) {
            Some(anchor) => self.expect_caret(&place, &anchor, offset),
            None => assert!(matches!(place.spot, Spot::Row { .. }), "no caret in {place:?}: {expected:?}"),
        }
    }

    /// A page ties a caret to the beginning of each text that it has.
    pub fn tie_everywhere(&mut self) -> Vec<(Place, Anchor)> {
        let Some(first) = self.pages().next() else { return Vec::new() };
        let places: Vec<_> = first.places().cloned().collect();
        places.into_iter().filter_map(|place| first.tie(&place, 0).map(|anchor| (place, anchor))).collect()
    }

    /// Everybody who is here finds a caret at an offset.
    ///
    /// # Panics
    /// When somebody does not.
    pub fn expect_caret(&mut self, place: &Place, anchor: &Anchor, offset: u32) {
        for page in self.pages() {
            assert_eq!(page.untie(place, anchor), Some(offset), "a caret in {place:?}");
        }
        for seat in self.seats.iter().filter(|seat| seat.session.is_some()) {
            if let Guest::Yjs(doc) = &seat.guest {
                assert_eq!(doc.place(anchor), Some(offset), "a caret in {place:?} as Yjs finds it");
            }
        }
    }

    /// The pages that are here.
    fn pages(&mut self) -> impl Iterator<Item = &mut Page> {
        self.seats.iter_mut().filter_map(|seat| match &mut seat.guest {
            Guest::Page(page) if seat.session.is_some() => Some(&mut **page),
            _ => None,
        })
    }
}

/// The texts of Yjs that we read too: it lists rows under ids that are none for us.
fn of_ours(expected: &BTreeMap<String, String>, mut texts: BTreeMap<String, String>) -> BTreeMap<String, String> {
    texts.retain(|place, text| expected.contains_key(place) || !text.is_empty());
    texts
}

/// With each letter of two units as two that stand for half a one: Yjs joins halves that were typed apart, and parts
/// pairs that nobody else sees parted, in the copy where that was done and nowhere else.
fn parted(texts: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let half = |letter: char| if letter.len_utf16() == 2 { "\u{fffd}\u{fffd}".to_owned() } else { letter.to_string() };
    texts.iter().map(|(place, text)| (place.clone(), text.chars().map(half).collect())).collect()
}

fn assert_same(found: &BTreeMap<String, String>, expected: &BTreeMap<String, String>, at: usize) {
    for (place, text) in expected {
        assert_eq!(found.get(place), Some(text), "{place} in Yjs document {at}");
    }
    assert_eq!(found, expected, "Yjs document {at}");
}
