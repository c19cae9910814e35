//! A review is taken along as a file: as the server has it, or, without one, as this device does.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use muster_shared::access::Audience;
use muster_shared::files::export::name_about;
use muster_shared::files::pack::{Label, Pack, Packed, Team, file_name, wanted, write};
use muster_shared::id::DocId;
use muster_shared::kinds::{Subject, review, root};
use muster_shared::sheet::Sheet;
use web_sys::Blob;

use super::{dates_name, storage};
use crate::browser::{fetch_blob, is_online, now_ms};
use crate::live::{labels_kept_in, my_name_signal, read_updates};
use crate::pages::file::save;
use crate::pages::open::origin;
use crate::pages::shell::Shell;
use crate::store::{About, Store};
use crate::visitor;

/// Saves the pack of a review as a file, and says what came of it.
pub(crate) async fn take_along(shell: Shell, review: &DocId, series_name: &str) -> String {
    let title = name_about(review, series_name);
    let name = file_name(&title);
    match packed(shell, review, title).await {
        Ok((blob, whence)) => match save(&blob, &name).await {
            Ok(()) => format!("Saved as {name}, {whence}."),
            Err(_) => "The browser did not let us save a file.".to_owned(),
        },
        Err(why) => why,
    }
}

/// The pack as a file, and where it is from.
async fn packed(shell: Shell, review: &DocId, title: String) -> Result<(Blob, &'static str), String> {
    let store = Store::open(&visitor::own()).await.ok();
    // Edits that have not reached the server yet go along from here.
    let n_unsent = shell.catalogue.kept.with_untracked(|kept| kept.iter().map(|kept| kept.unsent).sum::<usize>());
    let is_unsent = match &store {
        Some(store) => n_unsent > 0 || store.edits(review).await.is_ok_and(|rows| rows.iter().any(|row| row.unsaved)),
        None => false,
    };
    if is_online() && !is_unsent {
        match fetch_blob(&format!("/api/docs/{review}/pack"), &visitor::own()).await {
            Ok((200, blob)) => return Ok((blob, "as the server has it")),
            Ok((403 | 404, _)) => {
                return Err(
                    "The server gives you no pack of this review: it is not for you, or not there any more.".to_owned()
                );
            }
            _ => {}
        }
    }
    let nothing = || {
        "This review is not on this device, and the server is not reached: there is nothing to take along.".to_owned()
    };
    let store = store.ok_or_else(nothing)?;
    let pack = from_device(shell, &store, review, title).await.ok_or_else(nothing)?;
    let bytes = write(&pack, |packed| packed.doc.to_string());
    let parts = Array::of1(&Uint8Array::from(&bytes[..]));
    let blob = Blob::new_with_u8_array_sequence(&parts).map_err(|_| nothing())?;
    Ok((blob, "as this device has it"))
}

async fn from_device(shell: Shell, store: &Store, review: &DocId, title: String) -> Option<Pack> {
    let abouts = store.all_abouts().await.ok()?;
    let first = one(store, &abouts, review).await?;
    let sheet = sheet_of(&first);
    let wanted = wanted(review, &sheet, before(&abouts, review), &teams(shell));
    let mut docs = vec![first];
    for doc in wanted.iter().filter(|doc| *doc != review) {
        docs.extend(one(store, &abouts, doc).await);
    }
    let series = review::KIND.subject_of(review);
    let dates =
        storage().zip(series).and_then(|(storage, series)| storage.get_item(&dates_name(&series)).ok().flatten());
    let label = Label {
        title,
        workspace: abouts.iter().find(|about| about.doc == DocId::org()).map(|about| about.lineage.clone()),
        origin: origin(),
        by: my_name_signal().get_untracked(),
        at_ms: now_ms(),
        dates: dates.unwrap_or_default(),
        left_out: Vec::new(),
    };
    Some(Pack { label, docs })
}

/// A document as this device keeps it; nothing of one that the server refused to this person.
async fn one(store: &Store, abouts: &[About], doc: &DocId) -> Option<Packed> {
    let about = abouts.iter().find(|about| about.doc == *doc && about.refused.is_none())?;
    let updates = store.edits(doc).await.ok()?;
    Some(Packed {
        doc: doc.clone(),
        kind: about.kind,
        lineage: about.lineage.clone(),
        epoch: None,
        reads: about.reads,
        confined: is_confined(abouts, about),
        people: labels_kept_in(store, doc).await,
        updates,
    })
}

/// Whether a document is for certain people only, or the device does not know better.
fn is_confined(abouts: &[About], about: &About) -> bool {
    let root = root(&about.doc, Some(about.kind));
    let of_root = abouts.iter().find(|about| about.doc == root).and_then(|about| about.for_whom.as_ref());
    let is_for_all = of_root.is_some_and(|for_whom| for_whom.audience == Audience::Workspace);
    let is_nobodys = visitor::own().is_anybody() || about.kind.spec().subject == Subject::Workspace;
    !is_nobodys && !is_for_all
}

fn sheet_of(packed: &Packed) -> Sheet {
    let updates = packed.updates.iter().map(|update| update.bytes.clone());
    read_updates(packed.kind, updates).map(|read| read.sheet).unwrap_or_default()
}

/// The review of the same series that was planned last before this one, among those on this device.
fn before(abouts: &[About], review: &DocId) -> Option<DocId> {
    let (series, slot) = (review::KIND.subject_of(review)?, review::KIND.slot_of(review)?);
    let of_series = abouts.iter().filter(|about| review::KIND.subject_of(&about.doc).as_ref() == Some(&series));
    let slots = of_series.filter_map(|about| Some((review::KIND.slot_of(&about.doc)?, &about.doc)));
    slots.filter(|(one, _)| *one < slot).max().map(|(_, doc)| doc.clone())
}

/// The teams that this person sees, as packs know them.
pub(crate) fn teams(shell: Shell) -> Vec<(DocId, Team)> {
    let team = |row: &crate::widgets::listing::Listed| {
        (row.doc.clone(), Team { name: row.summary.name.clone(), captains: row.summary.captains.clone() })
    };
    shell.catalogue.listed.with_untracked(|listed| listed.iter().map(team).collect())
}
