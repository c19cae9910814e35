//! How the place of a text is written: `mission`, or `claims/<row>/note`.

use std::fmt;
use std::str::FromStr;

use super::edit::{Place, Spot};

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.spot {
            Spot::Sheet => f.write_str(&self.name),
            Spot::Keyed { map } => write!(f, "{map}/{}", self.name),
            Spot::Row { list, row } => write!(f, "{list}/{row}/{}", self.name),
        }
    }
}

/// Words that are no place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(path: &str) -> Result<Self, NoPlace> {
        match path.split('/').collect::<Vec<_>>().as_slice() {
            [name] if !name.is_empty() => Ok(Self::on_sheet(name)),
            [map, key] if !map.is_empty() => Ok(Self::under_key(map, key)),
            [list, row, name] => Ok(Self::in_row(list, &row.parse().map_err(|_| NoPlace)?, name)),
            _ => Err(NoPlace),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_what_it_writes() {
        let row = "c-1".parse().ok();
        let in_row = row.map(|row| Place::in_row("claims", &row, "note"));
        for place in [Some(Place::on_sheet("mission")), Some(Place::under_key("captains", "ours")), in_row] {
            let path = place.as_ref().map(ToString::to_string).unwrap_or_default();
            assert_eq!(path.parse().ok(), place, "{path}");
        }
        for path in ["", "/x", "a/ not an id/b", "a/b/c/d"] {
            assert_eq!(path.parse::<Place>(), Err(NoPlace), "{path}");
        }
    }
}
