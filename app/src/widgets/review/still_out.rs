//! The server's word on drafts: whether it holds one of this person, and for those who edit the review how many are still out.

use js_sys::{JSON, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::kinds::review::Phase;
use muster_shared::order::gather;
use wasm_bindgen::{JsCast, JsValue};

use super::use_review::UseReview;
use crate::boxed::{effect, memo};
use crate::browser::pause;

/// How often the server is asked how many drafts are still out, in milliseconds.
const ASK_MS: i32 = 10_000;

impl UseReview {
    /// Asks the server whether it holds a draft of this person, and those who edit, how many are still out.
    pub(super) fn ask_for_drafts(self) {
        let moved = memo(move || {
            let items = self.view.with(|view| {
                let items = view.items.iter();
                items.map(|item| (item.phase, item.revealed_ms.is_some(), item.remarks.len())).collect::<Vec<_>>()
            });
            let votes = self.ballots.with(|ballots| {
                let votes = ballots.iter();
                votes.map(|ballot| (ballot.closed_ms.is_some(), ballot.given.len())).collect::<Vec<_>>()
            });
            (items, votes)
        });
        effect(move || {
            moved.with(|_| ());
            spawn_local(self.ask_once());
        });
        spawn_local(async move {
            loop {
                pause(ASK_MS).await;
                let Some(moved) = moved.try_get_untracked() else { return };
                let is_awaited = self.drafts.still_out.with_untracked(|out| !out.is_empty())
                    || moved.0.iter().any(|(phase, ..)| *phase == Phase::Write)
                    || moved.1.iter().any(|(is_closed, _)| !is_closed);
                if is_awaited && self.form.can_edit.get_untracked() {
                    self.ask_once().await;
                }
            }
        });
    }

    async fn ask_once(self) {
        let Some(told) = self.form.doc.ask("drafts").await.and_then(|told| JSON::parse(&told).ok()) else { return };
        let field = |name: &str| Reflect::get(&told, &name.into()).unwrap_or(JsValue::UNDEFINED);
        self.drafts.has_one.try_set(field("mine").is_truthy());
        let out = field("still_out").dyn_into::<Object>().map(|out| Object::entries(&out)).unwrap_or_default();
        let entry = |one: JsValue| {
            let pair: js_sys::Array = one.dyn_into().ok()?;
            Some((pair.get(0).as_string()?, pair.get(1).as_f64()? as usize))
        };
        self.drafts.still_out.try_set(gather(out.iter().filter_map(entry)));
    }
}
