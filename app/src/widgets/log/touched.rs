//! Decisions that change a surface of another team without its advice, or cross a rule of the charter: what is noticed, why it
//! matters, the way to the map or to the rule, and the dismissal with a reason. Dismissals stand in the charter, with those of its
//! own checks.

use js_sys::encode_uri_component;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::{
    CHECK, Check, Crossing, DISMISSED, Decided, Dismissal, Leads, REASON, dismissals, of_rules,
};
use muster_shared::kinds::log::{CROSSES, LogView};

use super::use_log::UseLog;
use crate::boxed::{For, memo};
use crate::form::plain::{button, el, icon, while_so, with, words, written};
use crate::form::{Ask, Composing, Folded, Form};
use crate::widgets::listing::{Charters, Listing};
use crate::widgets::origin::origin;
use crate::widgets::touching::in_brief;

static WHY: &[Ask] =
    &[Ask::new(REASON, "Why is this all right?", "In a line")
        .must("Say why, in a line. Whoever reads the log sees it.")];

/// A check, and the reason why it is all right, if somebody said one.
type Found = (Check, Option<Dismissal>);

/// The charters that the log is held against, and what somebody dismissed.
#[derive(Clone, Copy)]
pub(super) struct Beside {
    charters: Charters,
    dismissed: Memo<Vec<Dismissal>>,
}

impl Beside {
    /// The charters that this page knows; nothing where it knows none.
    pub(super) fn of(cx: UseLog) -> Option<Self> {
        let Listing { charters, .. } = use_context()?;
        Some(Self { charters, dismissed: memo(move || cx.shown.docs.charter.sheet.with(dismissals)) })
    }

    /// The checks on a decision.
    fn found(self, cx: UseLog, row: &RowId) -> Vec<Found> {
        let Some((words, advice, crosses)) = cx.view.with(|view| said(view, row)) else { return Vec::new() };
        let crossing = Crossing { row, words: &words, crosses: &crosses };
        let of_rules = cx.shown.docs.charter.sheet.with(|charter| of_rules(charter, crossing));
        let found = self.charters.touched(&cx.charter_id(), Decided { row, words: &words, advice: &advice });
        let with_reason = |check: Check| {
            let key = check.named();
            let reason = self.dismissed.with(|all| all.iter().find(|one| one.key == key).cloned());
            (check, reason)
        };
        found.into_iter().chain(of_rules).map(with_reason).collect()
    }
}

/// The words of a decision that stands, the advice on it, and the rule that it says it crosses.
fn said(view: &LogView, row: &RowId) -> Option<(String, String, String)> {
    let one = view.decision(row).filter(|one| one.stands())?;
    let words = format!("{}\n{}", one.question(), one.choice());
    Some((words, one.advice().to_owned(), one.row.value(CROSSES).words().to_owned()))
}

/// The checks on a decision, below it.
pub(super) fn touched(cx: UseLog, beside: Beside, row: &RowId) -> AnyView {
    let row = row.clone();
    let found = memo(move || beside.found(cx, &row));
    let key = |(check, reason): &Found| (check.advice(), reason.as_ref().map(|one| one.row.clone()));
    let draw = move |(check, reason): Found| match reason {
        None => note(cx, check),
        Some(reason) => dismissed(cx, &check, &reason),
    };
    view! { <For each=move || found.get() key children=draw/> }.into_any()
}

/// The checks on a decision of which nobody said why they are all right, in a line each.
pub(super) fn touched_in_brief(cx: UseLog, beside: Beside, row: &RowId) -> AnyView {
    let open = beside.found(cx, row).into_iter().filter(|(_, reason)| reason.is_none());
    open.map(|(check, _)| in_brief(&check)).collect_view().into_any()
}

/// The reason why a check is all right, and the way to show it again.
fn dismissed(cx: UseLog, check: &Check, reason: &Dismissal) -> AnyView {
    let key = StoredValue::new(check.named());
    let by = if reason.by.is_empty() { "somebody" } else { reason.by.as_str() };
    let says = words("span", "", format!("{}, dismissed by {by}: ", check.sort.head));
    let again = move || {
        button("btn word no-print", "Show again", move || {
            // The chip says what the document refuses.
            let _ = charter_of(cx).add(DISMISSED, &[(CHECK, key.get_value().into())]);
        })
    };
    let again = while_so(move || cx.can_decide.get(), again);
    el("p", "small quiet", vec![says, written("span", "", &reason.reason), again])
}

/// The charter as this page writes into it.
fn charter_of(cx: UseLog) -> Form {
    Form::of(cx.shown.docs.charter, cx.can_decide, cx.form.level)
}

fn note(cx: UseLog, check: Check) -> AnyView {
    let sort = check.sort;
    let label = vec![("aria-label", format!("Advice: {}", sort.head))];
    let head = el("p", "by", vec![icon("i i-look"), sort.head.into_any()]);
    let parts = vec![head, written("p", "", &check.advice()), words("p", "quiet", sort.why), ways(cx, check)];
    with("aside", "note check", label, parts)
}

/// The way to the surface on the map or to the rule, and the line in which somebody says why it is all right.
fn ways(cx: UseLog, check: Check) -> AnyView {
    let part = check.part.rsplit_once('/').map_or("", |(_, part)| part);
    let href = match check.sort.leads {
        Leads::Map => format!("{}/map#{}", origin(), String::from(encode_uri_component(part))),
        // The part is the row of the rule.
        _ => format!("{}/d/{}#{part}", origin(), cx.charter_id()),
    };
    let map = with("a", "btn word", vec![("href", href)], vec![check.sort.press.into_any()]);
    let charter = charter_of(cx);
    let about = check.row.clone();
    let key = check.named();
    let dismiss = Folded::about("Dismiss…", move || Composing {
        about: StoredValue::new(about.clone()),
        with: StoredValue::new(vec![(CHECK, key.clone())]),
        ..Composing::of((charter, cx.names), DISMISSED, WHY, "Dismiss")
    });
    el("div", "acts no-print", vec![map, dismiss.show(cx.can_decide)])
}
