//! Faces for other people's pages: what the server shows of a document where nobody writes, as text and as a picture.
//!
//! # The closed list
//!
//! A face as text is made of the elements and attributes of [`closed::ELEMENTS`] and of nothing else. A page that shows it in
//! an element copies it node by node and leaves out whatever stands outside of that list, so that no markup is ever made of
//! a string there. Addresses are `http`, `https`, `mailto` or begin with `/`, and a class begins with `mt-`, which
//! `style/text/text.css` alone knows. A further element is a line there, and one in the loader that copies.
//!
//! A view that shows one thing is a [`Card`]: its text and its picture say the same, as both are made of it.

mod card;
mod charter;
pub mod closed;
mod html;
mod log;
mod map;
mod okr;
mod preview;
mod review;
mod series;
mod svg;
#[cfg(test)]
mod tests;
mod theme;
mod view;
mod wrap;

pub use card::Card;
pub use preview::{Piece, Preview, Share, preview};
pub use series::Meeting;
pub use svg::svg;
pub use theme::Theme;
pub use view::View;
pub use wrap::wrap;

use crate::files::export::Beside;
use crate::id::DocId;
use crate::kinds::charter::Summary;
use crate::kinds::outline::Sources;
use crate::kinds::{Face, Kind};

/// All that a view of a document is made of.
pub struct Told<'a> {
    /// The document's kind.
    pub kind: Kind,
    /// The document's name.
    pub name: &'a str,
    /// The document with names of now.
    pub from: Sources<'a>,
    /// The words of other documents beside it.
    pub beside: &'a Beside,
    /// The charters of which a map tells.
    pub teams: &'a [(DocId, Summary)],
    /// The reviews of a series: the next one, and those that are over, the newest first.
    pub meetings: &'a [Meeting],
    /// The day, by which decisions and advice are due.
    pub today: &'a str,
}

/// A view as text.
pub fn text(view: View, card: &Card) -> String {
    html::article(view, &html::card(card))
}

/// A whole document as text, of which this is the HTML.
pub fn whole(html: &str) -> String {
    html::article(View::Full, html)
}

/// The card of a view, of the row `item` where it shows one of several; `None` where a view is no card: it shows the whole.
pub fn card(view: View, item: &str, told: &Told<'_>) -> Option<Card> {
    let face = told.kind.spec().face;
    match (view, face) {
        (View::Full, _) => None,
        (View::Map, _) => Some(map::map(told)),
        (_, Ok(Face::Charter)) => charter::card(view, item, told),
        (_, Ok(Face::Log)) => log::card(view, told),
        (_, Ok(Face::Series)) => series::card(view, told),
        (_, Ok(Face::Review)) => review::card(view, told),
        (_, Ok(Face::Okr)) => Some(okr::card(told)),
        (_, Ok(Face::Strategy | Face::Outline) | Err(_)) => Some(brief(told)),
    }
}

/// The first sentence that a document says of itself, on one line.
pub fn description(told: &Told<'_>) -> String {
    let card = card(View::Card, "", told);
    card.map_or_else(String::new, |card| card.sentence())
}

/// A document of a kind without views of its own.
fn brief(told: &Told<'_>) -> Card {
    let digest = told.kind.digest(told.from.sheet).unwrap_or_default();
    let lines = digest.lines.iter().take(card::LINES_MAX).map(|line| card::Line::new(line.words(), ""));
    Card::new(told, told.kind.spec().noun.one).lead(digest.sentence).lines(lines.collect())
}
