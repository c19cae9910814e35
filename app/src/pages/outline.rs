//! The page of a document whose kind draws nothing itself.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, talk};
use muster_shared::sheet::Place;

use super::desk::use_desk;
use super::hold;
use crate::widgets::outline::Shown;

/// The page.
pub(super) fn outline(kind: Kind, doc: &DocId) -> AnyView {
    let desk = use_desk();
    let held = hold::hold(doc, kind);
    desk.show_in_bar(held);
    provide_context(desk.open_beside());
    let outline = kind.outline();
    let title = outline.title.map(|title| held.text(&Place::on_sheet(title)));
    desk.name_page(move || match title.map(|title| title.get()).unwrap_or_default() {
        none if none.trim().is_empty() => outline.untitled.to_owned(),
        title => title,
    });
    let has_talk = kind.spec().beside.contains(&talk::KIND);
    Shown { doc: held, outline, has_talk }.show()
}
