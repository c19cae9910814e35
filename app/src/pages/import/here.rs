//! A file that is imported without a network: its charters become documents of this device, and everybody's once there is one.
//! All else that a file may hold belongs to documents which this device need not have, and waits for the server. The readers of
//! files come in a chunk of their own.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::files::import::{Draft, home, place, read};
use muster_shared::id::DocId;
use muster_shared::kinds::charter;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::imported::{Imported, Told};
use crate::browser::now_ms;
use crate::chunk::{chunk, nothing};
use crate::live::{Begin, linger, open_kind};
use crate::pages::open::{is_settled, new_ids, origin, take};
use crate::pages::shell::Shell;
use crate::store::ForWhom;
use crate::visitor::{own, rank};
use crate::words::counted;

type Outcome = Result<Imported, String>;

/// A file to read, and the place where the outcome is left.
#[derive(Clone)]
pub(crate) struct Reading {
    shell: Shell,
    name: String,
    bytes: Vec<u8>,
    outcome: Rc<RefCell<Option<Outcome>>>,
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
    let outcome = Rc::default();
    let reading =
        Reading { shell, name: file.name(), bytes: Uint8Array::new(&bytes).to_vec(), outcome: Rc::clone(&outcome) };
    door::show(reading).await.map_err(|_| not_loaded())?;
    outcome.take().unwrap_or_else(|| Err(unread()))
}

impl Reading {
    fn made(&self) -> Outcome {
        if !rank().may_manage() || !self.shell.org.can_edit.get_untracked() {
            return Err("without a connection only leaders import, as an import names captains and surfaces".to_owned());
        }
        let drafts = read(&self.name, &self.bytes).map_err(|error| error.to_string())?;
        let (mut imported, mut n_left) = (Imported::default(), 0);
        for draft in drafts {
            match self.one(&draft)? {
                One::Made(doc) => imported.made.push(doc),
                One::Same => imported.same += 1,
                One::Left => n_left += 1,
            }
        }
        if n_left > 0 {
            let n = counted(n_left, "document of it waits", "documents of it wait");
            let words = format!("{n} for the server: import the file again once there is a connection");
            imported.told.push(Told { line: None, words });
        }
        Ok(imported)
    }

    fn one(&self, draft: &Draft) -> Result<One, String> {
        if draft.kind != charter::KIND || draft.example {
            return Ok(One::Left);
        }
        let org = self.shell.org;
        let is_here = |doc: &DocId| {
            let catalogue = self.shell.catalogue;
            let is_kept = || catalogue.kept.with_untracked(|kept| kept.iter().any(|one| one.doc == *doc));
            // One that was made just now is still open.
            let is_open = || open_kind(&origin(), doc, &own()).is_some();
            catalogue.listing_of(doc).is_some() || is_kept() || is_open()
        };
        match org.sheet.with_untracked(|org| home(draft, org, &is_here)) {
            Some(doc) if is_here(&doc) => return Ok(One::Same),
            // Made here under its old id, it would say everything twice where the server has it too.
            Some(_) => return Ok(One::Left),
            None => {}
        }
        let (doc, lineage) = new_ids();
        let mut placed = org.sheet.with_untracked(|org| place(draft, &doc, org));
        placed.stamp(&draft.source, now_ms());
        let opened = take(&doc, draft.kind, Some(Begin { lineage, for_whom: ForWhom::default(), captains: false }));
        opened.live().fill(&placed.sheet, false).map_err(|error| error.to_string())?;
        if !placed.org.is_bare() {
            org.fill(&placed.org, false).map_err(|error| error.to_string())?;
        }
        spawn_local(linger(opened, |live| live.status.with_untracked(is_settled)));
        Ok(One::Made(doc))
    }
}

/// The end of one draft.
enum One {
    Made(DocId),
    /// It was here already.
    Same,
    /// The server has to place it.
    Left,
}
