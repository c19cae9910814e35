//! How people stand to a plan, from −10 to +10: who is farthest apart, and who is heard first.

/// How one person stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Stance {
    /// The person's name.
    pub by: String,
    /// From −10, no, to +10, yes.
    pub at: f64,
}

/// The two people who stand farthest apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Apart {
    /// The one who is heard first: the farther of the two from where most people stand.
    pub first: Stance,
    /// The other one.
    pub other: Stance,
}

impl Apart {
    /// The two who stand farthest apart; nobody where fewer than two people stand in different places.
    pub fn of(stances: &[Stance]) -> Option<Self> {
        let by_place = |one: &&Stance, other: &&Stance| one.at.total_cmp(&other.at);
        let (least, most) = (stances.iter().min_by(by_place)?, stances.iter().max_by(by_place)?);
        let middle = median(stances);
        let (first, other) =
            if (middle - least.at).abs() >= (most.at - middle).abs() { (least, most) } else { (most, least) };
        (least.at < most.at).then(|| Self { first: first.clone(), other: other.clone() })
    }
}

fn median(stances: &[Stance]) -> f64 {
    let mut places: Vec<f64> = stances.iter().map(|stance| stance.at).collect();
    crate::order::sort_by(&mut places, |one, other| one.total_cmp(other));
    let middle = places.len() / 2;
    match places.len() {
        0 => 0.0,
        n if n % 2 == 1 => places[middle],
        _ => f64::midpoint(places[middle - 1], places[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_who_stand_farthest_apart_are_named_and_the_one_who_stands_alone_is_heard_first() {
        for (at, expected) in [
            (vec![], None),
            (vec![4.0], None),
            (vec![4.0, 4.0], None),
            (vec![-6.0, -2.0, 2.0, 4.0, 4.0, 5.0, 6.0, 8.0], Some((-6.0, 8.0))),
            (vec![-8.0, -7.0, -7.0, 3.0], Some((3.0, -8.0))),
        ] {
            let stances: Vec<Stance> = at.iter().map(|at| Stance { by: at.to_string(), at: *at }).collect();
            let found = Apart::of(&stances).map(|apart| (apart.first.at, apart.other.at));
            assert_eq!(found, expected, "{at:?}");
        }
    }
}
