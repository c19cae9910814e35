//! The things that the picture of a link is drawn from: chats and other programs show it beside the name and a sentence of a
//! document. It is looked at for a moment, so it has few parts, and the server draws as many of them as there is room for.

use super::Told;
use super::card::{Card, Part, Ring};
use super::html::arcs;
use super::view::View;
use crate::kinds::Face;

/// The picture of a link, before it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The face of the document's kind, which has a colour.
    pub face: Face,
    /// The kind of document in a word, and what is shown of it where that is another.
    pub what: String,
    /// The document's name.
    pub title: String,
    /// The count of those who agree with the whole, where the document is one to agree with.
    pub agreed: Option<Share>,
    /// The parts, the first one first.
    pub pieces: Vec<Piece>,
}

/// A part of the picture of a link.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A sentence that is read first.
    Lead(String),
    /// Words under a label.
    Labelled(&'static str, String),
    /// Words on a line.
    Line(String),
    /// A count of people.
    Ring(Share),
}

/// A count of people as a ring.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The thing that they agree with.
    pub label: String,
    /// The count in words.
    pub count: String,
    /// The parts of the ring, from 0 to 1: people who agree, and people who agreed to other words.
    pub parts: [f64; 2],
}

/// The picture of a link to a document of which `card` shows a view; `None` for a kind without a face.
pub fn preview(card: &Card, told: &Told<'_>) -> Option<Preview> {
    let face = told.kind.spec().face.ok()?;
    let noun = told.kind.spec().noun.one;
    let what = if card.what == noun { noun.to_owned() } else { format!("{noun} · {}", card.what) };
    let mut pieces: Vec<Piece> = card.parts.iter().flat_map(Part::pieces).collect();
    let agreed = match pieces.iter().position(|piece| matches!(piece, Piece::Ring(_))).map(|at| pieces.remove(at)) {
        Some(Piece::Ring(share)) => Some(share),
        _ => agreed(told),
    };
    Some(Preview { face, what, title: card.title.clone(), agreed, pieces })
}

/// The agreement of a charter as a whole.
fn agreed(told: &Told<'_>) -> Option<Share> {
    let card = super::card(View::Coverage, "", told).filter(|card| card.what == "agreement")?;
    card.parts.iter().flat_map(Part::pieces).find_map(|piece| match piece {
        Piece::Ring(share) => Some(share),
        _ => None,
    })
}

impl Part {
    fn pieces(&self) -> Vec<Piece> {
        match self {
            Self::Heading(_) => Vec::new(),
            Self::Lead(words) => vec![Piece::Lead(words.clone())],
            Self::Big(number, words) => vec![Piece::Lead(format!("{number} {words}").trim().to_owned())],
            Self::Labelled(lines) => lines.iter().map(|(label, words)| Piece::Labelled(label, words.clone())).collect(),
            Self::Lines(lines) => lines.iter().map(|line| Piece::Line(line.all_words())).collect(),
            Self::Rings(rings) => rings.iter().filter_map(Share::of).map(Piece::Ring).collect(),
            Self::Bars(bars) => bars.iter().map(|bar| Piece::Line(bar.words())).collect(),
            Self::Grid(_, rows) => rows.iter().map(|row| Piece::Line(row.name.clone())).collect(),
            Self::Steps(all) => all.iter().map(|one| Piece::Line(format!("{}: {}", one.name, one.words))).collect(),
            Self::Foot(words) => vec![Piece::Line(words.clone())],
        }
    }
}

impl Share {
    /// The ring of a count; nothing where nobody is counted.
    fn of(ring: &Ring) -> Option<Self> {
        let parts = arcs(ring).map(|(length, _)| length / 100.0);
        let count = format!("{} of {} agree", ring.agreed, ring.of);
        (ring.of > 0).then(|| Self { label: ring.label.clone(), count, parts })
    }
}

#[cfg(test)]
mod tests {
    use super::super::card::Line;
    use super::*;

    #[test]
    fn a_part_without_words_of_its_own_is_left_out_and_a_ring_has_its_shares() {
        assert_eq!(Part::Heading("Decisions").pieces(), []);
        assert_eq!(Part::Lead("We.".to_owned()).pieces(), [Piece::Lead("We.".to_owned())]);
        assert_eq!(Part::Lines(vec![Line::new("One", "two")]).pieces(), [Piece::Line("One (two)".to_owned())]);
        let ring = Ring { label: "Everything".to_owned(), agreed: 2, stale: 1, of: 4 };
        let (label, count) = ("Everything".to_owned(), "2 of 4 agree".to_owned());
        let nobody = Ring { of: 0, ..ring.clone() };
        assert_eq!(Part::Rings(vec![nobody, ring]).pieces(), [Piece::Ring(Share { label, count, parts: [0.5, 0.25] })]);
    }
}
