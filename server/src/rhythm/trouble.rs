//! The reasons why a series has no dates, or not those that somebody meant: a sentence each. Nothing is lost by them; the
//! words stay in the document as they were written.

use muster_shared::kinds::{BadSlot, Slot};
use thiserror::Error;

/// Why a rhythm cannot be followed, for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Trouble {
    #[error("this series has no first review yet: write its day and time, and the dates follow")]
    NoFirst,
    #[error(transparent)]
    BadFirst(#[from] BadSlot),
    #[error("`{0}` is too far off: the first review is in a year from 1970 to 2399")]
    FarFirst(String),
    #[error("this series has no time zone yet: choose one, as Europe/Lisbon, and the dates follow")]
    NoZone,
    #[error("this server knows no time zone called `{0}`: write it as Europe/Lisbon")]
    BadZone(String),
    #[error("a rhythm is shorter than {0} characters")]
    Long(usize),
    #[error("`{0}` is no part of a rhythm: write the rhythm as FREQ=WEEKLY or FREQ=MONTHLY;BYDAY=1TU")]
    NoPart(String),
    #[error("the rhythm says {0} twice")]
    Twice(String),
    #[error("the rhythm does not say how often: add FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")]
    NoFrequency,
    #[error("FREQ={0} is not for reviews, which are held on days: choose DAILY, WEEKLY, MONTHLY or YEARLY")]
    Frequency(String),
    #[error("{0} is not for reviews: all of a series begin at the time of its first")]
    TimeOfDay(String),
    #[error("{0} is not followed here: name months and days of the month instead")]
    NotFollowed(String),
    #[error("{name}={value} cannot be read: {wanted}")]
    Value { name: &'static str, value: String, wanted: String },
    #[error("a rhythm ends after a COUNT or at an UNTIL, not both")]
    TwoEnds,
    #[error("BYMONTHDAY does not go with FREQ=WEEKLY: choose MONTHLY, or name days of the week in BYDAY")]
    MonthDayOfWeek,
    #[error("a BYDAY with a number, as 1TU, goes with FREQ=MONTHLY or YEARLY only")]
    NthOfNothing,
    #[error("BYSETPOS picks among days: add BYDAY, BYMONTHDAY or BYMONTH")]
    PositionOfNothing,
    #[error("`{0}` names no day from the first review on")]
    NoDay(String),
    #[error(
        "the review planned for {slot} is moved to `{to}`, which is no day and time: write it as 2026-11-24T10:00, or \
         as `not held`"
    )]
    BadMove { slot: Slot, to: String },
    #[error("the id of this series is so long that no review of it can have one")]
    LongId,
}
