//! The rows of a list that a section draws, and the sentence where there is none.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline;

use super::Face;
use crate::boxed::memo;
use crate::form::plain::{while_so, words};

/// The rows of a list that are the document's own: those of the worked example may stand among them.
pub(super) fn own(face: Face, list: &'static str, of: &'static outline::Rows) -> Memo<Vec<RowId>> {
    let doc = face.form.doc;
    let stands = move |id: &RowId| {
        let is_own = doc.is_example.get() || !id.is_example();
        is_own && of.only.is_none_or(|only| doc.row(list, id).with(|row| only.holds(row)))
    };
    let ids = doc.rows(list);
    memo(move || ids.get().into_iter().filter(stands).collect())
}

/// The sentence where there is none.
pub(super) fn none(own: Memo<Vec<RowId>>, of: &'static outline::Rows) -> AnyView {
    let is_empty = move || !of.asked.none.is_empty() && own.with(Vec::is_empty);
    while_so(is_empty, move || words("p", "empty", of.asked.none))
}
