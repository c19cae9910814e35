//! The sentence on top of home: how this person's first team stands.

use leptos::prelude::*;
use muster_shared::for_you::team_saying;
use muster_shared::id::DocId;

use super::UseForYou;
use crate::browser::today;
use crate::form::plain::{el, following, with};
use crate::widgets::listing::{Listed, contested};

/// The sentence, as a heading; nothing for somebody who is in no team.
pub(super) fn saying(cx: UseForYou) -> AnyView {
    let (team, listed) = (cx.first_team(), cx.shell.catalogue.listed);
    following(move || {
        let Some(card) = team.get() else { return ().into_any() };
        let n_contested = listed.with(|listed| n_contested(&card.doc, listed));
        let review = cx.told.with(|told| UseForYou::review_of(&told.reviews, &card.doc));
        let says = team_saying(card.agreed, n_contested, review.as_ref().map(|one| one.day.as_str()), &today());
        let about = vec![("href", format!("/d/{}", card.doc)), ("dir", "auto".to_owned())];
        let name = if card.name.is_empty() { "Your team".to_owned() } else { card.name };
        el("h1", "saying", vec![with("a", "", about, vec![name.into_any()]), format!(" {says}").into_any()])
    })
}

/// How many surfaces of a team other charters own too.
pub(super) fn n_contested(doc: &DocId, listed: &[Listed]) -> usize {
    listed.iter().find(|one| one.doc == *doc).map_or(0, |one| contested(one, listed).len())
}
