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
    let points = picture.teams.iter().filter(|team| team.corner().is_some()).map(point).collect::<Vec<_>>();
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

/// The point of a team, with its name on the side that has room.
fn point(team: &Figures) -> AnyView {
    let (right, up) = (team.coupled().percent() as f64, team.aligned().percent() as f64);
    let (x, y) = (LEFT + WIDTH * right / 100.0, TOP + HEIGHT * (100.0 - up) / 100.0);
    let (class, aside) = if right > 50.0 { ("e nm", "-11") } else { ("s nm", "11") };
    let says = format!("{}, n {}", named(&team.name), team.coupled().of);
    view! {
        <svg x=format!("{x:.1}%") y=format!("{y:.0}") overflow="visible">
            <circle cx="0" cy="0" r="6"></circle>
            <text class=class x=aside y="4">{says}</text>
        </svg>
    }
    .into_any()
}
