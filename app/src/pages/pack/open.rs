//! A pack becomes documents on this device. Nothing is written over: what the device has stays, and what the pack says
//! besides comes to it. Documents that are not taken are set aside, to be read and copied out.

use std::collections::{BTreeMap, BTreeSet};

use js_sys::Uint8Array;
use muster_shared::files::export::{name, name_about};
use muster_shared::files::pack::{BYTES_MAX, Damage, ENDING, Pack, Packed, read};
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{CharterView, summary};
use muster_shared::kinds::{Digest, Face, Subject, companion, review, root};
use muster_shared::order::gather;
use muster_shared::sheet::Sheet;
use muster_shared::sync::replica::{StoreKey, Stored};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::{dates_name, storage};
use crate::browser::{fetch, is_online, word_in};
use crate::live::{ReadDoc, copy_out, keep_labels, read_again, read_updates};
use crate::pages::open::origin;
use crate::pages::shell::Shell;
use crate::store::{About, BroughtBy, Store};
use crate::visitor;
use crate::widgets::digests::Digested;

/// A pack that was opened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PackOpened {
    /// The review, if it is here now.
    pub(crate) review: Option<DocId>,
    /// Its name.
    pub(crate) title: String,
    /// The person who made the pack, and when.
    pub(crate) by: BroughtBy,
    /// The documents that are here now, by their names.
    pub(crate) taken: Vec<(DocId, String)>,
    /// Edits in it that had not reached the server when it was made.
    pub(crate) n_waiting: usize,
    /// Documents that were not taken, and why.
    pub(crate) refused: Vec<(String, String)>,
    /// Names of documents that the pack left out.
    pub(crate) left_out: Vec<String>,
}

/// Whether a file is one by its name.
pub(crate) fn is_pack(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case(ENDING))
}

/// Opens a pack.
///
/// # Errors
/// A sentence, and then nothing has changed.
pub(crate) async fn open_pack(shell: Shell, file: &File) -> Result<PackOpened, String> {
    if file.size() > BYTES_MAX as f64 {
        return Err(Damage::TooLarge.to_string());
    }
    let bytes =
        JsFuture::from(file.array_buffer()).await.map_err(|_| "The browser could not read this file.".to_owned())?;
    let pack = read(&Uint8Array::new(&bytes).to_vec()).map_err(|damage| damage.to_string())?;
    let unkept = "This browser keeps nothing on this device just now, so no pack can be opened here.";
    let store = Store::open(&visitor::own()).await.map_err(|_| unkept.to_owned())?;
    let mut opening = Opening::new(shell, store, &pack).await;
    for packed in &pack.docs {
        opening.take(packed, &pack).await;
    }
    let opened = opening.done(&pack);
    if opening.store.flush().await.is_err() {
        return Err(unkept.to_owned());
    }
    opened.taken.iter().for_each(|(doc, _)| read_again(doc));
    shell.catalogue.refresh().await;
    shell.send();
    Ok(opened)
}

struct Opening {
    shell: Shell,
    store: Store,
    /// Whether the pack is of this workspace.
    is_of_here: bool,
    org: Sheet,
    names: BTreeMap<DocId, String>,
    taken: Vec<DocId>,
    refused: Vec<(DocId, String)>,
    /// Answers of the server about documents that others are about.
    asked: BTreeMap<DocId, Option<String>>,
}

impl Opening {
    async fn new(shell: Shell, store: Store, pack: &Pack) -> Self {
        let known = store.about(&DocId::org()).await.ok().flatten().map(|about| about.lineage);
        let is_of_here = pack.is_of(known.as_ref(), &origin());
        let of_pack = pack.docs.iter().find(|packed| packed.kind.spec().subject == Subject::Workspace);
        let org = of_pack.and_then(|packed| read_all(packed, Vec::new()).ok()).map(|read| read.sheet);
        let names = pack.docs.iter().filter_map(|packed| {
            let read = read_all(packed, Vec::new()).ok()?;
            Some((packed.doc.clone(), name(packed.kind, &read.sheet).to_owned()))
        });
        Self {
            names: gather(names),
            shell,
            store,
            is_of_here,
            org: org.unwrap_or_default(),
            taken: Vec::new(),
            refused: Vec::new(),
            asked: BTreeMap::new(),
        }
    }

    /// The name of a document as people say it.
    fn name_of(&self, doc: &DocId) -> String {
        match companion(doc) {
            Some((kind, _)) => {
                let root = self.names.get(&root(doc, Some(kind))).map_or("Without a name", String::as_str);
                name_about(doc, root)
            }
            None => self.names.get(doc).cloned().unwrap_or_default(),
        }
    }

    async fn take(&mut self, packed: &Packed, pack: &Pack) {
        let there = self.store.edits(&packed.doc).await.unwrap_or_default();
        let about = self.store.about(&packed.doc).await.ok().flatten();
        let read = read_all(packed, there.clone());
        let refusal = match (&read, &about) {
            _ if !self.is_of_here => Some("it is of another workspace".to_owned()),
            (Err(why), _) => Some(why.clone()),
            (_, Some(about)) if about.kind != packed.kind => {
                Some("this device has another kind of document under its id".to_owned())
            }
            (_, Some(about)) if about.lineage != packed.lineage => {
                Some("it was begun anew since, and this device has its new history".to_owned())
            }
            _ => self.refusal_by_the_server(packed).await,
        };
        match (refusal, read) {
            (None, Ok(read)) => self.keep(packed, pack, about, &there, &read).await,
            (why, read) => self.set_aside(packed, why.unwrap_or_default(), read.ok()).await,
        }
    }

    /// Why the server does not give a document to this person; nothing where it does, or cannot be asked.
    async fn refusal_by_the_server(&mut self, packed: &Packed) -> Option<String> {
        let asked = root(&packed.doc, Some(packed.kind));
        if packed.kind.spec().subject == Subject::Workspace || !is_online() {
            return None;
        }
        if !self.asked.contains_key(&asked) {
            let answer = fetch(&format!("/api/docs/{asked}"), &visitor::own()).await;
            let said = match answer {
                Ok(answer) if answer.status == 404 => Some(String::new()),
                Ok(answer) if answer.status == 200 => word_in(&answer.body, "lineage"),
                _ => None,
            };
            self.asked.insert(asked.clone(), said);
        }
        match self.asked.get(&asked)?.as_deref()? {
            "" => Some("it is not for you, or not there any more".to_owned()),
            lineage if asked == packed.doc && lineage != packed.lineage.as_str() => {
                Some("it was begun anew since, and the server has its new history".to_owned())
            }
            _ => None,
        }
    }

    async fn keep(&mut self, packed: &Packed, pack: &Pack, about: Option<About>, there: &[Stored], read: &ReadDoc) {
        let (doc, who) = (&packed.doc, visitor::own());
        // On an open server everybody is anybody.
        let is_own = |client| who.is_anybody() || about.as_ref().is_some_and(|about| about.own.contains(&client));
        let keys: BTreeSet<StoreKey> = gather(there.iter().map(|row| row.key));
        let rows = packed.to_keep(is_own);
        for Stored { key, bytes, unsaved } in rows.iter().filter(|row| !keys.contains(&row.key)) {
            self.store.put_edit(doc, *key, bytes, *unsaved);
        }
        let waits = packed.n_waiting() - rows.iter().filter(|row| row.unsaved).count();
        let brought = BroughtBy { by: pack.label.by.clone(), at_ms: pack.label.at_ms, waits };
        let is_new = about.is_none();
        let known = about.unwrap_or_else(|| About {
            doc: doc.clone(),
            kind: packed.kind,
            lineage: packed.lineage.clone(),
            registered: true,
            reads: packed.reads,
            comments: false,
            refused: None,
            for_whom: None,
            own: Vec::new(),
            brought: None,
            captains: false,
            not_taken: None,
        });
        if is_new || waits > 0 {
            self.store.put_about(&About { brought: Some(brought), ..known });
        }
        keep_labels(&self.store, doc, &packed.people).await;
        self.note(packed, read);
        self.taken.push(doc.clone());
    }

    /// Tells the lists of this device what a document says, so that it is found without a network.
    fn note(&self, packed: &Packed, read: &ReadDoc) {
        let (catalogue, doc) = (self.shell.catalogue, &packed.doc);
        if packed.kind.spec().face == Ok(Face::Charter) {
            let view = CharterView::of(&read.sheet, &self.org, doc);
            let summary = summary(&read.sheet, &view, &self.org, read.is_example);
            catalogue.note(doc, packed.kind, summary, false);
        } else if let Some(digest) = packed.kind.digest(&read.sheet) {
            let digest = Digest { title: self.name_of(doc), example: read.is_example, ..digest };
            catalogue.note_digest(Digested { id: doc.clone(), kind: packed.kind, digest });
        }
    }

    /// Keeps the words of a document that is not taken, once: the review, and what somebody wrote.
    async fn set_aside(&mut self, packed: &Packed, why: String, read: Option<ReadDoc>) {
        let is_worth_it = packed.n_waiting() > 0 || review::KIND.slot_of(&packed.doc).is_some();
        if let Some(read) = read.filter(|_| is_worth_it) {
            let (sentence, sheet) = (format!("From a pack, and not taken: {why}."), copy_out(&read));
            let known = self.store.asides().await.unwrap_or_default();
            if !known.iter().any(|aside| aside.doc == packed.doc && aside.sheet == sheet) {
                self.store.keep_aside(&packed.doc, packed.kind, &sentence, &sheet);
            }
        }
        self.refused.push((packed.doc.clone(), why));
    }

    fn done(&self, pack: &Pack) -> PackOpened {
        let label = &pack.label;
        let review = pack.review().filter(|review| self.taken.contains(review)).cloned();
        let series = review.as_ref().and_then(|review| review::KIND.subject_of(review));
        if let Some((storage, series)) = storage().zip(series).filter(|_| !label.dates.is_empty()) {
            let name = dates_name(&series);
            if storage.get_item(&name).ok().flatten().is_none() {
                let _ = storage.set_item(&name, &label.dates);
            }
        }
        PackOpened {
            review,
            title: label.title.clone(),
            by: BroughtBy { by: label.by.clone(), at_ms: label.at_ms, waits: 0 },
            taken: self.taken.iter().map(|doc| (doc.clone(), self.name_of(doc))).collect(),
            n_waiting: pack.n_waiting(),
            refused: self.refused.iter().map(|(doc, why)| (self.name_of(doc), why.clone())).collect(),
            left_out: label.left_out.clone(),
        }
    }
}

/// A document as a pack tells it, with what the device has of it.
fn read_all(packed: &Packed, there: Vec<Stored>) -> Result<ReadDoc, String> {
    let updates = there.into_iter().chain(packed.updates.iter().cloned());
    read_updates(packed.kind, updates.map(|update| update.bytes))
}
