//! Notes on an item, written together. A sentence that states a decision is asked about once: a review gives advice.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::wording::states_a_decision;
use muster_shared::kinds::review::{ITEM_NOTES, TEAM};
use muster_shared::kinds::{charter, log};

use super::use_review::{UseReview, in_item};
use crate::browser::window;
use crate::editor::TextField;
use crate::form::plain::{button, el, following, heading, icon, with, words, written};
use crate::lean::memo;
use crate::widgets::origin::origin;

/// The notes, and what is noticed about them.
pub(super) fn notes(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let place = row.with_value(|row| in_item(row, ITEM_NOTES));
    let text = cx.form.doc.text(&place);
    let kept = RwSignal::new(0_u32);
    let found = memo(move || {
        kept.track();
        text.with(|text| {
            let sentence = &text[states_a_decision(text)?];
            (!is_kept(cx, sentence)).then(|| sentence.to_owned())
        })
    });
    let guard = following(move || {
        found.get().map_or_else(|| ().into_any(), |sentence| reads_like_one(cx, row, sentence, kept))
    });
    let head = heading(cx.form.level + 2, "h3", Vec::new(), vec!["Notes".into_any()]);
    let field = view! { <TextField doc=cx.form.doc place label="Notes on this item" hint="What is said, in words that somebody who was not there understands."/> };
    el("div", "noted", vec![head, field.into_any(), guard])
}

fn reads_like_one(cx: UseReview, row: StoredValue<RowId>, sentence: String, kept: RwSignal<u32>) -> AnyView {
    let presenter = row.with_value(|row| cx.of_item(row, |item| item.row.value("presenter").words().to_owned()));
    let name = presenter.map(|words| cx.names.label(&words)).filter(|name| !name.is_empty());
    let advice = match &name {
        Some(name) => format!("A review gives advice. If {name} has decided, it belongs in their log, with a name and a date to look back."),
        None => "A review gives advice. If somebody has decided, it belongs in their team’s log, with a name and a date to look back.".to_owned(),
    };
    let team =
        row.with_value(|row| cx.of_item(row, |item| item.row.value(TEAM).words().to_owned())).unwrap_or_default();
    let log = team.parse().ok().filter(|_| !team.is_empty()).and_then(|charter| log::KIND.about(&charter));
    let way = match log {
        Some(log) => {
            with("a", "btn", vec![("href", format!("{}/d/{log}", origin()))], vec!["Open the team’s log".into_any()])
        }
        None => with(
            "a",
            "btn",
            vec![("href", format!("{}/", origin()))],
            vec![format!("Find the {}", charter::SPEC.noun.one).into_any()],
        ),
    };
    let says = sentence.clone();
    let keep = button("btn word", "Keep as a note", move || {
        remember(cx, &says);
        kept.update(|kept| *kept += 1);
    });
    let head = el("p", "by", vec![icon("i i-look"), "Reads like a decision".into_any()]);
    let parts = vec![
        head,
        written("p", "says", &sentence),
        words("p", "", advice),
        el("div", "acts no-print", vec![way, keep]),
    ];
    with("aside", "note check", vec![("aria-label", "Check on the notes".to_owned())], parts)
}

fn key(cx: UseReview, sentence: &str) -> String {
    format!("muster-noted {} {sentence}", cx.id())
}

fn is_kept(cx: UseReview, sentence: &str) -> bool {
    storage().and_then(|storage| storage.get_item(&key(cx, sentence)).ok().flatten()).is_some()
}

/// A sentence that is kept as a note is not asked about again on this device.
fn remember(cx: UseReview, sentence: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(cx, sentence), "1");
    }
}

fn storage() -> Option<web_sys::Storage> {
    window()?.local_storage().ok().flatten()
}
