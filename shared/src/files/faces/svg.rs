//! A card as a picture: for pages that take no markup but an image. It is readable from 300 by 150 up, is light or dark as
//! the reader's device is, and has neither a script nor anything from elsewhere.

use super::card::{Bar, Card, Line, Marks, Part, Ring, Steps, short, stands};
use super::html::{circles, sign, squares, way};
use super::theme::{Theme, style};
use super::wrap::{cut, width, wrap};
use crate::files::export::escaped;
use crate::kinds::charter::Mode;

/// The width of a picture, and the least and the greatest height.
const WIDE: f64 = 320.0;
const HEIGHT_MIN: f64 = 160.0;
const HEIGHT_MAX: f64 = 480.0;
/// The space at the edges.
const EDGE: f64 = 14.0;
const INSIDE: f64 = WIDE - 2.0 * EDGE;

/// The sizes of letters.
const LARGE: f64 = 20.0;
const LEAD: f64 = 14.0;
const PLAIN: f64 = 12.0;
const SMALL: f64 = 10.5;
/// The most letters of a line. Some take no room at all, and a name may have thousands of them.
const LETTERS_MAX: usize = 120;

/// A card as SVG.
pub fn svg(card: &Card, theme: Theme) -> String {
    let mut picture = Picture { drawn: String::new(), y: EDGE, is_full: false };
    picture.head(card);
    for part in &card.parts {
        picture.part(part);
    }
    let height = (picture.y + EDGE / 2.0).clamp(HEIGHT_MIN, HEIGHT_MAX);
    let (label, sentence, drawn) = (escaped(&card.label()), escaped(&card.sentence()), picture.drawn);
    let frame = format!(
        "<rect class=\"paper\" x=\"0.5\" y=\"0.5\" width=\"{:.0}\" height=\"{:.0}\" rx=\"6\"></rect>",
        WIDE - 1.0,
        height - 1.0
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE:.0} {height:.0}\" width=\"{WIDE:.0}\" \
         height=\"{height:.0}\" role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{label}</title>\n\
         <desc id=\"d\">{sentence}</desc>\n<style>{}</style>\n{frame}\n{drawn}</svg>\n",
        style(theme)
    )
}

/// A picture as far as it is drawn.
struct Picture {
    drawn: String,
    /// The upper end of what comes next.
    y: f64,
    /// Whether something had no room.
    is_full: bool,
}

impl Picture {
    fn head(&mut self, card: &Card) {
        let what = width(card.what, SMALL);
        let title = cut(&card.title, LEAD, INSIDE - what - 8.0);
        self.write(EDGE, self.y + LEAD, LEAD, "b", &title);
        self.write(WIDE - EDGE - what, self.y + LEAD, SMALL, "q", card.what);
        self.y += LEAD + 12.0;
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Heading(words) => self.text(words, SMALL, "q", 1),
            Part::Lead(words) => self.text(words, LEAD, "", 4),
            Part::Big(number, words) => self.big(number, words),
            Part::Labelled(lines) => lines.iter().for_each(|(label, words)| self.labelled(label, words)),
            Part::Lines(lines) => lines.iter().for_each(|line| self.line(line)),
            Part::Rings(rings) => rings.iter().for_each(|ring| self.ring(ring, rings.len() == 1)),
            Part::Bars(bars) => bars.iter().for_each(|bar| self.bar(bar)),
            Part::Grid(columns, rows) => self.grid(columns, rows),
            Part::Steps(all) => all.iter().for_each(|steps| self.steps(steps)),
            Part::Foot(words) => self.text(words, SMALL, "q", 2),
        }
    }

    /// Whether there is room for so much more. Where there is none, nothing further is drawn, and dots say so.
    fn has_room(&mut self, high: f64) -> bool {
        if !self.is_full && self.y + high > HEIGHT_MAX - EDGE {
            self.is_full = true;
            self.write(EDGE, self.y + SMALL, SMALL, "q", "…");
            self.y += SMALL;
        }
        !self.is_full
    }

    fn write(&mut self, x: f64, y: f64, size: f64, class: &str, words: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let words: String = words.chars().take(LETTERS_MAX).collect();
        let words = escaped(&words);
        self.drawn.push_str(&format!("<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{class}>{words}</text>\n"));
    }

    /// Shapes at a place, so many units of the picture for one of theirs.
    fn shapes(&mut self, x: f64, y: f64, (wide, high): (f64, f64), shapes: &str) {
        self.drawn
            .push_str(&format!("<g transform=\"translate({x:.1} {y:.1}) scale({wide:.3} {high:.3})\">{shapes}</g>\n"));
    }

    fn text(&mut self, words: &str, size: f64, class: &str, n_max: usize) {
        self.text_at(EDGE, INSIDE, words, size, class, n_max);
        self.y += 5.0;
    }

    fn text_at(&mut self, x: f64, wide: f64, words: &str, size: f64, class: &str, n_max: usize) {
        for line in wrap(words, size, wide, n_max) {
            if self.has_room(size * 1.3) {
                self.write(x, self.y + size, size, class, &line);
                self.y += size * 1.3;
            }
        }
    }

    fn big(&mut self, number: &str, words: &str) {
        let is_long = width(number, LARGE) > INSIDE * 0.6;
        if is_long {
            self.text_at(EDGE, INSIDE, number, LEAD, "b", 2);
            return self.text(words, PLAIN, "q", 1);
        }
        if self.has_room(LARGE * 1.4) {
            self.write(EDGE, self.y + LARGE, LARGE, "b", number);
            let x = EDGE + width(number, LARGE) + 6.0;
            self.write(x, self.y + LARGE, PLAIN, "q", &cut(words, PLAIN, WIDE - EDGE - x));
            self.y += LARGE * 1.4;
        }
    }

    fn labelled(&mut self, label: &str, words: &str) {
        const LABEL: f64 = 58.0;
        if self.has_room(PLAIN * 1.3) {
            self.write(EDGE, self.y + PLAIN, SMALL, "q", label);
            self.text_at(EDGE + LABEL, INSIDE - LABEL, words, PLAIN, "", 2);
            self.y += 3.0;
        }
    }

    fn line(&mut self, line: &Line) {
        if self.has_room(PLAIN * 1.3) {
            self.write(EDGE, self.y + PLAIN, PLAIN, "own", "–");
            self.text_at(EDGE + 12.0, INSIDE - 12.0, &line.words, PLAIN, "", 2);
            self.text_at(EDGE + 12.0, INSIDE - 12.0, &line.note, SMALL, "q", 1);
            self.y += 3.0;
        }
    }

    fn ring(&mut self, ring: &Ring, is_large: bool) {
        let size = if is_large { 56.0 } else { 16.0 };
        if !self.has_room(size + 5.0) {
            return;
        }
        self.shapes(EDGE, self.y, (size / 20.0, size / 20.0), &circles(ring));
        let (x, middle) = (EDGE + size + 8.0, self.y + size / 2.0);
        if is_large {
            self.write(x, middle, LARGE, "b", &format!("{} of {}", ring.agreed, ring.of));
            let stale = if ring.stale > 0 { format!("agree, {} stale", ring.stale) } else { "agree".to_owned() };
            self.write(x, middle + 16.0, PLAIN, "q", &stale);
        } else {
            self.write(x, middle + PLAIN * 0.35, PLAIN, "", &cut(&ring.label, PLAIN, 150.0));
            let counted = ring.counted();
            self.write(WIDE - EDGE - width(&counted, SMALL), middle + PLAIN * 0.35, SMALL, "q", &counted);
        }
        self.y += size + 5.0;
    }

    fn bar(&mut self, bar: &Bar) {
        if !self.has_room(PLAIN * 2.4) {
            return;
        }
        let numbers = format!("{} {}", bar.now, bar.to).trim().to_owned();
        let taken = width(&numbers, SMALL);
        self.write(EDGE, self.y + PLAIN, PLAIN, "", &cut(&bar.name, PLAIN, INSIDE - taken - 8.0));
        self.write(WIDE - EDGE - taken, self.y + PLAIN, SMALL, "q", &numbers);
        self.y += PLAIN * 1.45;
        if let Some(known) = bar.way {
            self.shapes(EDGE, self.y, (INSIDE / 100.0, 0.8), &way(known));
            self.y += 14.0;
        }
        self.y += 3.0;
    }

    fn grid(&mut self, columns: &[String], rows: &[Marks]) {
        const COLUMN: f64 = 30.0;
        let left = WIDE - EDGE - COLUMN * columns.len() as f64;
        let place = |nth: usize| left + COLUMN * nth as f64 + COLUMN / 2.0;
        if !self.has_room(SMALL * 1.5) {
            return;
        }
        for (nth, name) in columns.iter().enumerate() {
            let name = short(name);
            self.write(place(nth) - width(&name, SMALL) / 2.0, self.y + SMALL, SMALL, "q", &name);
        }
        self.y += SMALL * 1.6;
        for row in rows {
            if !self.has_room(PLAIN * 1.5) {
                return;
            }
            let class = if row.open.is_empty() { "" } else { "look" };
            let name = if row.open.is_empty() { row.name.clone() } else { format!("{} ({})", row.name, row.open) };
            self.write(EDGE, self.y + PLAIN, PLAIN, class, &cut(&name, PLAIN, left - EDGE - 4.0));
            for (nth, mode) in row.marks.iter().enumerate().filter_map(|(nth, mark)| Some((nth, (*mark)?))) {
                self.write(place(nth) - 5.0, self.y + PLAIN, PLAIN, "own", &sign(mode).to_string());
            }
            self.y += PLAIN * 1.5;
        }
        let key = [Mode::Own, Mode::Share, Mode::Consult];
        let key: Vec<String> = key.into_iter().map(|mode| format!("{} {}", sign(mode), stands(mode))).collect();
        self.y += 3.0;
        self.text(&key.join("   "), SMALL, "q", 1);
    }

    fn steps(&mut self, steps: &Steps) {
        if !self.has_room(PLAIN * 2.6) {
            return;
        }
        let wide = (steps.of * 10) as f64;
        self.write(EDGE, self.y + PLAIN, PLAIN, "b", &cut(&steps.name, PLAIN, INSIDE - wide - 8.0));
        self.shapes(WIDE - EDGE - wide, self.y + 3.0, (1.0, 1.0), &squares(steps.at, steps.of));
        self.y += PLAIN * 1.45;
        self.text_at(EDGE, INSIDE, &steps.words, SMALL, "q", 2);
        self.y += 4.0;
    }
}
