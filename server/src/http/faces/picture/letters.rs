//! Words in a picture. The typefaces are carried along, as a server may have none, and they have Latin, Greek and Cyrillic
//! letters alone: words of another script would be drawn as empty boxes, and are left out instead. They stand beside the
//! picture as text wherever a card is shown.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use muster_shared::files::faces::wrap;

use super::canvas::{Canvas, Colour};

/// The most letters that are drawn on one line: some take no room at all.
const LETTERS_MAX: usize = 160;

static PLAIN: LazyLock<Option<FontRef<'static>>> =
    LazyLock::new(|| FontRef::try_from_slice(include_bytes!("plain.ttf")).ok());
static HEADING: LazyLock<Option<FontRef<'static>>> =
    LazyLock::new(|| FontRef::try_from_slice(include_bytes!("heading.ttf")).ok());

/// The looks of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// A name.
    Heading,
    /// Everything else.
    Plain,
}

impl Face {
    fn font(self) -> Option<&'static FontRef<'static>> {
        match self {
            Self::Heading => HEADING.as_ref(),
            Self::Plain => PLAIN.as_ref(),
        }
    }

    /// How much wider the letters are than those that lines are broken for.
    fn wider(self) -> f64 {
        match self {
            Self::Heading => 1.2,
            Self::Plain => 1.07,
        }
    }

    /// The words as far as they can be drawn, without signs that are no letters; `None` where a letter is missing.
    pub(super) fn drawable(self, words: &str) -> Option<String> {
        let font = self.font()?;
        let has = |char: char| font.glyph_id(char).0 != 0;
        let is_missing = |char: char| char.is_alphanumeric() && !has(char);
        if words.chars().any(is_missing) {
            return None;
        }
        let kept: String = words.chars().filter(|char| char.is_whitespace() || has(*char)).collect();
        let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        (!kept.is_empty()).then_some(kept)
    }

    /// The words in lines of a width.
    pub(super) fn lines(self, words: &str, size: f32, wide: f32, n_max: usize) -> Vec<String> {
        wrap(words, f64::from(size) * self.wider(), f64::from(wide), n_max)
    }

    /// The width of words that are drawn.
    pub(super) fn width(self, words: &str, size: f32) -> f32 {
        let Some(font) = self.font() else { return 0.0 };
        let scaled = font.as_scaled(scale(font, size));
        words.chars().map(|char| scaled.h_advance(scaled.glyph_id(char))).sum()
    }

    /// Draws words on a line, from a place on their ground line.
    pub(super) fn draw(self, canvas: &mut Canvas, (x, y): (f32, f32), words: &str, size: f32, ink: Colour) {
        let Some(font) = self.font() else { return };
        let scale = scale(font, size);
        let scaled = font.as_scaled(scale);
        let (mut at, mut before) = (x, None);
        for char in words.chars().take(LETTERS_MAX) {
            let id = scaled.glyph_id(char);
            at += before.map_or(0.0, |before| scaled.kern(before, id));
            if let Some(glyph) = font.outline_glyph(id.with_scale_and_position(scale, point(at, y))) {
                let corner = glyph.px_bounds().min;
                let (left, top) = (corner.x as i32, corner.y as i32);
                glyph.draw(|x, y, part| canvas.cover((left + x as i32, top + y as i32), ink, part));
            }
            at += scaled.h_advance(id);
            before = Some(id);
        }
    }
}

/// The measure of a typeface for letters of a size, as style sheets count it: from line to line, letters are somewhat larger.
fn scale(font: &FontRef<'_>, size: f32) -> PxScale {
    let of_em = font.units_per_em().map_or(1.0, |units| font.height_unscaled() / units);
    PxScale::from(size * of_em)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_script_that_the_typefaces_lack_are_left_out_and_signs_alone_too() {
        for (words, drawn) in [
            ("Ledger & Söhne", Some("Ledger & Söhne")),
            ("Ελληνικά и русский", Some("Ελληνικά и русский")),
            ("Ship it 🚀", Some("Ship it")),
            ("🚀", None),
            ("漢字", None),
            ("صفحة", None),
            ("", None),
        ] {
            assert_eq!(Face::Plain.drawable(words).as_deref(), drawn, "{words}");
            assert_eq!(Face::Heading.drawable(words).as_deref(), drawn, "{words}");
        }
    }

    #[test]
    fn lines_fit_in_their_width_as_they_are_drawn() {
        let words = "Renters get their keys on the day, WITHOUT a call or a MEMORANDUM of any sort whatsoever";
        for (face, size) in [(Face::Heading, 64.0), (Face::Plain, 34.0)] {
            for line in face.lines(words, size, 700.0, 9) {
                assert!(face.width(&line, size) <= 700.0, "{face:?}: {line} takes {}", face.width(&line, size));
            }
        }
    }
}
