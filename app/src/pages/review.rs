//! The pages of a series of reviews and of one review.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::{review, series};
use muster_shared::sheet::Place;

use super::desk::use_desk;
use super::hold;
use crate::live::LiveDoc;
use crate::widgets::review::{ShownReview, slot_words};
use crate::widgets::series::ShownSeries;

/// The page of a series.
#[component]
pub(crate) fn Series(doc: DocId) -> impl IntoView {
    let desk = use_desk();
    let series = hold::hold(&doc, series::KIND);
    desk.show_in_bar(series);
    provide_context(desk.open_beside());
    provide_context(desk.shelf.listing());
    desk.name_page(name_of(series));
    ShownSeries { series, mode: Signal::stored("edit".to_owned()), in_host_page: false }.show()
}

/// The page of a review.
#[component]
pub(crate) fn Review(doc: DocId) -> impl IntoView {
    let desk = use_desk();
    let review = hold::hold(&doc, review::KIND);
    let series = hold::hold(&review::KIND.subject_of(&doc).unwrap_or_else(|| doc.clone()), series::KIND);
    desk.show_in_bar(review);
    provide_context(desk.open_beside());
    let (name, day) = (name_of(series), review::KIND.slot_of(&doc).map(|slot| slot_words(&slot)).unwrap_or_default());
    desk.name_page(move || format!("{}, {day}", name()));
    ShownReview { review, series, mode: Signal::stored("edit".to_owned()), in_host_page: false }.show()
}

fn name_of(series: LiveDoc) -> impl Fn() -> String + Copy {
    let name = series.text(&Place::on_sheet(series::NAME));
    move || match name.get() {
        none if none.trim().is_empty() => "Reviews".to_owned(),
        name => name,
    }
}
