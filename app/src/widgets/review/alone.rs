//! This person's field for words in silence by itself, as a frame of Muster shows it in another company's page. That page
//! can neither read it nor what the frame keeps; it says which item is meant, and hears how tall the field is.

use leptos::prelude::*;

use super::silent::own;
use super::use_review::UseReview;
use crate::boxed::memo;
use crate::form::plain::{following, nothing, with};
use crate::widgets::led_to::LedTo;

/// The name of this view of a review.
pub(crate) const ALONE: &str = "silent";

/// The field for the item that the page around shows; without its word for the one that is spoken of.
pub(super) fn alone(cx: UseReview) -> AnyView {
    cx.follow_drafts();
    let led = use_context::<LedTo>();
    let item = memo(move || {
        let at = led.map(|LedTo(at)| at.get()).unwrap_or_default();
        let meant = cx.view.with(|view| view.item(&at).map(|item| item.row.id.clone()));
        meant.or_else(|| cx.now.get())
    });
    let field = following(move || item.get().map_or_else(nothing, |row| own(cx, StoredValue::new(row))));
    with("article", "alone", vec![("aria-label", "Write in silence".to_owned())], vec![field])
}
