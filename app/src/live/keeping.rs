//! The rows that a document keeps on this device, and the way a server comes to know a document made here.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use muster_shared::access::Role;
use muster_shared::kinds::{Subject, root};
use muster_shared::sheet::Schema;
use muster_shared::sync::replica::{Reason, StoreKey, Stored};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::open_doc::{OpenDoc, reason_of};
use crate::browser::{self, Timer, word_in};
use crate::chunk::chunk;
use crate::store::{About, ForWhom, Store, is_silent, set_down_unopened, times_left};

/// The close codes by which a server refuses a person a document.
const REFUSALS: [u16; 3] = [4401, 4403, 4404];
/// Saved rows beyond this are folded into one when a document is opened.
const ROWS_MAX: usize = 100;

/// The end of telling the server of a document that was made here.
pub(crate) enum Registered {
    /// It knows the document.
    Yes,
    /// It could not be asked, and is asked again.
    Later,
    /// It does not take the document.
    Never,
}

chunk!(later:
/// Tells the server of a document that was made here.
fn telling(session: Rc<OpenDoc>) -> Pin<Box<dyn Future<Output = Registered>>> {
    Box::pin(async move { session.register().await })
});

impl OpenDoc {
    pub(super) async fn hydrate(self: &Rc<Self>, store: Option<Store>) {
        let Some(store) = store else { return self.storage_failed() };
        let Some((about, rows)) = self.kept_or_begun(&store).await else { return };
        let saved: Vec<StoreKey> = rows.iter().filter(|row| !row.unsaved).map(|row| row.key).collect();
        if self.which.begin.is_none() && !self.take_over(about, rows) {
            return self.storage_failed();
        }
        *self.store.borrow_mut() = Some(store.clone());
        if saved.len() > ROWS_MAX {
            let (client, bytes) = {
                let mut replica = self.replica.borrow_mut();
                (replica.client(), replica.copy().encode())
            };
            store.fold(&self.doc, &saved, StoreKey { client, n: 0 }, &bytes.into());
        }
        self.keep_about();
        self.keep_early_edits(&store);
        self.flush();
        self.refresh();
    }

    /// The copy on the device of this document, or the facts with which it is begun here. Nothing where the device does not say, or
    /// keeps another document under this id.
    pub(super) async fn kept_or_begun(self: &Rc<Self>, store: &Store) -> Option<(Option<About>, Vec<Stored>)> {
        let (Ok(about), Ok(rows)) = (store.about(&self.doc).await, store.edits(&self.doc).await) else {
            self.storage_failed();
            return None;
        };
        // The copy on this device is of another kind than the page looks for: it must not be read as such.
        if about.as_ref().is_some_and(|about| about.kind != self.which.kind) {
            self.replica.borrow_mut().refused(Reason::OtherKind);
            self.changed(None);
            return None;
        }
        match about {
            None => Some((self.about_begun_here(store).await, rows)),
            about => Some((about, rows)),
        }
    }

    /// Takes over what the device keeps; not if the server has given another history of the document meanwhile.
    pub(super) fn take_over(self: &Rc<Self>, about: Option<About>, rows: Vec<Stored>) -> bool {
        let lineage = about.as_ref().map(|about| about.lineage.clone());
        let was_hydrated = self.replica.borrow().is_hydrated();
        let Some(outputs) = self.replica.borrow_mut().join(lineage, rows) else { return false };
        if !was_hydrated {
            self.recall(about.as_ref());
            *self.about.borrow_mut() = about;
        }
        self.run(outputs);
        true
    }

    /// A document that was refused before does not open as if nothing had happened; the server may have changed its
    /// mind.
    fn recall(&self, about: Option<&About>) {
        let mut replica = self.replica.borrow_mut();
        replica.recall_own(about.iter().flat_map(|about| about.own.iter().copied()));
        if about.is_some_and(|about| about.reads) {
            replica.recall(Role::Reader);
        } else if about.is_some_and(|about| about.comments) {
            replica.recall(Role::Commenter);
        }
        if let Some(reason) = about.and_then(|about| about.refused).and_then(reason_of) {
            replica.refused(reason);
        }
    }

    /// The device's storage does not answer, or answers again. Without it the page goes on with what the server has.
    pub(super) fn heed_storage(self: &Rc<Self>) {
        let silent = is_silent().get_untracked();
        self.replica.borrow_mut().storage_silent(silent);
        self.show_status();
        if silent {
            let session = Rc::clone(self);
            spawn_local(async move { session.connect().await });
        }
    }

    /// Edits that were made before the database was open.
    pub(super) fn keep_early_edits(&self, store: &Store) {
        for Stored { key, bytes, unsaved } in self.signals.take_early() {
            store.put_edit(&self.doc, key, &bytes, unsaved);
        }
    }

    pub(super) fn storage_failed(self: &Rc<Self>) {
        self.replica.borrow_mut().storage_failed(true);
        self.signals.take_early();
        self.changed(None);
    }

    /// A document made on this device is told of before it is synced, and before those that are about it.
    pub(super) async fn connect(self: &Rc<Self>) {
        let unknown = self.about.borrow().as_ref().is_some_and(|about| !about.registered);
        let registered = match unknown {
            true => match telling::show(Rc::clone(self)).await {
                Ok(telling) => telling.await,
                Err(_) => Registered::Later,
            },
            false if self.waits_for_its_root().await => Registered::Later,
            false => Registered::Yes,
        };
        match registered {
            Registered::Yes => self.link.connect(),
            Registered::Never => {}
            Registered::Later => {
                let weak = Rc::downgrade(self);
                *self.retry.borrow_mut() = Some(Timer::after(3000, move || {
                    let Some(session) = weak.upgrade() else { return };
                    spawn_local(async move { Box::pin(session.connect()).await });
                }));
            }
        }
    }

    /// Whether this document is about one that was begun here too, and that the server does not know yet. Where the server does
    /// not take that one, this says so here too.
    async fn waits_for_its_root(self: &Rc<Self>) -> bool {
        let root = root(&self.doc, Some(self.which.kind));
        let Some(store) = self.store.borrow().clone().filter(|_| root != self.doc) else { return false };
        let root = store.about(&root).await.ok().flatten();
        let Some(root) = root.filter(|about| !about.registered && about.refused.is_none()) else { return false };
        if let Some(detail) = root.not_taken {
            let noun = root.kind.spec().noun.one;
            let detail = format!("the {noun} that it is about was not taken either ({detail})");
            self.show_not_taken(Reason::NotTaken { detail });
        }
        true
    }

    fn show_not_taken(self: &Rc<Self>, reason: Reason) {
        if self.replica.borrow().refusal().as_ref() != Some(&reason) {
            self.replica.borrow_mut().refused(reason);
            self.changed(None);
        }
    }

    /// The server has lost the document: it is told of it as if this device had just made it, and then takes what it
    /// has. Its talk and its log come back with it, and `org` is always there.
    pub(super) fn put_back(self: &Rc<Self>) {
        let is_not_taken = matches!(self.replica.borrow().refusal(), Some(Reason::NotTaken { .. }));
        if is_not_taken && !self.link.is_idle() {
            // It did not take back on this connection what others wrote; by now somebody else may have brought that.
            self.link.close(true);
        }
        if self.which.kind.spec().subject != Subject::Itself {
            return;
        }
        let is_signed_in = self.is_signed_in();
        self.about.borrow_mut().iter_mut().for_each(|about| {
            about.registered = false;
            // Nobody knows any more for whom it was: it must not come back for anybody else.
            if is_signed_in {
                about.for_whom.get_or_insert_with(ForWhom::me_alone);
            }
        });
        self.keep_about();
        let session = Rc::clone(self);
        spawn_local(async move { session.connect().await });
    }

    async fn register(self: &Rc<Self>) -> Registered {
        let Some(mut about) = self.about.borrow().clone() else { return Registered::Yes };
        let url = format!("{}/api/docs", self.which.origin);
        let wish = about.wish();
        let Ok(answer) = browser::post(&url, &wish.into(), &self.which.visitor).await else { return Registered::Later };
        let refused = match answer.status {
            200..=299 => {
                about.registered = true;
                about.captains = false;
                about.not_taken = None;
                *self.about.borrow_mut() = Some(about);
                self.keep_about();
                self.flush();
                self.bring_along();
                return Registered::Yes;
            }
            409 => Reason::OtherHistory,
            401 => Reason::SignedOut,
            // To ask again would change nothing, until somebody does something about it.
            400 | 403 | 404 => Reason::NotTaken { detail: word_in(&answer.body, "detail").unwrap_or_default() },
            _ => return Registered::Later,
        };
        let end = match refused {
            Reason::OtherHistory => Registered::Yes,
            Reason::SignedOut => Registered::Later,
            _ => Registered::Never,
        };
        if let Reason::NotTaken { detail } = &refused {
            self.about.borrow_mut().iter_mut().for_each(|about| about.not_taken = Some(detail.clone()));
            self.keep_about();
            self.flush();
        }
        self.replica.borrow_mut().refused(refused);
        self.changed(None);
        end
    }

    /// The server's last word holds offline too: this person's role here, or that the document is refused to them.
    pub(super) fn keep_role(self: &Rc<Self>) {
        let (role, refused) = {
            let replica = self.replica.borrow();
            (replica.role(), replica.refusal().and_then(|reason| code_of(&reason)))
        };
        let known = self.about.borrow().as_ref().map(|about| (about.reads, about.comments, about.refused));
        let Some((reads, comments, known_refused)) = known else { return };
        let schema = self.which.kind.schema();
        let (now_reads, now_comments) = role.map_or((reads, comments), |role| told(schema, role));
        let now = (now_reads, now_comments, refused);
        if (reads, comments, known_refused) != now {
            let learn = |about: &mut About| (about.reads, about.comments, about.refused) = now;
            self.about.borrow_mut().iter_mut().for_each(learn);
            self.keep_about();
            self.flush();
        }
    }

    /// Remembers under which ids this person wrote: should the server lose what stands under them, this device can say
    /// whose it is.
    pub(super) fn keep_own(&self) {
        let Ok(own) = self.replica.try_borrow().map(|replica| replica.own_ids()) else { return };
        if self.about.borrow().is_some() && self.n_own.replace(own.len()) != own.len() {
            self.about.borrow_mut().iter_mut().for_each(|about| about.own = own.iter().copied().collect());
            self.keep_about();
        }
    }

    pub(super) fn keep_about(&self) {
        if let (Some(store), Some(about)) = (&*self.store.borrow(), &*self.about.borrow()) {
            store.put_about(about);
        }
    }

    /// Once there is something to keep, the browser is asked not to throw it away when space runs short.
    pub(super) fn ask_to_persist(&self) {
        thread_local! { static ASKED: Cell<bool> = const { Cell::new(false) }; }
        if !ASKED.replace(true)
            && let Some(window) = browser::window()
        {
            // Insecure contexts have no storage manager, and then nothing to ask.
            let storage = js_sys::Reflect::get(&window.navigator(), &"storage".into());
            if storage.is_ok_and(|storage| storage.is_object())
                && let Ok(asked) = window.navigator().storage().persist()
            {
                // A page without an origin of its own is answered with an error; nobody else would take it.
                spawn_local(async move { drop(JsFuture::from(asked).await) });
            }
        }
    }

    /// Writes to the device what is queued, and says what it has confirmed.
    pub(super) fn flush(self: &Rc<Self>) {
        let Some(store) = self.store.borrow().clone().filter(Store::may_begin) else { return };
        let session = Rc::clone(self);
        spawn_local(async move {
            while store.may_begin() {
                let written = store.flush().await;
                session.replica.borrow_mut().storage_failed(written.is_err());
                if let Ok(keys) = &written {
                    session.replica.borrow_mut().stored(keys);
                }
                session.show_status();
                if written.is_err() {
                    break;
                }
            }
        });
    }

    /// The page may be left soon: nothing waits for its turn any more.
    pub(super) fn keep_all(self: &Rc<Self>) {
        self.mark_saved();
        self.flush();
    }

    /// The page is left, and nothing may begin in the database: what is not in it is set down beside it.
    pub(super) fn leave(&self) {
        match &*self.store.borrow() {
            Some(store) => store.set_down(),
            None => {
                let about = self.about.borrow();
                set_down_unopened(&self.which.visitor, &self.doc, &self.signals.early(), about.as_ref());
            }
        }
    }

    /// The page is shown again. Edits it kept back are written, and those that other pages wrote meanwhile are read.
    pub(super) fn come_back(self: &Rc<Self>) {
        let Some(store) = self.store.borrow().clone().filter(|_| times_left() > 0) else { return };
        self.flush();
        let session = Rc::clone(self);
        spawn_local(async move {
            if let (Ok(about), Ok(rows)) = (store.about(&session.doc).await, store.edits(&session.doc).await) {
                session.take_over(about, rows);
                session.changed(None);
            }
            session.connect().await;
        });
    }
}

/// Whether a role only reads documents of a schema, and whether it only adds its own to them.
pub(super) fn told(schema: &Schema, role: Role) -> (bool, bool) {
    (!schema.may_write(role), schema.may_write(role) && !schema.may_change(role))
}

/// The close code that stands for a refusal; nothing for other reasons.
fn code_of(reason: &Reason) -> Option<u16> {
    REFUSALS.into_iter().find(|code| reason_of(*code).as_ref() == Some(reason))
}
