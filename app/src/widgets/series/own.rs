//! The parts of a series' face that its outline does not say: the field of its first day and time, and the time zones that the
//! browser knows.

use leptos::prelude::*;
use muster_shared::kinds::series::{FIRST, ZONE};

use super::rhythm::{first_field, zones};
use crate::widgets::outline::{At, Face, Own};

/// The series' own parts.
pub(super) struct OfSeries;

impl Own for OfSeries {
    fn field(&self, face: Face, at: &At) -> Option<AnyView> {
        matches!(at, At::Sheet(FIRST)).then(|| first_field(face.form))
    }

    fn suggests(&self, field: &'static str) -> Vec<String> {
        if field == ZONE { zones() } else { Vec::new() }
    }
}
