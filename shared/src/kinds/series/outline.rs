//! How a series reads.

use super::guide;
use super::schema::*;
use crate::kinds::outline::{Body, Column, Fact, Form, Outline, Part, Rows, Section};

/// How a series reads.
pub static OUTLINE: Outline = Outline {
    title: Some(NAME),
    untitled: "Reviews without a name",
    facts: &[
        Fact::new("Sort", PRESET),
        Fact::new("Facilitator", FACILITATOR),
        Fact::new("First", FIRST),
        Fact::new("Rhythm", RHYTHM),
        Fact::new("Time zone", ZONE),
        Fact::new("Minutes", MINUTES),
        Fact::new("Dots in a vote", DOTS),
    ],
    sections: &[
        Section::guided(&guide::PURPOSE, Body::Text(PURPOSE)),
        Section::new(
            "Every time",
            Body::Rows(Rows::all(
                STANDING,
                Form::Bullet(Part::Text(TITLE), None, &[Fact::new("Type", TYPE), Fact::new("Minutes", ITEM_MINUTES)]),
            )),
        ),
        Section::new(
            "Parking lot",
            Body::Rows(Rows::all(
                PARKED,
                Form::Bullet(
                    Part::Text(TITLE),
                    None,
                    &[
                        Fact::new("Type", TYPE),
                        Fact::new("Presents", PRESENTER),
                        Fact::new("Parked in", PARKED_IN),
                        Fact::new("Back in", BACK_IN),
                    ],
                ),
            )),
        ),
        Section::new("Teams", Body::Rows(Rows::all(TEAMS, Form::Bullet(Part::Value(TEAM_NAME), None, &[])))),
        Section::new("Moved", Body::Keyed("Planned for", &[Column::new("Takes place", MOVED)])),
    ],
    rest: None,
};
