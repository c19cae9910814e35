//! The surfaces that somebody looks for.

use super::{Map, State, Surface};
use crate::kinds::charter::Mode;
use crate::names;

/// Which surfaces are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Show {
    /// All of them.
    #[default]
    All,
    /// Those that teams have to settle.
    Open,
    /// Those that nobody answers for.
    Unowned,
    /// Those that teams share.
    Shared,
    /// Those that one's own team claims.
    Mine,
    /// Those of teams that claim something of one's own team's, too.
    NextToMine,
}

impl Show {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::All, Self::Open, Self::Unowned, Self::Shared, Self::Mine, Self::NextToMine];

    /// Its words beside a number of surfaces.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Open => "To settle",
            Self::Unowned => "Nobody owns",
            Self::Shared => "Shared",
            Self::Mine => "My team",
            Self::NextToMine => "Next to mine",
        }
    }

    /// Whether it needs a team that is one's own.
    pub fn is_of_a_team(self) -> bool {
        matches!(self, Self::Mine | Self::NextToMine)
    }
}

/// The wish of somebody who looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sift {
    /// Which surfaces.
    pub show: Show,
    /// Words that stand in the surface's name, in the line about it or in the name of a team that claims it, as
    /// [`names::sought`] makes them.
    pub sought: String,
    /// One's own team, by its place in the map.
    pub mine: Option<usize>,
}

impl Map {
    /// Whether each surface is shown, in their order.
    pub fn shown(&self, sift: &Sift) -> Vec<bool> {
        let beside = if sift.show == Show::NextToMine { self.beside(sift.mine) } else { Vec::new() };
        let fits = |surface: &Surface| match sift.show {
            Show::All => true,
            Show::Open => surface.state().is_open(),
            Show::Unowned => surface.state() == State::Unowned,
            Show::Shared => surface.claims.iter().any(|claim| claim.mode == Mode::Share),
            Show::Mine => sift.mine.is_some_and(|mine| surface.claim_of(mine).is_some()),
            Show::NextToMine => {
                let is_mine = sift.mine.is_some_and(|mine| surface.claim_of(mine).is_some());
                !is_mine && surface.claims.iter().any(|claim| beside.contains(&claim.team))
            }
        };
        let is_shown = |surface: &Surface| fits(surface) && names::has_words(&surface.sought, &sift.sought);
        self.surfaces.iter().map(is_shown).collect()
    }

    /// The teams that claim a surface which a team claims.
    fn beside(&self, mine: Option<usize>) -> Vec<usize> {
        let Some(mine) = mine else { return Vec::new() };
        let of_mine = self.surfaces.iter().filter(|surface| surface.claim_of(mine).is_some());
        of_mine.flat_map(|surface| &surface.claims).map(|claim| claim.team).filter(|team| *team != mine).collect()
    }
}
