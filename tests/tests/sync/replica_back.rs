//! The client's rules about giving back: whose ids it names, and what becomes of a copy that the server does not take.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::collections::VecDeque;
use std::sync::Arc;

use muster_shared::access::{Author, Role};
use muster_shared::id::{DocId, RowId, SessionId, Since};
use muster_shared::kinds::{Kind, log, talk};
use muster_shared::sheet::{Edit, EditError, Place, Splice, Stamp, Value};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::replica::{Output, Reason, Replica, Status, StoreKey, Stored};
use muster_shared::sync::room::{About, Output as Said, Protocol, Room};
use muster_shared::sync::wire::Frame;
use muster_tests::network::lineage;
use muster_tests::words::person;

/// A server's room, and the authors it has bound ids to.
struct House {
    room: Room,
    bound: Vec<(Since, Author)>,
}

impl House {
    fn new(kind: Kind) -> Self {
        let (doc, schema) = (DocId::from_random(7), Some(kind.schema()));
        let about = About { doc, schema, lineage: lineage(), epoch: 0, limits: Limits::DEFAULT.into() };
        Self { room: Room::new(about, 1 << 50), bound: Vec::new() }
    }
}

/// Somebody's page in the house.
struct Page {
    replica: Replica,
    session: SessionId,
    /// The rows that the device keeps.
    rows: Vec<Stored>,
    aside: Option<Reason>,
    /// The ids that it said are its own.
    named: Vec<u64>,
}

impl Page {
    fn open(kind: Kind, client: u64, session: u64, rows: Vec<Stored>) -> Self {
        let mut replica = Replica::new(kind.schema(), client, || 0);
        replica.hydrate((!rows.is_empty()).then(lineage), rows.clone());
        Self { replica, session: SessionId(session), rows, aside: None, named: Vec::new() }
    }

    fn join(&mut self, house: &mut House, name: &str, role: Role) {
        self.replica.opened();
        let said = house.room.join(self.session, Protocol::Muster, person(name, role), 0);
        self.hear(house, said);
    }

    fn hear(&mut self, house: &mut House, said: Vec<Said>) {
        let mut said = VecDeque::from(said);
        while let Some(output) = said.pop_front() {
            match output {
                Said::Append { ticket, author, binds, .. } => {
                    house.bound.extend(binds.into_iter().map(|since| (since, author.clone())));
                    said.extend(house.room.written(ticket));
                    said.extend(house.room.flushed(ticket));
                }
                Said::Send { to, frame } if to == self.session => {
                    let done = self.replica.receive(&frame);
                    said.extend(self.run(house, done));
                }
                Said::Send { .. } | Said::Close { .. } => {}
            }
        }
    }

    fn run(&mut self, house: &mut House, done: Vec<Output>) -> Vec<Said> {
        let mut said = Vec::new();
        for output in done {
            match output {
                Output::Send(frame) => {
                    if let Ok(Frame::Own(own)) = Frame::read(&frame) {
                        self.named.extend(own);
                    }
                    said.extend(house.room.receive(self.session, &frame, 0));
                }
                Output::Store { key, bytes, unsaved } => self.rows.push(Stored { key, bytes, unsaved }),
                Output::MarkSaved(keys) => {
                    self.rows.iter_mut().filter(|row| keys.contains(&row.key)).for_each(|row| row.unsaved = false);
                }
                Output::SetAside(reason) => self.aside = Some(reason),
                _ => {}
            }
        }
        said
    }

    fn edit(&mut self, house: &mut House, edit: &Edit) -> Result<Option<RowId>, EditError> {
        let (row, done) = self.replica.edit(edit, &Stamp::default())?;
        let said = self.run(house, done);
        self.hear(house, said);
        Ok(row)
    }
}

fn comment(words: &str) -> Edit {
    let texts = vec![(talk::TEXT.to_owned(), words.to_owned())];
    let values = vec![(talk::ON.to_owned(), Value::from("goal"))];
    Edit::Add { list: talk::COMMENTS.to_owned(), after: None, texts, values }
}

fn goes_on(row: &RowId) -> Edit {
    let splice = Splice { at: 0, remove: 0, insert: "All ".to_owned() };
    Edit::Write { at: Place::in_row(talk::COMMENTS, row, talk::TEXT), splice }
}

/// A comment of Ada's that the server has, and the rows that her device keeps of it.
fn said() -> (RowId, Vec<Stored>) {
    let mut house = House::new(Kind::Talk);
    let mut ada = Page::open(Kind::Talk, 1, 1, Vec::new());
    ada.join(&mut house, "ada", Role::Commenter);
    let row = ada.edit(&mut house, &comment("mine")).unwrap().unwrap();
    assert_eq!((ada.replica.status(), ada.replica.own_ids()), (Status::Saved, [1].into()));
    (row, ada.rows)
}

#[test]
fn c11_ids_that_the_device_remembers_are_named_where_the_server_has_lost_what_stood_under_them() {
    let (row, rows) = said();
    for remembers in [true, false] {
        let mut house = House::new(Kind::Talk);
        let mut ada = Page::open(Kind::Talk, 2, 1, rows.clone());
        ada.replica.recall_own(if remembers { vec![1, 77] } else { Vec::new() });
        ada.join(&mut house, "ada", Role::Commenter);
        assert_eq!(ada.named, if remembers { vec![1] } else { Vec::new() }, "and none of which nothing is lost");
        let known: Vec<(u64, &str)> = house.bound.iter().map(|(since, who)| (since.client, who.as_str())).collect();
        assert_eq!(known, if remembers { vec![(1, "ada")] } else { Vec::new() });
        let goes = ada.edit(&mut house, &goes_on(&row));
        assert!(goes.is_ok(), "the page does not know better: {goes:?}");
        let is_taken = house.room.sheet().unwrap().rows(talk::COMMENTS).any(|row| row.text(talk::TEXT) == "All mine");
        assert_eq!((is_taken, ada.aside.is_some()), (remembers, !remembers), "what is hers she goes on with");
    }
}

#[test]
fn c15_what_stood_under_an_id_of_ones_own_before_it_was_ones_own_is_not_ones_own() {
    let (row, rows) = said();
    for (clock, may) in [(0, true), (1, false)] {
        let mut ada = Page::open(Kind::Talk, 2, 1, rows.clone());
        ada.replica.recall_own([1]);
        ada.replica.know_own([Since { client: 1, clock }]);
        let edit = ada.replica.edit(&goes_on(&row), &Stamp::default());
        assert_eq!(edit.err(), (!may).then_some(EditError::NotYours), "{clock}");
    }
}

/// Rows of a log with a decision, as a member's device keeps them.
fn decided() -> Vec<Stored> {
    let mut house = House::new(Kind::Log);
    let mut captain = Page::open(Kind::Log, 1, 1, Vec::new());
    captain.join(&mut house, "captain", Role::Editor);
    let values = [(log::QUESTION, "How often?"), (log::CHOICE, "Once")];
    let values = values.map(|(name, words)| (name.to_owned(), Value::from(words))).to_vec();
    let decision = Edit::Add { list: log::DECISIONS.to_owned(), after: None, texts: Vec::new(), values };
    captain.edit(&mut house, &decision).unwrap();
    let bytes: Arc<[u8]> = house.room.encode().into();
    vec![Stored { key: StoreKey { client: 2, n: 1 }, bytes, unsaved: false }]
}

#[test]
fn c16_what_the_server_does_not_take_back_from_here_is_still_shown_and_is_offered_again() {
    let mut house = House::new(Kind::Log);
    let mut mo = Page::open(Kind::Log, 3, 2, decided());
    mo.join(&mut house, "mo", Role::Commenter);
    let is_shown = |mo: &mut Page| mo.replica.sheet().rows(log::DECISIONS).count() == 1;
    // Others may yet bring what it builds on, so it is asked for again at first.
    for seq in 0..3 {
        assert!(mo.aside.is_none() && is_shown(&mut mo), "{seq}");
    }
    let nack = muster_shared::sync::wire::Nack {
        seq: 1,
        code: muster_shared::sync::wire::NackCode::ReadOnly,
        retryable: false,
        detail: "rows of `decisions` are not added by every role".to_owned(),
    };
    let done = mo.replica.receive(&Frame::Nack(nack.clone()).write());
    assert_eq!(done, []);
    assert_eq!(mo.replica.status(), Status::NotSaved(Reason::NotTaken { detail: nack.detail }));
    assert!(mo.aside.is_none() && is_shown(&mut mo) && !mo.replica.can_edit());
    // The captain's device has brought it meanwhile, and the server asks everybody again.
    let mut captain = Page::open(Kind::Log, 4, 3, decided());
    captain.join(&mut house, "captain", Role::Editor);
    let vector = house.room.state_vector().encode();
    let done = mo.replica.receive(&Frame::Step1(&vector).write());
    let said = mo.run(&mut house, done);
    mo.hear(&mut house, said);
    assert_eq!(mo.replica.status(), Status::Saved);
    assert!(mo.replica.can_edit() && mo.aside.is_none());
}

#[test]
fn c16_what_the_server_asks_for_no_more_is_not_said_to_be_on_its_way() {
    let mut house = House::new(Kind::Log);
    let mut mo = Page::open(Kind::Log, 3, 2, decided());
    mo.join(&mut house, "mo", Role::Commenter);
    let Status::NotSaved(Reason::NotTaken { detail }) = mo.replica.status() else {
        panic!("{:?}", mo.replica.status());
    };
    assert!(detail.contains("not here") && mo.replica.can_edit() && mo.aside.is_none(), "{detail}");
    // Nobody brings anything, and it is still so.
    assert!(house.room.tick(1 << 40).is_empty());
    assert!(matches!(mo.replica.status(), Status::NotSaved(_)));
    let mut captain = Page::open(Kind::Log, 4, 3, decided());
    captain.join(&mut house, "captain", Role::Editor);
    let asked = house.room.tick(1 << 41);
    mo.hear(&mut house, asked);
    assert_eq!((mo.replica.status(), mo.replica.sheet().rows(log::DECISIONS).count()), (Status::Saved, 1));
}

#[test]
fn c12_the_last_refusal_is_the_one_that_is_told() {
    let mut page = Page::open(Kind::Talk, 1, 1, said().1);
    page.replica.refused(Reason::SignedOut);
    assert_eq!(page.replica.refusal(), Some(Reason::SignedOut));
    page.replica.refused(Reason::Forbidden);
    assert_eq!((page.replica.refusal(), page.replica.is_signed_out()), (Some(Reason::Forbidden), false));
    assert_eq!(page.replica.status(), Status::NotSaved(Reason::Forbidden));
}
