//! The charters there are: as the server lists them, as this device keeps them, and which of the two knows better.

use std::cell::Cell;
use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::Summary;
use muster_shared::kinds::talk::Whole;
use muster_shared::kinds::{Kind, Subject, charter, org};
use muster_shared::order;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::digests::Catalogued;
pub(crate) use super::kept::{Kept, Trouble};
use super::{keep, open};
use crate::boxed::{effect, memo};
use crate::browser::pause;
use crate::browser::{self, is_online, now_ms};
use crate::store::{About, Store, is_refused, is_silent};
use crate::visitor;
use crate::widgets::digests::{Digested, Digests, read_digests};
use crate::widgets::listing::{Charters, Listed, Listing, read_listing};

/// Where the server's list is kept on the device.
const LISTING: &str = "listing";
/// Where summaries of documents made or changed here are kept.
const SUMMARIES: &str = "summaries";
/// Where digests of the same are kept.
const DIGESTS: &str = "digests";
/// The mark, outside the database, that documents are kept in it: where it is there and they are not, they were cleared away.
const MARK: &str = "muster-keeps";
/// Where nothing is kept, to see whether the device takes it.
const TRIED: &str = "tried";
/// The device is full where no more room than this is left, in bytes.
const ROOM_MIN: f64 = 100_000.0;

/// The facts that this device knows of a charter by having it open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Seen {
    /// Devices from before there were several kinds with a page kept summaries of charters alone.
    #[serde(default = "charter")]
    kind: Kind,
    summary: Summary,
    edited_ms: u64,
    seen_ms: u64,
}

/// All charters, and what this device keeps of them.
#[derive(Clone, Copy)]
pub(crate) struct Catalogue {
    /// Every charter, the one edited last first.
    pub(crate) listed: RwSignal<Vec<Listed>>,
    /// The documents that this device keeps.
    pub(crate) kept: RwSignal<Vec<Kept>>,
    /// Whether the list has been read, from the device at least.
    pub(crate) is_read: RwSignal<bool>,
    /// How much of the device's room is used, in bytes.
    pub(crate) used_bytes: RwSignal<Option<f64>>,
    /// The reason why the device does not keep all that it should, if there is one.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    is_device_read: StoredValue<bool>,
    /// Documents of other kinds.
    pub(crate) digests: Catalogued,
    told: StoredValue<Option<Told>>,
    seen: StoredValue<HashMap<DocId, Seen>>,
    store: StoredValue<Option<Store>, LocalStorage>,
}

fn charter() -> Kind {
    charter::KIND
}

/// The server's list, and when it was told.
#[derive(Clone)]
struct Told {
    rows: Vec<Listed>,
    at_ms: u64,
}

thread_local! {
    static REFRESHING: Cell<bool> = const { Cell::new(false) };
    static READING: Cell<bool> = const { Cell::new(false) };
    static WRITING: Cell<bool> = const { Cell::new(false) };
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

impl Catalogue {
    /// An empty one.
    pub(crate) fn empty() -> Self {
        Self {
            listed: RwSignal::new(Vec::new()),
            kept: RwSignal::new(Vec::new()),
            is_read: RwSignal::new(false),
            used_bytes: RwSignal::new(None),
            trouble: RwSignal::new(None),
            is_device_read: StoredValue::new(false),
            digests: Catalogued::empty(),
            told: StoredValue::new(None),
            seen: StoredValue::new(HashMap::new()),
            store: StoredValue::new_local(None),
        }
    }

    /// Fills it from the device first and from the server then.
    pub(crate) fn begin(self) {
        spawn_local(async move {
            self.read_device().await;
            self.refresh().await;
        });
        // A device that does not answer keeps nobody from what the server has.
        effect(move || {
            if is_silent().get() {
                spawn_local(self.refresh());
            }
        });
    }

    async fn read_device(self) {
        let opened = Store::open(&visitor::own()).await;
        if opened.is_err() {
            self.trouble.set(Some(Trouble::Refused));
        }
        if let Ok(store) = opened {
            let listing = store.kept(LISTING).await.unwrap_or_default();
            let seen = store.kept(SUMMARIES).await.unwrap_or_default();
            self.digests.recall(&store.kept(DIGESTS).await.unwrap_or_default());
            if let Some(rows) = read_listing(&listing).filter(|_| self.told.with_value(Option::is_none)) {
                self.told.set_value(Some(Told { rows, at_ms: 0 }));
                self.digests.hear(read_digests(&listing));
            }
            self.seen.set_value(serde_json::from_str(&seen).unwrap_or_default());
            self.store.set_value(Some(store));
            self.read_kept().await;
        }
        if self.told.with_value(Option::is_some) || self.kept.with_untracked(|kept| !kept.is_empty()) {
            self.is_read.set(true);
        }
        self.merge();
        self.is_device_read.set_value(true);
    }

    /// Asks the server and the device again. One question at a time to each, and the first to the device: what it
    /// remembers must not take the place of what the server says.
    pub(crate) async fn refresh(self) {
        if !(self.is_device_read.get_value() || is_silent().get_untracked()) {
            return;
        }
        if !REFRESHING.replace(true) {
            self.ask_server().await;
            self.is_read.set(true);
            REFRESHING.set(false);
        }
        self.look_again().await;
    }

    /// Looks again at what the device keeps.
    pub(crate) async fn look_again(self) {
        if !READING.replace(true) {
            self.read_kept().await;
            self.merge();
            READING.set(false);
        }
    }

    async fn ask_server(self) {
        if is_online()
            && let Ok(answer) = browser::fetch("/api/docs", &visitor::own()).await
            && answer.status == 200
            && let Some(rows) = read_listing(&answer.body)
        {
            let digests = read_digests(&answer.body);
            let news = self.told.with_value(|told| told.as_ref().is_none_or(|told| told.rows != rows))
                || !self.digests.is_told(&digests);
            self.digests.hear(digests);
            self.told.set_value(Some(Told { rows, at_ms: now_ms() }));
            self.merge();
            if news {
                self.keep(LISTING, &answer.body);
            }
        }
    }

    async fn read_kept(self) {
        let Some(store) = self.store.get_value() else { return };
        let mut kept = Vec::new();
        let abouts = store.all_abouts().await;
        let is_readable = abouts.is_ok();
        for About { doc, kind, registered, brought, refused, .. } in abouts.unwrap_or_default() {
            let edits = store.edits(&doc).await.unwrap_or_default();
            // Words of others that a pack brought wait here as well.
            let is_brought = brought.is_some();
            let waits = brought.map_or(0, |brought| brought.waits);
            let unsent = edits.iter().filter(|edit| edit.unsaved).count() + waits;
            let bytes = edits.iter().map(|edit| edit.bytes.len()).sum();
            kept.push(Kept { doc, kind, registered, unsent, is_brought, is_refused: refused.is_some(), bytes });
        }
        if is_readable {
            self.mark(kept.iter().filter(|one| one.doc != DocId::org()).count());
        }
        if self.kept.with_untracked(|shown| *shown != kept) {
            self.kept.set(kept);
        }
        if self.kept.with_untracked(|kept| !kept.is_empty()) {
            ask_to_stay();
        }
        let room = room().await;
        self.used_bytes.set(room.map(|(used, _)| used));
        let is_full = room.is_some_and(|(used, all)| all - used < ROOM_MIN) || refuses(&store).await;
        match self.trouble.get_untracked() {
            None | Some(Trouble::Evicted) if is_full => self.trouble.set(Some(Trouble::Full)),
            Some(Trouble::Full) if !is_full => self.trouble.set(None),
            _ => {}
        }
    }

    /// Notes outside the database whether documents are kept in it; when the page is opened, it sees by that whether they were
    /// cleared away meanwhile.
    fn mark(self, n_kept: usize) {
        let name = format!("{MARK} {}", visitor::own().who());
        let was_kept = keep::get(&name).is_some();
        match n_kept {
            0 if was_kept => {
                keep::forget(&name);
                if !self.is_device_read.get_value() {
                    self.trouble.set(Some(Trouble::Evicted));
                }
            }
            0 => {}
            _ if !was_kept => keep::set(&name, "1"),
            _ => {}
        }
    }

    /// When this page last saw a document open, in milliseconds since 1970.
    pub(crate) fn seen_ms(self, doc: &DocId) -> Option<u64> {
        self.seen.with_value(|seen| seen.get(doc).map(|seen| seen.seen_ms))
    }

    /// Puts together what the server told and what this device has seen since, or has not sent yet.
    fn merge(self) {
        let told = self.told.get_value();
        let mut rows: HashMap<DocId, Listed> = HashMap::new();
        for row in told.iter().flat_map(|told| &told.rows) {
            rows.insert(row.doc.clone(), row.clone());
        }
        let told_ms = told.as_ref().map(|told| told.at_ms);
        let kept = self.kept.get_untracked();
        self.seen.with_value(|seen| {
            for (doc, seen) in seen {
                let kept = kept.iter().find(|kept| kept.doc == *doc);
                let is_ahead = kept.is_some_and(Kept::is_ahead);
                match rows.get_mut(doc) {
                    Some(row) if is_ahead || told_ms.is_some_and(|told| told < seen.seen_ms) => {
                        row.summary = seen.summary.clone();
                        row.edited_ms = row.edited_ms.max(seen.edited_ms);
                    }
                    None if is_ahead || told.is_none() => drop(rows.insert(doc.clone(), seen.listed(doc))),
                    _ => {}
                }
            }
        });
        let mut listed: Vec<Listed> = rows.into_values().collect();
        order::sort_by(&mut listed, |a, b| b.edited_ms.cmp(&a.edited_ms).then_with(|| a.doc.cmp(&b.doc)));
        if self.listed.with_untracked(|shown| *shown != listed) {
            self.listed.set(listed);
        }
        self.digests.merge(&kept, told_ms);
    }

    /// A document that is open here says what it holds.
    pub(crate) fn note(self, doc: &DocId, kind: Kind, summary: Summary, edited: bool) {
        let was = self.seen.with_value(|seen| seen.get(doc).cloned());
        let listed_ms = self.listing_of(doc).map(|row| row.edited_ms);
        let edited_ms = match &was {
            _ if edited => now_ms(),
            Some(was) => was.edited_ms,
            None => listed_ms.unwrap_or_else(now_ms),
        };
        self.seen
            .update_value(|seen| drop(seen.insert(doc.clone(), Seen { kind, summary, edited_ms, seen_ms: now_ms() })));
        self.merge();
        self.write_seen();
    }

    /// The same of a document that is no charter.
    pub(crate) fn note_digest(self, digested: Digested) {
        let seen = self.digests.note(digested);
        self.merge();
        self.keep(DIGESTS, &seen);
    }

    /// The list as widgets follow it.
    pub(crate) fn listing(self) -> Listing {
        Listing { charters: Charters::Read(self.listed.into()), digests: Digests::Read(self.digests.shown.into()) }
    }

    /// Summaries are written together, once a second at most.
    fn write_seen(self) {
        if WRITING.replace(true) {
            return;
        }
        spawn_local(async move {
            pause(1000).await;
            WRITING.set(false);
            let json = self.seen.with_value(|seen| serde_json::to_string(seen).unwrap_or_default());
            self.keep(SUMMARIES, &json);
        });
    }

    /// A small thing that was kept on the device.
    pub(crate) async fn recall(self, name: &str) -> Option<String> {
        Store::open(&visitor::own()).await.ok()?.kept(name).await
    }

    /// Keeps a small thing on the device.
    pub(crate) fn keep(self, name: &str, text: &str) {
        if let Some(store) = self.store.get_value() {
            store.keep(name, text);
            // Where the device refuses, the list is read from the server next time.
            spawn_local(async move {
                if store.flush().await.is_err() {
                    self.look_again().await;
                }
            });
        }
    }

    /// Changes a small thing that the device keeps, whatever other tabs do to it meanwhile. Answers how it is now; nothing
    /// where the device keeps nothing.
    pub(crate) async fn change(self, name: &str, change: impl Fn(Option<String>) -> Option<String>) -> Option<String> {
        let changed = Store::open(&visitor::own()).await.ok()?.change(name, change).await;
        if changed.is_err() {
            self.look_again().await;
        }
        changed.ok().flatten()
    }

    /// The list's row of a document.
    pub(crate) fn listing_of(self, doc: &DocId) -> Option<Listed> {
        self.listed.with_untracked(|listed| listed.iter().find(|row| row.doc == *doc).cloned())
    }

    /// The name of a document: the list's, or its own word while it was open here; nothing while neither is known.
    pub(crate) fn name_of(self, doc: &DocId) -> Option<String> {
        let name = |row: &Listed| row.summary.name.clone();
        let listed = self.listed.with(|listed| listed.iter().find(|row| row.doc == *doc).map(name));
        let seen = || self.seen.with_value(|seen| seen.get(doc).map(|seen| seen.summary.name.clone()));
        listed.or_else(|| self.digests.title_of(doc)).or_else(seen)
    }

    /// Documents whose edits wait for the server, and charters nobody has a summary of.
    pub(crate) fn waiting(self) -> Vec<(DocId, Kind)> {
        let kept = self.kept.get_untracked();
        let unknown = |kept: &Kept| kept.kind.spec().subject == Subject::Itself && self.listing_of(&kept.doc).is_none();
        let waits = |kept: &&Kept| kept.unsent > 0 || !kept.registered && unknown(kept);
        kept.iter().filter(waits).map(|kept| (kept.doc.clone(), kept.kind)).collect()
    }
}

impl Seen {
    fn listed(&self, doc: &DocId) -> Listed {
        let summary = self.summary.clone();
        let (here, contested, edited_ms) = (Vec::new(), Vec::new(), self.edited_ms);
        let (agreed, unseen) = (None, Whole::default());
        Listed {
            doc: doc.clone(),
            kind: self.kind,
            summary,
            here,
            edited_ms,
            agreed,
            unseen,
            contested,
            confined: false,
        }
    }
}

/// The browser's word on storage. Away from https and localhost there is none.
fn storage() -> Option<web_sys::StorageManager> {
    let storage = js_sys::Reflect::get(&browser::window()?.navigator(), &"storage".into()).ok()?;
    storage.dyn_into().ok()
}

/// The bytes that this app takes of the device's room, and all that it may take, if the browser tells.
async fn room() -> Option<(f64, f64)> {
    let estimate = JsFuture::from(storage()?.estimate().ok()?).await.ok()?;
    let told = |name: &str| js_sys::Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((told("usage")?, told("quota")?))
}

/// Whether the device refuses what is written. One that did is tried again, with what waits or with nothing.
async fn refuses(store: &Store) -> bool {
    if is_refused() {
        if !store.may_begin() {
            store.keep(TRIED, "");
        }
        let _ = store.flush().await;
    }
    is_refused()
}

/// Whether the browser has promised not to clear away what is kept; `None` where it does not tell.
pub(crate) async fn is_lasting() -> Option<bool> {
    JsFuture::from(storage()?.persisted().ok()?).await.ok()?.as_bool()
}

/// Asks the browser, once, not to clear away what is kept; it decides for itself.
fn ask_to_stay() {
    if !ASKED.replace(true)
        && let Some(asked) = storage().and_then(|storage| storage.persist().ok())
    {
        spawn_local(async move { drop(JsFuture::from(asked).await) });
    }
}

/// The name of the workspace, as the `org` document has it.
pub(crate) fn org_name(org: crate::live::LiveDoc) -> Memo<String> {
    let name = org.text(&muster_shared::sheet::Place::on_sheet("name"));
    memo(move || {
        let name = name.get();
        if name.trim().is_empty() { "Muster".to_owned() } else { name.trim().to_owned() }
    })
}

/// Opens the `org` document for as long as the app runs.
pub(crate) fn open_org() -> crate::live::LiveDoc {
    open::hold(&DocId::org(), org::KIND)
}
