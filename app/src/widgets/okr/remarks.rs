//! Remarks on goals: beside what they are about, each with a way to dismiss it and, on a key result, to mend it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::okr::{A_DISMISSAL, CHECK, Check, DISMISSED, KEY_RESULT, KEY_RESULTS};

use super::use_okr::UseOkr;
use crate::boxed::{For, memo};
use crate::form::Folded;
use crate::form::plain::{el, following, icon, nothing, words};
use crate::widgets::outline::note;

/// The remarks beside a value, a list or a row, in a margin.
pub(super) fn notes(cx: UseOkr, beside: &str, row: Option<&RowId>) -> AnyView {
    let found = cx.checks.with(|checks| about(checks, beside, row));
    found.iter().map(|one| note(&one.head, &one.advice)).collect_view().into_any()
}

fn about(checks: &[Check], beside: &str, row: Option<&RowId>) -> Vec<Check> {
    checks.iter().filter(|check| check.beside == beside && check.row.as_ref() == row).cloned().collect()
}

/// The remarks on a key result, each in a line below it.
pub(super) fn on_result(cx: UseOkr, row: &RowId) -> AnyView {
    let of = row.clone();
    let found = memo(move || cx.checks.with(|checks| about(checks, KEY_RESULTS, Some(&of))));
    let keys = move || found.with(|found| found.iter().map(|one| one.key).collect::<Vec<_>>());
    let at = row.clone();
    let line = move |key: &'static str| {
        let says = following(move || match found.with(|found| found.iter().find(|one| one.key == key).cloned()) {
            Some(Check { head, advice, .. }) => {
                el("span", "", vec![words("b", "", headed(&head)), words("span", "", advice)])
            }
            None => nothing(),
        });
        let about = at.clone();
        let dismiss = Folded::about(A_DISMISSAL.add, move || {
            let with = vec![(KEY_RESULT, about.to_string()), (CHECK, key.to_owned())];
            cx.composing((cx.form, DISMISSED, &A_DISMISSAL), key, Some(about.clone()), with)
        });
        el("li", "", vec![icon("i i-look"), el("div", "", vec![says, " ".into_any(), dismiss.show(cx.form.can_edit)])])
    };
    el("ul", "rem", vec![view! { <For each=keys key=|key: &&'static str| *key children=line/> }.into_any()])
}

/// The head of a remark before its advice, in one line.
pub(super) fn headed(head: &str) -> String {
    if head.ends_with('?') { format!("{head} ") } else { format!("{head}. ") }
}
