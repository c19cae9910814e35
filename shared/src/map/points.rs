//! The points of the picture of alignment and coupling, and the names that have room beside them. Teams that stand at one place
//! share a point and a name; a name that would lie over another one is left out, and the table says it.

/// The left end of the drawing and its width, in percent.
const LEFT: f64 = 2.0;
const WIDTH: f64 = 96.0;
/// The upper end of the drawing and its height, in pixels.
const TOP: f64 = 30.0;
const HEIGHT: f64 = 310.0;
/// The narrowest drawing that has names, in pixels: names that have room there have it in a wider one.
const NARROWEST: f64 = 420.0;
/// A letter of a name is so wide at most, and a name so high.
const LETTER: f64 = 7.0;
const LINE: f64 = 15.0;
/// The distance from the middle of a point to its name, and to the edge of it.
const ASIDE: f64 = 11.0;
const ROUND: f64 = 8.0;
/// The names of corners stand so high below an upper edge, and are so wide at most.
const CORNER_HIGH: f64 = 24.0;
const CORNER_WIDE: f64 = 135.0;

/// A team as it is placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// How loosely coupled it is, in percent.
    pub right: f64,
    /// How aligned it is, in percent.
    pub up: f64,
    /// Its name.
    pub name: String,
    /// How many decisions and requests that says.
    pub n: usize,
}

/// The side of a point on which its name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// To the right.
    Right,
    /// To the left.
    Left,
    /// Above.
    Above,
    /// Below.
    Below,
}

/// A point of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The place from the left, in percent.
    pub x: f64,
    /// The place from above, in pixels.
    pub y: f64,
    /// The name, and the names of all who stand here.
    pub says: String,
    /// The names of all who stand here, each with its number.
    pub all: Vec<String>,
    /// The side on which its name stands; none where it has no room.
    pub beside: Option<Beside>,
}

/// A part of the drawing that is taken: left, upper, right and lower end.
type Taken = (f64, f64, f64, f64);

/// The points of teams, in the order given.
pub fn points(teams: &[Placed]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for team in teams {
        let (x, y) = (LEFT + WIDTH * team.right / 100.0, TOP + HEIGHT * (100.0 - team.up) / 100.0);
        let says = format!("{}, n {}", team.name, team.n);
        let is_here = |point: &&mut Point| in_pixels(point.x - x).abs() < ROUND && (point.y - y).abs() < ROUND;
        match points.iter_mut().find(is_here) {
            Some(point) => point.all.push(says),
            None => points.push(Point { x, y, says: says.clone(), all: vec![says], beside: None }),
        }
    }
    for point in &mut points {
        if let [first, rest @ ..] = point.all.as_slice()
            && !rest.is_empty()
        {
            point.says = format!("{first} and {} more", rest.len());
        }
    }
    name_them(&mut points);
    points
}

fn in_pixels(percent: f64) -> f64 {
    percent * NARROWEST / 100.0
}

/// Gives names to the points that have room for one.
fn name_them(points: &mut [Point]) {
    let round = |point: &Point| -> Taken {
        let x = in_pixels(point.x);
        (x - ROUND, point.y - ROUND, x + ROUND, point.y + ROUND)
    };
    let mut taken: Vec<Taken> = points.iter().map(round).collect();
    for top in [TOP, TOP + HEIGHT / 2.0] {
        let (left, right) = (in_pixels(LEFT), in_pixels(LEFT + WIDTH));
        taken.push((left, top, left + CORNER_WIDE, top + CORNER_HIGH));
        taken.push((right - CORNER_WIDE, top, right, top + CORNER_HIGH));
    }
    for (nth, point) in points.iter_mut().enumerate() {
        let sides = if point.x > 50.0 { [Beside::Left, Beside::Right] } else { [Beside::Right, Beside::Left] };
        let mut sides = sides.into_iter().chain([Beside::Above, Beside::Below]);
        let name = |side: &Beside| name_of(point, *side);
        let is_free = |side: &Beside| {
            let name = name(side);
            let others = taken.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, other)| other);
            is_inside(name) && !others.into_iter().any(|other| overlap(name, *other))
        };
        point.beside = sides.find(is_free);
        taken.extend(point.beside.map(|side| name_of(point, side)));
    }
}

/// The part of the drawing that a name takes on a side.
fn name_of(point: &Point, side: Beside) -> Taken {
    let (x, y, wide) = (in_pixels(point.x), point.y, point.says.chars().count() as f64 * LETTER);
    let (left, middle) = match side {
        Beside::Right => (x + ASIDE, y),
        Beside::Left => (x - ASIDE - wide, y),
        Beside::Above => (x - wide / 2.0, y - ASIDE - LINE / 2.0),
        Beside::Below => (x - wide / 2.0, y + ASIDE + LINE / 2.0),
    };
    (left, middle - LINE / 2.0, left + wide, middle + LINE / 2.0)
}

fn is_inside((left, top, right, bottom): Taken) -> bool {
    left >= 0.0 && right <= NARROWEST && top >= TOP - LINE && bottom <= TOP + HEIGHT
}

fn overlap(one: Taken, other: Taken) -> bool {
    one.0 < other.2 && other.0 < one.2 && one.1 < other.3 && other.1 < one.3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(right: f64, up: f64, name: &str) -> Placed {
        Placed { right, up, name: name.to_owned(), n: 6 }
    }

    #[test]
    fn n13_a_name_stands_on_the_side_that_has_room_and_nowhere_over_another_one() {
        for (teams, sides) in [
            (vec![], vec![]),
            (vec![placed(30.0, 70.0, "Keys")], vec![Some(Beside::Right)]),
            (vec![placed(70.0, 70.0, "Keys")], vec![Some(Beside::Left)]),
            // The one beside it is in the way to the right, the edge to the left.
            (
                vec![placed(6.0, 70.0, "Keys"), placed(16.0, 70.0, "Desk")],
                vec![Some(Beside::Above), Some(Beside::Right)],
            ),
            (
                vec![placed(30.0, 98.0, "A name that is much longer than the drawing could ever be wide at all")],
                vec![None],
            ),
        ] {
            let found: Vec<_> = points(&teams).into_iter().map(|point| point.beside).collect();
            assert_eq!(found, sides, "{teams:?}");
        }
        let crowd: Vec<Placed> =
            (0..35).map(|n| placed(f64::from(n * 37 % 100), f64::from(n * 53 % 100), "Some team")).collect();
        let points = points(&crowd);
        let named: Vec<Taken> = points.iter().filter_map(|point| Some(name_of(point, point.beside?))).collect();
        assert!(named.len() > 8, "{}", named.len());
        for (nth, one) in named.iter().enumerate() {
            assert!(!named.iter().skip(nth + 1).any(|other| overlap(*one, *other)), "{one:?}");
        }
    }

    #[test]
    fn n13_teams_at_one_place_share_a_point_and_a_name() {
        let points = points(&[placed(50.0, 40.0, "Keys"), placed(20.0, 40.0, "Desk"), placed(50.5, 40.0, "Ledger")]);
        let says: Vec<&str> = points.iter().map(|point| point.says.as_str()).collect();
        assert_eq!(says, ["Keys, n 6 and 1 more", "Desk, n 6"]);
        assert_eq!(
            points.first().map(|point| point.all.clone()),
            Some(vec!["Keys, n 6".to_owned(), "Ledger, n 6".to_owned()])
        );
    }
}
