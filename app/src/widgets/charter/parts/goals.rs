//! The quiet line in a charter's head with the ways to the goals of its team.

use leptos::prelude::*;
use muster_shared::kinds::okr::KIND;

use crate::boxed::memo;
use crate::form::plain::{el, following, nothing, with, written};
use crate::widgets::charter::use_charter::UseCharter;
use crate::widgets::digests::Digested;
use crate::widgets::origin::origin;

/// The line; nothing where the team has set none.
pub(crate) fn goals(cx: UseCharter) -> AnyView {
    let found = memo(move || {
        let own = cx.charter.doc.id().map(String::from).unwrap_or_default();
        let is_its = |one: &&Digested| {
            one.kind == KIND && one.digest.aims.as_ref().is_some_and(|aims| !own.is_empty() && aims.team == own)
        };
        let mut all: Vec<(String, String, String)> = cx.listing.digests.with(|all| {
            let of = |one: &Digested| {
                let starts = one.digest.aims.as_ref().map(|aims| aims.starts.clone()).unwrap_or_default();
                (starts, one.id.to_string(), one.digest.title.clone())
            };
            all.iter().filter(is_its).map(of).collect()
        });
        // The cycle of now comes first.
        muster_shared::order::sort_by_key(&mut all, |(starts, ..)| std::cmp::Reverse(starts.clone()));
        all
    });
    following(move || {
        let all = found.get();
        if all.is_empty() {
            return nothing();
        }
        let one = |(_, id, title): &(String, String, String)| {
            let name = if title.trim().is_empty() { "Goals without a name" } else { title.trim() };
            let href = vec![("href", format!("{}/d/{id}", origin()))];
            el("li", "", vec![with("a", "", href, vec![written("bdi", "", name)])])
        };
        el("div", "serves small quiet", vec!["Goals ".into_any(), el("ul", "", all.iter().map(one).collect())])
    })
}
