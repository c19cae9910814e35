//! How the `org` document reads.

use super::{CAPTAIN_SINCE, CAPTAINS, FUNCTIONS, SURFACES};
use crate::kinds::outline::{Ask, Asked, Body, Column, Form, Outline, Part, Rows, Section};

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
pub const SURFACES_SECTION: Section = Section::new(
    "Surfaces",
    Body::Rows(Rows::all(SURFACES, Form::Bullet(Part::Value("name"), Some("about"), &[])).asked(&A_SURFACE)),
)
.says("Parts of the product that a team can own, share or be asked about.");

static A_SURFACE: Asked = Asked {
    row: ("surface", "surfaces"),
    add: "Add a surface",
    fields: &[
        Ask::new("name", "Name", "Name it").must("A surface needs a name.").unique(),
        Ask::new("about", "What it is", "One line about it"),
    ],
    ..Asked::PLAIN
};

/// The functions teams need.
pub const FUNCTIONS_SECTION: Section = Section::new(
    "Functions",
    Body::Rows(
        Rows::all(FUNCTIONS, Form::Table(&[Column::new("Charter", "team"), Column::new("Function", "name")]))
            .asked(&A_FUNCTION),
    ),
)
.says("The functions a team needs to get there without borrowing.");

static A_FUNCTION: Asked = Asked {
    row: ("function", "functions"),
    add: "Add a function",
    fields: &[
        Ask::new("name", "Name", "Name it").must("A function needs a name."),
        Ask::new("team", "Team that needs it", "Choose a team"),
    ],
    ..Asked::PLAIN
};
