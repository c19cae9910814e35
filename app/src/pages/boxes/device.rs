//! Rights and answers on this device: a right is taken while there is a network, so that its person answers without one. Each
//! stands under the person it is of; once an answer is written by the server, this device forgets it and its right.

use muster_shared::blind::{Answer, Asked, Right};
use muster_shared::json;
use serde::{Deserialize, Serialize};

use super::KEPT;
use crate::browser::storage;
use crate::visitor;

/// The way of one person's answer to one box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Own {
    /// The person.
    pub(super) who: String,
    /// The document.
    pub(super) doc: String,
    /// The box.
    pub(super) id: String,
    /// The word of its form.
    pub(super) form: String,
    /// The words that the right was asked for with, until it is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) asked: Option<Asked>,
    /// The right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) right: Option<Right>,
    /// The answer, until the server has written it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) answer: Option<Answer>,
    /// Whether the server has it, in memory or on its disk.
    #[serde(default)]
    pub(super) is_sent: bool,
    /// Whether the server did not take it: its words stay until their person has read that.
    #[serde(default)]
    pub(super) is_refused: bool,
}

impl Own {
    /// Whether the answer is written, and nothing is left to do.
    pub(super) fn is_written(&self) -> bool {
        self.is_sent && self.answer.is_none()
    }
}

/// All on this device, of whomever they are.
fn all() -> Vec<Own> {
    let kept = storage().and_then(|storage| storage.get_item(KEPT).ok().flatten());
    kept.and_then(|kept| json::read(&kept)).unwrap_or_default()
}

/// Those of the person whose page this is.
pub(super) fn own() -> Vec<Own> {
    let who = visitor::own().who().to_owned();
    all().into_iter().filter(|own| own.who == who).collect()
}

/// This person's of a box.
pub(super) fn of(id: &str) -> Option<Own> {
    own().into_iter().find(|own| own.id == id)
}

/// Keeps one in place of what was known of its box before; whether this device could.
pub(super) fn keep(one: &Own) -> bool {
    let others = all().into_iter().filter(|own| own.who != one.who || own.id != one.id);
    put(&others.chain([one.clone()]).collect::<Vec<_>>())
}

/// Forgets this person's of boxes of a document that are open no more, but for an answer that was never sent: its words stay
/// until they have been read.
pub(super) fn forget_closed(doc: &str, open: &[String]) {
    let who = visitor::own().who().to_owned();
    let stays = |own: &Own| own.who != who || own.doc != doc || open.contains(&own.id) || own.answer.is_some();
    let (before, mut kept) = (all(), all());
    kept.retain(stays);
    if kept != before {
        put(&kept);
    }
}

/// Forgets this person's of a box.
pub(super) fn forget(id: &str) {
    let who = visitor::own().who().to_owned();
    put(&all().into_iter().filter(|own| own.who != who || own.id != id).collect::<Vec<_>>());
}

fn put(all: &[Own]) -> bool {
    let text = serde_json::to_string(all).unwrap_or_default();
    storage().is_some_and(|storage| storage.set_item(KEPT, &text).is_ok())
}
