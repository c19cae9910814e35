//! One open document: runs what its replica asks for, and passes on what changed.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::{Kind, Subject};
use muster_shared::sheet::{Edit, EditError, Sheet, Stamp};
use muster_shared::sync::document::{Change, What};
use muster_shared::sync::replica::{Output, Reason, Replica, Status, StoreKey};
use muster_shared::sync::room::close::OTHER_KIND;
use muster_shared::sync::wire::Frame;
use wasm_bindgen_futures::spawn_local;

use super::me::my_name;
use super::people::People;
use super::signals::Signals;
use super::{Begin, EditorId, Lasting, LiveDoc, OthersHearer, Phase, Which};
use crate::browser::{self, Listener, Pause, Timer, on_window};
use crate::link::{Heard, Link};
use crate::store::{About, ForWhom, STORAGE, Store};
use crate::tabs::{Tabs, Word};

/// Views computed from the whole sheet wait for typing to pause so long, but no longer than that; in milliseconds.
const TYPING_PAUSE_MS: u64 = 250;
const TYPING_MOST_MS: u64 = 1500;
/// It follows at once when a row or a value changes, and all that changes with it.
const CHANGE_PAUSE_MS: u64 = 20;
/// Edits are marked as saved many at a time. A mark that is lost costs sending an edit again, and nothing else.
const MARK_MS: u64 = 500;

/// One open document.
pub(super) struct OpenDoc {
    pub(super) which: Which,
    pub(super) doc: DocId,
    pub(super) replica: RefCell<Replica>,
    pub(super) signals: Signals,
    pub(super) people: RefCell<People>,
    pub(super) link: Link,
    pub(super) store: RefCell<Option<Store>>,
    pub(super) tabs: RefCell<Option<Tabs>>,
    pub(super) about: RefCell<Option<About>>,
    /// The people it is for, as the server last said.
    pub(super) for_whom: RefCell<Option<ForWhom>>,
    /// How many ids of this person's the device knows.
    pub(super) n_own: Cell<usize>,
    pub(super) live: LiveDoc,
    pub(super) retry: RefCell<Option<Timer>>,
    settle: Rc<Pause>,
    saved: RefCell<Vec<StoreKey>>,
    mark: Rc<Pause>,
    pub(super) beat: Rc<Pause>,
    pub(super) moved: Rc<Pause>,
    /// The one who hears what others write.
    pub(super) others: RefCell<Option<OthersHearer>>,
    owner: Owner,
    _listeners: RefCell<Vec<Listener>>,
}

impl Drop for OpenDoc {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

impl OpenDoc {
    pub(super) fn new(which: Which) -> Rc<Self> {
        let owner = Owner::new();
        Rc::new_cyclic(|weak: &Weak<Self>| {
            let live = owner.with(|| LiveDoc {
                session: StoredValue::new_local(weak.clone()),
                phase: Lasting::new(Phase::Opening, || Phase::Opening),
                // Of what is closed nobody says that it is saved.
                status: Lasting::new(Status::Saved, || Status::Saving { n: 0 }),
                can_edit: RwSignal::new(false).into(),
                can_change: RwSignal::new(false).into(),
                refusal: RwSignal::new(None).into(),
                is_told: RwSignal::new(false).into(),
                people: RwSignal::new(Vec::new()).into(),
                twice: RwSignal::new(Vec::new()).into(),
                sheet: RwSignal::new(Sheet::default()).into(),
                is_example: RwSignal::new(false).into(),
            });
            let hearer = weak.clone();
            let hear = Rc::new(move |heard| {
                if let Some(session) = hearer.upgrade() {
                    session.hear(heard);
                }
            });
            Self {
                doc: which.doc.clone(),
                replica: RefCell::new(new_replica(which.kind)),
                signals: Signals::new(owner.clone()),
                people: RefCell::default(),
                link: Link::new(&which.origin, &which.doc, which.kind, which.visitor.clone(), hear),
                store: RefCell::default(),
                tabs: RefCell::default(),
                about: RefCell::default(),
                for_whom: RefCell::default(),
                n_own: Cell::default(),
                live,
                retry: RefCell::default(),
                settle: Rc::default(),
                saved: RefCell::default(),
                mark: Rc::default(),
                beat: Rc::default(),
                moved: Rc::default(),
                others: RefCell::default(),
                owner,
                _listeners: RefCell::default(),
                which,
            }
        })
    }

    pub(super) fn start(self: &Rc<Self>) {
        self.listen();
        if let Some(Begin { lineage, .. }) = self.which.begin.clone() {
            // The first letters typed into a new document go to the disk at once, not when their turn comes.
            *self.store.borrow_mut() = Store::opened(&self.which.visitor);
            let outputs = self.replica.borrow_mut().begin(lineage);
            self.run(outputs);
            self.changed(None);
        }
        let session = Rc::downgrade(self);
        spawn_local(async move {
            let Some((opened, visitor)) =
                session.upgrade().map(|session| (session.store.borrow().clone(), session.which.visitor.clone()))
            else {
                return;
            };
            let store = match opened {
                Some(store) => Some(store),
                None => Store::open(&visitor).await.ok(),
            };
            if let Some(session) = session.upgrade() {
                session.hydrate(store).await;
                session.connect().await;
            }
        });
    }

    /// Chromium does not close an open WebSocket when the network goes: we do.
    fn listen(self: &Rc<Self>) {
        let on = |event: &'static str, f: fn(&Rc<Self>)| {
            let weak = Rc::downgrade(self);
            on_window(event, move |_| {
                if let Some(session) = weak.upgrade() {
                    f(&session);
                }
            })
        };
        let offline = on("offline", |session| {
            session.link.close(true);
            let session = Rc::clone(session);
            spawn_local(async move { session.begin_away().await });
        });
        let online = on("online", |session| {
            let session = Rc::clone(session);
            spawn_local(async move { session.connect().await });
        });
        let leaving = on("beforeunload", Self::keep_all);
        let hidden = on("visibilitychange", Self::keep_all);
        let left = on("pagehide", |session| session.leave());
        let back = on("pageshow", Self::come_back);
        let storage = on(STORAGE, Self::heed_storage);
        // They may have signed in again elsewhere meanwhile.
        let focus = on("focus", |session| {
            if session.replica.borrow().is_signed_out() {
                session.link.connect();
            }
        });
        *self._listeners.borrow_mut() = vec![offline, online, leaving, hidden, left, back, storage, focus];
        let weak = Rc::downgrade(self);
        *self.tabs.borrow_mut() = Tabs::join(&self.which.origin, &self.doc, &self.which.visitor, move |word| {
            if let Some(session) = weak.upgrade() {
                session.hear_tab(word);
            }
        });
        self.beat();
        self.heed_storage();
    }

    fn hear(self: &Rc<Self>, heard: Heard) {
        let before = self.before_others(&heard);
        let outputs = {
            let mut replica = self.replica.borrow_mut();
            match heard {
                Heard::Opened { muster: true } => {
                    replica.opened();
                    Vec::new()
                }
                Heard::Opened { muster: false } => {
                    replica.refused(Reason::AppTooOld);
                    vec![Output::Close { again: false }]
                }
                Heard::Frame(bytes) => match Frame::read(&bytes) {
                    Ok(Frame::Awareness(states)) => {
                        drop(replica);
                        self.people.borrow_mut().hear(states);
                        return self.show_people();
                    }
                    frame => {
                        self.link.works();
                        if matches!(frame, Ok(Frame::Hello(_))) {
                            self.learn_for_whom();
                        }
                        replica.hear(frame)
                    }
                },
                Heard::Closed { code, reason } => {
                    replica.closed();
                    match reason_of(code) {
                        Some(Reason::SignedOut | Reason::Forbidden) if self.which.visitor.is_by_link() => {
                            replica.refused(Reason::LinkEnded);
                        }
                        Some(Reason::Gone) if reason.starts_with(OTHER_KIND) => replica.refused(Reason::OtherKind),
                        Some(reason) => replica.refused(reason),
                        None => {}
                    }
                    self.people.borrow_mut().forget();
                    Vec::new()
                }
            }
        };
        let greeted = outputs.iter().any(|output| matches!(output, Output::Send(_)));
        self.run(outputs);
        self.keep_role();
        self.keep_brought();
        self.changed(None);
        self.show_people();
        if let Some(before) = before {
            self.tell_of_others(&before);
        }
        if greeted {
            self.say_who();
        }
    }

    fn hear_tab(self: &Rc<Self>, word: Word) {
        let outputs = match word {
            Word::Edit(key, bytes) => self.replica.borrow_mut().hear_tab(key, &bytes),
            Word::Saved(keys) => {
                self.replica.borrow_mut().hear_saved(&keys);
                Vec::new()
            }
        };
        self.run(outputs);
        self.changed(None);
    }

    pub(super) fn edit(self: &Rc<Self>, edit: &Edit, by: Option<EditorId>) -> Result<Option<RowId>, EditError> {
        let edited = self.replica.borrow_mut().edit(edit, &stamp());
        let (row, outputs) = edited?;
        self.ask_to_persist();
        self.run(outputs);
        self.changed(by);
        Ok(row)
    }

    pub(super) fn quietly(self: &Rc<Self>, edit: &Edit) -> Result<(), EditError> {
        let outputs = self.replica.borrow_mut().quietly(edit, &stamp())?;
        self.run(outputs);
        self.changed(None);
        Ok(())
    }

    pub(super) fn undo(self: &Rc<Self>) -> bool {
        let outputs = self.replica.borrow_mut().undo(&stamp());
        self.step(outputs)
    }

    pub(super) fn redo(self: &Rc<Self>) -> bool {
        let outputs = self.replica.borrow_mut().redo(&stamp());
        self.step(outputs)
    }

    /// A step back or forth was made, if there was one.
    fn step(self: &Rc<Self>, outputs: Vec<Output>) -> bool {
        let is_made = !outputs.is_empty();
        self.run(outputs);
        self.changed(None);
        is_made
    }

    pub(super) fn fill(self: &Rc<Self>, sheet: &Sheet, example: bool) -> Result<(), EditError> {
        let filled = self.replica.borrow_mut().fill(sheet, example);
        let (_, outputs) = filled?;
        self.run(outputs);
        self.changed(None);
        Ok(())
    }

    /// Does what the replica asked for, in its order.
    pub(super) fn run(self: &Rc<Self>, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Store { key, bytes, unsaved } => match &*self.store.borrow() {
                    Some(store) => store.put_edit(&self.doc, key, &bytes, unsaved),
                    None => self.signals.keep_early(key, bytes, unsaved),
                },
                Output::MarkSaved(keys) => self.mark_later(keys),
                Output::TellTabs { key, bytes } => self.tell_tabs(&Word::Edit(key, bytes)),
                Output::Send(frame) => self.link.send(&frame),
                Output::Close { again } => self.link.close(again),
                Output::Adopt(lineage) => {
                    // A document about another is there for a server as soon as that one is.
                    let registered = self.which.begin.is_none() || self.which.kind.spec().subject != Subject::Itself;
                    let chosen = self.which.begin.as_ref().map(|begin| begin.for_whom.clone());
                    let about = About {
                        doc: self.doc.clone(),
                        kind: self.which.kind,
                        lineage,
                        registered,
                        reads: false,
                        comments: false,
                        refused: None,
                        for_whom: chosen.or_else(|| self.for_whom.borrow().clone()),
                        own: Vec::new(),
                        brought: None,
                        captains: self.which.begin.as_ref().is_some_and(|begin| begin.captains),
                        not_taken: None,
                    };
                    *self.about.borrow_mut() = Some(about);
                    self.n_own.set(0);
                    self.keep_about();
                }
                Output::SetAside(reason) => {
                    if let Some(store) = &*self.store.borrow() {
                        store.set_aside(&self.doc, self.which.kind, &reason.sentence(), &self.as_json());
                    }
                    // A document about this one is not begun with a history that has ended.
                    *self.about.borrow_mut() = None;
                }
            }
        }
        self.keep_own();
        self.flush();
    }

    fn tell_tabs(&self, word: &Word) {
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.tell(word);
        }
    }

    /// Passes on what changed, and reads the whole sheet again once typing pauses.
    pub(super) fn changed(self: &Rc<Self>, by: Option<EditorId>) {
        let changes: Vec<Change> = self.replica.borrow_mut().take_changes();
        self.show_status();
        if changes.is_empty() {
            return;
        }
        let is_typing = changes.iter().all(|change| matches!(change.what, What::Text(_)));
        self.signals.pass_on(self, changes, by);
        let quiet_ms = if is_typing { TYPING_PAUSE_MS } else { CHANGE_PAUSE_MS };
        let weak = Rc::downgrade(self);
        self.settle.ask(quiet_ms, TYPING_MOST_MS, move || {
            if let Some(session) = weak.upgrade() {
                session.read_sheet();
            }
        });
    }

    fn mark_later(self: &Rc<Self>, keys: Vec<StoreKey>) {
        self.saved.borrow_mut().extend(keys);
        let weak = Rc::downgrade(self);
        self.mark.ask(MARK_MS, MARK_MS, move || {
            if let Some(session) = weak.upgrade() {
                session.mark_saved();
                session.flush();
            }
        });
    }

    /// Tells the device and the other tabs which edits stand on the server.
    pub(super) fn mark_saved(&self) {
        let keys = self.saved.take();
        if keys.is_empty() {
            return;
        }
        if let Some(store) = &*self.store.borrow() {
            store.mark_saved(&self.doc, &keys);
        }
        self.tell_tabs(&Word::Saved(keys));
    }

    fn read_sheet(&self) {
        let (sheet, is_example) = {
            let mut replica = self.replica.borrow_mut();
            (replica.sheet(), replica.copy().is_example())
        };
        self.live.sheet.set(sheet);
        self.live.is_example.set(is_example);
    }

    /// Brings every signal up to date at once.
    pub(super) fn refresh(self: &Rc<Self>) {
        self.replica.borrow_mut().take_changes();
        self.signals.refresh(self);
        self.read_sheet();
        self.show_status();
    }

    pub(super) fn show_status(&self) {
        let (status, can_edit, role, hydrated, refusal, is_told) = {
            let replica = self.replica.borrow();
            let (status, refusal) = (replica.status(), replica.refusal());
            (status, replica.can_edit(), replica.role(), replica.is_hydrated(), refusal, replica.is_told())
        };
        self.live.is_told.set_if_new(is_told);
        self.live.can_edit.set_if_new(can_edit);
        let may_change = role.is_none_or(|role| self.which.kind.schema().may_change(role));
        self.live.can_change.set_if_new(can_edit && may_change);
        self.live.refusal.set_if_new(refusal.clone());
        let phase = match refusal {
            // A person who may read is given it all the same.
            Some(reason) if !hydrated && reason != Reason::ReadOnly => Phase::Closed(reason),
            _ if hydrated => Phase::Ready,
            _ => Phase::Opening,
        };
        if self.live.phase.with_untracked(|shown| *shown != phase) {
            self.read_sheet();
            self.live.phase.set(phase);
        }
        self.live.status.set_if_new(status);
    }

    pub(super) fn show_people(&self) {
        let people = self.people.borrow().list(self.replica.borrow().client());
        self.hear_twice(&people);
        self.live.people.set_if_new(people);
    }

    /// This copy in plain words.
    pub(super) fn copy_out(&self) -> String {
        self.sheet_now().in_words()
    }

    /// This person's words that the server does not have, in plain lines.
    pub(super) fn unsent(&self) -> String {
        self.replica.try_borrow_mut().map(|mut replica| replica.unsent().in_words()).unwrap_or_default()
    }

    /// This copy as a file of ours, which is read again where it was set aside.
    fn as_json(&self) -> String {
        browser::indented(&serde_json::to_string(&self.sheet_now()).unwrap_or_default())
    }

    fn sheet_now(&self) -> Sheet {
        self.replica.try_borrow_mut().map(|mut replica| replica.sheet()).unwrap_or_default()
    }

    /// The same connection goes on with the fresh token; a closed one is opened again.
    pub(super) fn renewed(&self) {
        self.link.send(&Frame::Token(&self.which.visitor.token()).write());
        self.link.connect();
    }

    pub(super) fn open_anew(self: &Rc<Self>) {
        let given_up = self.replica.borrow_mut().give_up();
        self.run(given_up);
        self.link.close(false);
        *self.replica.borrow_mut() = new_replica(self.which.kind);
        *self.about.borrow_mut() = None;
        self.refresh();
        self.link.connect();
    }
}

fn new_replica(kind: Kind) -> Replica {
    Replica::new(kind.schema(), browser::random_client(), browser::ticks_ms)
}

fn stamp() -> Stamp {
    Stamp { by: my_name(), at_ms: browser::now_ms() }
}

/// Why the server closed for good, by the close code.
pub(super) fn reason_of(code: u16) -> Option<Reason> {
    match code {
        4404 => Some(Reason::Gone),
        4401 => Some(Reason::SignedOut),
        4403 => Some(Reason::Forbidden),
        4409 => Some(Reason::OtherHistory),
        _ => None,
    }
}
