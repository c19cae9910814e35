//! A document as a file, made on this device of what stands here: it works without a server.

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::files::export::{Beside, Exported, csv, json, markdown_beside, part_of_org};
use muster_shared::files::file_stem;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::org;
use muster_shared::kinds::outline::Sources;
use muster_shared::order::gather;
use muster_shared::sheet::people::{Labels, labelled};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

use super::panel::telling;
use crate::form::plain::nothing;
use crate::live::LiveDoc;
use crate::pages::act::Act;
use crate::pages::file::save;
use crate::pages::shell::Shell;

/// Saves the document in one of the forms, and says what came of it.
pub(super) fn export(shell: Shell, doc: LiveDoc, act: Act) -> AnyView {
    let Some((id, kind)) = doc.which() else { return nothing() };
    let said = RwSignal::new("Writing the file…".to_owned());
    spawn_local(async move {
        let came = written(shell, doc, id, kind, act).await;
        said.try_set(came);
    });
    telling(shell, act.label(), said)
}

async fn written(shell: Shell, doc: LiveDoc, id: DocId, kind: Kind, act: Act) -> String {
    let title = shell.title.get_untracked();
    let labels = labels(doc).await;
    let (ending, sort, text) = match act {
        Act::Json => ("json", "application/json", whole(shell, doc, id, kind)),
        Act::Csv => ("csv", "text/csv;charset=utf-8", csv(kind, &sheet(doc, kind, &labels)).unwrap_or_default()),
        _ => ("md", "text/markdown;charset=utf-8", read(shell, doc, &id, kind, &labels)),
    };
    let table = kind.spec().face.ok().and_then(|face| face.table()).filter(|_| act == Act::Csv);
    let stem = file_stem(&title, kind.name());
    let name = table.map_or_else(|| format!("{stem}.{ending}"), |table| format!("{stem}-{table}.{ending}"));
    let saved = match blob(&text, sort) {
        Ok(blob) => save(&blob, &name).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => format!("Saved as {name}."),
        Err(_) => "The browser did not let us save a file.".to_owned(),
    }
}

/// The names of now of the people in it, as the server says or as this device last heard.
async fn labels(doc: LiveDoc) -> Labels {
    let people = match doc.labels().await {
        Some(people) => people,
        None => doc.labels_kept().await.unwrap_or_default(),
    };
    gather(people.into_iter().map(|one| (one.id, one.name)))
}

fn sheet(doc: LiveDoc, kind: Kind, labels: &Labels) -> muster_shared::sheet::Sheet {
    doc.sheet.with_untracked(|sheet| labelled(labels, kind.schema(), sheet).into_owned())
}

/// The document for people to read.
fn read(shell: Shell, doc: LiveDoc, id: &DocId, kind: Kind, labels: &Labels) -> String {
    let (sheet, org) = (sheet(doc, kind, labels), sheet(shell.org, org::KIND, labels));
    let name = kind.outline().title.is_none().then(|| shell.title.get_untracked());
    markdown_beside(kind, &Sources { sheet: &sheet, org: &org, doc: id }, &Beside { name, ..Beside::default() })
}

/// The document with everything that it says, and its part of the workspace's own document.
fn whole(shell: Shell, doc: LiveDoc, id: DocId, kind: Kind) -> String {
    let (sheet, org) = (doc.sheet.get_untracked(), shell.org.sheet.get_untracked());
    let part = part_of_org(&org, &id, &sheet);
    let example = doc.is_example.get_untracked();
    let along = (!part.is_bare()).then(|| Exported {
        id: DocId::org(),
        kind: org::KIND,
        lineage: None,
        example: false,
        sheet: part,
    });
    let document = Exported { id, kind, lineage: doc.lineage(), example, sheet };
    json(&[document].into_iter().chain(along).collect::<Vec<_>>())
}

fn blob(text: &str, sort: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(sort);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)
}
