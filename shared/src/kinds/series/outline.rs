//! How a series reads.

use super::guide;
use super::schema::*;
use crate::kinds::outline::{Ask, Asked, Body, Column, Fact, Form, Outline, Part, Rows, Section};
use crate::kinds::review::TYPE_WORDS;

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
        Fact::new("People hoped for", TARGET),
    ],
    sections: &[
        PURPOSE_SECTION,
        STANDING_SECTION,
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
        Section::new(
            "Keep or end",
            Body::Rows(Rows::all(MARKS, Form::Table(&[Column::new("Series", MARKED_NAME), Column::new("Mark", MARK)]))),
        ),
        Section::new(
            "Hours counted",
            Body::Rows(Rows::all(
                COUNTS,
                Form::Table(&[
                    Column::new("Day", COUNTED_ON),
                    Column::number("Hours a week", HOURS),
                    Column::number("Series", N_SERIES),
                ]),
            )),
        ),
        Section::new("Moved", Body::Keyed("Planned for", &[Column::new("Takes place", MOVED)])),
    ],
    rest: None,
};

/// The purpose.
pub const PURPOSE_SECTION: Section = Section::guided(&guide::PURPOSE, Body::Text(PURPOSE));

/// Items that stand on every agenda.
pub const STANDING_SECTION: Section = Section::new(
    "Every time",
    Body::Rows(
        Rows::all(
            STANDING,
            Form::Bullet(Part::Text(TITLE), None, &[Fact::new("Type", TYPE), Fact::new("Minutes", ITEM_MINUTES)]),
        )
        .asked(&A_STANDING_ITEM),
    ),
);

/// The rhythm, as it is asked for: rhythms as they are kept and as they read.
pub static RHYTHM_ASKS: [Ask; 6] = [
    Ask::new(FIRST, "First", ""),
    Ask::new(RHYTHM, "How often", "Choose").of(&[
        ("FREQ=WEEKLY", "every week"),
        ("FREQ=WEEKLY;INTERVAL=2", "every two weeks"),
        ("FREQ=WEEKLY;INTERVAL=6", "every six weeks"),
        ("FREQ=MONTHLY", "every month"),
        ("FREQ=YEARLY", "every year"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "every working day"),
    ]),
    Ask::new(ZONE, "Time zone", "Time zone"),
    Ask::new(MINUTES, "Minutes", "50"),
    Ask::new(DOTS, "Dots in a vote", "5"),
    Ask::new(TARGET, "People hoped for", "12"),
];

static A_STANDING_ITEM: Asked = Asked {
    row: ("standing item", "standing items"),
    add: "Add a standing item",
    none: "Nothing stands on every agenda.",
    start: &[(TYPE, "topic")],
    fields: &[
        Ask::new(TITLE, "Item", "What stands on every agenda"),
        Ask::new(TYPE, "Sort of item", "Sort").of(TYPE_WORDS),
        Ask::new(ITEM_MINUTES, "Minutes", "minutes"),
    ],
    ..Asked::PLAIN
};
