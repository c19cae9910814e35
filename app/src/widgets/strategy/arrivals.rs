//! When pitches came, by the server's log: asked for once the window is over, as a pitch that was written in time may come late.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::kinds::strategy::{Came, ON, PITCHES};
use muster_shared::past::{Fate, OfRow};
use muster_shared::sheet::Row;
use serde::Deserialize;

use super::use_strategy::UseStrategy;
use crate::boxed::effect;
use crate::browser::day_of;

/// The moment at which each pitch came, in milliseconds since 1970.
#[derive(Clone, Copy)]
pub(super) struct Arrivals(RwSignal<BTreeMap<RowId, u64>>);

/// A sitting as the server tells it.
#[derive(Deserialize)]
struct Sitting {
    from_ms: u64,
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    row: Option<OfRow>,
    fate: Fate,
}

/// The arrivals of the pitches of a strategy, for as long as it is shown; nothing while the server does not answer.
pub(super) fn arrivals(cx: UseStrategy) -> Arrivals {
    let (came, is_asked) = (RwSignal::new(BTreeMap::new()), StoredValue::new(false));
    effect(move || {
        let today = cx.today.get_value();
        let is_due = cx.view.with(|view| !view.pitches.is_empty() && view.window.is_over(&today));
        if is_due && !is_asked.get_value() && !cx.form.doc.is_example.get() {
            is_asked.set_value(true);
            spawn_local(async move {
                let told = cx.form.doc.ask("history").await;
                let sittings = told.and_then(|body| serde_json::from_str::<Vec<Sitting>>(&body).ok());
                came.try_set(gathered(sittings.unwrap_or_default()));
            });
        }
    });
    Arrivals(came)
}

fn gathered(sittings: Vec<Sitting>) -> BTreeMap<RowId, u64> {
    let mut came = BTreeMap::new();
    for Sitting { from_ms, changes } in sittings {
        let rows = changes.into_iter().filter(|change| change.fate == Fate::Came).filter_map(|change| change.row);
        for row in rows.filter(|row| row.list == PITCHES) {
            came.insert(row.row, from_ms);
        }
    }
    came
}

impl Arrivals {
    /// The mark of a pitch that came late.
    pub(super) fn mark(self, cx: UseStrategy, pitch: &Row) -> Option<String> {
        let arrived_ms = self.0.with(|came| came.get(&pitch.id).copied())?;
        let on = pitch.value(ON);
        let written_ms = on.writes.first().map(|write| write.at_ms).unwrap_or_default();
        let arrived_on = day_of(arrived_ms);
        let came = Came { written_on: on.words(), written_ms, arrived_on: &arrived_on, arrived_ms };
        cx.view.with(|view| came.mark(&view.window))
    }
}
