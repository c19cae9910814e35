//! How a draft reads.

use super::schema::*;
use crate::kinds::outline::{Body, Column, Fact, Form, Outline, Part, Rows, Section};

/// How a draft reads. The title is its review's.
pub static OUTLINE: Outline = Outline {
    title: None,
    untitled: "Draft",
    facts: &[],
    sections: &[
        Section::new(
            "Written in silence",
            Body::Rows(Rows::all(
                REMARKS,
                Form::Bullet(
                    Part::Text(TEXT),
                    None,
                    &[Fact::new("On", ITEM), Fact::new("Stance", STANCE), Fact::new("Written", WRITTEN)],
                ),
            )),
        ),
        Section::new(
            "Dots",
            Body::Rows(Rows::all(DOTS, Form::Table(&[Column::new("Vote", BALLOT), Column::new("Given to", GIVEN)]))),
        ),
        Section::new("Put in", Body::Keyed("Row", &[Column::number("Until", PUT_IN)])),
    ],
    rest: None,
};
