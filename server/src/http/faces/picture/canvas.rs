//! Points of a picture, and the few shapes that are drawn on it. An edge that runs through a point is mixed.

use std::f32::consts::TAU;

/// Red, green and blue.
pub(super) type Colour = [u8; 3];

/// A picture that is being drawn.
pub(super) struct Canvas {
    wide: u32,
    high: u32,
    points: Vec<u8>,
}

impl Canvas {
    /// A picture of one colour.
    pub(super) fn new((wide, high): (u32, u32), ground: Colour) -> Self {
        Self { wide, high, points: ground.repeat(wide as usize * high as usize) }
    }

    /// Covers a part of a point, from 0 to 1. Points outside of the picture are left.
    pub(super) fn cover(&mut self, (x, y): (i32, i32), ink: Colour, part: f32) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        if x >= self.wide || y >= self.high {
            return;
        }
        let at = (y as usize * self.wide as usize + x as usize) * ink.len();
        let Some(point) = self.points.get_mut(at..at + ink.len()) else { return };
        for (below, above) in point.iter_mut().zip(ink) {
            let mixed = f32::from(*below) + (f32::from(above) - f32::from(*below)) * part.clamp(0.0, 1.0);
            *below = mixed.round() as u8;
        }
    }

    /// Fills a box.
    pub(super) fn fill(&mut self, (left, top): (i32, i32), (wide, high): (i32, i32), ink: Colour) {
        for y in top..top + high {
            for x in left..left + wide {
                self.cover((x, y), ink, 1.0);
            }
        }
    }

    /// Draws a part of a ring around a middle, clockwise from its top: `from` and `to` go from 0 to 1 for the whole way.
    pub(super) fn ring(&mut self, middle: (f32, f32), ring: &Ring, (from, to): (f32, f32), ink: Colour) {
        let reach = (ring.radius + ring.width).ceil() as i32;
        let (left, top) = (middle.0 as i32 - reach, middle.1 as i32 - reach);
        for (y, x) in (top..=top + 2 * reach).flat_map(|y| (left..=left + 2 * reach).map(move |x| (y, x))) {
            let (dx, dy) = (x as f32 + 0.5 - middle.0, y as f32 + 0.5 - middle.1);
            let turn = (dx.atan2(-dy) / TAU).rem_euclid(1.0);
            if (from..to).contains(&turn) {
                let beyond = (dx.hypot(dy) - ring.radius).abs() - ring.width / 2.0;
                self.cover((x, y), ink, 0.5 - beyond);
            }
        }
    }

    /// The picture as a file; `None` where it could not be packed.
    pub(super) fn png(&self) -> Option<Vec<u8>> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.wide, self.high);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.points).ok()?;
        writer.finish().ok()?;
        Some(file)
    }
}

/// The measures of a ring.
pub(super) struct Ring {
    /// From the middle to the middle of the line.
    pub(super) radius: f32,
    /// How thick the line is.
    pub(super) width: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Colour = [250, 250, 250];
    const INK: Colour = [0, 0, 0];

    fn point(canvas: &Canvas, x: usize, y: usize) -> Option<&[u8]> {
        let at = (y * canvas.wide as usize + x) * 3;
        canvas.points.get(at..at + 3)
    }

    #[test]
    fn a_shape_that_leaves_the_picture_is_cut_and_an_edge_is_mixed() {
        let mut canvas = Canvas::new((4, 3), PAPER);
        canvas.fill((-2, -2), (4, 4), INK);
        canvas.cover((3, 2), INK, 0.5);
        canvas.cover((9, 9), INK, 1.0);
        assert_eq!(point(&canvas, 1, 1), Some(&INK[..]));
        assert_eq!(point(&canvas, 2, 1), Some(&PAPER[..]));
        assert_eq!(point(&canvas, 3, 2), Some(&[125, 125, 125][..]));
    }

    #[test]
    fn a_quarter_of_a_ring_is_at_its_upper_right() {
        let mut canvas = Canvas::new((40, 40), PAPER);
        canvas.ring((20.0, 20.0), &Ring { radius: 15.0, width: 4.0 }, (0.0, 0.25), INK);
        assert_eq!(point(&canvas, 30, 9), Some(&INK[..]));
        for (x, y) in [(9, 9), (9, 30), (30, 30), (20, 20)] {
            assert_eq!(point(&canvas, x, y), Some(&PAPER[..]), "{x} {y}");
        }
    }
}
