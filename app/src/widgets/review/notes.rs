//! Notes on an item, written together.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::ITEM_NOTES;
use muster_shared::kinds::review::wording::states_a_decision;

use super::decided::{is_kept, reads_like_one};
use super::use_review::{UseReview, in_item};
use crate::boxed::memo;
use crate::editor::TextField;
use crate::form::plain::{el, following, heading, nothing};

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
        let found = found.get();
        // Nothing that is read while the note is made draws it anew.
        found.map_or_else(nothing, |sentence| untrack(|| reads_like_one(cx, row, sentence, kept)))
    });
    let head = heading(cx.form.level + 2, "h3", Vec::new(), vec!["Notes".into_any()]);
    let field = view! { <TextField doc=cx.form.doc place label="Notes on this item" hint="What is said, in words that somebody who was not there understands."/> };
    el("div", "noted", vec![head, field.into_any(), guard])
}
