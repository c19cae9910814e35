//! Words in a picture. Letters that no typeface has would be drawn as empty boxes: words with such a letter are left out instead.
//! They stand beside the picture as text wherever a card is shown.

use ab_glyph::{Font, FontArc, GlyphId, OutlinedGlyph, PxScale, ScaleFont, point};
use muster_shared::files::faces::wrap;

use super::canvas::{Canvas, Colour};
use crate::typefaces::{Face, Typefaces};

/// The most letters that are drawn on one line: some take no room at all.
const LETTERS_MAX: usize = 160;
/// A letter is so many times as wide or high as the line is meant to be, at most.
const LETTER_MAX: f32 = 4.0;

impl Face {
    /// How much wider the letters are than those that lines are broken for.
    fn wider(self) -> f64 {
        match self {
            Self::Heading => 1.2,
            Self::Plain => 1.07,
        }
    }

    /// The words in lines of a width.
    pub(super) fn lines(self, words: &str, size: f32, wide: f32, n_max: usize) -> Vec<String> {
        wrap(words, f64::from(size) * self.wider(), f64::from(wide), n_max)
    }
}

impl Typefaces {
    /// The words as far as they can be drawn, without signs that are no letters; `None` where a letter is missing.
    pub(super) fn drawable(&self, face: Face, words: &str) -> Option<String> {
        let has = |char: char| self.of(face, char).is_some();
        let is_missing = |char: char| char.is_alphanumeric() && !has(char);
        if words.chars().any(is_missing) {
            return None;
        }
        let kept: String = words.chars().filter(|char| char.is_whitespace() || has(*char)).collect();
        let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        (!kept.is_empty()).then_some(kept)
    }

    /// The width of words that are drawn.
    pub(super) fn width(&self, face: Face, words: &str, size: f32) -> f32 {
        let width = |char: char| {
            let scaled = self.of(face, char).map(|font| font.as_scaled(scale(font, size)));
            scaled.map_or(0.0, |scaled| scaled.h_advance(scaled.glyph_id(char)))
        };
        words.chars().map(width).sum()
    }

    /// Draws words on a line, from a place on their ground line.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas,
        (x, y): (f32, f32),
        (words, face): (&str, Face),
        size: f32,
        ink: Colour,
    ) {
        let mut at = x;
        let mut before: Option<(&FontArc, GlyphId)> = None;
        for char in words.chars().take(LETTERS_MAX) {
            let Some(font) = self.of(face, char) else { continue };
            let scale = scale(font, size);
            let scaled = font.as_scaled(scale);
            let id = scaled.glyph_id(char);
            let beside = before.filter(|(of, _)| std::ptr::eq(*of, font));
            at += beside.map_or(0.0, |(_, before)| scaled.kern(before, id));
            let glyph = font.outline_glyph(id.with_scale_and_position(scale, point(at, y)));
            // A typeface may say anything of the size of a letter.
            let is_sane =
                |glyph: &OutlinedGlyph| glyph.px_bounds().width().max(glyph.px_bounds().height()) <= size * LETTER_MAX;
            if let Some(glyph) = glyph.filter(is_sane) {
                let corner = glyph.px_bounds().min;
                let (left, top) = (corner.x as i32, corner.y as i32);
                glyph.draw(|x, y, part| canvas.cover((left + x as i32, top + y as i32), ink, part));
            }
            at += scaled.h_advance(id);
            before = Some((font, id));
        }
    }
}

/// The measure of a typeface for letters of a size, as style sheets count it: from line to line, letters are somewhat larger.
fn scale(font: &FontArc, size: f32) -> PxScale {
    let of_em = font.units_per_em().map_or(1.0, |units| font.height_unscaled() / units);
    PxScale::from(size * of_em)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typefaces::tests::with_boxes;

    #[test]
    fn words_of_a_script_that_the_typefaces_lack_are_left_out_and_signs_alone_too() {
        let (carried, named) = (Typefaces::default(), with_boxes());
        for (words, drawn, by_named) in [
            ("Ledger & Söhne", Some("Ledger & Söhne"), Some("Ledger & Söhne")),
            ("Ελληνικά и русский", Some("Ελληνικά и русский"), Some("Ελληνικά и русский")),
            ("Ship it 🚀", Some("Ship it"), Some("Ship it")),
            ("🚀", None, None),
            ("漢字", None, Some("漢字")),
            ("Ledger 漢字", None, Some("Ledger 漢字")),
            ("漢語", None, None),
            ("אא", None, None),
            ("صفحة", None, None),
            ("", None, None),
        ] {
            for face in [Face::Plain, Face::Heading] {
                assert_eq!(carried.drawable(face, words).as_deref(), drawn, "{words}");
                assert_eq!(named.drawable(face, words).as_deref(), by_named, "{words}");
            }
        }
    }

    #[test]
    fn lines_fit_in_their_width_as_they_are_drawn() {
        let typefaces = with_boxes();
        let words = "Renters get their keys on the day, WITHOUT a call or a MEMORANDUM of any sort whatsoever";
        for (face, size) in [(Face::Heading, 64.0), (Face::Plain, 34.0)] {
            for words in [words, &"漢字".repeat(40)] {
                for line in face.lines(words, size, 700.0, 9) {
                    let takes = typefaces.width(face, &line, size);
                    assert!(takes > 0.0 && takes <= 700.0, "{face:?}: {line} takes {takes}");
                }
            }
        }
    }
}
