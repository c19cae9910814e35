//! The themes of an interview: one is named on each answer once all are out, and answers are counted by it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{REMARKS, THEME};

use super::use_review::UseReview;
use crate::boxed::memo;
use crate::form::plain::{el, following, heading, nothing, while_so, words, written};
use crate::form::{Looks, Takes, ValueField};

/// The themes in words, with how many answers are of each; nothing for other items.
pub(super) fn themes(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let said = memo(move || row.with_value(|row| cx.of_item(row, |item| (item.themes_said(), item.job().to_owned()))));
    let is_meant = memo(move || cx.is_insight(row));
    let draw = move || match said.get() {
        Some((Some(themes), job)) => {
            let head = heading(cx.form.level + 2, "h3", Vec::new(), vec!["Themes".into_any()]);
            let goes_on = match job.as_str() {
                "" => "They go nowhere yet: say which job of a customer the interview is about.".to_owned(),
                job => format!("They stand beside the job “{job}” in charters that name it."),
            };
            el("div", "", vec![head, written("p", "", &format!("{themes}.")), words("p", "small quiet", goes_on)])
        }
        _ => nothing(),
    };
    while_so(move || is_meant.get(), move || following(draw))
}

/// The theme of one answer, to read and to name; nothing where the answer is to no interview.
pub(super) fn theme_of(cx: UseReview, item: StoredValue<RowId>, row: &RowId) -> AnyView {
    let typed = cx.form.in_row(REMARKS, row, THEME).typed(Takes::Words);
    let text = typed.text;
    let is_shown = memo(move || {
        let is_named = text.with(|text| !text.trim().is_empty());
        cx.is_insight(item) && (is_named || cx.form.can_edit.get())
    });
    while_so(
        move || is_shown.get(),
        move || {
            let looks = Looks { label: "Theme".to_owned(), hint: "Theme".to_owned(), ..Looks::default() };
            let field = view! { <ValueField typed takes=Takes::Words looks/> }.into_any();
            el("p", "small quiet", vec!["Theme: ".into_any(), field])
        },
    )
}
