//! The share of advice to the team that was answered, as the server counts it in reviews.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::kinds::log;
use muster_shared::kinds::review::{self, Ledger};
use serde::Deserialize;

use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{following, nothing, words};
use crate::widgets::charter::use_charter::UseCharter;

/// An event of a review; of those that are about advice, how many pieces were given and answered.
#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    advice: Option<[usize; 2]>,
}

/// The sentence; nothing where no review is known, or too little advice was given.
pub(crate) fn answered(cx: UseCharter) -> AnyView {
    let said = RwSignal::new(None::<String>);
    let may_ask = memo(move || cx.listing.digests.with(|all| all.iter().any(|one| one.kind == review::KIND)));
    Effect::new(move || {
        let log = log::KIND.about(&cx.id()).filter(|_| may_ask.get());
        let Some(log) = log else { return };
        spawn_local(async move {
            let told = cx.charter.doc.ask_beside(&log, "signals").await;
            let told: Vec<Told> = told.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
            let sum = |[n, answered]: [usize; 2], one: [usize; 2]| [n + one[0], answered + one[1]];
            let [n, answered] = told.into_iter().filter_map(|one| one.advice).fold([0, 0], sum);
            said.try_set(Ledger::answered(n, answered, &today()));
        });
    });
    following(move || said.get().map_or_else(nothing, |said| words("p", "small quiet", said)))
}
