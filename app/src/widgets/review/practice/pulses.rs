//! The boxes of a series, whose questions people answer without their names, as its pages read them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::blind::{Outcome, Pulse};
use serde::Deserialize;

use crate::live::{LiveDoc, Phase};
use crate::visitor;

/// A box as the server tells of it.
#[derive(Deserialize)]
struct Told {
    form: String,
    closed_on: Option<String>,
    outcome: Option<Outcome>,
}

/// The boxes of a series.
#[derive(Deserialize)]
struct Boxes {
    boxes: Vec<Told>,
}

/// The boxes, the newest first; none while the server has not answered, and where people do not sign in.
pub(crate) fn pulses(series: LiveDoc) -> RwSignal<Option<Vec<Pulse>>> {
    let pulses = RwSignal::new(None::<Vec<Pulse>>);
    Effect::new(move |asked: Option<bool>| {
        let is_asked = asked == Some(true);
        let may_ask = series.phase.get() == Phase::Ready && !visitor::own().who().is_empty();
        if may_ask && !is_asked {
            spawn_local(async move {
                let told = series.ask("boxes").await.and_then(|json| serde_json::from_str::<Boxes>(&json).ok());
                let pulse = |one: Told| Pulse { form: one.form, closed_on: one.closed_on, outcome: one.outcome };
                pulses.try_set(told.map(|told| told.boxes.into_iter().map(pulse).collect()));
            });
        }
        may_ask || is_asked
    });
    pulses
}
