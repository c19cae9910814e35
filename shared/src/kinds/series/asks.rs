//! The people and the teams that a series names for all its reviews. It asks nothing by itself: its reviews do.

use super::schema::*;
use crate::asks::{Agenda, Asked, Waits, named};

/// Nothing that waits, and an agenda that names who leads through the reviews, and the teams whose metrics are read in them.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let leads = asked.sheet.value(FACILITATOR).writes.iter().filter_map(|write| write.value.words());
    let people = leads.filter(|words| !words.trim().is_empty()).map(ToOwned::to_owned).collect();
    let teams = asked.sheet.rows(TEAMS).flat_map(|row| named(row, TEAM)).collect();
    Waits { agenda: Some(Agenda { people, teams, ..Agenda::default() }), ..Waits::default() }
}
