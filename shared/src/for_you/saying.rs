//! The one sentence on top of home: how somebody's team stands.

use crate::kinds::talk::Whole;
use crate::text::words::{counted, day_number, days_later, short_day, weekday};

/// The days ahead within which a day goes by its name.
const NAMED_DAYS: i64 = 6;

/// How a team stands, as it goes on behind its name. `review` is the day of its next review.
pub fn team_saying(agreed: Whole, n_contested: usize, review: Option<&str>, today: &str) -> String {
    let agreed = match agreed {
        Whole { of: 0, .. } => "has nobody in it yet".to_owned(),
        Whole { agreed: 0, .. } => "is not agreed yet".to_owned(),
        Whole { agreed, of, .. } if agreed == of && of > 1 => format!("is agreed by all {of}"),
        Whole { agreed, of, .. } => format!("is agreed by {agreed} of {of}"),
    };
    let contested = match n_contested {
        0 => None,
        1 => Some("has one contested surface".to_owned()),
        n => Some(format!("has {}", counted(n, "contested surface", "contested surfaces"))),
    };
    let review = review.map(|day| format!("meets for review {}", when(day, today)));
    let clauses: Vec<String> = [Some(agreed), contested, review].into_iter().flatten().collect();
    match clauses.as_slice() {
        [first, second, third] => format!("{first}, {second}, and {third}."),
        clauses => format!("{}.", clauses.join(" and ")),
    }
}

/// A day that comes, as one says it.
fn when(day: &str, today: &str) -> String {
    let ahead = day_number(day).zip(day_number(today)).map(|(then, now)| then - now);
    match (ahead, weekday(day)) {
        (Some(0), _) => "today".to_owned(),
        (Some(1), _) => "tomorrow".to_owned(),
        (Some(2..=NAMED_DAYS), Some(name)) => format!("on {name}"),
        _ => format!("on {}", short_day(day, today)),
    }
}

/// A day that has passed, as a heading has it: `Since Friday`.
pub fn since_saying(day: &str, today: &str) -> String {
    match weekday(day) {
        _ if day == today => "Since earlier today".to_owned(),
        _ if day == days_later(today, -1) => "Since yesterday".to_owned(),
        Some(name) if day < today && day >= days_later(today, -NAMED_DAYS).as_str() => format!("Since {name}"),
        _ => format!("Since {}", short_day(day, today)),
    }
}
