//! The other people who have a document open, and the places of their carets.

use std::collections::BTreeMap;
use std::rc::Rc;

use muster_shared::id::RowId;
use muster_shared::past::{Twice, TwiceHeard};
use muster_shared::sheet::{self, Anchor, Found, Place, Span, Spot};
use muster_shared::sync::replica::Replica;
use muster_shared::sync::wire::presence::{self, Presence};
use serde::{Deserialize, Serialize};
use yrs::Transact;

use super::me::{is_unseen, my_name};
use super::open_doc::OpenDoc;
use crate::browser::now_ms;

/// A presence is renewed this often, so that nobody takes this person for gone, in milliseconds.
const RENEW_MS: u64 = 15_000;
/// A moving caret is told at most this often, in milliseconds.
const BEAT_MS: u64 = 100;
/// Presences one document may have.
const MAX: usize = 2048;

/// Somebody who has the document open.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Person {
    /// Their client.
    pub(crate) client: u64,
    /// Their name.
    pub(crate) name: String,
    caret: Option<Told>,
    /// The lines that they rewrote without a connection while somebody else did.
    pub(super) twice: Vec<Twice>,
}

impl Person {
    /// Whether their caret stands in a row.
    pub(super) fn is_in(&self, list: &str, row: &RowId) -> bool {
        let in_row = |spot: &Spot| matches!(spot, Spot::Row { list: its, row: at } if its == list && at == row);
        self.caret.as_ref().is_some_and(|caret| in_row(&caret.place.spot))
    }
}

/// Somebody's caret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caret {
    /// The name of its person.
    pub(crate) name: String,
    /// Where it stands, in UTF-16 units.
    pub(crate) head: u32,
    /// Where the selection began; the same place if nothing is selected.
    pub(crate) anchor: u32,
}

/// A presence's JSON; `user` stands where stock clients put it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct State {
    user: User,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caret: Option<Told>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    twice: Vec<Twice>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct User {
    name: String,
}

/// A caret as it is told: tied to characters, so that it stays where it is while others type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Told {
    place: Place,
    anchor: Anchor,
    head: Anchor,
}

/// Everybody heard of, and what was last said of oneself.
#[derive(Default)]
pub(super) struct People {
    others: BTreeMap<u64, Presence>,
    caret: Option<Told>,
    clock: u32,
    /// The lines that this person rewrote while somebody else did, which others are told of until then.
    pub(super) tells: Option<(Vec<Twice>, u64)>,
    /// The lines that others told of.
    pub(super) heard: TwiceHeard,
}

impl People {
    /// Takes what is said of who is here.
    pub(super) fn hear(&mut self, states: &[u8]) {
        for said in presence::read(states, MAX).unwrap_or_default() {
            let newer = self.others.get(&said.client).is_none_or(|known| said.clock >= known.clock);
            if newer && (said.state.is_some() || self.others.contains_key(&said.client)) {
                self.others.insert(said.client, said);
            }
        }
        self.others.retain(|_, presence| presence.state.is_some());
    }

    /// Offline nobody is known to be here.
    pub(super) fn forget(&mut self) {
        self.others.clear();
    }

    /// The lines that are told now.
    fn told_now(&self) -> Vec<Twice> {
        let told = self.tells.as_ref().filter(|(_, until)| now_ms() < *until);
        told.map(|(lines, _)| lines.clone()).unwrap_or_default()
    }

    /// Everybody but this tab.
    pub(super) fn list(&self, me: u64) -> Vec<Person> {
        let others = self.others.values().filter(|presence| presence.client != me);
        others.filter_map(read).collect()
    }
}

fn read(presence: &Presence) -> Option<Person> {
    let json = presence.state.as_deref()?;
    let name = presence::name_in(json)?;
    let state = serde_json::from_str::<State>(json).ok();
    let (caret, twice) = state.map(|state| (state.caret, state.twice)).unwrap_or_default();
    Some(Person { client: presence.client, name, caret, twice })
}

impl OpenDoc {
    /// Tells the server who is here.
    pub(super) fn say_who(&self) {
        let lines = self.people.borrow().told_now();
        self.say(lines);
    }

    /// Says who is here with lines that were rewritten twice. A caret that moves goes without: others have heard them.
    fn say(&self, twice: Vec<Twice>) {
        if is_unseen() {
            return;
        }
        let client = self.replica.borrow().client();
        let presence = {
            let mut people = self.people.borrow_mut();
            people.clock += 1;
            let state = State { user: User { name: my_name() }, caret: people.caret.clone(), twice };
            Presence { client, clock: people.clock, state: serde_json::to_string(&state).ok() }
        };
        self.link.send(&Replica::presence_frame(&[presence]));
    }

    /// Renews the presence from time to time.
    pub(super) fn beat(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        self.beat.ask(RENEW_MS, RENEW_MS, move || {
            if let Some(session) = weak.upgrade() {
                session.link.note_awake();
                session.say_who();
                session.beat();
            }
        });
    }

    pub(super) fn show_caret(self: &Rc<Self>, caret: Option<(&Place, u32, u32)>) {
        let told = caret.and_then(|(place, anchor, head)| self.tie(place, anchor, head));
        if self.people.borrow().caret != told {
            self.people.borrow_mut().caret = told;
            let weak = Rc::downgrade(self);
            self.moved.ask(BEAT_MS, BEAT_MS, move || {
                if let Some(session) = weak.upgrade() {
                    session.say(Vec::new());
                }
            });
        }
    }

    fn tie(&self, place: &Place, anchor: u32, head: u32) -> Option<Told> {
        let schema = self.which.kind.schema();
        let mut replica = self.replica.borrow_mut();
        let txn = replica.copy().doc().transact();
        let tie = |offset| sheet::tie(schema, &txn, place, offset);
        Some(Told { place: place.clone(), anchor: tie(anchor)?, head: tie(head)? })
    }

    /// Ties words of a text to their characters.
    pub(super) fn tie_words(&self, place: &Place, from: u32, to: u32) -> Option<Span> {
        let mut replica = self.replica.try_borrow_mut().ok()?;
        Span::tie(self.which.kind.schema(), &replica.copy().doc().transact(), place, from, to)
    }

    /// Where words that were tied stand now.
    pub(super) fn find_words(&self, span: &Span) -> Found {
        let Ok(mut replica) = self.replica.try_borrow_mut() else { return Found::Unknown };
        span.find(self.which.kind.schema(), &replica.copy().doc().transact())
    }

    pub(super) fn carets_in(&self, place: &Place) -> Vec<Caret> {
        let schema = self.which.kind.schema();
        let people = self.people.borrow();
        let Ok(mut replica) = self.replica.try_borrow_mut() else { return Vec::new() };
        let me = replica.client();
        let here: Vec<Person> = people.list(me);
        let txn = replica.copy().doc().transact();
        let carets = here.into_iter().filter_map(|person| {
            let told = person.caret.filter(|told| told.place == *place)?;
            let find = |anchor: &Anchor| sheet::untie(schema, &txn, place, anchor);
            Some(Caret { name: person.name, head: find(&told.head)?, anchor: find(&told.anchor)? })
        });
        carets.collect()
    }
}
