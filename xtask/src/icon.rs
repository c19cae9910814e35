//! The icon as PNG, for systems whose launchers take no SVG: the shapes of `app/web/icon.svg`, drawn anew at each size. On more of
//! its ground it is the picture of a card that other places show of a document, as these take no SVG either.

use anyhow::Result;

/// The width and height of the drawing, in its own units.
const SIDE: f64 = 512.0;
/// The letter as it is drawn: the line from point to point, and half of its width.
const LETTER: [(f64, f64); 5] = [(140.0, 346.0), (140.0, 186.0), (256.0, 290.0), (372.0, 186.0), (372.0, 346.0)];
const HALF_WIDTH: f64 = 17.0;
/// The dot below it, and how far it reaches.
const DOT: (f64, f64) = (256.0, 376.0);
const DOT_RADIUS: f64 = 20.0;
const GROUND: [u8; 3] = [0x23, 0x40, 0x6b];
const INK: [u8; 3] = [0xfb, 0xfa, 0xf8];
const GOLD: [u8; 3] = [0xe8, 0xb0, 0x4a];

/// The icon as high as the picture and in the middle of it, so many pixels wide and high.
pub(crate) fn png(wide: u32, high: u32) -> Result<Vec<u8>> {
    let scale = f64::from(high) / SIDE;
    let left = (f64::from(wide) - f64::from(high)) / 2.0;
    let rows = (0..high).flat_map(|y| (0..wide).map(move |x| (x, y)));
    let rows: Vec<u8> = rows.flat_map(|(x, y)| colour((middle(x) - left) / scale, middle(y) / scale, scale)).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, wide, high);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rows)?;
    writer.finish()?;
    Ok(file)
}

/// The middle of a pixel, in pixels.
fn middle(at: u32) -> f64 {
    f64::from(at) + 0.5
}

/// The colour at a point; an edge that runs through its pixel is mixed.
fn colour(x: f64, y: f64, scale: f64) -> [u8; 3] {
    let covered = |beyond: f64| (0.5 - beyond * scale).clamp(0.0, 1.0);
    let to_letter = LETTER.windows(2).map(|line| distance((x, y), line[0], line[1])).fold(f64::INFINITY, f64::min);
    let to_dot = (x - DOT.0).hypot(y - DOT.1);
    mixed(mixed(GROUND, INK, covered(to_letter - HALF_WIDTH)), GOLD, covered(to_dot - DOT_RADIUS))
}

fn mixed(below: [u8; 3], above: [u8; 3], share: f64) -> [u8; 3] {
    let mix = |(below, above): (u8, u8)| f64::from(below) + (f64::from(above) - f64::from(below)) * share;
    [0, 1, 2].map(|at| mix((below[at], above[at])).round() as u8)
}

/// How far a point is from a line between two others.
fn distance((x, y): (f64, f64), (ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let along = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    (x - ax - along * dx).hypot(y - ay - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_is_drawn_as_its_svg_says() {
        let svg = include_str!("../../app/web/icon.svg");
        for part in ["#23406b", "#fbfaf8", "#e8b04a", "M140 346V186l116 104 116-104v160", "stroke-width=\"34\""] {
            assert!(svg.contains(part), "{part}");
        }
        assert!(svg.contains(r#"<circle cx="256" cy="376" r="20""#));
    }

    #[test]
    fn ground_letter_and_dot_have_their_colours() {
        for (at, is) in [((10.0, 10.0), GROUND), ((140.0, 260.0), INK), ((256.0, 290.0), INK), ((256.0, 376.0), GOLD)] {
            assert_eq!(colour(at.0, at.1, 1.0), is, "{at:?}");
        }
    }

    #[test]
    fn the_file_says_its_size() {
        let file = png(24, 16).unwrap();
        assert_eq!(&file[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(&file[12..24], [&b"IHDR"[..], &24_u32.to_be_bytes(), &16_u32.to_be_bytes()].concat());
        assert!(file.ends_with(&[b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82]), "the sum of an empty last part");
    }
}
