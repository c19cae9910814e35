//! How the `org` document reads.

use super::{CAPTAIN_SINCE, CAPTAINS, FUNCTIONS, SURFACES};
use crate::kinds::outline::{Body, Column, Form, Outline, Part, Rows, Section};

/// How the `org` document reads.
pub static OUTLINE: Outline = Outline {
    title: Some("name"),
    untitled: "The workspace",
    facts: &[],
    sections: &[
        Section::new(
            "Captains",
            Body::Keyed("Charter", &[Column::new("Captain", CAPTAINS), Column::new("Since", CAPTAIN_SINCE)]),
        ),
        SURFACES_SECTION,
        FUNCTIONS_SECTION,
    ],
    rest: None,
};

/// The product surfaces.
pub const SURFACES_SECTION: Section =
    Section::new("Surfaces", Body::Rows(Rows::all(SURFACES, Form::Bullet(Part::Value("name"), Some("about"), &[]))));

/// The functions teams need.
pub const FUNCTIONS_SECTION: Section = Section::new(
    "Functions",
    Body::Rows(Rows::all(FUNCTIONS, Form::Table(&[Column::new("Charter", "team"), Column::new("Function", "name")]))),
);
