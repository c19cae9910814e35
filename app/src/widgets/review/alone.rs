//! This person's field for words in silence and their dots in a vote, by themselves, as a frame of Muster shows them in another
//! company's page. That page can neither read them nor what the frame keeps; it says which item is meant, and hears how tall
//! the field is.

use leptos::prelude::*;

use super::silent::own;
use super::use_review::UseReview;
use super::votes::own_vote;
use crate::boxed::memo;
use crate::form::plain::{following, nothing, with};
use crate::widgets::led_to::LedTo;

/// The name of this view of a review.
pub(crate) const ALONE: &str = "silent";

/// The name of all that is in it.
const NAME: &str = "Yours alone, until it is shown";

/// The field for the item that the page around shows, and the dots in votes on the agenda and on the questions about that item;
/// without the page's word for the one that is spoken of.
pub(super) fn alone(cx: UseReview) -> AnyView {
    cx.follow_drafts();
    let led = use_context::<LedTo>();
    let item = memo(move || {
        let at = led.map(|LedTo(at)| at.get()).unwrap_or_default();
        let meant = cx.view.with(|view| view.item(&at).map(|item| item.row.id.clone()));
        meant.or_else(|| cx.now.get())
    });
    let of_item = following(move || match item.get().map(StoredValue::new) {
        Some(row) => [own_vote(cx, Some(row)), own(cx, row)].into_iter().collect_view().into_any(),
        None => nothing(),
    });
    with("article", "alone", vec![("aria-label", NAME.to_owned())], vec![own_vote(cx, None), of_item])
}
