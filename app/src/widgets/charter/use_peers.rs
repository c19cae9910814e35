//! The teams beside a team on its charter's page: whether somebody read what they say, and the word that somebody has.

use leptos::prelude::*;
use muster_shared::kinds::charter::{Neighbour, PEER, PEER_AS, PEER_NAME, PEER_ON, PEERS, Peer};
use muster_shared::text::words::one_line;

use super::use_charter::UseCharter;
use crate::browser::today;

/// The longest name of a team that is kept with the word.
const NAME_MAX: usize = 200;

impl UseCharter {
    /// The teams beside this one, with the last time that somebody here read them.
    pub(crate) fn peers(self) -> Vec<Peer> {
        let of = |all: &[Neighbour]| {
            self.charter.doc.sheet.with(|sheet| all.iter().map(|team| Peer::of(team, sheet)).collect())
        };
        self.across.with(|(_, teams)| of(teams))
    }

    /// Notes that a team was read as it is now.
    pub(crate) fn read_peer(self, team: &Neighbour) {
        let name = one_line(&team.name, NAME_MAX);
        let values = [
            (PEER, team.doc.as_str().into()),
            (PEER_NAME, name.into()),
            (PEER_AS, team.read_as.as_str().into()),
            (PEER_ON, today().into()),
        ];
        // The chip says what the document refuses.
        let _ = self.charter.add(PEERS, &values);
    }
}
