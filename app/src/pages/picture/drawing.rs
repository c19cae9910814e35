//! The drawing: two axes, four corners with their names, and a point a team. Those who do not see it read the sentence and the
//! table.

use leptos::prelude::*;
use muster_shared::map::{Beside, Corner, Figures, Picture, Placed, Point, points};

use crate::form::plain::{with, words};
use crate::pages::words::named;
use crate::words::counted;

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
    let placed: Vec<Placed> = picture.teams.iter().filter(|team| team.corner().is_some()).map(placed).collect();
    let points = points(&placed);
    let n_unnamed = points.iter().filter(|point| point.beside.is_none()).count();
    let points = points.iter().map(point).collect::<Vec<_>>();
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
    let drawn = with("div", "quadrants", vec![("dir", "ltr".to_owned())], vec![drawn.into_any()]);
    let unnamed = (n_unnamed > 0).then(|| {
        let points = counted(n_unnamed, "point stands", "points stand");
        words(
            "p",
            "small quiet unnamed",
            format!("{points} too close to others to be named. The table says where each team stands."),
        )
    });
    (drawn, unnamed).into_any()
}

fn placed(team: &Figures) -> Placed {
    let (right, up) = (team.coupled(), team.aligned());
    Placed { right: right.percent() as f64, up: up.percent() as f64, name: named(&team.name), n: right.of }
}

/// A point, with its name on the side that has room.
fn point(point: &Point) -> AnyView {
    let name = point.beside.map(|side| {
        let (class, x, y) = match side {
            Beside::Right => ("s nm", "11", "4"),
            Beside::Left => ("e nm", "-11", "4"),
            Beside::Above => ("m nm", "0", "-14"),
            Beside::Below => ("m nm", "0", "23"),
        };
        view! { <text class=class x=x y=y>{point.says.clone()}</text> }
    });
    // Names that stand there need not be said twice.
    let is_hidden = point.beside.is_none() || point.all.len() > 1;
    let all = is_hidden.then(|| view! { <title>{point.all.join("; ")}</title> });
    view! {
        <svg x=format!("{:.1}%", point.x) y=format!("{:.0}", point.y) overflow="visible">
            {all}
            <circle cx="0" cy="0" r="6"></circle>
            {name}
        </svg>
    }
    .into_any()
}
