//! Decisions that change a surface of another team without its advice: what is noticed, why it matters, the way to the map, and
//! the dismissal with a reason. Dismissals stand in the charter, with those of its own checks.

use js_sys::encode_uri_component;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::{CHECK, Check, DISMISSED, Decided, REASON, Summary, dismissals, of_decision};
use muster_shared::kinds::log::LogView;

use super::use_log::UseLog;
use crate::boxed::{For, memo};
use crate::form::plain::{el, icon, with, words, written};
use crate::form::{Ask, Composing, Folded, Form};
use crate::widgets::listing::{Charters, for_all};
use crate::widgets::origin::origin;

static WHY: &[Ask] =
    &[Ask::new(REASON, "Why is this all right?", "In a line")
        .must("Say why, in a line. Whoever reads the log sees it.")];

/// The charters that the log is held against, and what somebody dismissed.
#[derive(Clone, Copy)]
pub(super) struct Beside {
    charters: Charters,
    dismissed: Memo<Vec<String>>,
}

impl Beside {
    /// The charters that this page knows.
    pub(super) fn of(cx: UseLog, charters: Charters) -> Self {
        let keys = move || {
            let all = cx.shown.docs.charter.sheet.with(dismissals);
            all.into_iter().map(|one| one.key).collect()
        };
        Self { charters, dismissed: memo(keys) }
    }

    /// The checks on a decision that stand.
    fn found(self, cx: UseLog, row: &RowId) -> Vec<Check> {
        let Some((words, advice)) = cx.view.with(|view| said(view, row)) else { return Vec::new() };
        let own = cx.charter_id();
        let mut found = self.charters.with(|all| {
            let others: Vec<&Summary> =
                for_all(all).filter(|(doc, _)| **doc != own).map(|(_, summary)| summary).collect();
            let own = all.iter().find(|one| one.doc == own).map(|one| &one.summary);
            let decided = Decided { row, words: &words, advice: &advice };
            own.map(|own| of_decision(own, &others, decided)).unwrap_or_default()
        });
        self.dismissed.with(|keys| found.retain(|check| !keys.contains(&check.named())));
        found
    }
}

/// The words of a decision that stands, and the advice on it.
fn said(view: &LogView, row: &RowId) -> Option<(String, String)> {
    let one = view.decision(row).filter(|one| one.stands())?;
    Some((format!("{}\n{}", one.question(), one.choice()), one.advice().to_owned()))
}

/// The checks on a decision, below it.
pub(super) fn touched(cx: UseLog, beside: Beside, row: &RowId) -> AnyView {
    let row = row.clone();
    let found = memo(move || beside.found(cx, &row));
    let key = |check: &Check| (check.named(), check.advice());
    view! { <For each=move || found.get() key children=move |check| note(cx, check)/> }.into_any()
}

fn note(cx: UseLog, check: Check) -> AnyView {
    let sort = check.sort;
    let label = vec![("aria-label", format!("Advice: {}", sort.head))];
    let head = el("p", "by", vec![icon("i i-look"), sort.head.into_any()]);
    let parts = vec![head, written("p", "", &check.advice()), words("p", "quiet", sort.why), ways(cx, check)];
    with("aside", "note check", label, parts)
}

/// The way to the surface on the map, and the line in which somebody says why it is all right.
fn ways(cx: UseLog, check: Check) -> AnyView {
    let surface = check.part.rsplit_once('/').map_or("", |(_, surface)| surface);
    let to = vec![("href", format!("{}/map#{}", origin(), String::from(encode_uri_component(surface))))];
    let map = with("a", "btn word", to, vec![check.sort.press.into_any()]);
    let charter = Form::of(cx.shown.docs.charter, cx.can_decide, cx.form.level);
    let about = check.row.clone();
    let key = check.named();
    let dismiss = Folded::about("Dismiss…", move || Composing {
        about: StoredValue::new(about.clone()),
        with: StoredValue::new(vec![(CHECK, key.clone())]),
        ..Composing::of((charter, cx.names), DISMISSED, WHY, "Dismiss")
    });
    el("div", "acts no-print", vec![map, dismiss.show(cx.can_decide)])
}
