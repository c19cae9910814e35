//! The values and lists of a series of reviews.

use crate::access::Role;
use crate::kinds::review::TYPES;
use crate::sheet::{Field, Is, List, Schema};

/// The series' name.
pub const NAME: &str = "name";
/// The purpose, printed on top of every review.
pub const PURPOSE: &str = "purpose";

/// The sort of meeting: see [`super::PRESETS`].
pub const PRESET: &str = "preset";
/// The person who leads through its reviews, unless a review names another.
pub const FACILITATOR: &str = "facilitator";
/// The day and time of the first review, in the series' time zone, as `2026-11-24T10:00`.
pub const FIRST: &str = "first";
/// The rhythm: a recurrence rule of RFC 5545 without its beginning, as `FREQ=WEEKLY`.
pub const RHYTHM: &str = "rhythm";
/// The time zone of its times, by its name in the IANA database, as `Europe/Lisbon`.
pub const ZONE: &str = "zone";
/// The minutes that a review is planned to take.
pub const MINUTES: &str = "minutes";

/// How many dots each person has in a vote; [`DOTS_USUAL`] where nothing is said.
pub const DOTS: &str = "dots";
/// How many dots each person has where nobody says.
pub const DOTS_USUAL: f64 = 5.0;

/// Reviews that take place at another time than their slot: the day and time, or [`NOT_HELD`]. They are keyed by the slot as
/// it ends an id, `20261124T1000`: no key holds a `:`.
pub const MOVED: &str = "moved";

/// Marks of people who want to stand in the picture of thanks.
pub const DRAWN: &str = "drawn";

/// How many people the series hopes for.
pub const TARGET: &str = "target";

/// Items that stand on every agenda.
pub const STANDING: &str = "standing";
/// Items that are put aside until somebody brings them back.
pub const PARKED: &str = "parked";

/// The title of an item.
pub const TITLE: &str = "title";
/// The sort of item.
pub const TYPE: &str = "type";
/// The minutes that an item is planned to take.
pub const ITEM_MINUTES: &str = "minutes";
/// The person who presented an item that is parked.
pub const PRESENTER: &str = "presenter";
/// The review in which an item was parked: its slot.
pub const PARKED_IN: &str = "parked_in";
/// The item as it was raised first: `SLOT/ROW`.
pub const ORIGIN: &str = "origin";
/// The review into which it was brought back: its slot.
pub const BACK_IN: &str = "back_in";

/// Teams whose metrics its reviews read.
pub const TEAMS: &str = "teams";
/// The team: the id of its charter.
pub const TEAM: &str = "team";
/// The team's name as it was when it was put on.
pub const TEAM_NAME: &str = "name";

/// Marks that somebody would keep or end a series, in an inventory of all.
pub const MARKS: &str = "marks";
/// The series that a mark is about: its id.
pub const MARKED: &str = "series";
/// That series' name, as it was then.
pub const MARKED_NAME: &str = "name";
/// The mark itself: see [`MARK_WORDS`].
pub const MARK: &str = "mark";
/// Counts of the hours that all series take, one a day on which somebody counted.
pub const COUNTS: &str = "counts";
/// The day of a count.
pub const COUNTED_ON: &str = "on";
/// The hours a week that all series took together.
pub const HOURS: &str = "hours";
/// How many series there were.
pub const N_SERIES: &str = "n";
/// The words of a mark.
pub const MARK_WORDS: &[&str] = &["keep", "end"];

/// The word for a review that is not held.
pub const NOT_HELD: &str = "not held";

/// The schema of a series.
pub static SCHEMA: Schema = Schema {
    kind: "series",
    version: 1,
    writer: Role::Editor,
    common: Role::Editor,
    texts: &[NAME, PURPOSE],
    values: &[
        Field::new(PRESET, Is::OneOf(PRESET_WORDS)),
        Field::new(FACILITATOR, Is::Person),
        Field::new(FIRST, Is::Words),
        Field::new(RHYTHM, Is::Words),
        Field::new(ZONE, Is::Words),
        Field::new(MINUTES, Is::Number),
        Field::new(DOTS, Is::Number),
        Field::new(TARGET, Is::Number),
    ],
    keyed: &[Field::new(MOVED, Is::Words), Field::new(DRAWN, Is::Flag).of_person()],
    lists: &[
        List::new(STANDING, &[TITLE], &[Field::new(TYPE, Is::OneOf(TYPES)), Field::new(ITEM_MINUTES, Is::Number)]),
        List::new(
            PARKED,
            &[TITLE],
            &[
                Field::new(TYPE, Is::OneOf(TYPES)),
                Field::new(PRESENTER, Is::Person),
                Field::new(PARKED_IN, Is::Words),
                Field::new(ORIGIN, Is::Words),
                Field::new(BACK_IN, Is::Words),
            ],
        ),
        List::new(TEAMS, &[], &[Field::new(TEAM, Is::Words), Field::new(TEAM_NAME, Is::Words)]),
        List::new(
            MARKS,
            &[],
            &[
                Field::new(MARKED, Is::Words),
                Field::new(MARKED_NAME, Is::Words),
                Field::new(MARK, Is::OneOf(MARK_WORDS)),
            ],
        )
        .own(&[]),
        List::new(
            COUNTS,
            &[],
            &[Field::new(COUNTED_ON, Is::Day), Field::new(HOURS, Is::Number), Field::new(N_SERIES, Is::Number)],
        )
        .append(),
    ],
};

/// The words of the presets in documents.
pub const PRESET_WORDS: &[&str] = &[
    "product",
    "metrics",
    "insight",
    "one to one",
    "forum",
    "check-in",
    "ama",
    "office hours",
    "transparency",
    "updates",
    "six weeks",
    "failures",
    "lunch",
    "cross-team",
    "workshop",
    "summit",
    "armageddon",
    "last five",
];
