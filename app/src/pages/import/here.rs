//! A file that is imported without a network: its charters, series and reviews become documents of this device, and everybody's
//! once there is one. A file of which something is left for the server is kept until the server has taken it. The readers of files
//! come in a chunk of their own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::files::export::{name, name_about};
use muster_shared::files::import::{Device, Make, apart, read};
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::{Digest, Kind, charter, review};
use muster_shared::order::gather;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::browser::{now_ms, today};
use crate::chunk::{chunk, nothing};
use crate::live::{Begin, linger, open_kind};
use crate::pages::for_server;
use crate::pages::imported::{Imported, Refused, Told};
use crate::pages::open::{is_settled, new_ids, origin, take};
use crate::pages::shell::Shell;
use crate::store::ForWhom;
use crate::visitor::{own, rank};
use crate::widgets::digests::Digested;

type Outcome = Result<Imported, String>;

/// The outcome of a file, and whether something of it is left for the server.
type Read = Result<(Imported, bool), String>;

/// A file to read, and the place where the outcome is left.
#[derive(Clone)]
pub(crate) struct Reading {
    shell: Shell,
    name: String,
    bytes: Vec<u8>,
    outcome: Rc<RefCell<Option<Read>>>,
}

chunk!(files:
/// Reads a file while its view is made; there is nothing to see of it.
fn door(reading: Reading) {
    let outcome = reading.made();
    reading.outcome.replace(Some(outcome));
    nothing()
});

/// Asks for the readers of files, so that they are there when there is no network any more.
pub(super) fn come() {
    spawn_local(async {
        // Without them a file is imported by the server alone, as long as it is there.
        let _ = door::load().await;
    });
}

/// Imports a file here and now.
pub(super) async fn import_here(shell: Shell, file: &File) -> Outcome {
    let unread = || "the browser could not read this file".to_owned();
    let bytes = JsFuture::from(file.array_buffer()).await.map_err(|_| unread())?;
    let not_loaded =
        || "there is no connection, and the part of Muster that reads files is not on this device".to_owned();
    door::load().await.map_err(|_| not_loaded())?;
    let (outcome, bytes) = (Rc::default(), Uint8Array::new(&bytes).to_vec());
    let reading = Reading { shell, name: file.name(), bytes: bytes.clone(), outcome: Rc::clone(&outcome) };
    door::show(reading).await.map_err(|_| not_loaded())?;
    let (mut imported, is_left) = outcome.take().unwrap_or_else(|| Err(unread()))?;
    if is_left && !for_server::keep(shell.catalogue, &file.name(), &bytes).await {
        let words = "this browser did not keep the file: import it again once there is a connection".to_owned();
        imported.told.push(Told { line: None, words });
    }
    Ok(imported)
}

impl Reading {
    fn made(&self) -> Read {
        if !rank().may_manage() || !self.shell.org.can_edit.get_untracked() {
            return Err("without a connection only leaders import, as an import names captains and surfaces".to_owned());
        }
        let drafts = read(&self.name, &self.bytes).map_err(|error| error.to_string())?;
        let mut lineages = BTreeMap::new();
        let mut new_id = || {
            let (doc, lineage) = new_ids();
            lineages.insert(doc.clone(), lineage);
            doc
        };
        let done = self.shell.org.sheet.with_untracked(|org| {
            let (is_here, today) = (|doc: &DocId| self.is_here(doc), today());
            let device = Device { org, is_here: &is_here, may_begin: &may_begin, today: &today, at_ms: now_ms() };
            apart(drafts, &device, &mut new_id)
        });
        let mut imported = Imported { same: done.same, ..Imported::default() };
        imported.told = done.told.into_iter().map(|(line, words)| Told { line, words }).collect();
        imported.refused = done.refused.into_iter().map(|reason| Refused { line: None, reason }).collect();
        let mut is_left = done.is_left;
        let heads = done.makes.iter().filter(|make| make.doc == make.root);
        let names: BTreeMap<DocId, String> =
            gather(heads.map(|make| (make.doc.clone(), name(make.kind, &make.sheet).to_owned())));
        for make in &done.makes {
            if let Err(reason) = self.make(make, &lineages) {
                // The server may take what this device cannot.
                is_left = true;
                imported.refused.push(Refused { line: None, reason });
            } else if make.doc != DocId::org() {
                imported.made.push(make.doc.clone());
                imported.surfaces += make.sheet.rows(charter::CLAIMS).count();
                self.note(make, names.get(&make.root).map_or("", String::as_str));
            }
        }
        if !done.makes.iter().any(|make| make.kind == charter::KIND) {
            imported.reviews = done.makes.iter().filter(|make| make.kind == review::KIND).count();
        }
        Ok((imported, is_left))
    }

    fn is_here(&self, doc: &DocId) -> bool {
        let catalogue = self.shell.catalogue;
        let is_kept = || catalogue.kept.with_untracked(|kept| kept.iter().any(|one| one.doc == *doc));
        let is_told = || catalogue.digests.shown.with_untracked(|all| all.iter().any(|one| one.id == *doc));
        // One that was made just now is still open.
        let is_open = || open_kind(&origin(), doc, &own()).is_some();
        catalogue.listing_of(doc).is_some() || is_told() || is_kept() || is_open()
    }

    /// Tells the lists of this device what a document says that is no charter; `root` is the name of the one it belongs to.
    /// A charter is told of when it is sent.
    fn note(&self, make: &Make, root: &str) {
        if let Some(digest) = make.kind.digest(&make.sheet).filter(|_| make.kind != charter::KIND) {
            let digest = Digest { title: name_about(&make.doc, root), ..digest };
            self.shell.catalogue.note_digest(Digested { id: make.doc.clone(), kind: make.kind, digest });
        }
    }

    /// Makes one document, and says its part of the workspace's.
    fn make(&self, make: &Make, lineages: &BTreeMap<DocId, Lineage>) -> Result<(), String> {
        let Make { doc, kind, root, sheet, org } = make;
        if let Some(lineage) = lineages.get(root).cloned() {
            let begin = Begin { lineage, for_whom: ForWhom::default(), captains: false };
            let opened = take(doc, *kind, Some(begin));
            opened.live().fill(sheet, false).map_err(|error| error.to_string())?;
            spawn_local(linger(opened, |live| live.status.with_untracked(is_settled)));
        }
        if !org.is_bare() {
            self.shell.org.fill(org, false).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

fn may_begin(kind: Kind) -> bool {
    kind.may_be_begun_by(rank())
}
