//! The sections that headings announce, in the words teams use for them.

use super::facts::fact_of;
use super::said::plain;
use crate::kinds::charter::outline::MANDATE;
use crate::kinds::charter::*;
use crate::kinds::org::CAPTAINS;
use crate::kinds::outline::{self, Body, Drawn, Form, Of, Rows};

/// A part of a charter as a page announces it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    /// One of the charter's texts.
    Text(&'static str),
    /// One of its lists of lines.
    Lines(&'static str),
    /// Another list, whose rows read as the outline says.
    Rows(&'static Rows),
    /// A labelled value.
    Fact(Of),
    /// Claims of one mode.
    Claims(&'static str),
    /// Claims whose mode each bullet says.
    Mandate,
    /// The captain of the team.
    Captain,
    /// Several who do, each of them a member too.
    Chairs,
    /// People and their functions.
    People,
    /// Functions the team needs.
    Functions,
    /// Metrics and their readings.
    Metrics,
    /// Rules with their reasons.
    NonNegotiables,
    /// The registry's entries for the claimed surfaces.
    Surfaces,
    /// The heading above the three lists of decisions.
    Decisions,
    /// Text that a charter has no place for: it goes to the mission's note.
    Other,
}

impl Section {
    /// The part that a section of the charter's outline announces.
    fn of(section: &'static outline::Section) -> Option<Self> {
        Some(match &section.body {
            Body::Text(name) => Self::Text(name),
            Body::Rows(Rows { list: CLAIMS, only: Some(only), .. }) => Self::Claims(only.word),
            Body::Rows(Rows { list: MEMBERS, .. }) => Self::People,
            Body::Rows(Rows { list: METRICS, .. }) => Self::Metrics,
            Body::Rows(Rows { list: NON_NEGOTIABLES, .. }) => Self::NonNegotiables,
            Body::Rows(Rows { list, form: Form::Line(LINE), only: None, .. }) => Self::Lines(list),
            Body::Rows(rows) => Self::Rows(rows),
            Body::Drawn(Drawn::Functions) => Self::Functions,
            Body::Drawn(Drawn::Surfaces) => Self::Surfaces,
            Body::Nothing if section.heading == MANDATE.heading => Self::Mandate,
            Body::Nothing => Self::Decisions,
            Body::Drawn(Drawn::Decisions | Drawn::Agreement | Drawn::Unlearned) | Body::Keyed(..) => return None,
        })
    }

    /// The part that a labelled value below the title announces.
    fn of_fact(fact: &outline::Fact) -> Self {
        match fact.of {
            Of::Org(CAPTAINS) => Self::Captain,
            of => Self::Fact(of),
        }
    }

    /// The part that `plain` announces, by the charter's outline.
    fn headed(plain: &str) -> Option<Self> {
        let is_it = |heading: &str, also: &[&str]| self::plain(heading) == plain || also.contains(&plain);
        if CHAIRS.contains(&plain) {
            return Some(Self::Chairs);
        }
        let section = OUTLINE.all_sections().into_iter().find(|section| is_it(section.heading, section.also));
        section.and_then(Self::of).or_else(|| fact_of(OUTLINE.facts, plain).map(Self::of_fact))
    }
}

/// The words by which teams call several who captain together.
const CHAIRS: &[&str] = &["chairs", "chair", "co chairs", "captains", "leads", "leadership"];

/// The part that a heading announces below `outer`, the section it lies in.
pub(super) fn section_of(heading: &str, outer: Option<Section>) -> Option<Section> {
    let section = Section::headed(&plain(heading))?;
    Some(match (section, outer) {
        // “Consult” means two things: being asked about a surface, and asking before a decision.
        (Section::Claims("consult"), Some(Section::Decisions | Section::Lines(DECIDE | CONSULT | INFORM))) => {
            Section::Lines(CONSULT)
        }
        (section, _) => section,
    })
}
