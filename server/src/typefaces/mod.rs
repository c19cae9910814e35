//! The typefaces of pictures. Two are carried along, with Latin, Greek and Cyrillic letters alone: a typeface for every script is
//! larger than the server. For other letters the operator may name files (`--picture-font`).

use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ab_glyph::{Font, FontArc};
use sha2::{Digest, Sha256};

/// The largest file of a typeface that is read: all of it stays in memory.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The letters beyond those of the carried typefaces that stand one beside the other from left to right: Armenian, Georgian,
/// Ethiopic, Cherokee, Tifinagh, and those of Chinese, Japanese and Korean. All others would take a shaper of text, and are drawn
/// wrong without one.
const BESIDE_EACH_OTHER: [RangeInclusive<char>; 14] = [
    '\u{530}'..='\u{58f}',
    '\u{10a0}'..='\u{10ff}',
    '\u{1200}'..='\u{13ff}',
    '\u{1c90}'..='\u{1cbf}',
    '\u{2d00}'..='\u{2ddf}',
    '\u{2e80}'..='\u{2fdf}',
    '\u{3000}'..='\u{312f}',
    '\u{31a0}'..='\u{4dbf}',
    '\u{4e00}'..='\u{9fff}',
    '\u{ab70}'..='\u{abbf}',
    '\u{ac00}'..='\u{d7a3}',
    '\u{f900}'..='\u{faff}',
    '\u{ff00}'..='\u{ffef}',
    '\u{20000}'..='\u{3ffff}',
];

static PLAIN: LazyLock<Option<FontArc>> = LazyLock::new(|| FontArc::try_from_slice(include_bytes!("plain.ttf")).ok());
static HEADING: LazyLock<Option<FontArc>> =
    LazyLock::new(|| FontArc::try_from_slice(include_bytes!("heading.ttf")).ok());

/// The looks of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// A name.
    Heading,
    /// Everything else.
    Plain,
}

/// The typefaces that pictures are drawn with.
#[derive(Debug, Default)]
pub(crate) struct Typefaces {
    /// Those that the operator names, the first one first.
    more: Vec<FontArc>,
    /// The sums of their files.
    sums: Vec<u8>,
}

impl Typefaces {
    /// Reads the files that the operator names.
    ///
    /// # Errors
    /// A sentence about the first file that is no typeface, or cannot be read.
    pub(crate) fn read(files: &[PathBuf]) -> Result<Self, String> {
        let files = files.iter().map(|file| bytes_of(file)).collect::<Result<Vec<_>, _>>()?;
        let sums = files.iter().flat_map(|(_, bytes)| Sha256::digest(bytes)).collect();
        let more = files.into_iter().map(|(file, bytes)| {
            let is_none = "is no typeface: give a file that ends in .ttf, .otf or .ttc";
            FontArc::try_from_vec(bytes).map_err(|_| sentence(file, is_none))
        });
        Ok(Self { more: more.collect::<Result<_, _>>()?, sums })
    }

    /// The sums of the files that are named: pictures that were drawn with others are other ones.
    pub(crate) fn sums(&self) -> &[u8] {
        &self.sums
    }

    /// The typeface that a letter or sign is drawn with; `None` where it would be drawn as an empty box, or wrong.
    pub(crate) fn of(&self, face: Face, char: char) -> Option<&FontArc> {
        let has = |font: &&FontArc| font.glyph_id(char).0 != 0;
        let carried = match face {
            Face::Heading => HEADING.as_ref(),
            Face::Plain => PLAIN.as_ref(),
        };
        let is_beside = BESIDE_EACH_OTHER.iter().any(|range| range.contains(&char));
        carried.filter(has).or_else(|| self.more.iter().filter(|_| is_beside).find(has))
    }
}

fn sentence(file: &Path, what: &str) -> String {
    format!("`--picture-font`: `{}` {what}", file.display())
}

fn bytes_of(file: &Path) -> Result<(&Path, Vec<u8>), String> {
    let cannot = |error: io::Error| sentence(file, &format!("cannot be read: {error}"));
    let about = fs::metadata(file).map_err(cannot)?;
    if !about.is_file() {
        return Err(sentence(file, "is no file"));
    }
    if about.len() > FILE_BYTES_MAX {
        return Err(sentence(file, "is larger than 64 MiB, and would stay in memory"));
    }
    Ok((file, fs::read(file).map_err(cannot)?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A typeface with a box for each of three letters: 漢, 字 and א.
    fn boxes() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/typefaces/boxes.ttf")
    }

    /// The carried typefaces and one that was named.
    pub(crate) fn with_boxes() -> Typefaces {
        Typefaces::read(&[boxes()]).expect("a typeface")
    }

    #[test]
    fn a_letter_is_drawn_by_a_carried_typeface_else_by_a_named_one_and_never_as_a_box_or_against_its_script() {
        let (carried, named) = (Typefaces::default(), with_boxes());
        for (char, by_carried, by_named) in [
            ('a', true, true),
            ('я', true, true),
            ('漢', false, true),
            ('字', false, true),
            ('語', false, false),
            ('א', false, false),
        ] {
            for face in [Face::Plain, Face::Heading] {
                assert_eq!(carried.of(face, char).is_some(), by_carried, "{char}");
                assert_eq!(named.of(face, char).is_some(), by_named, "{char}");
            }
        }
        assert_ne!(carried.sums(), named.sums());
    }

    #[test]
    fn a_file_that_is_no_typeface_is_named_in_a_sentence() {
        let says = |file: &str| Typefaces::read(&[PathBuf::from(file)]).err().unwrap_or_default();
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        assert!(says("nothing/here.ttf").starts_with("`--picture-font`: `nothing/here.ttf` cannot be read: "));
        assert_eq!(
            says(manifest),
            format!("`--picture-font`: `{manifest}` is no typeface: give a file that ends in .ttf, .otf or .ttc")
        );
        assert!(says(env!("CARGO_MANIFEST_DIR")).ends_with("is no file"));
    }
}
