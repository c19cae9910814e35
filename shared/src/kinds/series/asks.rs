//! The people whom a series names for all its reviews. It asks nothing by itself: its reviews do.

use super::schema::*;
use crate::asks::{Agenda, Asked, Waits};

/// Nothing that waits, and an agenda that names who leads through the reviews.
pub(in crate::kinds) fn asks(asked: &Asked<'_>) -> Waits {
    let leads = asked.sheet.value(FACILITATOR).writes.iter().filter_map(|write| write.value.words());
    let people = leads.filter(|words| !words.trim().is_empty()).map(ToOwned::to_owned).collect();
    Waits { agenda: Some(Agenda { people, ..Agenda::default() }), ..Waits::default() }
}
