//! Decisions that have the words somebody looks for: those that the list tells of at once, and those of any age as soon as
//! the server answers.

use js_sys::encode_uri_component;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::kinds::Line;
use muster_shared::{names, order};
use serde::Deserialize;

use super::router::Route;
use super::shell::{Shell, use_shell};
use crate::boxed::{effect, memo};
use crate::browser::{fetch, is_online, pause};
use crate::visitor;
use crate::widgets::digests::Digested;

/// How long the server is not asked after a key, in milliseconds: another one may come.
const SOON_MS: i32 = 180;

/// A decision that was found.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Decision {
    /// The log it stands in.
    pub(crate) doc: DocId,
    /// The log's name.
    pub(crate) title: String,
    /// Part of the worked example.
    pub(crate) example: bool,
    /// The decision.
    pub(crate) line: Line,
}

impl Decision {
    /// Goes to it.
    pub(crate) fn open(&self, shell: Shell) {
        shell.router.go_to(Route::Document(self.doc.clone()), self.line.row.to_string());
    }

    /// Its address.
    pub(crate) fn href(&self) -> String {
        format!("/d/{}#{}", self.doc, self.line.row)
    }
}

/// The answer of the server, and the words it is about.
type Told = (String, Vec<Decision>);

/// The decisions that have the words of `sought`, the newest first; none while nothing is looked for. The server is asked
/// for as long as the component that asks is shown.
pub(crate) fn decisions(sought: Memo<String>) -> Memo<Vec<Decision>> {
    let (digests, told) = (use_shell().catalogue.digests.shown, RwSignal::new(Told::default()));
    effect(move || {
        let words = sought.get();
        if !words.is_empty() && is_online() {
            spawn_local(ask(words, sought, told));
        }
    });
    memo(move || {
        let words = sought.get();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<Decision> =
            digests.with(|digests| digests.iter().flat_map(|one| told_of(one, &words)).collect());
        told.with(|(about, decisions)| {
            // Until the server answers to a longer word, its answer to the shorter one says more than none.
            let answers = decisions.iter().filter(|_| !about.is_empty() && words.starts_with(about.as_str()));
            let is_new = |one: &&Decision| !found.iter().any(|had| had.doc == one.doc && had.line.row == one.line.row);
            let new: Vec<Decision> = answers.filter(is_new).cloned().collect();
            found.extend(new);
        });
        order::sort_by(&mut found, |one, other| other.line.on.cmp(&one.line.on));
        found
    })
}

/// The decisions in a digest that have the words.
fn told_of(one: &Digested, words: &str) -> Vec<Decision> {
    let title = names::sought(&one.digest.title);
    let has = |line: &&Line| {
        let said = names::sought(&line.words());
        names::has_words(&format!("{title} {said}"), words) && words.split(' ').any(|word| said.contains(word))
    };
    let decision = |line: &Line| Decision {
        doc: one.id.clone(),
        title: one.digest.title.clone(),
        example: one.digest.example,
        line: line.clone(),
    };
    one.digest.lines.iter().filter(has).map(decision).collect()
}

async fn ask(words: String, sought: Memo<String>, told: RwSignal<Told>) {
    pause(SOON_MS).await;
    let is_still = || sought.try_with_untracked(|now| *now == words) == Some(true);
    if !is_still() {
        return;
    }
    let url = format!("/api/find?words={}", String::from(encode_uri_component(&words)));
    let Ok(answer) = fetch(&url, &visitor::own()).await else { return };
    if answer.status == 200 && is_still() {
        told.try_set((words, json::read(&answer.body).unwrap_or_default()));
    }
}
