//! The choices in goals that their outline does not say: the metrics of the charter that a key result may be.

use leptos::prelude::*;
use muster_shared::kinds::charter;
use muster_shared::kinds::okr::METRIC;
use muster_shared::sheet::Row;

use super::use_okr::UseOkr;
use crate::boxed::memo;
use crate::widgets::outline::{At, Own};

/// The parts of goals.
pub(super) struct OfOkr(pub(super) UseOkr);

impl Own for OfOkr {
    fn choices(&self, at: &At) -> Option<Signal<Vec<(String, String)>>> {
        let cx = self.0;
        let metrics = move || {
            let Some(of) = cx.charter.get() else { return Vec::new() };
            let named = |row: &Row| (row.id.to_string(), row.text("name").trim().to_owned());
            let all = of.sheet.with(|sheet| sheet.rows(charter::METRICS).map(named).collect::<Vec<_>>());
            all.into_iter().filter(|(_, name)| !name.is_empty()).collect()
        };
        matches!(at, At::Row(_, _, METRIC)).then(|| memo(metrics).into())
    }
}
