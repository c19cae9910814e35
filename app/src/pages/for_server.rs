//! Files of which this device has left something to the server: kept here, and sent once all that the device made of them has
//! arrived. A file that is sent twice changes nothing. The server's answer is kept until somebody has read it.

use std::cell::Cell;

use js_sys::encode_uri_component;
use leptos::task::spawn_local;
use muster_shared::json;
use muster_shared::sync::replica::Status;
use serde::{Deserialize, Serialize};

use super::catalogue::Catalogue;
use super::imported::{Imported, Refused, Told};
use crate::browser::{is_online, post, word_in};
use crate::live::LiveDoc;
use crate::visitor::own;
use crate::words::counted;

/// Where the device keeps them.
const KEPT: &str = "imports";

thread_local! {
    static SENDING: Cell<bool> = const { Cell::new(false) };
}

/// A file that waits, or the server's answer to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    /// Its name.
    pub(crate) name: String,
    /// Its content; empty once the server has it.
    pub(crate) text: String,
    /// The server's answer, line by line.
    #[serde(default)]
    pub(crate) said: Vec<String>,
}

fn all_in(kept: Option<&str>) -> Vec<Waiting> {
    kept.and_then(json::read).unwrap_or_default()
}

/// The files, and the answers to those that were sent.
pub(crate) async fn all(catalogue: Catalogue) -> Vec<Waiting> {
    all_in(catalogue.recall(KEPT).await.as_deref())
}

/// Changes them; answers how they are now.
pub(crate) async fn change(catalogue: Catalogue, change: impl Fn(&mut Vec<Waiting>)) -> Vec<Waiting> {
    let changed = |kept: Option<String>| {
        let mut all = all_in(kept.as_deref());
        change(&mut all);
        serde_json::to_string(&all).ok()
    };
    all_in(catalogue.change(KEPT, changed).await.as_deref())
}

/// Keeps a file for the server, once; whether the device has done so.
pub(crate) async fn keep(catalogue: Catalogue, name: &str, bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let file = Waiting { name: name.to_owned(), text, said: Vec::new() };
    let known = |all: &mut Vec<Waiting>| {
        if !all.contains(&file) {
            all.push(file.clone());
        }
    };
    change(catalogue, known).await.contains(&file)
}

/// Sends the files that wait, once nothing else does. `say` tells of each that has arrived.
pub(crate) fn send_files(catalogue: Catalogue, org: LiveDoc, say: impl Fn(String) + 'static) {
    let has_arrived = || is_online() && catalogue.waiting().is_empty() && org.status.get_untracked() == Status::Saved;
    if !has_arrived() || SENDING.replace(true) {
        return;
    }
    spawn_local(async move {
        for file in all(catalogue).await.into_iter().filter(|file| !file.text.is_empty()) {
            let Some(said) = answer(&file).await else { break };
            change(catalogue, |all| {
                for one in all.iter_mut().filter(|one| one.name == file.name && one.text == file.text) {
                    (one.text, one.said) = (String::new(), said.clone());
                }
            })
            .await;
            say(format!("{} has reached the server.", file.name));
            catalogue.refresh().await;
        }
        SENDING.set(false);
    });
}

/// The server's answer, line by line; nothing while it gives none that will stay.
async fn answer(file: &Waiting) -> Option<Vec<String>> {
    let url = format!("/api/import?name={}", String::from(encode_uri_component(&file.name)));
    let answer = post(&url, &js_sys::Uint8Array::from(file.text.as_bytes()).into(), &own()).await.ok()?;
    match answer.status {
        200 => Some(lines(json::read(&answer.body)?)),
        401 | 429 | 500.. => None,
        _ => Some(vec![
            word_in(&answer.body, "detail").unwrap_or_else(|| "The server does not take this file.".to_owned()),
        ]),
    }
}

fn lines(imported: Imported) -> Vec<String> {
    let counts = [
        (imported.made.len(), "new document", "new documents"),
        (imported.records, "decision logged", "decisions logged"),
        (imported.reviews, "review written down", "reviews written down"),
        (imported.filled, "document that was here says more", "documents that were here say more"),
        (imported.same, "document said all of it already", "documents said all of it already"),
    ];
    let counts = counts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| counted(n, one, many));
    let told = imported.told.into_iter().map(Told::sentence);
    let refused = imported.refused.into_iter().map(Refused::sentence);
    counts.chain(told).chain(refused).chain(imported.differs).collect()
}
