//! The picture of a link: what chats and other programs show beside the name of a document. They take PNG and no SVG, so it is
//! drawn here point by point, from the same parts as the document's other faces (`files::faces::preview`).

mod canvas;
mod letters;

use muster_shared::files::faces::{Piece, Preview, Share};
use muster_shared::kinds;

use crate::typefaces::{Face, Typefaces};
use canvas::{Canvas, Colour, Ring};

/// The width and height of a picture, in pixels; the head of a page says them too.
pub(in crate::http) const SIZE: (u32, u32) = (1200, 630);

const PAPER: Colour = [0xfd, 0xfc, 0xfa];
const INK: Colour = [0x1c, 0x1f, 0x27];
const SOFT: Colour = [0x53, 0x59, 0x66];
const TRACK: Colour = [0xe7, 0xe4, 0xdf];
const AGREED: Colour = [0x0d, 0x5a, 0x5c];
const STALE: Colour = [0xb0, 0x7a, 0x1e];

/// The edge of the picture in the colour of the kind, and the space inside.
const EDGE: i32 = 28;
const LEFT: f32 = 84.0;
const RIGHT: f32 = 1_128.0;
const BOTTOM: f32 = 552.0;
/// The place of the ring of those who agree with the whole, and the space that it takes from the words beside it.
const RING_AT: (f32, f32) = (1_010.0, 170.0);
const RING: Ring = Ring { radius: 86.0, width: 26.0 };
const RING_WIDE: f32 = 264.0;
const RING_BOTTOM: f32 = 320.0;
const SMALL_RING: Ring = Ring { radius: 11.0, width: 6.0 };

/// The picture as a file; `None` where it could not be packed. Where the document's name cannot be drawn, its `address` stands there.
pub(super) fn png(preview: &Preview, address: &str, typefaces: &Typefaces) -> Option<Vec<u8>> {
    let mut page = Page { canvas: Canvas::new(SIZE, PAPER), typefaces, y: 96.0, narrow_to: 0.0 };
    let (colour, high) = (colour(preview.face), i32::try_from(SIZE.1).unwrap_or(i32::MAX));
    page.canvas.fill((0, 0), (EDGE, high), colour);
    if let Some(share) = &preview.agreed {
        page.agreed(share);
    }
    page.head(preview, address, colour);
    for piece in &preview.pieces {
        page.piece(piece);
    }
    let (name, size) = ("Muster", 30.0);
    let at = (RIGHT - typefaces.width(Face::Heading, name, size), 596.0);
    typefaces.draw(&mut page.canvas, at, (name, Face::Heading), size, colour);
    page.canvas.png()
}

fn colour(face: kinds::Face) -> Colour {
    match face {
        kinds::Face::Charter => [0x0d, 0x5a, 0x5c],
        kinds::Face::Review => [0x23, 0x40, 0x6b],
        kinds::Face::Series => [0x2f, 0x5f, 0x8f],
        kinds::Face::Log => [0x7a, 0x4a, 0x00],
        kinds::Face::Okr => [0x5b, 0x3a, 0x78],
        kinds::Face::Strategy => [0x7c, 0x2f, 0x3d],
        kinds::Face::Outline => [0x53, 0x59, 0x66],
    }
}

/// A picture as far as it is drawn.
struct Page<'a> {
    canvas: Canvas,
    typefaces: &'a Typefaces,
    /// The ground line of what comes next.
    y: f32,
    /// Down to here lines are narrower, as something stands at their right.
    narrow_to: f32,
}

impl Page<'_> {
    fn head(&mut self, preview: &Preview, address: &str, colour: Colour) {
        self.text(&preview.what, Face::Plain, 30.0, 1, colour);
        self.y += 42.0;
        if self.can_draw(Face::Heading, &preview.title) {
            self.text(&preview.title, Face::Heading, 62.0, 2, INK);
        } else {
            self.text(address, Face::Plain, 38.0, 2, INK);
        }
        self.y += 14.0;
    }

    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Lead(words) => {
                self.text(words, Face::Plain, 34.0, 4, INK);
                self.y += 14.0;
            }
            // A label alone would say that there is nothing.
            Piece::Labelled(_, words) if !self.can_draw(Face::Plain, words) => {}
            Piece::Labelled(label, words) => {
                self.text(label, Face::Plain, 24.0, 1, SOFT);
                self.text(words, Face::Plain, 30.0, 2, INK);
                self.y += 10.0;
            }
            Piece::Line(words) => {
                self.text(words, Face::Plain, 28.0, 2, INK);
                self.y += 6.0;
            }
            Piece::Ring(share) => self.ring(share),
        }
    }

    fn can_draw(&self, face: Face, words: &str) -> bool {
        self.typefaces.drawable(face, words).is_some()
    }

    /// Lines of words. A line for which there is no room is left out, and all after it.
    fn text(&mut self, words: &str, face: Face, size: f32, n_max: usize, ink: Colour) {
        let Some(words) = self.typefaces.drawable(face, words) else { return };
        let right = if self.y < self.narrow_to { RIGHT - RING_WIDE } else { RIGHT };
        for line in face.lines(&words, size, right - LEFT, n_max) {
            if self.y > BOTTOM {
                return;
            }
            self.typefaces.draw(&mut self.canvas, (LEFT, self.y), (&line, face), size, ink);
            self.y += size * 1.34;
        }
    }

    fn agreed(&mut self, share: &Share) {
        self.share(RING_AT, &RING, share);
        let (size, middle) = (26.0, RING_AT.0);
        let half = self.typefaces.width(Face::Plain, &share.count, size) / 2.0;
        let at = (middle - half, RING_AT.1 + 140.0);
        self.typefaces.draw(&mut self.canvas, at, (&share.count, Face::Plain), size, SOFT);
        self.narrow_to = RING_BOTTOM;
    }

    fn ring(&mut self, share: &Share) {
        let words = format!("{}: {}", share.label, share.count);
        let Some(label) = self.typefaces.drawable(Face::Plain, &words) else { return };
        if self.y > BOTTOM {
            return;
        }
        self.share((LEFT + 14.0, self.y - 10.0), &SMALL_RING, share);
        self.typefaces.draw(&mut self.canvas, (LEFT + 44.0, self.y), (&label, Face::Plain), 28.0, INK);
        self.y += 44.0;
    }

    fn share(&mut self, middle: (f32, f32), ring: &Ring, share: &Share) {
        let [agreed, stale] = share.parts.map(|part| part as f32);
        self.canvas.ring(middle, ring, (0.0, 1.0), TRACK);
        self.canvas.ring(middle, ring, (0.0, agreed), AGREED);
        self.canvas.ring(middle, ring, (agreed, agreed + stale), STALE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typefaces::tests::with_boxes;

    const ADDRESS: &str = "muster.example/d/team-1";

    fn drawn(title: &str) -> Option<Vec<u8>> {
        png(&preview(title), ADDRESS, &Typefaces::default())
    }

    fn preview(title: &str) -> Preview {
        let agreed = Share { label: "Everything".to_owned(), count: "2 of 4 agree".to_owned(), parts: [0.5, 0.25] };
        let pieces = vec![
            Piece::Lead("Renters get their keys on the day. ".repeat(40)),
            Piece::Labelled("Own", "Keys, doors".to_owned()),
            Piece::Ring(agreed.clone()),
            Piece::Line("To 90 %".to_owned()),
        ];
        let what = "charter · three Ms".to_owned();
        Preview { face: kinds::Face::Charter, what, title: title.to_owned(), agreed: Some(agreed), pieces }
    }

    #[test]
    fn a_picture_is_of_the_size_that_pages_say_and_another_one_for_another_name() {
        let [one, other, again] = ["Ledger", "Porto", "Ledger"].map(|title| drawn(title).unwrap_or_default());
        assert_eq!(one.get(..8), Some(&b"\x89PNG\r\n\x1a\n"[..]));
        let said = [&b"IHDR"[..], &SIZE.0.to_be_bytes(), &SIZE.1.to_be_bytes()].concat();
        assert_eq!(one.get(12..24), Some(&*said));
        assert!(one.len() < 200_000, "{} bytes are more than previews take at ease", one.len());
        assert_ne!(one, other);
        assert_eq!(one, again);
    }

    #[test]
    fn names_that_cannot_be_drawn_or_never_end_leave_a_picture_all_the_same() {
        for title in ["漢字", "", &"long".repeat(5_000), &"\u{301}".repeat(50_000)] {
            assert!(drawn(title).is_some_and(|file| !file.is_empty()));
        }
    }

    #[test]
    fn a_name_that_cannot_be_drawn_has_the_address_in_its_place_and_one_that_a_named_typeface_draws_has_not() {
        let at = |address: &str, title: &str, typefaces: &Typefaces| png(&preview(title), address, typefaces);
        let (carried, named, other) = (Typefaces::default(), with_boxes(), "muster.example/d/team-2");
        assert_ne!(at(ADDRESS, "漢字", &carried), at(other, "漢字", &carried));
        assert_eq!(at(ADDRESS, "漢字", &carried), at(ADDRESS, "", &carried), "nothing else of the name is there");
        assert_eq!(at(ADDRESS, "漢字", &named), at(other, "漢字", &named));
        assert_ne!(at(ADDRESS, "漢字", &named), at(ADDRESS, "漢漢", &named));
        assert_eq!(at(ADDRESS, "Ledger", &carried), at(other, "Ledger", &named));
    }

    #[test]
    fn a_label_whose_words_cannot_be_drawn_is_left_out_too() {
        let with = |words: &str, label: &'static str| {
            let piece = Piece::Labelled(label, words.to_owned());
            let preview = Preview { pieces: vec![piece], agreed: None, ..preview("Ledger") };
            png(&preview, ADDRESS, &Typefaces::default())
        };
        assert_eq!(with("漢字", "Own"), with("漢字", "Decide"));
        assert_ne!(with("Keys", "Own"), with("Keys", "Decide"));
    }
}
