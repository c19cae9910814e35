//! The drawing: two axes, four corners with their names, and a point a team. Those who do not see it read the sentence and the
//! table.

use leptos::prelude::*;
use muster_shared::map::{Corner, Figures, Picture};

use crate::form::plain::with;
use crate::pages::words::named;

/// The left end of the drawing and its width, in percent.
const LEFT: f64 = 2.0;
const WIDTH: f64 = 96.0;
/// The upper end of the drawing and its height.
const TOP: f64 = 30.0;
const HEIGHT: f64 = 310.0;
/// How far two names lie apart at least, in pixels, and how wide a letter is in the narrowest drawing, in percent.
const LINE: f64 = 17.0;
const LETTER: f64 = 1.6;
/// The corners, where the name of each stands, and to which side it reads.
const CORNERS: [(Corner, &str, &str, &str); 4] = [
    (Corner::Gated, "3.5%", "48", "qn s"),
    (Corner::DreamTeam, "96.5%", "48", "qn e good"),
    (Corner::Bureaucracy, "3.5%", "203", "qn s"),
    (Corner::Frankenstein, "96.5%", "203", "qn e"),
];

/// The drawing of a picture.
pub(super) fn drawing(picture: &Picture) -> AnyView {
    let corner = |(corner, x, y, class): (Corner, &'static str, &'static str, &'static str)| {
        view! { <text class=class x=x y=y>{corner.name()}</text> }.into_any()
    };
    let corners = Vec::from(CORNERS.map(corner));
    let teams = picture.teams.iter().filter(|team| team.corner().is_some()).map(Point::of).collect::<Vec<_>>();
    let points = teams.iter().zip(lines(&teams)).map(|(team, line)| point(team, line)).collect::<Vec<_>>();
    let drawn = view! {
        <svg class="quad" role="img" aria-label=picture.sentence()>
            <rect class="good" x="50%" y="30" width="48%" height="155"></rect>
            <line class="axis" x1="2%" x2="98%" y1="340" y2="340"></line>
            <line class="axis" x1="2%" x2="2%" y1="30" y2="340"></line>
            <line class="half" x1="50%" x2="50%" y1="30" y2="340"></line>
            <line class="half" x1="2%" x2="98%" y1="185" y2="185"></line>
            {corners}
            {points}
            <text class="s" x="2%" y="18">"all agreed"</text>
            <text class="s" x="2%" y="360">"decided above the team"</text>
            <text class="e" x="98%" y="360">"decided in the team"</text>
        </svg>
    };
    // From left to right in every language: the axes are numbers.
    with("div", "quadrants", vec![("dir", "ltr".to_owned())], vec![drawn.into_any()])
}

/// The point of a team: how far from the left in percent, how far from above in pixels, and its name.
struct Point {
    x: f64,
    y: f64,
    says: String,
}

impl Point {
    fn of(team: &Figures) -> Self {
        let (right, up) = (team.coupled().percent() as f64, team.aligned().percent() as f64);
        let (x, y) = (LEFT + WIDTH * right / 100.0, TOP + HEIGHT * (100.0 - up) / 100.0);
        Self { x, y, says: format!("{}, n {}", named(&team.name), team.coupled().of) }
    }

    /// Whether the name reads to the left, where the point is near the right end.
    fn reads_to_left(&self) -> bool {
        self.x > LEFT + WIDTH / 2.0
    }

    /// From where to where the name reaches with its point, in percent.
    fn reach(&self) -> (f64, f64) {
        let wide = LETTER * (self.says.chars().count() + 3) as f64;
        if self.reads_to_left() { (self.x - wide, self.x + LETTER) } else { (self.x - LETTER, self.x + wide) }
    }
}

/// By how much each name lies above or below its point, so that it lies over no other name and no other point.
fn lines(points: &[Point]) -> Vec<f64> {
    let dots = points.iter().map(|point| (point.x - LETTER, point.x + LETTER, point.y)).collect::<Vec<_>>();
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    let mut found = Vec::new();
    for (nth, point) in points.iter().enumerate() {
        let (left, right) = point.reach();
        let others = dots.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, dot)| *dot);
        let others = others.chain(taken.iter().copied()).collect::<Vec<_>>();
        let is_free = |line: &f64| {
            let y = point.y + line;
            let is_apart = |(from, to, at): &(f64, f64, f64)| *to <= left || right <= *from || (at - y).abs() >= LINE;
            (*line == 0.0 || (TOP..=TOP + HEIGHT).contains(&y)) && others.iter().all(is_apart)
        };
        let steps = (0..=points.len()).flat_map(|step| [step as f64 * -LINE, step as f64 * LINE]);
        let line = steps.into_iter().find(is_free).unwrap_or(0.0);
        taken.push((left, right, point.y + line));
        found.push(line);
    }
    found
}

/// The point, with its name on the side that has room, on the line that is free.
fn point(point: &Point, line: f64) -> AnyView {
    let (class, aside) = if point.reads_to_left() { ("e nm", "-11") } else { ("s nm", "11") };
    view! {
        <svg x=format!("{:.1}%", point.x) y=format!("{:.0}", point.y) overflow="visible">
            <circle cx="0" cy="0" r="6"></circle>
            <text class=class x=aside y=format!("{:.0}", line + 4.0)>{point.says.clone()}</text>
        </svg>
    }
    .into_any()
}
